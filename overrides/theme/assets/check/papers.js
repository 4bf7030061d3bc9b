// Official forms filled on the page: the form's own HTML as Python made it, text put in as text; and the same as plain text.
// @ts-check

/**
 * @typedef {import("./types.js").Cells} Cells
 * @typedef {import("./types.js").Filling} Filling
 * @typedef {import("./types.js").Paper} Paper
 */

/** @type {Map<string, Promise<Paper>>} */
const held = new Map();
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const PRINTED_DAY = /\s*年\s*月\s*日/;
/** From this length on a text stands at the left. */
const LONG = 8;

/** @param {string} id @returns {Promise<Paper>} */
export function paper(id) {
  const found = held.get(id) ?? fetch(new URL(`../../data/check/papers/${id}.json`, import.meta.url)).then((answer) => {
    if (!answer.ok) throw new Error(`${id}: ${answer.status}`);
    return answer.json();
  });
  held.set(id, found);
  found.catch(() => held.delete(id));
  return found;
}

/** A box of the printed choices ticked: the one so called, or so ending. @param {string} printed @param {string} value */
function ticked(printed, value) {
  const boxes = printed.split("　");
  const wanted = value.split("、");
  /** @param {string} box */
  const chosen = (box) => wanted.some((one) => box === `□${one}` || (!boxes.includes(`□${one}`) && box.endsWith(one)));
  return boxes.map((box) => (chosen(box) ? box.replace("□", "■") : box)).join("　");
}

/** @param {Element} blank @param {string} value */
function put(blank, value) {
  const printed = blank.textContent ?? "";
  const day = DAY.exec(value);
  if (day && PRINTED_DAY.test(printed)) blank.textContent = printed.replace(PRINTED_DAY, `${day[1]}年${Number(day[2])}月${Number(day[3])}日`);
  else if (printed.startsWith("□")) blank.textContent = ticked(printed, value);
  else blank.textContent = value;
  blank.classList.add("filled");
}

/** @param {Element} row @param {string[]} columns @param {Cells} cells */
function fillRow(row, columns, cells) {
  columns.forEach((column, place) => {
    const cell = row.children[place];
    const value = cells[column];
    if (!value || cell.tagName === "TH") return;
    cell.textContent = value;
    if (DAY.test(value)) cell.classList.add("day");
    else if (value.length > LONG) cell.classList.add("said");
  });
}

/** Into the rows of the same name, else into blank ones, of which there are always enough. @param {Element} table @param {Cells[]} lines */
function fillTable(table, lines) {
  const columns = (table.getAttribute("data-columns") ?? "").split(" ");
  const body = /** @type {Element} */ (table.querySelector("tbody"));
  const rows = [...body.children];
  const named = new Map(rows.flatMap((row) => (row.children[0].tagName === "TH" ? [[row.children[0].textContent ?? "", row]] : [])));
  const blank = rows.filter((row) => row.children[0].tagName !== "TH");
  lines.forEach((cells, place) => {
    let row = named.get(cells[columns[0]]) ?? blank[place];
    if (!row && blank.length) { row = /** @type {Element} */ (blank[0].cloneNode(true)); [...row.children].forEach((cell) => { cell.textContent = ""; cell.className = ""; }); body.append(row); }
    if (row) fillRow(row, columns, cells);
  });
}

/** The form with what is known put in. @param {Paper} form @param {Filling} filling @returns {HTMLElement} */
export function filled(form, { blanks, tables }) {
  const parsed = new DOMParser().parseFromString(form.html, "text/html").body.firstElementChild;
  const sheet = /** @type {HTMLElement} */ (document.importNode(/** @type {Element} */ (parsed), true));
  sheet.querySelectorAll("[data-blank]").forEach((blank) => {
    const value = blanks[blank.getAttribute("data-blank") ?? ""];
    if (value) put(blank, value);
  });
  sheet.querySelectorAll("table[data-columns]").forEach((table) => {
    const columns = (table.getAttribute("data-columns") ?? "").split(" ");
    const key = Object.keys(tables).find((one) => columns.includes(one));
    if (key) fillTable(table, tables[key]);
  });
  sheet.querySelectorAll(".scroll").forEach((box) => { box.setAttribute("tabindex", "0"); box.setAttribute("role", "region"); box.setAttribute("aria-label", form.title); });
  const origin = document.createElement("p");
  origin.className = "origin";
  origin.textContent = form.origin;
  sheet.append(origin);
  return sheet;
}

/** @param {Element|null|undefined} node */
const words = (node) => (node?.textContent ?? "").replace(/\u00a0/g, "").trim();

/** @param {Element} table @returns {string[]} a line for each row in which something stands */
function tableLines(table) {
  const labels = leafLabels(table);
  return [...table.querySelectorAll("tbody tr")].flatMap((row) => {
    const cells = [...row.children].map(words);
    if (cells.every((text, place) => !text || row.children[place].tagName === "TH")) return [];
    return [cells.flatMap((text, place) => (text ? [`${labels[place]}：${text}`] : [])).join("；")];
  });
}

/** The labels of the columns below a head of one row or two. @param {Element} table @returns {string[]} */
function leafLabels(table) {
  const [top, ...below] = [...table.querySelectorAll("thead tr")];
  const inner = below.flatMap((row) => [...row.children]);
  let next = 0;
  return [...top.children].flatMap((head) => {
    const wide = Number(head.getAttribute("colspan") ?? 1);
    if (wide === 1) return [words(head)];
    next += wide;
    return inner.slice(next - wide, next).map((one) => `${words(head)}${words(one)}`);
  });
}

/** A filled form as text for a chat: what is blank is left out. @param {Element} sheet @returns {string} */
export function textOf(sheet) {
  const lines = [...sheet.querySelectorAll(".name, .head .blank, h2, p.para, table.fields tr, table.form")].flatMap((node) => {
    if (node.matches("table.form")) return tableLines(node);
    if (node.matches("h2")) return [`\n${words(node)}`];
    if (node.matches(".blank")) return node.querySelector(".filled") ? [words(node)] : [];
    if (!node.matches("table.fields tr")) return [words(node)];
    return [...node.children].flatMap((cell, place, cells) => (cell.classList.contains("filled") ? [`${words(cells[place - 1])}：${words(cell)}`] : []));
  }).filter(Boolean);
  /** Whether something stands under a heading. @param {string} line @param {number} place */
  const needed = (line, place) => !line.startsWith("\n") || (place + 1 < lines.length && !lines[place + 1].startsWith("\n"));
  return `${lines.filter(needed).join("\n")}\n`;
}
