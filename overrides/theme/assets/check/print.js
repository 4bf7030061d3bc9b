// The sheet itself on paper: blank, with the answers, or only what failed.
// @ts-check
import { h } from "./dom.js";
import { FAIL } from "./score.js";
import { rowsFor } from "./sheet.js";
import { photo } from "./store.js";

/**
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./sheet.js").Row} Row
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {"answers"|"failed"|"blank"} Way
 */

/** @type {[Way, string][]} */
export const WAYS = [["answers", "带答案"], ["failed", "只印不合格"], ["blank", "空白"]];

/** @param {Row} row @returns {HTMLElement[]} what is asked, a line each */
function content(row) {
  const points = row.score ? `（${row.score}分）` : "";
  const said = [row.text, row.look && `看：${row.look}`, row.ask && `问：${row.ask}`, row.photo && `拍：${row.photo}`, row.how && `查：${row.how}`,
    row.scoring && `评分：${row.scoring}`, row.skip && `空项：${row.skip}`, row.veto && `否决：${row.veto}`];
  return [h("b", {}, row.title + points), ...said.flatMap((text) => (text ? [h("span", { class: "line" }, text)] : []))];
}

/** @param {Answer} answer @returns {string[]} */
const remarks = (answer) => [
  answer.note,
  answer.v === FAIL && answer.deduct ? `扣${answer.deduct}分` : "",
  answer.veto === "yes" ? "出现否决情形" : "",
  [answer.who, answer.date].filter(Boolean).join(" "),
  answer.fix && (answer.fix.who || answer.fix.due) ? `整改：${[answer.fix.who, answer.fix.due].filter(Boolean).join(" ")}` : "",
].filter(Boolean);

/** @param {string} pid @param {string} label @returns {Promise<HTMLElement[]>} */
export async function picture(pid, label) {
  const jpeg = pid ? await photo(pid) : "";
  return jpeg ? [h("figure", { class: "photo" }, h("img", { src: `data:image/jpeg;base64,${jpeg}`, alt: label }), h("figcaption", {}, label))] : [];
}

/** @param {Row} row @param {Answer|undefined} answer @param {Loaded} of @param {boolean} pictures @returns {Promise<HTMLElement>} */
async function line(row, answer, { sheet }, pictures) {
  const label = sheet.answers.find((one) => one.id === answer?.v)?.label;
  const open = sheet.answers.map((one) => h("span", { class: "line" }, `□${one.label}`));
  const photos = answer && pictures ? [...await picture(answer.before, `${row.id} 整改前`), ...await picture(answer.after, `${row.id} 整改后`)] : [];
  return h("tr", { class: answer?.v === FAIL ? "failed" : "" },
    h("td", {}, h("span", { class: "id" }, row.id), row.hazard === "major" && h("span", { class: "major" }, "重大")),
    h("td", { class: "said" }, ...content(row)),
    h("td", {}, ...(label ? [h("b", {}, label)] : open)),
    h("td", { class: "said" }, ...(answer ? remarks(answer) : []).map((text) => h("span", { class: "line" }, text)), ...photos));
}

/** A unit's sheet as a page to print. @param {Unit} unit @param {Loaded} of @param {Way} way @param {boolean} pictures @returns {Promise<HTMLElement>} */
export async function sheetPaper(unit, of, way, pictures) {
  const rows = rowsFor(of.sheet, unit.picked).filter((row) => way !== "failed" || unit.answers[row.id]?.v === FAIL);
  const lines = await Promise.all(rows.map((row) => line(row, way === "blank" ? undefined : unit.answers[row.id], of, pictures)));
  const heads = ["编号", "检查内容", "结果", "说明"].map((text) => h("th", { scope: "col" }, text));
  const name = `${of.sector.title} ${of.sheet.title}`;
  return h("div", { class: "paper sheet checks" },
    h("p", { class: "name" }, name),
    h("p", { class: "head" }, ...[["单位", unit.firm], ["车间（部门）", unit.name], ["检查人", ""], ["日期", ""]].map(([label, text]) => (
      h("span", { class: "blank" }, `${label}：`, h("span", { class: "room" }, text || "\u00a0"))))),
    h("p", { class: "small" }, `${of.edition.title}，${rows.length} 条${way === "failed" ? "不合格" : ""}。自查结果，非评审结果。`),
    rows.length ? h("table", { class: "form" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...lines)) : h("p", {}, "没有不合格的。"));
}
