// Papers with what can be done with them: print, save, copy. On paper they stand alone.
// @ts-check
import { copying, download, hint, safeName } from "./copy.js";
import { button, h } from "./dom.js";
import { filled, paper, textOf } from "./papers.js";
import { WAYS, picture, sheetPaper } from "./print.js";
import { today } from "./sheet.js";
import { CSV, XLSX, csv, xlsx } from "./xlsx.js";

/**
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./types.js").Filling} Filling
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {{form: string, filling: Filling, title?: string, photo?: string}} Draft
 */

/** Print what the results show and nothing else of the page, across where the form lies across. */
function onPaper() {
  const shown = document.querySelector(".results-panel");
  document.documentElement.classList.toggle("results-print", Boolean(shown));
  document.documentElement.classList.toggle("results-across", Boolean(shown && shown.querySelector(".landscape")));
}
addEventListener("beforeprint", onPaper);

/** @param {Unit[]} units */
const firm = (units) => units.map((unit) => unit.firm).find(Boolean) ?? "";

/** Papers with what can be done with them. @param {HTMLElement[]} sheets @param {Node[]} more @param {string} [note] @returns {HTMLElement} */
function desk(sheets, more, note) {
  const text = () => sheets.map(textOf).join("\n");
  return h("div", {}, note && h("p", { class: "told" }, note), hint(),
    h("div", { class: "tools" }, button("打印", () => print(), "act"), ...more, ...copying(text)), ...sheets);
}

/** Drafts of forms; of several each opens by itself, and what is open is printed. @param {Draft[]} wanted @param {string} [note] @returns {Promise<HTMLElement>} */
export async function draftDesk(wanted, note) {
  const sheets = await Promise.all(wanted.map(async ({ form, filling, photo = "" }) => {
    const sheet = filled(await paper(form), filling);
    sheet.append(...await picture(photo, "照片1"));
    return sheet;
  }));
  if (sheets.length === 1) return desk(sheets, [], note);
  const boxes = sheets.map((sheet, n) => h("details", { class: "draft-one", open: n === 0 }, h("summary", {}, `${n + 1}　${wanted[n].title}`),
    h("div", { class: "tools" }, ...copying(() => textOf(sheet))), sheet));
  const all = button("全部打开", () => boxes.forEach((box) => { box.open = true; }));
  return h("div", {}, note && h("p", { class: "told" }, note), hint(), h("div", { class: "tools" }, button("打印打开的", () => print(), "act"), all), ...boxes);
}

/** One of the two lists. @param {string} form @param {import("./types.js").Cells[]} rows @param {Unit[]} units @returns {Promise<HTMLElement>} */
export async function listDesk(form, rows, units) {
  const found = await paper(form);
  const sheet = /** @type {import("./types.js").Spreadsheet} */ (found.xlsx);
  const names = [...new Set(units.map((unit) => unit.name).filter(Boolean))];
  const head = { 单位名称: firm(units), "车间（部门）": names.length > 3 ? `${names.slice(0, 3).join("、")}等${names.length}个` : names.join("、") };
  const page = filled(found, { blanks: head, tables: { problem: rows } });
  page.classList.add("landscape");
  const name = safeName(found.title, firm(units) || names[0], today());
  return desk([page], [
    button("存为 Excel", () => download(`${name}.xlsx`, /** @type {BlobPart} */ (xlsx(sheet, head, rows)), XLSX)),
    button("存为 CSV", () => download(`${name}.csv`, csv(sheet.columns, rows), CSV)),
  ], rows.length ? "" : "没有不合格的条目，打印出来是空白表。");
}

/** @param {Unit[]} units @param {Record<string, Loaded>} loaded @returns {HTMLElement} */
export function printDesk(units, loaded) {
  const place = h("div");
  const text = () => [...place.children].map(textOf).join("\n");
  const form = h("form", { class: "tools ways" },
    ...WAYS.map(([id, label], n) => h("label", {}, h("input", { type: "radio", name: "way", value: id, checked: n === 0 }), h("span", {}, label))),
    h("label", {}, h("input", { type: "checkbox", name: "photos" }), h("span", {}, "附照片")));
  const update = async () => {
    const said = new FormData(form);
    const way = /** @type {import("./print.js").Way} */ (said.get("way"));
    place.replaceChildren(...await Promise.all(units.map((unit) => sheetPaper(unit, loaded[unit.sheet], way, said.has("photos")))));
  };
  form.addEventListener("change", update);
  update();
  return h("div", {}, hint(), form, h("div", { class: "tools" }, button("打印", () => print(), "act"), ...copying(text)), place);
}
