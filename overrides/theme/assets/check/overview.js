// The first page of «结果»: what was answered, the self-score, how far the remedies are.
// @ts-check
import { h } from "./dom.js";
import { STATES, findings, unproved } from "./hazards.js";
import { conclusion, score } from "./score.js";
import { rowsFor, today } from "./sheet.js";

/**
 * @typedef {import("./score.js").Score} Score
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./types.js").Unit} Unit
 */

/** Why a row does not count yet. @type {Record<import("./score.js").Why, string>} */
const WHY = { answer: "没有答", deduct: "没写扣几分", veto: "没答有没有否决情形", skip: "不能作空项", moved: "条目改了，要重看" };

/** @param {[string, string|number][]} facts @returns {HTMLElement} */
const sums = (facts) => h("ul", { class: "sums" }, ...facts.map(([label, value]) => h("li", {}, h("b", {}, String(value)), label)));

/** @param {Score} found @returns {HTMLElement[]} */
function scored(found) {
  const { points, unmet, vetoes, open } = found;
  const state = open.length ? `还有 ${open.length} 条没有答完` : conclusion(found);
  return [
    sums([["自评得分", points ? found.score ?? "—" : "不计分"], ["否决项", vetoes.length ? `${unmet.length} 项不符合` : "没有"], ["自评结论", state]]),
    h("p", { class: "told" }, "以上是自评得分、否决项、自评结论，非评审结果。没有合格线，不定等级。"),
    ...(points ? [h("p", {}, `标准分 ${points.full}，空项 ${points.absent}，扣分 ${points.lost}，实得分 ${points.got}${open.length ? "（答过的）" : ""}。`)] : []),
    ...(unmet.length ? [h("ul", {}, ...unmet.map(({ row }) => h("li", {}, h("span", { class: "id" }, row.id), ` 否决项不符合：${row.veto}`))),
      h("p", {}, "构成重大事故隐患的，在检查清单里也记不合格，进整改清单和治理方案。")] : []),
    ...(open.length ? [h("details", {}, h("summary", {}, `没有答完的 ${open.length} 条`),
      h("ul", {}, ...open.map(({ row, why }) => h("li", {}, h("span", { class: "id" }, row.id), ` ${row.title}：${WHY[why]}`))))] : []),
  ];
}

/** @param {Unit} unit @param {Loaded|undefined} of @returns {HTMLElement} */
function one(unit, of) {
  if (!of) return h("section", {}, h("h3", {}, unit.name || "未命名"), h("p", { class: "told" }, "这一版没有这张检查表；答案都还在，可以存成文件。"));
  const rows = rowsFor(of.sheet, unit.picked);
  const counts = of.sheet.answers.map(({ id, label }) => /** @type {[string, number]} */ ([label, rows.filter((row) => unit.answers[row.id]?.v === id).length]));
  const open = rows.length - counts.reduce((all, [, n]) => all + n, 0);
  const moved = rows.filter((row) => unit.answers[row.id]?.v && unit.answers[row.id].rev !== row.revision).length;
  return h("section", { class: "unit-result" }, h("h3", {}, [unit.name || "未命名", of.sector.title, of.sheet.title].join(" · ")),
    sums([["应查", rows.length], ...counts, ["没有答", open]]),
    moved > 0 && h("p", { class: "told" }, `有 ${moved} 条的要求改过，要再看一遍。`),
    ...(of.sheet.kind === "criteria" ? scored(score(rows, unit.answers)) : []));
}

/** @param {Unit[]} units @param {Record<string, Loaded>} loaded @returns {HTMLElement} */
export function overview(units, loaded) {
  const list = findings(units, loaded, today());
  /** @type {[string, number][]} */
  const stages = STATES.map(([id, label]) => [label, list.filter((f) => (f.fix.state || STATES[0][0]) === id && !unproved(f)).length]);
  const lacking = list.filter(unproved).length;
  const majors = list.filter((f) => f.major).length;
  return h("div", {},
    ...(list.length ? [h("section", {}, h("h3", {}, "整改"), sums([["不合格", list.length], ["其中重大", majors], ...stages, ...(lacking ? [/** @type {[string, number]} */ (["复查合格，没填全", lacking])] : []), ["已过期", list.filter((f) => f.overdue).length]]))] : []),
    ...units.map((unit) => one(unit, loaded[unit.sheet])));
}
