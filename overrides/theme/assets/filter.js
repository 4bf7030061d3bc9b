// Filters of a checklist page: by hazard, tier, size class, trade and special cases (facets). Without scripts the whole list stands as it is.
// @ts-check

/** @param {HTMLElement} row @param {{hazard: boolean, tier: string, size: string, trade: string, plain: boolean}} want @returns {boolean} */
export function fits(row, want) {
  const { hazard = "", tier = "", size = "", trade = "", facet = "" } = row.dataset;
  return (!want.hazard || hazard === "major")
    && (!want.tier || tier.split(" ").includes(want.tier))
    && (!want.size || size === "" || size.split(" ").includes(want.size))
    && (!want.trade || trade === "" || trade.split(" ").includes(want.trade))
    && (!want.plain || facet === "");
}

/** @param {HTMLElement} bar */
function start(bar) {
  /** @type {HTMLElement[]} */
  const rows = [...document.querySelectorAll("table.items tbody tr")].map((row) => /** @type {HTMLElement} */ (row));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement & HTMLSelectElement} */ (bar.querySelector(`[name=${name}]`));
  const update = () => {
    const want = {
      hazard: field("hazard").checked, tier: field("tier").value, size: field("size").value,
      trade: field("trade")?.value ?? "", plain: field("plain").checked,
    };
    rows.forEach((row) => { row.hidden = !fits(row, want); });
    document.querySelectorAll("table.items").forEach((table) => {
      const empty = ![...table.querySelectorAll("tbody tr")].some((row) => !/** @type {HTMLElement} */ (row).hidden);
      /** @type {HTMLElement} */ (table).hidden = empty;
      const head = table.previousElementSibling;
      if (head instanceof HTMLElement && head.tagName === "H3") head.hidden = empty;
    });
    document.querySelectorAll("[data-group]").forEach((group) => {
      const left = [...group.querySelectorAll("table.items tbody tr")].some((row) => !/** @type {HTMLElement} */ (row).hidden);
      /** @type {HTMLElement} */ (group).hidden = !left;
    });
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = `显示 ${rows.filter((row) => !row.hidden).length} 条`;
  };
  bar.hidden = false;
  bar.addEventListener("change", update);
  update();
}

const bar = document.querySelector("[data-filters]");
if (bar instanceof HTMLElement) start(bar);
