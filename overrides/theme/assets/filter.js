// The checklist page shows what its address says: by size, trade, special cases, tier and hazard.
// Without scripts the whole list stands as it is.
// @ts-check
import { conditions, fits, follow } from "./applies.js";

/** @typedef {import("./applies.js").Said} Said */

/** Room for a row that is not painted yet, in px. */
const ROW = 260;

/** @param {ParentNode} inside @param {string} selector @returns {HTMLElement[]} */
const all = (inside, selector) => [...inside.querySelectorAll(selector)].map((one) => /** @type {HTMLElement} */ (one));

/** @param {string} selector @param {string} text */
const say = (selector, text) => all(document, selector).forEach((one) => { one.textContent = text; });

/** Touch only what changes: the rest need not be laid out again. @param {HTMLElement} node @param {boolean} away */
const hide = (node, away) => { if (node.hidden !== away) node.hidden = away; };

/** For whom the list is, in words. @param {HTMLFormElement} bar @param {Said} said @returns {string} */
function whom(bar, said) {
  /** @param {string} key */
  const ids = (key) => [...(said.get(key) ?? [])].filter((id) => id !== "none");
  /** @param {string} key @param {string} id */
  const label = (key, id) => {
    const field = bar.querySelector(`[name=${key}] option[value="${id}"], label > [name=${key}][value="${id}"] + span`);
    return field?.textContent ?? "";
  };
  /** @param {string} key */
  const labels = (key) => ids(key).map((id) => label(key, id)).join("、");
  const cases = said.has("facets") ? [ids("facets").length ? `有${labels("facets")}` : "没有特殊情形"] : [];
  const only = [labels("tier"), labels("hazard") && "重大"].filter(Boolean);
  return [labels("trade") || bar.dataset.title, labels("size"), ...cases].filter(Boolean).join(" · ")
    + (only.length ? `（只列${only.join("、")}）` : "");
}

/** @param {HTMLFormElement} bar */
function start(bar) {
  const rows = all(document, "[data-asks]").map((node) => ({ node, asked: conditions(node.dataset.asks), major: node.dataset.asks?.includes("hazard:major") }));
  const items = rows.filter(({ node }) => node.tagName === "TR");
  const holders = all(document, "table.items, [data-group]").map((node) => ({ node, rows: all(node, "tbody tr"), head: node.previousElementSibling }));
  const cases = bar.querySelector("[data-facets]");
  const again = document.querySelector("[data-again]");
  follow(bar, (said) => {
    if (cases instanceof HTMLElement) cases.hidden = !said.has("facets");
    rows.forEach(({ node, asked }) => hide(node, !fits(asked, said)));
    holders.forEach(({ node, rows: mine, head }) => {
      const left = mine.filter((row) => !row.hidden).length;
      const empty = !left;
      hide(node, empty);
      // Until a part is painted it takes this much room: rather too much, or its rows would lie over what follows.
      if ("group" in node.dataset) node.style.setProperty("contain-intrinsic-size", `auto ${left * ROW}px`);
      if (head instanceof HTMLElement && head.tagName === "H3") hide(head, empty);
    });
    const shown = items.filter(({ node }) => !node.hidden);
    const major = shown.filter((row) => row.major).length;
    say("[data-whom]", `${whom(bar, said)}：共 ${shown.length} 条，其中重大隐患 ${major} 条`);
    say("[data-count]", `${shown.length} 条，重大 ${major} 条`);
    say("[data-url]", `网址：${location.href}`);
    if (again instanceof HTMLAnchorElement) {
      again.search = location.search;
      again.textContent = said.size ? "改答案" : "答几个问题，只看我的";
    }
  });
  bar.hidden = false;
}

/** Copy the address, or hold it out to be copied by hand where the browser does not let us. */
async function copy() {
  const field = /** @type {HTMLInputElement} */ (document.querySelector(".url"));
  field.value = location.href;
  try {
    await navigator.clipboard.writeText(field.value);
    say("[data-copied]", "已复制");
  } catch {
    field.hidden = false;
    field.select();
    say("[data-copied]", "请按住或用 Ctrl+C 复制：");
  }
}

/** @param {HTMLFormElement} bar */
function tools(bar) {
  all(document, "[data-tools]").forEach((one) => { one.hidden = false; });
  document.querySelector("[data-copy]")?.addEventListener("click", copy);
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
  const panel = bar.querySelector("details");
  if (panel) panel.open = matchMedia("(min-width: 45em)").matches;
  document.querySelector("article")?.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.closest(".more")) target.closest("tr")?.classList.toggle("open", target.checked);
  });
}

const bar = document.querySelector("[data-filters]");
if (bar instanceof HTMLFormElement) {
  start(bar);
  tools(bar);
}
