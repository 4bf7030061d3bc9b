// A list as the official form's own spreadsheet, or as CSV under the same columns. Pure.
// @ts-check
import { zip } from "./zip.js";

/**
 * @typedef {import("./types.js").Cells} Cells
 * @typedef {import("./types.js").Column} Column
 * @typedef {import("./types.js").Spreadsheet} Spreadsheet
 */

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
export const CSV = "text/csv;charset=utf-8";

const DAY_MS = 86400000;
/** What a spreadsheet counts days from. */
const ZERO = Date.UTC(1899, 11, 30);
const ISO = /^\d{4}-\d{2}-\d{2}$/;
/** Signs that no XML may hold: of controls all but tab and ends of lines, halves of a pair. */
const BARRED = /^[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]$/;

/** @param {string} text @returns {string} */
const safe = (text) => [...text].filter((sign) => !BARRED.test(sign)).join("")
  .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** @param {number} place  from 0 @returns {string} */
const letters = (place) => (place < 26 ? "" : letters(Math.floor(place / 26) - 1)) + String.fromCharCode(65 + (place % 26));

/** @param {Column} column @param {string} text @param {string} where @returns {string} */
function cell(column, text, where) {
  const head = `<c r="${where}" s="${column.style}"`;
  if (!text) return `${head}/>`;
  if (column.kind === "day" && ISO.test(text)) return `${head}><v>${(Date.parse(`${text}T00:00:00Z`) - ZERO) / DAY_MS}</v></c>`;
  if (["number", "amount"].includes(column.kind) && Number.isFinite(Number(text))) return `${head}><v>${Number(text)}</v></c>`;
  return `${head} t="inlineStr"><is><t xml:space="preserve">${safe(text)}</t></is></c>`;
}

/** How many lines a text takes in a column. @param {string} text @param {number} width  in characters, two of them a Han character */
const lines = (text, width) => text.split("\n").reduce((all, line) => all + (Math.ceil(line.length / Math.max(1, Math.floor(width / 2))) || 1), 0);

/** @param {Spreadsheet} sheet @param {Cells} row @param {number} number @returns {string} */
function line(sheet, row, number) {
  const needs = Math.max(...sheet.columns.map((column) => lines(row[column.id] ?? "", column.width)));
  const height = Math.max(sheet.height, sheet.line * needs + 4);
  const cells = sheet.columns.map((column, place) => cell(column, row[column.id] ?? "", letters(place) + number));
  return `<row r="${number}" ht="${height}" customHeight="1">${cells.join("")}</row>`;
}

/**
 * The form with its head and lines filled, never shorter than the blank one.
 * @param {Spreadsheet} sheet @param {Cells} head  by label @param {Cells[]} rows  by column id @returns {Uint8Array}
 */
export function xlsx(sheet, head, rows) {
  const blank = Array.from({ length: Math.max(0, sheet.lines - rows.length) }, () => ({}));
  const body = [...rows, ...blank].map((row, place) => line(sheet, row, sheet.first + place)).join("");
  const last = sheet.first + Math.max(sheet.lines, rows.length) - 1;
  const parts = Object.entries(sheet.parts).map(([name, text]) => {
    if (name === sheet.strings) return [name, text.replace(/\{(\d+)\}/g, (_, n) => safe(head[sheet.head[n].label] || sheet.head[n].empty))];
    return [name, text.replace(/\{\+(\d+)\}/g, (_, n) => String(last + Number(n))).replace("{rows}", () => body)];
  });
  return zip(Object.fromEntries(parts));
}

/** A cell that no spreadsheet takes for a formula. @param {string} text @returns {string} */
const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The lines alone, with a mark that tells Excel the encoding. @param {{id: string, label: string}[]} columns @param {Cells[]} rows */
export function csv(columns, rows) {
  const all = [columns.map(({ label }) => label), ...rows.map((row) => columns.map(({ id }) => harmless(row[id] ?? "")))];
  return `\ufeff${all.map((row) => row.map((text) => `"${text.replace(/"/g, '""')}"`).join(",")).join("\r\n")}\r\n`;
}
