// Tables with data-sort: each head is a button that sorts by its column; numbers the greatest first.
// Without scripts the table stands in the order of its source.
// @ts-check

/** The text of a cell, without what is drawn in it. @param {HTMLTableRowElement} row @param {number} column */
const said = (row, column) => row.cells[column]?.textContent?.trim() ?? "";

/** What a cell counts; one without a number comes before nought. @param {string} text */
const amount = (text) => { const found = parseFloat(text); return Number.isNaN(found) ? -1 : found; };

/** @param {string} a @param {string} b @param {boolean} number */
export const compare = (a, b, number) => (number ? amount(a) - amount(b) : a.localeCompare(b, "zh-CN"));

/**
 * A cell that spans every row stands in the first one, whichever that is; the rows are compared without it.
 * @param {HTMLTableElement} table @param {number} column @param {boolean} number @param {boolean} down
 */
function sort(table, column, number, down) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const merged = rows[0].querySelector("td[rowspan]");
  const at = merged instanceof HTMLTableCellElement ? merged.cellIndex : Infinity;
  merged?.remove();
  const from = column > at ? column - 1 : column;
  rows.sort((a, b) => compare(said(a, from), said(b, from), number) * (down ? -1 : 1));
  body.append(...rows);
  if (merged) rows[0].insertBefore(merged, rows[0].cells[at]);
}

/** @param {HTMLTableElement} table */
function start(table) {
  const heads = [...table.tHead?.rows[0].cells ?? []];
  heads.forEach((head, column) => {
    if (table.tBodies[0].rows[0].cells[column]?.hasAttribute("rowspan")) return;
    const number = head.classList.contains("num");
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      const down = was ? was === "ascending" : number && column > 0;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(table, column, number, down);
    });
    head.append(button);
  });
}

document.querySelectorAll("table[data-sort]").forEach((table) => { if (table instanceof HTMLTableElement) start(table); });
