// The self-score of 达标细则: points, 空项, deductions, 否决项. No pass mark and no level: those are not ours to give. Pure.
// @ts-check

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./sheet.js").Row} Row
 * Points of an element or of the sheet: 标准分, 空项, 扣分, 实得分.
 * @typedef {{full: number, absent: number, lost: number, got: number}} Points
 * Why a row does not count yet: no answer, no deduction, 否决项 not said, 不适用 where the sheet knows no 空项, the row changed since.
 * @typedef {"answer"|"deduct"|"veto"|"skip"|"moved"} Why
 * @typedef {{row: Row, answer: Answer|undefined, met: boolean|null}} Veto
 * @typedef {{points: Points|null, score: number|null, open: {row: Row, why: Why}[], vetoes: Veto[], unmet: Veto[],
 *   groups: {label: string, points: Points, reasons: string[]}[]}} Score
 */

export const PASS = "pass";
export const FAIL = "fail";
export const ABSENT = "not-applicable";

/** Halves and tenths of points do not add up exactly in binary. @param {number} value */
const tidy = (value) => Math.round(value * 100) / 100;

/** @param {Row} row @param {Answer|undefined} answer @returns {Why|null} null where the row counts */
export function missing(row, answer) {
  if (!answer || !answer.v) return "answer";
  if (answer.rev !== row.revision) return "moved";
  if (answer.v === ABSENT) return row.skip ? null : "skip";
  if (answer.v !== FAIL) return null;
  if (row.score && !(answer.deduct > 0)) return "deduct";
  return row.veto && !answer.veto ? "veto" : null;
}

/** @param {Row} row @param {Answer|undefined} answer @returns {Points} nothing of a row that does not count yet */
function pointsOf(row, answer) {
  const full = row.score ?? 0;
  if (!answer || missing(row, answer)) return { full, absent: 0, lost: 0, got: 0 };
  if (answer.v === ABSENT) return { full, absent: full, lost: 0, got: 0 };
  const lost = answer.v === FAIL ? Math.min(answer.deduct, full) : 0;
  return { full, absent: 0, lost, got: full - lost };
}

/** @param {Points[]} list @returns {Points} */
function sum(list) {
  /** @param {keyof Points} key */
  const of = (key) => tidy(list.reduce((all, points) => all + points[key], 0));
  return { full: of("full"), absent: of("absent"), lost: of("lost"), got: of("got") };
}

/** @param {Row} row @param {Answer|undefined} answer @returns {Veto} */
function vetoOf(row, answer) {
  const known = answer && !missing(row, answer);
  return { row, answer, met: known ? answer.v !== FAIL || answer.veto !== "yes" : null };
}

/**
 * What a sheet of criteria comes to; ``rows`` are those that apply.
 * @param {Row[]} rows @param {Record<string, Answer>} answers @returns {Score}
 */
export function score(rows, answers) {
  const open = rows.flatMap((row) => { const why = missing(row, answers[row.id]); return why ? [{ row, why }] : []; });
  const vetoes = rows.filter((row) => row.veto && answers[row.id]?.v !== ABSENT).map((row) => vetoOf(row, answers[row.id]));
  const labels = [...new Set(rows.map((row) => row.group))];
  const groups = labels.map((label) => {
    const mine = rows.filter((row) => (row.group) === label);
    const reasons = mine.filter((row) => answers[row.id]?.v === FAIL).map((row) => row.title);
    return { label, points: sum(mine.map((row) => pointsOf(row, answers[row.id]))), reasons };
  });
  const points = rows.some((row) => row.score) ? sum(groups.map((group) => group.points)) : null;
  const base = points ? points.full - points.absent : 0;
  return {
    points, open, vetoes, groups, unmet: vetoes.filter((veto) => veto.met === false),
    score: points && !open.length && base > 0 ? tidy((points.got / base) * 100) : null,
  };
}

/** The conclusion in words; none while something is open. @param {Score} found @returns {string} */
export function conclusion(found) {
  if (found.open.length) return "";
  if (found.unmet.length) return "不符合";
  const vetoes = found.vetoes.length ? "否决项全部符合" : "没有适用的否决项";
  if (!found.points) return `${vetoes}；这张表不计分`;
  return found.score === null ? "全部是空项，没有得分" : `${vetoes}，自评得分${found.score}分`;
}
