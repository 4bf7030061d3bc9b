// A ZIP of a few small files, stored as they are: every spreadsheet program reads it. Pure.
// @ts-check
import { crc32 } from "./crc.js";

/** The first of January 1980, the day that a ZIP begins with: a file is the same whenever it is made. */
const DAY = (1 << 5) | 1;
const UTF8 = 0x0800;
const VERSION = 20;

/** Numbers of 2 or 4 bytes, small end first. @param {[number, number][]} fields  value and length @returns {Uint8Array} */
function packed(fields) {
  const out = new Uint8Array(fields.reduce((all, [, length]) => all + length, 0));
  let at = 0;
  fields.forEach(([value, length]) => {
    for (let byte = 0; byte < length; byte += 1) out[at + byte] = (value >>> (8 * byte)) & 0xff;
    at += length;
  });
  return out;
}

/** @param {Uint8Array[]} pieces @returns {Uint8Array} */
function joined(pieces) {
  const out = new Uint8Array(pieces.reduce((all, one) => all + one.length, 0));
  let at = 0;
  pieces.forEach((one) => { out.set(one, at); at += one.length; });
  return out;
}

/** @param {Record<string, string>} files  text by name @returns {Uint8Array} */
export function zip(files) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array[]} */
  const bodies = [];
  /** @type {Uint8Array[]} */
  const index = [];
  let offset = 0;
  Object.entries(files).forEach(([name, text]) => {
    const [path, body] = [encoder.encode(name), encoder.encode(text)];
    /** @type {[number, number][]} */
    const about = [[VERSION, 2], [UTF8, 2], [0, 2], [0, 2], [DAY, 2], [crc32(body), 4], [body.length, 4], [body.length, 4], [path.length, 2], [0, 2]];
    const head = joined([packed([[0x04034b50, 4], ...about]), path]);
    index.push(packed([[0x02014b50, 4], [VERSION, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), path);
    bodies.push(head, body);
    offset += head.length + body.length;
  });
  const list = joined(index);
  const count = Object.keys(files).length;
  const end = packed([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [list.length, 4], [offset, 4], [0, 2]]);
  return joined([...bodies, list, end]);
}
