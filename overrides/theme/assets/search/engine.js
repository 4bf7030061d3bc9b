// Finding and ranking: which records hold all words of a query, how well, in which order.
// @ts-check
import { ROOT, open } from "./library.js";
import { bare, words } from "./text.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./library.js").Shard} Shard
 * @typedef {{kind: string, id: string, via: string}} Result
 * @typedef {Record<string, string[]>} Facets
 * @typedef {{number: number, kind: string, via: string}} Hit ``number`` is the record's in the library
 * @typedef {{library: Library, hits: Hit[]}} Found
 * @typedef {{text: string, near: string[]}} Word a word of the query, and those to try in its place
 */

// How well a word matches, best first: the name itself, in the name, what the record says first, its other texts, what it rests on.
const [NAME, NUMBER, IN_NAME, IN_NUMBER, LEAD, TEXT, BASIS, SYNONYM, NOT] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const VIA = ["text", "number", "text", "number", "text", "text", "basis", "synonym"];
const RANK = [0, 0, 1, 1, 2, 3, 4, 5];

/** The words of a query with those that mean the same, whole or for the longest part of the word. @param {string} text @param {Record<string, string[]>} near @returns {Word[]} */
export function understood(text, near) {
  return words(text).map((word) => {
    if (near[word]) return { text: word, near: near[word] };
    const known = Object.keys(near).filter((one) => word.includes(one)).sort((a, b) => b.length - a.length);
    return { text: word, near: known.length ? near[known[0]].map((other) => word.replace(known[0], other)) : [] };
  });
}

/** How well each record matches one form of a word. @param {Library} library @param {string} word @returns {Uint8Array} */
function matches(library, word) {
  const best = new Uint8Array(library.records.length).fill(NOT);
  const note = (/** @type {number} */ number, /** @type {number} */ how) => { if (how < best[number]) best[number] = how; };
  const count = library.records.length;
  const numbered = (/** @type {number} */ text) => text >= count && library.kind(text % count) === "standard";
  library.named.find(word, (text) => note(text % count, numbered(text) ? IN_NUMBER : IN_NAME));
  const plain = bare(word);
  if (plain) {
    library.other.pool.find(plain, (text) => note(library.other.of[text], library.other.spoken[text] ? IN_NAME : IN_NUMBER));
    library.clauses(plain).forEach((number) => note(number, IN_NUMBER));
  }
  for (const { texts, pool, records, leads } of library.shards) {
    if (texts) pool.find(word, (text) => note(records[text], leads[text] ? LEAD : TEXT));
  }
  return best;
}

/** Records match through what they rest on: a clause through its standard, an item through both. @param {Library} library @param {Uint8Array} best */
function lend(library, best) {
  const named = best.map((how) => Number(how <= IN_NUMBER));
  const through = (/** @type {number} */ number) => named[number] || library.basis(number).some((one) => named[one]);
  best.forEach((how, number) => { if (how > BASIS && library.basis(number).some(through)) best[number] = BASIS; });
}

/** How well each record matches a word or one of those that mean the same. @param {Library} library @param {Word} word @returns {Uint8Array} */
function weighed(library, word) {
  const best = matches(library, word.text);
  lend(library, best);
  for (const other of word.near) matches(library, other).forEach((how, number) => { if (how < NOT && best[number] === NOT) best[number] = SYNONYM; });
  return best;
}

/** Every match of what is loaded, unordered: of several words the weakest counts. @param {Library} library @param {string} text @param {Word[]} query @returns {Uint8Array} */
function scanned(library, text, query) {
  const [first, ...more] = query.map((word) => weighed(library, word));
  for (const best of more) best.forEach((how, number) => { if (how > first[number]) first[number] = how; });
  const name = query.map((word) => word.text).join("");
  const plain = bare(text);
  library.titles.forEach((title, number) => { if (title === name) first[number] = NAME; });
  library.other.names.forEach((other, place) => {
    const number = library.other.of[place];
    if (other !== plain || first[number] >= SYNONYM) return;
    first[number] = library.other.spoken[place] || library.kind(number) === "item" ? NAME : Math.min(first[number], NUMBER);
  });
  library.clauses(plain).forEach((number) => { if (first[number] < SYNONYM) first[number] = Math.min(first[number], NUMBER); });
  return first;
}

/** The industry or venue that the page belongs to. @returns {string} */
function here() {
  const [top, id] = location.href.replace(ROOT.href, "").split("/");
  return top === "industries" || top === "venues" ? id : "";
}

/** @param {Library} library @param {Uint8Array} best @returns {Hit[]} */
function ranked(library, best) {
  const place = here();
  const order = (/** @type {number} */ number) => {
    const rank = RANK[best[number]];
    const elsewhere = Number(!library.facet("industry", number).includes(place));
    const minor = Number(!library.facet("hazard", number).includes("major"));
    return (((Number(rank > 0) * 2 + Number(library.retired(number))) * 8 + rank) * 2 + elsewhere) * 2 + minor;
  };
  const found = [];
  best.forEach((how, number) => { if (how < NOT) found.push({ number, how, order: order(number) }); });
  found.sort((a, b) => a.order - b.order || a.number - b.number);
  return found.map(({ number, how }) => ({ number, kind: library.kind(number), via: VIA[how] }));
}

/** Whether a record has, for every key, one of the wanted values. @param {Library} library @param {number} number @param {Facets} facets @returns {boolean} */
export function fits(library, number, facets) {
  return Object.entries(facets).every(([key, wanted]) => !wanted.length || library.facet(key, number).some((one) => wanted.includes(one)));
}

/** The shards still to be read, those likelier to decide first; ``held`` words of the query may stand there. @param {Library} library @param {Word[]} query */
function wanted(library, query) {
  const held = (/** @type {Shard} */ shard) => query.filter((word) => shard.mayHold(word.text)).length;
  const near = (/** @type {Shard} */ shard) => query.some((word) => word.near.some((other) => shard.mayHold(other)));
  const open = library.shards.filter((shard) => !shard.texts).map((shard) => ({ shard, held: held(shard) }));
  return open.filter(({ shard, held: count }) => count || near(shard)).sort((a, b) => b.held - a.held);
}

/** @param {string} text @param {Facets} facets @param {(found: Found) => Promise<boolean> | boolean} first @returns {Promise<Found>} */
async function attempt(text, facets, first) {
  const library = await open();
  const query = understood(text, library.head.near);
  if (!query.length) return { library, hits: [] };
  const now = () => ranked(library, scanned(library, text, query)).filter((hit) => fits(library, hit.number, facets));
  const waiting = wanted(library, query);
  let hits = now();
  // A synonym is no first match while the words themselves may still be found.
  while (waiting.length && !hits.some((hit) => hit.via !== "synonym" || !waiting[0].held)) {
    await waiting[0].shard.load();
    waiting.shift();
    hits = now();
  }
  if (waiting.length) {
    if (!await first({ library, hits })) return { library, hits };
    await Promise.all(waiting.map(({ shard }) => shard.load()));
    hits = now();
  }
  return { library, hits };
}

/**
 * Every match, ranked. ``first`` is asked with what is known as soon as there is a match, whether to read all else that can
 * match; till then shards are read one by one. Tries twice, since the site may be published anew meanwhile.
 * @param {string} text @param {Facets} [facets] @param {(found: Found) => Promise<boolean> | boolean} [first] @returns {Promise<Found>}
 */
export function find(text, facets = {}, first = () => true) {
  return attempt(text, facets, first).catch(() => attempt(text, facets, first));
}

/**
 * What ``window.anbiao.search`` is. Facets: ``kind`` and the keys of FACETS in macros/finds.py (norm, hazard, tier, size,
 * industry, department); a record is kept that has one of the values of every key. The cases of 重大隐患 are for readers of
 * the search page: what tools know are the seven kinds of the contract.
 * @param {string} text @param {Facets} [facets] @returns {Promise<Result[]>}
 */
export async function search(text, facets = {}) {
  const { library, hits } = await find(text, facets);
  return hits.filter(({ kind }) => kind !== "case").map(({ number, kind, via }) => ({ kind, id: library.id(number), via }));
}
