// «哪些适用于我»: narrows the choice of industries as one types; counts what applies while boxes are ticked.
// Without scripts the lists are links and the form sends its answers itself.
// @ts-check
import { conditions, fits, follow } from "./applies.js";

/** @param {HTMLFormElement} form */
function count(form) {
  /** @type {[string, number, number][]} */
  const tally = JSON.parse(form.dataset.tally ?? "[]");
  const kinds = tally.map(([asks, items, major]) => ({ asked: conditions(asks), items, major }));
  const output = form.querySelector("[data-count]");
  follow(form, (said) => {
    const mine = kinds.filter((kind) => fits(kind.asked, said));
    /** @param {"items" | "major"} what */
    const sum = (what) => mine.reduce((all, kind) => all + kind[what], 0);
    if (output) output.textContent = `${sum("items")} 条，重大 ${sum("major")} 条`;
  });
}

/** @param {HTMLElement} line */
function narrow(line) {
  const field = line.querySelector("input");
  const status = line.querySelector("[role=status]");
  const entries = [...document.querySelectorAll("[data-words]")].map((one) => /** @type {HTMLElement} */ (one));
  const sections = [...document.querySelectorAll(".choices section")].map((one) => /** @type {HTMLElement} */ (one));
  line.hidden = false;
  field?.addEventListener("input", () => {
    const words = field.value.trim().split(/\s+/);
    entries.forEach((entry) => { entry.hidden = !words.every((word) => entry.dataset.words?.includes(word)); });
    sections.forEach((section) => { section.hidden = !section.querySelector("li:not([hidden])"); });
    if (status) status.textContent = field.value ? `${entries.filter((entry) => !entry.hidden).length} 个` : "";
  });
}

const form = document.querySelector("[data-questions]");
if (form instanceof HTMLFormElement) count(form);
const line = document.querySelector("[data-choose]");
if (line instanceof HTMLElement) narrow(line);
