// The search of the site: window.anbiao.search, the field of the header, fields on pages, the search page.
// @ts-check
import { Box } from "./box.js";
import { search } from "./engine.js";
import { Results } from "./page.js";

const site = /** @type {any} */ (window);
site.anbiao = Object.assign(site.anbiao || {}, { search });

const header = document.querySelector(".md-header form[data-search]");
const opener = document.querySelector("[data-search-open]");
const results = document.querySelector("[data-results]");

/** On a narrow screen the field of the header is behind a button. @param {boolean} show */
function toggle(show) {
  if (!header || !opener) return;
  header.classList.toggle("find--open", show);
  opener.setAttribute("aria-expanded", String(show));
}

/** The field to go to: that of the page itself, or the header's. @returns {HTMLInputElement | null} */
function field() {
  const own = document.querySelector("main form[role=search] input[name=q]");
  return /** @type {HTMLInputElement | null} */ (own || (header && header.querySelector("input[name=q]")));
}

function go() {
  const input = field();
  if (!input) return;
  if (header && header.contains(input)) toggle(true);
  input.focus();
  input.select();
}

/** @param {EventTarget | null} target */
const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.querySelectorAll("form[data-search]").forEach((form) => new Box(/** @type {HTMLFormElement} */ (form)));
if (results instanceof HTMLElement) new Results(results);
document.addEventListener("keydown", (event) => {
  const ask = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (!ask && (event.key !== "/" || typing(event.target) || event.ctrlKey || event.altKey || event.metaKey)) return;
  event.preventDefault();
  go();
});

if (opener instanceof HTMLElement && header) {
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => { event.preventDefault(); toggle(true); /** @type {HTMLElement} */ (header.querySelector("input")).focus(); });
  opener.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); opener.click(); } });
  header.querySelectorAll("[data-search-close]").forEach((button) => button.addEventListener("click", () => { toggle(false); opener.focus(); }));
  header.addEventListener("keydown", (event) => {
    const key = /** @type {KeyboardEvent} */ (event);
    if (key.key !== "Escape" || key.isComposing || getComputedStyle(opener).display === "none") return;
    toggle(false);
    opener.focus();
  });
}
