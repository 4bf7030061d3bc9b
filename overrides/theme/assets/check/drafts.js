// What the checks say, in the blanks of the official forms: 自评报告, 公示, 通报, 回头看报告, 治理方案, 上报单. Pure.
// What nobody has told us stays blank.
// @ts-check
import { FAIL, conclusion } from "./score.js";
import { stateOf } from "./hazards.js";
import { rowsFor } from "./sheet.js";

/**
 * @typedef {import("./hazards.js").Finding} Finding
 * @typedef {import("./score.js").Points} Points
 * @typedef {import("./score.js").Score} Score
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Cells} Cells
 * @typedef {import("./types.js").Filling} Filling
 * @typedef {import("./types.js").Unit} Unit
 */

/** @param {Unit} unit @returns {string[]} the days of the answers, first to last */
const days = (unit) => Object.values(unit.answers).filter((answer) => answer.v && answer.date).map((answer) => answer.date).sort();

/** @param {Loaded} of */
const standard = ({ edition, sector, sheet }) => `${sector.title}：${sheet.title}（${edition.title}）`;

/** @param {Finding} one */
const outcome = (one) => [stateOf(one), one.fix.verified || one.fix.done].filter(Boolean).join(" ");

/** 自评得分, 否决项, 自评结论 by the labels that the three papers share; nothing while rows are open. @param {Score} found @returns {Cells} */
function result(found) {
  if (found.open.length) return {};
  const vetoes = found.unmet.length ? "有不符合" : "全部符合";
  return {
    自评得分: found.score === null ? "" : String(found.score),
    否决项: found.vetoes.length ? vetoes : "标准里没有",
    自评结论: conclusion(found),
  };
}

/** @param {Points} points @returns {Cells} */
const pointCells = ({ full, absent, lost, got }) => ({ full: String(full), absent: String(absent), lost: String(lost), got: String(got) });

/** @param {Score} found @returns {Cells[]} */
function scoreLines(found) {
  if (!found.points) return [];
  const lines = found.groups.map((group) => ({ element: group.label, ...pointCells(group.points), why: group.reasons.join("、") }));
  return [...lines, { element: "合计", ...pointCells(found.points) }];
}

/** @param {Score} found @returns {Cells[]} */
const vetoLines = (found) => found.vetoes.map(({ row, answer, met }) => ({
  veto: `${row.id} ${row.veto}`, "veto-result": met === null ? "" : met ? "符合" : "不符合", "veto-facts": met === false && answer ? answer.note : "",
}));

/** @param {Unit} unit @param {Loaded} of @param {Score} found @param {Finding[]} list @returns {Filling} */
export function report(unit, of, found, list) {
  const held = days(unit);
  const size = of.sheet.id.split("criteria-")[1];
  const blanks = {
    "单位名称（盖章）": unit.firm, "行业（领域）": of.sector.title, 规模类别: of.sector.sizes.find((one) => one.id === size)?.title ?? "",
    "达标细则或评定标准（名称、年份或版本）": standard(of), 自评开始: held[0] ?? "", 自评结束: held[held.length - 1] ?? "",
    "评了哪些部门、车间，没有评到的写明原因": unit.name, ...result(found),
  };
  const findings = list.map((one) => ({
    seq: String(one.seq), finding: one.problem, rule: one.row.id, measure: one.measure, owner: one.fix.who, deadline: one.fix.due, done: outcome(one),
  }));
  return { blanks, tables: { element: scoreLines(found), veto: vetoLines(found), finding: findings } };
}

/** @param {Unit} unit @param {Loaded} of @param {Score} found @param {Finding[]} list @returns {Filling} */
export function publicity(unit, of, found, list) {
  const held = days(unit);
  const left = list.filter((one) => !one.fix.done);
  const due = left.map((one) => one.fix.due).sort();
  return {
    blanks: {
      所用标准: standard(of), 自评完成日期: held[held.length - 1] ?? "", ...result(found), 不符合项数: String(list.length),
      已整改数: String(list.length - left.length), 整改完成期限: due.length && due[0] ? due[due.length - 1] : "",
    },
    tables: {},
  };
}

/** @param {Unit} unit @param {Loaded} of @param {Score} found @param {Finding[]} list @returns {Filling} */
export function circular(unit, of, found, list) {
  const held = days(unit);
  const findings = list.map((one) => ({
    seq: String(one.seq), workshop: one.place, finding: one.problem, measure: one.measure, owner: one.fix.who, deadline: one.fix.due,
  }));
  const blanks = { 单位名称: unit.firm, 自评开始: held[0] ?? "", 自评结束: held[held.length - 1] ?? "", 所用标准: standard(of), ...result(found) };
  return { blanks, tables: { finding: findings } };
}

/** The paper of one 重大隐患. @param {Finding} one @returns {Filling} */
export const plan = (one) => ({
  blanks: {
    单位名称: one.unit.firm, 编制日期: one.fix.plan, 隐患名称: one.problem, "车间、设备、部位": one.place, 发现日期: one.answer.date,
    怎么发现的: "自查", "判定标准（名称、编号、条款）": one.row.basis ?? "", 隐患清单序号: String(one.seq),
  },
  tables: {},
});

/** The number of a look-back point. @param {string} id */
const point = (id) => String(Number(id.slice(id.lastIndexOf("-") + 1)));

/** @param {Unit} unit @param {Loaded} of @param {Finding[]} list @returns {Filling} */
export function lookback(unit, of, list) {
  const held = days(unit);
  const done = list.filter((one) => one.fix.done).length;
  const open = of.sheet.rows.filter((row) => !unit.answers[row.id]?.v).map((row) => point(row.id));
  const lines = list.map((one) => ({
    seq: String(one.seq), point: point(one.row.id), problem: one.answer.note || one.problem, measure: one.measure, owner: one.fix.who,
    deadline: one.fix.due, result: outcome(one),
  }));
  const blanks = {
    单位名称: unit.firm, 自查开始日期: held[0] ?? "", 自查结束日期: held[held.length - 1] ?? "", 对照的细则: `${of.sheet.rows.length}点`,
    没有查的点和原因: open.length ? `第${open.join("、")}点` : "", 问题总数: String(list.length), 已改数: String(done), 未改数: String(list.length - done),
  };
  return { blanks, tables: { point: lines } };
}

/**
 * One 上报单 for each matter; that a place is closed or refuses is one matter however many rows say so.
 * @param {Unit} unit @param {Loaded} of @returns {{title: string, answer: Answer, filling: Filling}[]}
 */
export function reports(unit, of) {
  const rows = rowsFor(of.sheet, unit.picked).filter((row) => unit.answers[row.id]?.v);
  const labels = new Map(of.sheet.answers.map((one) => [one.id, one.label]));
  return of.sheet.answers.flatMap(({ id }) => {
    const mine = rows.filter((row) => unit.answers[row.id].v === id);
    if (["pass", "not-applicable"].includes(id) || !mine.length) return [];
    return [FAIL, "unclear"].includes(id) ? mine.map((row) => [row]) : [mine];
  }).map((mine) => {
    const answer = unit.answers[mine[0].id];
    const one = mine.length === 1;
    const notes = mine.map((row) => unit.answers[row.id].note).filter(Boolean).join("；");
    const offices = [...new Set(mine.map((row) => row.reportTo))];
    return {
      title: `${labels.get(answer.v)}：${one ? mine[0].title : `${mine.length} 项`}`,
      answer,
      filling: {
        blanks: {
          "年 月 日": answer.date, "名称（招牌）": unit.firm || unit.name, 在哪个位置: unit.firm ? unit.name : "", 什么事: labels.get(answer.v) ?? "",
          看到什么: [one ? mine[0].title : "", notes].filter(Boolean).join("："), 照片号: answer.before ? "1" : "",
          检查导则编号: mine.map((row) => row.id).join("、"), 报给谁: offices.length === 1 ? offices[0] ?? "" : "",
        },
        tables: {},
      },
    };
  });
}
