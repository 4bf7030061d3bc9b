// Two states of one check brought together; several checks made into one. Pure: no page, no storage.
// @ts-check
import { KEYS, emptyAnswer } from "./sheet.js";
import { LENGTHS } from "./verify.js";

/**
 * A row that two answer differently; ``pick`` is the option that stands.
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Fix} Fix
 * @typedef {{uid: string, row: string, options: {label: string, answer: Answer}[], pick: number}} Clash
 * @typedef {{unit: Unit, clashes: Clash[]}} Blended
 */

/** @param {any} value @returns {any} */
export const copy = (value) => JSON.parse(JSON.stringify(value));

/** What an answer says, without when it was said. @param {Answer | undefined} answer @param {boolean} [lax] whether who and which day do not count either */
const said = (answer, lax = false) => JSON.stringify(answer && { ...emptyAnswer(), ...answer, at: 0, ...(lax && { who: "", date: "", rev: 0 }) });

/** @param {Record<string, Answer>} answers @param {string} id @returns {Answer | undefined} */
const of = (answers, id) => (Object.prototype.hasOwnProperty.call(answers, id) ? answers[id] : undefined);

const META = /** @type {const} */ (["name", "firm", "edition", "picked"]);

/**
 * Mine and the other's, both come from ``base`` (null where it is not known): what one changed stands, where both did the later one.
 * @param {Unit | null} base @param {Unit} mine @param {Unit} other @param {[string, string]} [labels] @returns {Blended}
 */
export function blend(base, mine, other, labels = ["这里", "另一处"]) {
  /** @type {Unit} */
  const unit = { ...(mine.at >= other.at ? mine : other), at: Math.max(mine.at, other.at), answers: {} };
  const old = /** @type {any} */ (base);
  META.forEach((key) => {
    const [a, b, before] = [mine[key], other[key], old && old[key]].map((one) => JSON.stringify(one));
    if (old && a !== b) Object.assign(unit, { [key]: a === before ? other[key] : mine[key] });
  });
  /** @type {Clash[]} */
  const clashes = [];
  new Set([...Object.keys(mine.answers), ...Object.keys(other.answers)]).forEach((row) => {
    const [a, b, before] = [mine, other, base].map((one) => one && of(one.answers, row)).map((one) => one || undefined);
    const kept = one(a, b, before);
    if (kept !== "both") { if (kept) unit.answers[row] = kept; return; }
    const options = [a, b].map((answer, at) => ({ label: labels[at], answer: /** @type {Answer} */ (answer) }));
    const pick = options[0].answer.at >= options[1].answer.at ? 0 : 1;
    unit.answers[row] = options[pick].answer;
    clashes.push({ uid: unit.uid, row, options, pick });
  });
  return { unit, clashes };
}

/** @param {Answer | undefined} a @param {Answer | undefined} b @param {Answer | undefined} before @returns {Answer | undefined | "both"} */
function one(a, b, before) {
  if (said(a) === said(b)) return a && b && a.at < b.at ? b : a;
  if (said(a) === said(before)) return b;
  if (said(b) === said(before)) return a;
  // An empty answer says nothing against a given one unless it was emptied on purpose, after the other.
  if (!a || (a.at === 0)) return b;
  if (!b || (b.at === 0)) return a;
  return "both";
}

/** What loading a file would do to what is kept. @param {Unit[]} kept @param {Unit[]} loaded @returns {{added: Unit[], same: Unit[], joined: Blended[]}} */
export function plan(kept, loaded) {
  const mine = new Map(kept.map((unit) => [unit.uid, unit]));
  const joined = loaded.filter((unit) => mine.has(unit.uid)).map((unit) => (
    { was: /** @type {Unit} */ (mine.get(unit.uid)), ...blend(null, /** @type {Unit} */ (mine.get(unit.uid)), unit, ["这台设备上", "文件里"]) }));
  const changes = (/** @type {{was: Unit, unit: Unit, clashes: Clash[]}} */ { was, unit, clashes }) => clashes.length > 0
    || Object.keys(unit.answers).some((id) => said(unit.answers[id]) !== said(of(was.answers, id)));
  // A tap too many is soon made: what one found wrong stands until somebody says otherwise.
  joined.flatMap(({ clashes }) => clashes).forEach((clash) => {
    const wrong = clash.options.flatMap(({ answer }, at) => (answer.v === "fail" ? [at] : []));
    if (wrong.length === 1) [clash.pick] = wrong;
  });
  return {
    added: loaded.filter((unit) => !mine.has(unit.uid)),
    same: joined.filter((one_) => !changes(one_)).map(({ unit }) => unit),
    joined: joined.filter(changes).map(({ unit, clashes }) => ({ unit, clashes })),
  };
}

/** Put the options that were picked into the units: what a person chose now is the latest word. @param {Unit[]} units @param {Clash[]} clashes */
export function settle(units, clashes) {
  clashes.forEach(({ uid, row, options, pick }) => {
    const unit = units.find((one_) => one_.uid === uid);
    const latest = Math.max(...options.map(({ answer }) => answer.at));
    if (unit) unit.answers[row] = { ...options[pick].answer, at: options[pick].answer.at < latest ? Date.now() : latest };
  });
}

const WORST = ["fail", "refused", "unclear", "closed", "pass", "not-applicable", ""];

/** From nothing begun to verified. @type {Fix["state"][]} */
const STAGES = ["", "open", "hand", "done", "verified"];

/**
 * What several places do about the same row: all who do it, the first deadline; done is only what all have done.
 * @param {Fix[]} told @param {number} places @returns {Fix | null}
 */
function fixes(told, places) {
  if (!told.length) return null;
  /** @param {"how" | "who" | "checker"} key */
  const each = (key) => [...new Set(told.map((fix) => fix[key]).filter(Boolean))].join("、").slice(0, LENGTHS[key === "how" ? "how" : "who"]);
  /** @param {"done" | "verified" | "reported" | "plan" | "accepted" | "entered"} key */
  const last = (key) => (told.length === places && told.every((fix) => fix[key]) ? told.map((fix) => fix[key]).sort().pop() ?? "" : "");
  const stage = told.length === places ? Math.min(...told.map(({ state }) => STAGES.indexOf(state))) : 0;
  return {
    how: each("how"), who: each("who"), checker: each("checker"), due: told.map(({ due }) => due).filter(Boolean).sort()[0] ?? "",
    state: STAGES[stage], done: last("done"), verified: last("verified"), reported: last("reported"), plan: last("plan"),
    accepted: last("accepted"), entered: last("entered"),
  };
}

/** What several places say of one row, as one answer: the worst result, every note with its place. @param {{label: string, answer: Answer}[]} told @returns {Answer} */
function together(told) {
  const [worst] = [...told].sort((a, b) => WORST.indexOf(a.answer.v) - WORST.indexOf(b.answer.v) || b.answer.at - a.answer.at);
  const alike = told.filter(({ answer }) => answer.v === worst.answer.v || answer.note);
  const note = alike.map(({ label, answer }) => (answer.note ? `${label}：${answer.note}` : label)).join("；");
  const same = told.flatMap(({ answer }) => (answer.v === worst.answer.v ? [answer] : []));
  return {
    ...worst.answer, note: note.slice(0, LENGTHS.note), fix: fixes(same.flatMap(({ fix }) => (fix ? [fix] : [])), same.length),
    before: same.map(({ before }) => before).find(Boolean) ?? "", after: same.map(({ after }) => after).find(Boolean) ?? "",
    deduct: Math.max(...told.map(({ answer }) => answer.deduct)), veto: told.map(({ answer }) => answer.veto).sort().pop() ?? "",
    at: Math.max(...told.map(({ answer }) => answer.at)),
  };
}

/** Whom the whole is for: all for whom a part is; what one part leaves open stays open. @param {Unit[]} parts @returns {Record<string, string[]>} */
const asked = (parts) => Object.fromEntries(KEYS.filter((key) => parts.every(({ picked }) => picked[key]?.length))
  .map((key) => [key, [...new Set(parts.flatMap(({ picked }) => picked[key]))]]));

/** Several checks of the same sheet as a new one, which begins as ``unit``; the several stay as they are. @param {Unit} unit @param {Unit[]} parts @returns {Blended} */
export function fold(unit, parts) {
  /** @type {Clash[]} */
  const clashes = [];
  const made = { ...unit, picked: asked(parts), parts: parts.map(({ uid }) => uid), answers: {} };
  new Set(parts.flatMap((part) => Object.keys(part.answers))).forEach((row) => {
    const told = parts.flatMap((part) => {
      const answer = of(part.answers, row);
      return answer && answer.v ? [{ label: part.name || "没有名称的一份", answer }] : [];
    });
    if (!told.length) return;
    const different = told.filter((entry, at) => told.findIndex((first) => said(first.answer, true) === said(entry.answer, true)) === at);
    const all = { label: "合在一起", answer: together(told) };
    if (different.length === 1) Object.assign(made.answers, { [row]: told[0].answer.v === "fail" ? all.answer : told[0].answer });
    else {
      clashes.push({ uid: unit.uid, row, options: [...told, all], pick: told.length });
      Object.assign(made.answers, { [row]: all.answer });
    }
  });
  return { unit: made, clashes };
}
