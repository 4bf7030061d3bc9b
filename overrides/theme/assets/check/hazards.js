// What failed, over several workshops and sites: the rows of 隐患清单 and 整改清单, their states, dates and what is lacking. Pure.
// @ts-check
import { emptyFix } from "./sheet.js";
import { FAIL } from "./score.js";

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Cells} Cells
 * @typedef {import("./types.js").Fix} Fix
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./sheet.js").Row} Row
 * @typedef {import("./sheet.js").Sheet} Sheet
 * @typedef {import("./types.js").Unit} Unit
 * A failed row with what was written about it; seq counts within its list.
 * @typedef {{seq: number, unit: Unit, row: Row, answer: Answer, fix: Fix, major: boolean, tier: string, place: string, problem: string,
 *   measure: string, overdue: boolean, closed: boolean, lacks: string[], odd: string[]}} Finding
 */

/** @type {[Exclude<Fix["state"], "">, string][]} */
export const STATES = [["open", "待整改"], ["hand", "整改中"], ["done", "已整改"], ["verified", "复查合格"]];

const GONE = "本版已没有这一条";

/** Begun and not yet done. @param {Fix} fix */
const pending = (fix) => fix.state !== "done" && fix.state !== "verified";

/** What still has to be filled in for where it stands. @param {Fix} fix @param {boolean} major @returns {string[]} */
function lacks(fix, major) {
  /** @type {[boolean, string, string][]} */
  const asked = [
    [true, fix.who, "责任人"],
    [pending(fix), fix.due, "整改期限"],
    [major, fix.reported, "报告日期"],
    [major, fix.plan, "治理方案日期"],
    [!pending(fix), fix.done, "完成日期"],
    [fix.state === "verified", fix.checker, "复查人"],
    [fix.state === "verified", fix.verified, "复查日期"],
    [major && fix.state === "verified", fix.accepted, "验收日期"],
  ];
  return asked.flatMap(([needed, value, label]) => (needed && !value ? [label] : []));
}

/** Dates and names that do not go together. @param {Fix} fix @param {Answer} answer @returns {string[]} */
function odd(fix, answer) {
  /** @param {string} first @param {string} second */
  const before = (first, second) => Boolean(first && second && first < second);
  /** @type {[boolean, string][]} */
  const found = [
    [before(fix.done, answer.date), "完成日期早于排查日期"],
    [before(fix.due, answer.date), "整改期限早于排查日期"],
    [before(fix.verified, fix.done), "复查日期早于完成日期"],
    [before(fix.accepted, fix.plan), "验收日期早于治理方案日期"],
    [Boolean(fix.checker) && fix.checker.trim() === fix.who.trim(), "复查人和责任人是同一个人"],
  ];
  return found.flatMap(([wrong, text]) => (wrong ? [text] : []));
}

/** @param {Unit} unit @param {Loaded} of @returns {string} */
function tierOf(unit, { sector }) {
  const tier = unit.picked.tier?.[0] ?? (unit.picked.workshop?.length ? "workshop" : "");
  return sector.tiers?.[tier] ?? "";
}

/** Failed, or failed once and worked on since. @param {Answer|undefined} answer */
const counts = (answer) => answer && (answer.v === FAIL || (answer.v && answer.fix?.state));

/**
 * The rows that count, in the order of the sheet; such as this edition no longer has come last, so that nothing found is lost.
 * @param {Unit} unit @param {Sheet} sheet @returns {Row[]}
 */
function failed(unit, sheet) {
  const known = new Set(sheet.rows.map((row) => row.id));
  const gone = Object.keys(unit.answers).filter((id) => !known.has(id)).map((id) => ({ id, revision: 0, group: "", title: GONE, problem: GONE, text: "" }));
  return [...sheet.rows, ...gone].filter((row) => counts(unit.answers[row.id]));
}

/** @param {Unit} unit @param {Loaded} of @param {Row} row @param {string} day @returns {Finding} */
function finding(unit, of, row, day) {
  const answer = unit.answers[row.id];
  const fix = { ...emptyFix(), ...answer.fix };
  const major = row.hazard === "major";
  const said = row.problem ?? `不符合：${row.title}`;
  const needs = lacks(fix, major);
  return {
    seq: 0, unit, row, answer, fix, major, tier: tierOf(unit, of), place: unit.name,
    problem: answer.note ? `${said}（${answer.note}）` : said,
    measure: fix.how || (row.remedy ? `${row.remedy.label}：${row.remedy.how}` : ""),
    overdue: pending(fix) && Boolean(fix.due) && fix.due < day,
    closed: fix.state === "verified" && !needs.length, lacks: needs, odd: odd(fix, answer),
  };
}

/**
 * The findings of these units in the order of their days, so that numbers given out stay when later ones are added.
 * Grid sheets have none: a grid worker reports and orders nothing.
 * @param {Unit[]} units @param {Record<string, Loaded>} loaded @param {string} day @returns {Finding[]}
 */
export function findings(units, loaded, day) {
  const found = units.filter((unit) => loaded[unit.sheet] && loaded[unit.sheet].sheet.kind !== "grid").flatMap((unit) => {
    const of = loaded[unit.sheet];
    return failed(unit, of.sheet).map((row) => finding(unit, of, row, day));
  });
  const order = found.map((one) => one.answer.date || "9999");
  const places = found.map((_, place) => place).sort((a, b) => order[a].localeCompare(order[b]) || a - b);
  return places.map((place, seq) => ({ ...found[place], seq: seq + 1 }));
}

/** A line of 隐患清单. @param {Finding} one @param {Record<string, Loaded>} loaded @returns {Cells} */
export const hazardCells = (one, loaded) => ({
  seq: String(one.seq), "found-on": one.answer.date, tier: one.tier, place: one.place, problem: one.problem, item: one.row.id,
  hazard: loaded[one.unit.sheet].sector.hazards[one.row.hazard ?? "general"] ?? "", "found-by": one.answer.who, "entered-on": one.fix.entered,
});

/** A line of 整改清单; what is for 重大 alone is struck out. @param {Finding} one @returns {Cells} */
export function rectificationCells(one) {
  const { fix, major } = one;
  /** @param {string} day */
  const only = (day) => (major ? day : "/");
  return {
    seq: String(one.seq), problem: one.problem, measure: one.measure, owner: fix.who, deadline: fix.due, "done-on": fix.done,
    "checked-by": fix.checker, result: one.closed ? `合格 ${fix.verified}`.trim() : "",
    "major-report": only(fix.reported), "major-plan": only(fix.plan), "major-acceptance": only(fix.accepted), "entered-on": fix.entered,
  };
}

/** Said to be verified, while something is lacking that shows it. @param {Finding} one */
export const unproved = (one) => one.fix.state === "verified" && !one.closed;

/** Where it stands, in words. @param {Finding} one @returns {string} */
export const stateOf = (one) => `${(STATES.find(([id]) => id === one.fix.state) ?? STATES[0])[1]}${unproved(one) ? "，没填全" : ""}`;
