// What can be searched for, as macros/search.py packs it: a head that is fetched first, and shards of text as they are needed.
// @ts-check
import { Pool, bare, fold } from "./text.js";

/**
 * @typedef {{kind: string, label: string, at: string, id: string[], title?: string[], number?: string[], alias?: string[],
 *   path?: string[], basis?: number[][], retired?: number[]}} Kind
 * @typedef {{label: string, values: Record<string, string>, sets: string[][], of: number[]}} Facet
 * @typedef {{file: string, first: number, count: number, filter: string}} ShardEntry
 * @typedef {{kinds: Kind[], facets: Record<string, Facet>, shards: ShardEntry[], near: Record<string, string[]>}} Head
 */

const FOLDER = new URL("../../data/search/", import.meta.url);
export const ROOT = new URL("../../", import.meta.url);
const RETIRED = 1;

/** @param {string} file @param {RequestCache} cache @returns {Promise<any>} */
async function fetched(file, cache) {
  const answer = await fetch(new URL(file, FOLDER), { cache });
  // A shard that is gone belongs to a build that has been replaced: the next search begins with the new head.
  if (!answer.ok) { opened = undefined; throw new Error(`${file} ${answer.status}`); }
  return answer.json();
}

/** A range of records with their texts, which come when they are asked for. */
export class Shard {
  /** @param {ShardEntry} entry */
  constructor({ file, first, count, filter }) {
    this.file = file;
    this.first = first;
    this.count = count;
    this.bits = Uint8Array.from(atob(filter), (sign) => sign.charCodeAt(0));
    /** @type {string[][] | null} */
    this.texts = null;
    this.pool = new Pool([]);
    /** @type {number[]} record of each text of the pool */
    this.records = [];
    /** @type {boolean[]} whether it is the first of its record */
    this.leads = [];
  }

  /** False where no text of the shard can hold the word. @param {string} word @returns {boolean} */
  mayHold(word) {
    for (let at = 0; at + 1 < word.length; at += 1) {
      let mixed = (Math.imul(word.charCodeAt(at), 0x9E3779B1) ^ Math.imul(word.charCodeAt(at + 1), 0x85EBCA6B)) >>> 0;
      mixed = (mixed ^ (mixed >>> 15)) >>> 0;
      const size = this.bits.length * 8;
      for (const place of [mixed % size, (Math.imul(mixed, 0xC2B2AE35) >>> 0) % size]) {
        if (!(this.bits[place >> 3] & (1 << (place & 7)))) return false;
      }
    }
    return true;
  }

  /** @returns {Promise<void>} */
  load() {
    this.loading = this.loading || fetched(this.file, "force-cache").then((texts) => this.fill(texts), (error) => { this.loading = undefined; throw error; });
    return this.loading;
  }

  /** @param {string[][]} texts */
  fill(texts) {
    texts.forEach((mine, number) => mine.forEach((_, place) => { this.records.push(this.first + number); this.leads.push(place === 0); }));
    this.pool = new Pool(texts.flat().map(fold));
    this.texts = texts;
  }
}

/** The head, spread out: what is asked of a record is asked by its number. */
export class Library {
  /** @param {Head} head */
  constructor(head) {
    this.head = head;
    this.shards = head.shards.map((entry) => new Shard(entry));
    /** @type {{kind: Kind, place: number}[]} */
    this.records = head.kinds.flatMap((kind) => kind.id.map((_, place) => ({ kind, place })));
    this.kindOf = head.kinds.flatMap(({ id }, place) => id.map(() => place));
    const printed = (/** @type {number} */ number) => (this.kind(number) === "item" ? this.id(number) : this.column("number", number));
    this.titles = this.records.map((_, number) => fold(this.column("title", number)));
    /** The titles, then the numbers as they are printed. */
    this.named = new Pool([...this.titles, ...this.records.map((_, number) => fold(printed(number)))]);
    /** Numbers and names without signs, and whose they are; ``spoken`` are names. @type {{names: string[], of: number[], spoken: boolean[]}} */
    const other = { names: [], of: [], spoken: [] };
    const add = (/** @type {string} */ name, /** @type {number} */ number, /** @type {boolean} */ spoken) => {
      if (bare(name)) { other.names.push(bare(name)); other.of.push(number); other.spoken.push(spoken); }
    };
    this.records.forEach((_, number) => {
      this.numbers(number).forEach((name) => add(name, number, false));
      this.names(number).forEach((name) => add(name, number, true));
    });
    this.other = { ...other, pool: new Pool(other.names) };
    this.ruled = this.records.map((_, number) => ({ number, own: bare(this.column("number", number)), standard: this.basis(number)[0] }))
      .filter(({ number, own }) => own && this.ruling(number));
    /** @type {Map<number, string[]>} */
    this.bareNames = new Map(this.ruled.map(({ standard }) => [standard, [...this.numbers(standard), ...this.names(standard)].map(bare)]));
  }

  /** @param {"title" | "number" | "alias" | "path"} name @param {number} number @returns {string} */
  column(name, number) {
    const { kind, place } = this.records[number];
    const column = kind[name];
    return column ? column[place] : "";
  }

  /** @param {number} number */
  kind(number) { return this.records[number].kind.kind; }

  /** Whether it is a clause or a case of a standard. @param {number} number */
  ruling(number) { return ["clause", "case"].includes(this.kind(number)); }

  /** @param {number} number */
  id(number) { const { kind, place } = this.records[number]; return kind.id[place]; }

  /** @param {number} number @returns {number[]} */
  basis(number) { const { kind, place } = this.records[number]; return kind.basis ? kind.basis[place] : []; }

  /** @param {number} number */
  retired(number) { const { kind, place } = this.records[number]; return kind.retired ? kind.retired[place] === RETIRED : false; }

  /** GB 15577-2018 is also looked for as GB 15577, an item by its id without the dash. @param {number} number @returns {string[]} */
  numbers(number) {
    const said = this.column("number", number);
    const whole = this.kind(number) === "item" ? this.id(number) : said;
    return [...new Set([whole, said.replace(/[-—](?:19|20)\d\d$/, "")])];
  }

  /** What a standard is called: its title, and as lists name it. @param {number} number @returns {string[]} */
  names(number) { return this.kind(number) === "standard" ? [this.column("title", number), this.column("alias", number)] : []; }

  /** The clauses that a name of their standard with their own number means: 安全生产法第11条. @param {string} plain @returns {number[]} */
  clauses(plain) {
    return this.ruled.filter(({ own, standard }) => {
      const rest = plain.slice(0, -own.length);
      return rest.length > 1 && plain.endsWith(own) && (this.bareNames.get(standard) || []).some((name) => name.includes(rest));
    }).map(({ number }) => number);
  }

  /** What a record is called in a list. @param {number} number @returns {string} */
  title(number) {
    if (!this.ruling(number)) return this.column("title", number);
    const [standard] = this.basis(number);
    return `${this.column("alias", standard) || this.column("number", standard) || this.column("title", standard)} ${this.column("number", number)}`;
  }

  /** @param {number} number @returns {string} */
  address(number) {
    const place = this.records[number].kind.at.replace("{}", this.column("path", number) || this.id(number));
    return new URL(place, ROOT).href;
  }

  /** @param {string} key @param {number} number @returns {string[]} */
  facet(key, number) {
    if (key === "kind") return [this.kind(number)];
    const facet = this.head.facets[key];
    return facet ? facet.sets[facet.of[number]] : [];
  }

  /** How many records have each value of a facet; the sets are counted first, since there are few. @param {string} key @param {number[]} numbers @returns {Map<string, number>} */
  counts(key, numbers) {
    const { sets, of } = key === "kind" ? { sets: this.head.kinds.map(({ kind }) => [kind]), of: this.kindOf } : this.head.facets[key];
    const each = new Uint32Array(sets.length);
    numbers.forEach((number) => { each[of[number]] += 1; });
    const out = new Map();
    sets.forEach((ids, place) => { if (each[place]) ids.forEach((id) => out.set(id, (out.get(id) || 0) + each[place])); });
    return out;
  }

  /** The texts of a record once its shard is there. @param {number} number @returns {string[] | null} */
  texts(number) {
    const shard = this.shardOf(number);
    return shard && shard.texts ? shard.texts[number - shard.first] : null;
  }

  /** @param {number} number */
  shardOf(number) { return this.shards.find((shard) => number >= shard.first && number < shard.first + shard.count); }
}

/** @type {Promise<Library> | undefined} */
let opened;

/** The library, fetched once a page; the head is asked for anew, since shards of another build would not fit it. @returns {Promise<Library>} */
export function open() {
  opened = opened || fetched("head.json", "no-cache").then((head) => new Library(head), (error) => { opened = undefined; throw error; });
  return opened;
}
