// A match as a person reads it: name, number, marks, where it applies, and the phrase in its text.
// @ts-check
import { fold, pieces } from "./text.js";

/**
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./library.js").Library} Library
 */

const ROOM = 76;
const BEFORE = 18;

/** @param {string} tag @param {string} [name] @param {string} [text] @returns {HTMLElement} */
export function made(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

/** @param {string} tag @param {string} name @param {string} text @param {string[]} marks @returns {HTMLElement} */
function marked(tag, name, text, marks) {
  const element = made(tag, name);
  pieces(text, marks).forEach((piece, at) => element.append(at % 2 ? made("mark", "", piece) : piece));
  return element;
}

/** The part of the texts around the first marked word, or how they begin. @param {string[]} texts @param {string[]} marks @returns {string} */
function excerpt(texts, marks) {
  const text = texts.find((one) => { const folded = fold(one); return marks.some((mark) => folded.includes(mark)); }) || texts[0];
  const at = text.length > ROOM ? (pieces(text, marks)[0].length % text.length) : 0;
  const from = Math.min(Math.max(at - BEFORE, 0), Math.max(text.length - ROOM, 0));
  return `${from ? "…" : ""}${text.slice(from, from + ROOM)}${from + ROOM < text.length ? "…" : ""}`;
}

/** @param {Library} library @param {string} key @param {number} number */
const labels = (library, key, number) => library.facet(key, number).map((id) => library.head.facets[key].values[id]);

/** Where and by whom it is asked: 建材等 12 个行业 · 企业、车间. @param {Library} library @param {number} number @returns {string} */
function reach(library, number) {
  if (["industry", "venue"].includes(library.kind(number))) return labels(library, "department", number).join("、");
  const industries = labels(library, "industry", number);
  const where = industries.length > 2 ? `${industries[0]}等 ${industries.length} 个行业` : industries.join("、");
  return [where, labels(library, "tier", number).join("、")].filter(Boolean).join(" · ");
}

/** Why it is here, where the words themselves do not stand in it. @param {Library} library @param {Hit} hit @returns {string} */
function why(library, { number, via }) {
  if (via === "synonym") return "近义词";
  return via === "basis" ? `依据：${library.basis(number).map((one) => library.title(one)).join("；")}` : "";
}

/** Fill ``holder`` with a match: an option says its kind, a row of the page leads on itself. @param {HTMLElement} holder @param {Library} library @param {Hit} hit @param {string[]} marks @param {boolean} option */
export function show(holder, library, hit, marks, option) {
  const { number } = hit;
  const { kind, label } = library.records[number].kind;
  const head = made(option ? "span" : "a", "found-head");
  if (option) head.append(made("span", "found-kind", label), " ");
  else head.setAttribute("href", library.address(number));
  if (kind === "item") head.append(marked("span", "id", library.id(number), marks), " ");
  head.append(marked("span", "found-title", library.title(number), marks));
  if (kind === "standard" && library.column("number", number)) head.append(" ", marked("span", "found-number", library.column("number", number), marks));
  if (library.facet("hazard", number).includes("major")) head.append(" ", made("span", "major", library.head.facets.hazard.values.major));
  if (library.retired(number)) head.append(" ", made("span", "only", "已停用"));
  holder.append(head);
  const texts = library.texts(number);
  if (texts) holder.append(marked("span", "found-text", excerpt(texts, marks), marks));
  const foot = [why(library, hit), reach(library, number)].filter(Boolean).join("　");
  if (foot) holder.append(made("span", "found-foot", foot));
}
