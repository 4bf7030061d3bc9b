// The sheets of questions as Python wrote them, and what they say of kept answers.
// @ts-check
import { conditions, fits } from "../applies.js";

/**
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Fix} Fix
 * @typedef {{id: string, title: string}} Named
 * @typedef {{id: string, title: string, date: string}} Edition
 * @typedef {{id: string, title: string, kind: string, trades: Named[], workshops: Named[], sizes: Named[], facets: Named[],
 *   tiers: Record<string, string>, hazards: Record<string, string>}} Sector
 * @typedef {{id: string, revision: number, group: string, element?: string, title: string, text: string, problem?: string, how?: string,
 *   remedy?: {kind: string, label: string, how: string}, hazard?: string, basis?: string, asks?: string, workshops?: string[], tiers?: string[],
 *   score?: number, scoring?: string, skip?: string, veto?: string,
 *   look?: string, ask?: string, photo?: string, whistle?: string, reportTo?: string}} Row
 * @typedef {{id: string, title: string, kind: string, path: string, answers: {id: string, label: string}[], rows: Row[]}} Sheet
 * @typedef {{edition: Edition, sector: Sector, sheet: Sheet}} Loaded
 * @typedef {{edition: Edition, answers: Record<string, string[]>, sectors: Named[],
 *   sheets: {id: string, title: string, kind: string, sector: string, path: string, count: number}[]}} Index
 */

export const ROOT = new URL("../../", import.meta.url);
/** What the filters of a sheet can say. */
export const KEYS = ["trade", "size", "tier", "workshop", "facets", "hazard"];

/** @type {Map<string, Promise<any>>} */
const held = new Map();

/** @param {string} name @returns {Promise<any>} */
function get(name) {
  const found = held.get(name) ?? fetch(new URL(`data/check/${name}.json`, ROOT)).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  });
  held.set(name, found);
  found.catch(() => held.delete(name));
  return found;
}

/** What can be checked. @returns {Promise<Index>} */
export const index = () => get("index");

/** @param {string} id @returns {Promise<Loaded>} of a sheet that this edition has; rejects where it cannot be had */
export async function load(id) {
  const { edition, sector, sheets } = await get(id.split("/")[0]);
  const sheet = sheets.find((/** @type {Sheet} */ one) => one.id === id);
  if (!sheet) throw new Error(`no sheet ${id}`);
  return { edition, sector, sheet };
}

/** The rows that are asked of whom the filters describe. @param {Sheet} sheet @param {Record<string, string[]>} picked @returns {Row[]} */
export function rowsFor(sheet, picked) {
  const said = new Map(Object.entries(picked).map(([key, ids]) => [key, new Set(ids)]));
  const places = sheet.kind === "checklist" ? picked.workshop ?? [] : [];
  return sheet.rows.filter((row) => fits(conditions(row.asks), said)
    && (!places.length || places.some((place) => (row.workshops ?? []).includes(place))));
}

/** Answers whose row has changed since, and such as this edition no longer asks. @param {Unit} unit @param {Sheet} sheet @returns {{moved: string[], gone: string[]}} */
export function stale(unit, sheet) {
  const rows = new Map(sheet.rows.map((row) => [row.id, row]));
  const given = Object.keys(unit.answers).filter((id) => unit.answers[id].v || unit.answers[id].note);
  return {
    moved: given.filter((id) => rows.has(id) && unit.answers[id].rev !== rows.get(id)?.revision),
    gone: given.filter((id) => !rows.has(id)),
  };
}

/** Whether a row is still to be answered, or to be looked at again. @param {Row} row @param {Answer | undefined} answer @returns {boolean} */
export const isOpen = (row, answer) => !answer || !answer.v || answer.rev !== row.revision || lacks(row, answer) !== "";

/** What a failed row of 达标细则 still has to say: how many points it loses, whether its 否决项 was met. @param {Row} row @param {Answer | undefined} answer */
export function lacks(row, answer) {
  if (!answer || answer.v !== "fail") return "";
  if (row.score && !answer.deduct) return "deduct";
  return row.veto && !answer.veto ? "veto" : "";
}

/** @param {Record<string, Answer>} answers @param {Row[]} rows @returns {{all: number, done: number, failed: number}} */
export const tally = (answers, rows) => ({
  all: rows.length,
  done: rows.filter((row) => !isOpen(row, answers[row.id])).length,
  failed: rows.filter((row) => answers[row.id]?.v === "fail").length,
});

/** @returns {Answer} */
export const emptyAnswer = () => ({ v: "", rev: 0, note: "", who: "", date: "", at: 0, deduct: 0, veto: "", before: "", after: "", fix: null });

/** @returns {Fix} */
export const emptyFix = () => (
  { how: "", who: "", due: "", state: "", done: "", checker: "", verified: "", reported: "", plan: "", accepted: "", entered: "" });

/** A new check; it is kept once something is put into it. @param {string} sheet @param {string} edition @param {Record<string, string[]>} picked @returns {Unit} */
export const newUnit = (sheet, edition, picked) => (
  { uid: newId(), sheet, name: "", firm: "", picked, edition, parts: [], made: Date.now(), at: Date.now(), answers: {} });

/** @returns {string} 32 random hex digits; randomUUID is only there on safe addresses */
export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @returns {string} the day on this device's calendar */
export const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
