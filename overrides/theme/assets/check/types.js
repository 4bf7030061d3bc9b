// The shapes that the self-check keeps and reads; nothing here runs.
// @ts-check

/**
 * What is done about a failed row. Dates are 'YYYY-MM-DD' or ''.
 * how = 整改措施, who = 责任人, due = 整改期限, done = 完成日期, checker = 复查人, verified = 复查日期,
 * reported, plan, accepted = 报告、治理方案、验收 of a major one, entered = date of entry in the city's platform.
 * @typedef {{how: string, who: string, due: string, state: ""|"open"|"hand"|"done"|"verified", done: string, checker: string,
 *   verified: string, reported: string, plan: string, accepted: string, entered: string}} Fix
 */

/**
 * v = id of an answer of the sheet ('' = none yet), rev = the revision that was answered, who = 排查人, date = 排查日期,
 * at = ms since epoch of the last change, deduct = points taken off, veto = whether what a 否决项 names was found ('' = not said),
 * before and after = ids of photos or ''.
 * @typedef {{v: string, rev: number, note: string, who: string, date: string, at: number, deduct: number, veto: ""|"no"|"yes",
 *   before: string, after: string, fix: Fix|null}} Answer
 */

/**
 * One 班组, 车间 or site checked against one sheet; picked = the query's filter values; parts = uids of those it was made of.
 * @typedef {{uid: string, sheet: string, name: string, firm: string, picked: Record<string, string[]>, edition: string, parts: string[], made: number,
 *   at: number, answers: Record<string, Answer>}} Unit
 */

/** A column of an official form. @typedef {{id: string, label: string, kind: string, style: number, width: number}} Column */

/**
 * The spreadsheet of a form: parts of the file, of them the sheet with {rows} and {+n}, the strings with {n}.
 * @typedef {{sheet: string, strings: string, parts: Record<string, string>, first: number, lines: number, height: number, line: number,
 *   head: {label: string, empty: string}[], columns: Column[]}} Spreadsheet
 */

/**
 * An official form to be filled (data/check/papers/).
 * @typedef {{id: string, title: string, html: string, origin: string, major: string, xlsx?: Spreadsheet}} Paper
 */

/** What goes into a paper: blanks by label; lines of its tables, each found by the column ids. @typedef {Record<string, string>} Cells */
/** @typedef {{blanks: Cells, tables: Record<string, Cells[]>}} Filling */

export {};
