// A saved file looked at field by field before anything of it is taken: every wrong place is named, in words for people. Pure.
// @ts-check
import { KEYS } from "./sheet.js";

/**
 * @typedef {(value: any, at: string, wrong: string[]) => void} Check
 * @typedef {import("./sheet.js").Index} Index
 */

/** The most characters of what is written. */
export const LENGTHS = { name: 60, firm: 80, note: 1000, who: 40, how: 500 };
const UNITS = 200;
const ROWS = 3000;
const PHOTOS = 1000;
const PHOTO = 280000;
const DAY_MS = 86400000;
// Nothing that is not seen, and nothing that turns the direction of writing.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

/** What is typed or pasted, without them: some programs put them around a telephone number. @param {string} said */
export const seen = (said) => said.replace(new RegExp(UNSEEN, "g"), "");

/** @param {any} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {number} most @returns {Check} */
const text = (most) => (value, at, wrong) => {
  if (typeof value !== "string") wrong.push(`${at}不是文字`);
  else if (value.length > most) wrong.push(`${at}超过 ${most} 字`);
  else if (UNSEEN.test(value)) wrong.push(`${at}里有看不见的控制字符`);
};

/** @param {RegExp} form @param {string} says @returns {Check} */
const like = (form, says) => (value, at, wrong) => { if (typeof value !== "string" || !form.test(value)) wrong.push(`${at}${says}`); };

/** @param {number} least @param {number} most @param {number} [step] @returns {Check} */
const number = (least, most, step = 1) => (value, at, wrong) => {
  if (typeof value !== "number" || !(value >= least && value <= most) || !Number.isInteger(value / step)) wrong.push(`${at}不是 ${least} 到 ${most} 的数`);
};

/** A moment in ms; one in the future would win every comparison. @type {Check} */
const moment = (value, at, wrong) => {
  if (!Number.isInteger(value) || value < 0) wrong.push(`${at}不是时间`);
  else if (value > Date.now() + 2 * DAY_MS) wrong.push(`${at}在将来`);
};

/** @type {Check} */
const day = (value, at, wrong) => {
  const parts = typeof value === "string" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  const real = parts && new Date(Date.UTC(+parts[1], +parts[2] - 1, +parts[3])).toISOString().slice(0, 10) === value;
  if (value !== "" && !real) wrong.push(`${at}不是日期`);
};

/** Exactly these fields, each of them sound. @param {Record<string, [string, Check]>} fields @returns {Check} */
const record = (fields) => (value, at, wrong) => {
  if (!isRecord(value)) { wrong.push(`${at || "内容"}不是一组数据`); return; }
  Object.keys(value).filter((key) => !(key in fields) || key === "__proto__").forEach((key) => wrong.push(`${at}多出“${key.slice(0, 30)}”`));
  Object.entries(fields).forEach(([key, [name, check]]) => {
    if (Object.prototype.hasOwnProperty.call(value, key)) check(value[key], `${at && `${at}的`}“${name}”`, wrong);
    else wrong.push(`${at}缺少“${name}”`);
  });
};

/** Any number of keys of this form. @param {RegExp} form @param {number} most @param {Check} check @returns {Check} */
const table = (form, most, check) => (value, at, wrong) => {
  if (!isRecord(value)) { wrong.push(`${at}不是一组数据`); return; }
  const keys = Object.keys(value);
  if (keys.length > most) { wrong.push(`${at}多于 ${most} 个`); return; }
  keys.forEach((key) => { if (form.test(key)) check(value[key], `${at} ${key}`, wrong); else wrong.push(`${at}有不认识的编号“${key.slice(0, 30)}”`); });
};

/** @param {number} most @param {Check} check @returns {Check} */
const list = (most, check) => (value, at, wrong) => {
  if (!Array.isArray(value)) wrong.push(`${at}不是一列数据`);
  else if (value.length > most) wrong.push(`${at}多于 ${most} 个`);
  else value.forEach((one, number_) => check(one, `${at}第 ${number_ + 1} 个`, wrong));
};

/** @param {Check} check @returns {Check} */
const orNone = (check) => (value, at, wrong) => { if (value !== null) check(value, at, wrong); };

const ID = /^[0-9a-f]{32}$/;
const ROW = /^[A-Za-z]{1,30}(-[A-Za-z0-9]{1,30}){1,6}$/;
const SLUG = /^[A-Za-z0-9][A-Za-z0-9.-]{0,59}$/;
const EDITION = like(SLUG, "不是版本编号");

const FIX = record({
  how: ["整改措施", text(LENGTHS.how)], who: ["责任人", text(LENGTHS.who)], due: ["期限", day],
  state: ["整改状态", like(/^(open|hand|done|verified)?$/, "不是整改的一种状态")], done: ["完成日期", day],
  checker: ["复查人", text(LENGTHS.who)], verified: ["复查日期", day], reported: ["报告日期", day],
  plan: ["治理方案日期", day], accepted: ["验收日期", day], entered: ["录入市平台日期", day],
});

const PHOTO_ID = like(/^([0-9a-f]{32})?$/, "不是照片编号");
const ANSWER = record({
  v: ["结果", like(/^[a-z-]{0,20}$/, "不是一种结果")], rev: ["修订", number(0, 9999)], note: ["备注", text(LENGTHS.note)],
  who: ["排查人", text(LENGTHS.who)], date: ["排查日期", day], at: ["时间", moment], deduct: ["扣分", number(0, 100, 0.5)], veto: ["否决项", like(/^(no|yes)?$/, "不是“有”或“没有”")],
  before: ["整改前照片", PHOTO_ID], after: ["整改后照片", PHOTO_ID], fix: ["整改", orNone(FIX)],
});

const UNIT = record({
  uid: ["编号", like(ID, "不是自查的编号")], sheet: ["表", like(/^[a-z0-9-]{1,60}\/[a-z0-9-]{1,60}$/, "不是表的编号")],
  name: ["名称", text(LENGTHS.name)], firm: ["单位", text(LENGTHS.firm)],
  picked: ["适用情形", table(new RegExp(`^(${KEYS.join("|")})$`), KEYS.length, list(60, like(SLUG, "不是选项的编号")))],
  edition: ["版本", EDITION], parts: ["并入的", list(UNITS, like(ID, "不是自查的编号"))], made: ["时间", moment], at: ["时间", moment], answers: ["结果", table(ROW, ROWS, ANSWER)],
});

/** @type {Check} */
const photo = (value, at, wrong) => {
  if (typeof value !== "string" || value.length > PHOTO || !/^\/9j\/[A-Za-z0-9+/]+={0,2}$/.test(value)) wrong.push(`${at}不是 200 KB 以内的 JPEG 照片`);
};

const FILE = record({
  format: ["格式", like(/^anbiao-check$/, "不对")], version: ["格式版本", number(1, 1)], edition: ["版本", EDITION], saved: ["保存时间", moment],
  crc: ["校验码", like(/^[0-9a-f]{8}$/, "不对")], units: ["自查", list(UNITS, UNIT)],
  photos: ["照片", table(ID, PHOTOS, photo)],
});

/** @param {any} file @param {Index} index @returns {string[]} what is wrong with it, nothing if it is sound */
export function flaws(file, index) {
  /** @type {string[]} */
  const wrong = [];
  FILE(file, "", wrong);
  if (wrong.length) return wrong;
  const uids = file.units.map((/** @type {any} */ unit) => unit.uid);
  if (!uids.length) wrong.push("一份自查也没有");
  if (new Set(uids).size < uids.length) wrong.push("有两份自查的编号相同");
  const used = new Set();
  file.units.forEach((/** @type {any} */ unit, /** @type {number} */ number_) => {
    const sheet = index.sheets.find(({ id }) => id === unit.sheet);
    const known = sheet ? index.answers[sheet.kind] : Object.values(index.answers).flat();
    Object.entries(unit.answers).forEach(([id, { v, before, after }]) => {
      if (v && !known.includes(v)) wrong.push(`第 ${number_ + 1} 份 ${id} 的结果“${v}”，这张表没有`);
      [before, after].filter(Boolean).forEach((pid) => { used.add(pid); if (!(pid in file.photos)) wrong.push(`第 ${number_ + 1} 份 ${id} 的照片不在文件里`); });
    });
  });
  Object.keys(file.photos).filter((pid) => !used.has(pid)).forEach(() => wrong.push("有一张照片不属于任何一条"));
  return wrong;
}
