// The checks kept on this device: in IndexedDB, the same for all editions; in the memory of the page where the browser forbids that.
// @ts-check
import { NAME, lasting, run } from "./database.js";
import { blend, copy } from "./merge.js";

/**
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./merge.js").Clash} Clash
 */

const PENDING = "anbiao.pending.";

/** What could not be kept: the page shows it as long as it is open. */
const unkept = /** @type {Map<string, {unit: Unit, base: Unit | undefined}>} */ (new Map());
/** Where IndexedDB cannot be had. */
const memory = { units: /** @type {Map<string, Unit>} */ (new Map()), photos: /** @type {Map<string, string>} */ (new Map()) };
/** What a unit was when it was read or last kept: so it is known what this page changed. @type {WeakMap<Unit, Unit>} */
const bases = new WeakMap();
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;

/** From ``state`` on it counts what is changed in ``unit``. @param {Unit} unit @param {Unit} [state] @returns {Unit} */
export function known(unit, state = unit) {
  bases.set(unit, copy(state));
  return unit;
}

/** Whether closing the page loses something that stands in no file either. */
let risky = false;
export const atRisk = () => risky;
export const filed = () => { risky = false; };

/** Whether the browser was asked not to clear by itself what is kept; some ask the person in turn. */
let persisting = false;

/** All that is kept, the newest first. @returns {Promise<Unit[]>} */
export async function units() {
  const found = await lasting() ? await run("readonly", ([store], give) => {
    const asked = store.getAll();
    asked.onsuccess = () => give(asked.result);
  }) : [...memory.units.values()].map(copy);
  const waiting = [...unkept.values()].map(({ unit: one, base }) => known(copy(one), base));
  return [...waiting, ...found.filter((/** @type {Unit} */ { uid }) => !unkept.has(uid)).map((/** @type {Unit} */ one) => known(one))].sort((/** @type {Unit} */ a, /** @type {Unit} */ b) => b.at - a.at);
}

/** @param {string} uid @returns {Promise<Unit | undefined>} */
export async function unit(uid) {
  return (await units()).find((one) => one.uid === uid);
}

/**
 * Keep units and photos, all or none. What another page changed meanwhile stays; where both changed one answer the later stands.
 * @param {Unit[]} sent @param {Record<string, string>} [photos] by pid @returns {Promise<{units: Unit[], clashes: Clash[]}>}
 */
export async function keep(sent, photos = {}) {
  const states = sent.map(copy);
  /** @type {{units: Unit[], clashes: Clash[]}} */
  const kept = { units: [], clashes: [] };
  /** @param {number} at @param {Unit | undefined} stored @returns {Unit} */
  const joined = (at, stored) => {
    const made = stored ? blend(bases.get(sent[at]) ?? null, states[at], stored) : { unit: states[at], clashes: [] };
    kept.clashes.push(...made.clashes);
    kept.units[at] = made.unit;
    return made.unit;
  };
  if (await lasting()) {
    await run("readwrite", ([ofUnits, ofPhotos]) => {
      Object.entries(photos).forEach(([pid, jpeg]) => ofPhotos.put({ pid, jpeg }));
      states.forEach((state, at) => {
        const asked = ofUnits.get(state.uid);
        asked.onsuccess = () => { ofUnits.put(joined(at, asked.result)); };
      });
    });
    if (!persisting && navigator.storage?.persist) navigator.storage.persist().catch(() => {});
    persisting = true;
  } else {
    risky = true;
    Object.entries(photos).forEach(([pid, jpeg]) => memory.photos.set(pid, jpeg));
    states.forEach((state, at) => memory.units.set(state.uid, copy(joined(at, memory.units.get(state.uid)))));
  }
  sent.forEach((one, at) => {
    bases.set(one, states[at]);
    if (unkept.delete(one.uid) && !unkept.size) risky = false;
  });
  kept.units = kept.units.map((one) => known(copy(one)));
  if (channel) sent.forEach(({ uid }) => channel.postMessage(uid));
  return kept;
}

/** Keep a unit; what cannot be kept stays in the page. @param {Unit} one @param {Record<string, string>} [photos] @returns {Promise<{units: Unit[], clashes: Clash[]}>} */
export async function hold(one, photos = {}) {
  try {
    return await keep([one], photos);
  } catch (error) {
    unkept.set(one.uid, { unit: copy(one), base: bases.get(one) });
    Object.entries(photos).forEach(([pid, jpeg]) => memory.photos.set(pid, jpeg));
    risky = true;
    throw error;
  }
}

/** The page goes away while something is being kept: only this writes at once. @param {Unit} one @param {Record<string, string>} photos */
export function leave(one, photos) {
  const item = `${PENDING}${one.uid}.${Date.now()}`;
  for (const kept of [photos, {}]) {
    try {
      localStorage.setItem(item, JSON.stringify({ unit: one, base: bases.get(one) ?? null, photos: kept }));
      return;
    } catch { /* no room for the photos, or no storage at all: then the page has said so */ }
  }
}

/** Keep what a page left behind. */
export async function recover() {
  /** @type {string[]} */
  let left = [];
  try { left = Object.keys(localStorage).filter((key) => key.startsWith(PENDING)).sort(); } catch { /* nothing was left there */ }
  for (const item of left) {
    const { unit: one, base, photos } = JSON.parse(localStorage.getItem(item) ?? "{}");
    if (base) bases.set(one, base);
    try {
      await hold(one, photos);
      localStorage.removeItem(item);
    } catch { /* still no room: it is shown, and stays where it is */ }
  }
  await sweep();
}

/** @param {Unit} one @returns {Promise<Unit>} as it is kept now */
export const put = async (one) => (await hold(one)).units[0];

/** Drop units. @param {string[]} uids */
export async function remove(uids) {
  uids.forEach((uid) => unkept.delete(uid));
  if (await lasting()) await run("readwrite", ([store]) => uids.forEach((uid) => store.delete(uid)));
  else uids.forEach((uid) => memory.units.delete(uid));
  if (channel) uids.forEach((uid) => channel.postMessage(uid));
  await sweep();
}

/** @param {Unit[]} all @returns {Set<string>} the photos that they show */
export const shown = (all) => new Set(all.flatMap((one) => Object.values(one.answers).flatMap(({ before, after }) => [before, after])).filter(Boolean));

/** Drop the photos that no unit shows any more. */
export async function sweep() {
  if (!await lasting()) return;
  await run("readwrite", ([ofUnits, ofPhotos]) => {
    const all = ofUnits.getAll();
    all.onsuccess = () => {
      const used = shown(all.result);
      const keys = ofPhotos.getAllKeys();
      keys.onsuccess = () => keys.result.filter((pid) => !used.has(String(pid))).forEach((pid) => ofPhotos.delete(pid));
    };
  });
}

/** @param {string} pid @returns {Promise<string>} base64 of a JPEG; "" if there is none */
export async function photo(pid) {
  if (memory.photos.has(pid) || !await lasting()) return memory.photos.get(pid) ?? "";
  return run("readonly", ([, store], give) => {
    const asked = store.get(pid);
    asked.onsuccess = () => give(asked.result ? asked.result.jpeg : "");
  });
}

/** Be told the uid of what another page changed; "" = anything. @param {(uid: string) => void} tell @returns {() => void} stop */
export function listen(tell) {
  const heard = (/** @type {MessageEvent} */ event) => tell(event.data);
  const back = () => { if (!document.hidden) tell(""); };
  if (channel) channel.addEventListener("message", heard);
  else document.addEventListener("visibilitychange", back);
  return () => { if (channel) channel.removeEventListener("message", heard); else document.removeEventListener("visibilitychange", back); };
}
