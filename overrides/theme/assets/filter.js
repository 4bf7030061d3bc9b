// Filters of a checklist page: by hazard, tier, size class, trade and the special cases (facets) that an enterprise has.
// Without scripts the whole list stands as it is.
// @ts-check

/**
 * ``facets``: the cases that the enterprise has, null = all are shown.
 * @typedef {{hazard: boolean, tier: string, size: string, trade: string, facets: Set<string> | null}} Want
 */

/** @param {string | undefined} words @returns {string[]} */
const split = (words) => (words ? words.split(" ") : []);

/** @param {HTMLElement} row @param {Want} want @returns {boolean} */
export function fits(row, want) {
  const { hazard, tier, size, trade, facet } = row.dataset;
  const { facets } = want;
  /** @param {string | undefined} words @param {string} one */
  const open = (words, one) => !one || !words || split(words).includes(one);
  return (!want.hazard || hazard === "major")
    && (!want.tier || split(tier).includes(want.tier))
    && open(size, want.size)
    && open(trade, want.trade)
    && (facets === null || split(facet).every((one) => facets.has(one)));
}

/** @param {HTMLElement} bar @returns {Want} */
function wanted(bar) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement & HTMLSelectElement | null} */ (bar.querySelector(`[name=${name}]`));
  const ticked = [...bar.querySelectorAll("[name=facet]:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value);
  return {
    hazard: Boolean(field("hazard")?.checked), tier: field("tier")?.value ?? "", size: field("size")?.value ?? "",
    trade: field("trade")?.value ?? "", facets: field("mine")?.checked ? new Set(ticked) : null,
  };
}

/** Hide what has no row left, and the heading of a table. @param {Element} holder */
function fold(holder) {
  const empty = ![...holder.querySelectorAll("tbody tr")].some((row) => !/** @type {HTMLElement} */ (row).hidden);
  /** @type {HTMLElement} */ (holder).hidden = empty;
  const head = holder.previousElementSibling;
  if (head instanceof HTMLElement && head.tagName === "H3") head.hidden = empty;
}

/** @param {HTMLElement} bar */
function start(bar) {
  const rows = [...document.querySelectorAll("table.items tbody tr")].map((row) => /** @type {HTMLElement} */ (row));
  const update = () => {
    const want = wanted(bar);
    rows.forEach((row) => { row.hidden = !fits(row, want); });
    document.querySelectorAll("table.items, [data-group]").forEach(fold);
    const cases = bar.querySelector("[data-facets]");
    if (cases instanceof HTMLElement) cases.hidden = want.facets === null;
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = `显示 ${rows.filter((row) => !row.hidden).length} 条`;
  };
  bar.hidden = false;
  bar.addEventListener("change", update);
  update();
}

const bar = document.querySelector("[data-filters]");
if (bar instanceof HTMLElement) start(bar);
