// How texts and queries are compared. macros/search.py folds in the same way.
// @ts-check

/** Full-width forms, case and white space do not count. @param {string} text @returns {string} */
export const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

const DIGITS = "零一二三四五六七八九";

/** 二十四 -> 24, up to 999. @param {string} said @returns {string} */
function counted(said) {
  let sum = 0;
  let last = 0;
  for (const sign of said.replace(/〇/g, "零")) {
    if (sign === "百" || sign === "十") { sum += (last || 1) * (sign === "百" ? 100 : 10); last = 0; } else last = DIGITS.indexOf(sign);
  }
  return String(sum + last);
}

/** Letters and digits alone: how numbers and names are compared. 第二十四条 is 第24条, GB/T is GB. @param {string} text @returns {string} */
export const bare = (text) => fold(text)
  .replace(/第([〇零一二三四五六七八九十百]+)(?=[条号款项章])/g, (_, said) => `第${counted(said)}`)
  .replace(/\/t(?=\d|$)/g, "")
  .replace(/[^\p{L}\p{N}]+/gu, "");

/** A query in words, which must all match. @param {string} query @returns {string[]} */
export const words = (query) => [...new Set(query.normalize("NFKC").split(/\s+/).map(fold).filter(Boolean))];

/** Texts joined into one, to be scanned at once. No folded word holds the line feed between them. */
export class Pool {
  /** @param {string[]} texts folded */
  constructor(texts) {
    this.all = texts.join("\n");
    this.starts = new Uint32Array(texts.length);
    let at = 0;
    texts.forEach((text, number) => { this.starts[number] = at; at += text.length + 1; });
  }

  /** Calls ``seen`` with the number of each text that holds the word. @param {string} word @param {(text: number) => void} seen */
  find(word, seen) {
    for (let at = this.all.indexOf(word); at >= 0;) {
      const text = this.holding(at);
      seen(text);
      at = text + 1 < this.starts.length ? this.all.indexOf(word, this.starts[text + 1]) : -1;
    }
  }

  /** @param {number} at @returns {number} */
  holding(at) {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= at) low = middle; else high = middle;
    }
    return low;
  }
}

/** The pieces of a text as it is printed, every second of them marked by one of the words. @param {string} text @param {string[]} marks @returns {string[]} */
export function pieces(text, marks) {
  // Each character is folded by itself, so that what is found can be told in the text as it stands.
  const from = [];
  let folded = "";
  for (let at = 0; at < text.length; at += 1) {
    const plain = text[at] >= "\u4e00" && text[at] <= "\u9fff";
    for (const sign of plain ? text[at] : fold(text[at])) { folded += sign; from.push(at); }
  }
  from.push(text.length);
  const hit = new Uint8Array(text.length);
  for (const word of marks) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) hit.fill(1, from[at], from[at + word.length - 1] + 1);
  }
  const out = [""];
  for (let at = 0; at < text.length; at += 1) {
    if (hit[at] !== (out.length + 1) % 2) out.push("");
    out[out.length - 1] += text[at];
  }
  return out;
}
