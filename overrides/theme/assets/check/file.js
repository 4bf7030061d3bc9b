// The saved file: written whole, and read whole or not at all. Pure.
// @ts-check
import { crc32 } from "./crc.js";
import { flaws } from "./verify.js";

/**
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./sheet.js").Index} Index
 * @typedef {{format: string, version: number, edition: string, saved: number, crc: string, units: Unit[], photos: Record<string, string>}} Saved
 */

export const FORMAT = "anbiao-check";
export const VERSION = 1;
export const LIMIT = 60 * 1024 * 1024;
const TOLD = 8;

/** Why a file was not taken, a sentence a line. */
export class Refused extends Error {
  /** @param {string[]} reasons */
  constructor(reasons) {
    super(reasons.join("\n"));
    this.reasons = reasons;
  }
}

/** The same text for the same content, whatever order its keys came in. @param {any} value @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** @param {Unit[]} units @param {Record<string, string>} photos @returns {string} */
export const seal = (units, photos) => crc32(new TextEncoder().encode(canonical({ units, photos }))).toString(16).padStart(8, "0");

/** The text of a file; a photo that is nowhere to be had is left out of its answer. @param {Unit[]} units @param {Record<string, string>} photos @param {string} edition @returns {string} */
export function pack(units, photos, edition) {
  const there = (/** @type {string} */ pid) => (photos[pid] ? pid : "");
  const whole = units.map((unit) => ({
    ...unit,
    answers: Object.fromEntries(Object.entries(unit.answers).map(([id, one]) => [id, { ...one, before: there(one.before), after: there(one.after) }])),
  }));
  const text = JSON.stringify({ format: FORMAT, version: VERSION, edition, saved: Date.now(), crc: seal(whole, photos), units: whole, photos });
  if (text.length > LIMIT) throw new Refused(["照片太多，一个文件装不下（60 MB）。一次少选几份，分几个文件存。"]);
  return text;
}

/** @param {ArrayBuffer} bytes @returns {any} */
function parsed(bytes) {
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refused(["不是安标自查文件：里面不是文字，或者文件坏了。"]);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused([/^\s*\{\s*"format":\s*"anbiao-check"/.test(text) ? "文件不完整或者坏了，可能没有传完。请对方重新存一次，再传一次。" : "不是安标自查文件。"]);
  }
}

/** @param {Blob} file @param {Index} index @returns {Promise<Saved>} rejects with Refused, and then nothing of it counts */
export async function unpack(file, index) {
  if (!file.size) throw new Refused(["文件是空的。"]);
  if (file.size > LIMIT) throw new Refused([`文件太大：${Math.ceil(file.size / 1024 / 1024)} MB，最多 60 MB。`]);
  const found = parsed(await file.arrayBuffer());
  if (typeof found !== "object" || found === null || found.format !== FORMAT) throw new Refused(["不是安标自查文件。"]);
  if (Number.isInteger(found.version) && found.version > VERSION) throw new Refused(["这个文件是更新的安标存的，这一版还不认识。请打开最新版的安标再读入。"]);
  const wrong = flaws(found, index);
  if (wrong.length) {
    const more = wrong.length > TOLD ? [`……一共 ${wrong.length} 处。`] : [];
    throw new Refused(["文件里的内容不对，一条也没有读入：", ...wrong.slice(0, TOLD), ...more]);
  }
  if (seal(found.units, found.photos) !== found.crc) throw new Refused(["校验码对不上：文件坏了，或者存好以后被改过，一条也没有读入。"]);
  return found;
}
