// The list of standards: narrowed by words, kind, use and standing. Without scripts the whole list stands.
// @ts-check

/** @param {string} text */
const plain = (text) => text.toLowerCase().replace(/\s+/g, "");

/** @param {HTMLElement} bar */
function start(bar) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (bar.querySelector(`[name=${name}]`));
  const parts = [...document.querySelectorAll("section[data-kind]")].map((part) => /** @type {HTMLElement} */ (part));
  const rows = parts.flatMap((part) => [...part.querySelectorAll("tbody tr")].map((row) => /** @type {HTMLTableRowElement} */ (row)).map((row) => (
    { row, kind: part.dataset.kind, text: plain(`${row.cells[0].textContent}${row.cells[1].textContent}`) })));
  const update = () => {
    const words = field("text").value.split(/\s+/).map(plain);
    for (const { row, kind, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word)) || (field("kind").value !== "" && field("kind").value !== kind)
        || (field("used").checked && !("used" in row.dataset)) || (field("current").checked && "past" in row.dataset);
    }
    parts.forEach((part) => { part.hidden = !part.querySelector("tbody tr:not([hidden])"); });
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = `显示 ${rows.filter(({ row }) => !row.hidden).length} 部`;
  };
  bar.hidden = false;
  bar.addEventListener("input", update);
  update();
}

const bar = document.querySelector("[data-narrow]");
if (bar instanceof HTMLElement) start(bar);
