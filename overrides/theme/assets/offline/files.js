// What the small worker (sw.js) keeps in its cache: files of one version, each checked by its hash. A plain script: the worker
// is one, because modules in workers came after the oldest browser aimed at. BUILD, SCOPE, PREFIX, NAME are the worker's.
// @ts-check
/// <reference lib="webworker" />

/** @typedef {[path: string, integrity: string, bytes: number]} File */
/** @typedef {{id: string, title: string, files: File[], papers: File[]}} List */
/** @typedef {{id: string, papers: boolean}} Wish */
/** @typedef {{wanted: Wish[], refused: string[], at: number}} Kept */

const RECORD = `${SCOPE}offline/kept`;
const SUM = "anbiao-sum";
const PACKS = "offline/packs/";
const LOOSE = { ignoreVary: true };
/** Files fetched for one message: a browser may end a worker that is long at one thing. */
const BATCH = 12;

/** @param {string} path */
const address = (path) => new URL(path, SCOPE).href;

/** An address as it is kept: no query, and a folder by its name. @param {string} url */
const plain = (url) => { const { origin, pathname } = new URL(url); return origin + pathname.replace(/\/index\.html$/, "/"); };

/** @param {string} path @param {string | ArrayBuffer} body @param {string} type @param {string} sum */
const page = (path, body, type, sum) => /** @type {[string, Response]} */ ([address(path), new Response(body, { headers: { "content-type": type, [SUM]: sum } })]);

/** The pages that came in a pack; none of any other file. @param {Cache} cache @param {string} path @returns {Promise<string[]>} */
async function inside(cache, path) {
  const held = path.startsWith(PACKS) ? await cache.match(address(path), LOOSE) : undefined;
  return held ? held.json() : [];
}

/** From an earlier version's cache, if it is the same there. @param {Cache} cache @param {File} file @param {Cache} older */
async function carry(cache, [path, sum], older) {
  const held = await older.match(address(path), LOOSE);
  if (!held || held.headers.get(SUM) !== sum) return false;
  for (const one of [...await inside(older, path), path]) {
    const found = await older.match(address(one), LOOSE);
    if (!found) return false;
    await cache.put(address(one), found);
  }
  return true;
}

/** One file of just this version: the browser refuses any other by its hash. @param {Cache} cache @param {File} file @param {Cache | null} older */
async function take(cache, [path, sum, bytes], older) {
  if (await cache.match(address(path), LOOSE) || (older && await carry(cache, [path, sum, bytes], older))) return;
  const got = await fetch(address(path), { integrity: sum, cache: "no-cache", credentials: "same-origin" });
  if (got.status !== 200) throw new TypeError(path);
  const type = got.headers.get("content-type") ?? "";
  if (!path.startsWith(PACKS)) return cache.put(...page(path, await got.arrayBuffer(), type, sum));
  /** @type {Record<string, string>} */
  const pages = await got.json();
  for (const one of Object.keys(pages)) await cache.put(...page(one, pages[one], "text/html; charset=utf-8", ""));
  // Last, so that what is here is whole: in place of the pack the names of its pages.
  await cache.put(...page(path, JSON.stringify(Object.keys(pages)), type, sum));
}

/** @param {Cache} cache @param {File[]} files @param {Cache | null} older */
async function all(cache, files, older) {
  for (let n = 0; n < files.length; n += 6) await Promise.all(files.slice(n, n + 6).map((file) => take(cache, file, older)));
}

/** What the visitor wants to have here, and what he took away. @param {Cache} cache @returns {Promise<Kept>} */
async function record(cache) {
  const held = await cache.match(RECORD);
  return held ? held.json() : { wanted: [], refused: [], at: 0 };
}

/** @param {Cache} cache @param {Kept} kept */
const write = (cache, kept) => cache.put(RECORD, new Response(JSON.stringify(kept)));

/** What a wish needs, with what all pages load; nothing while its list is not here. @param {Cache} cache @param {Wish} wish @returns {Promise<File[]>} */
async function needs(cache, wish) {
  const held = await cache.match(address(`offline/${wish.id}.json`), LOOSE);
  /** @type {List | null} */
  const list = held ? await held.json() : null;
  return list ? [...BUILD.shell, BUILD.lists[wish.id], ...list.files, ...(wish.papers ? list.papers : [])] : [];
}

/** Everything that is wanted, from the cache of an earlier version where it did not change. @param {Cache} cache @param {Cache | null} older */
async function fill(cache, older) {
  for (const wish of (await record(cache)).wanted) {
    if (!BUILD.lists[wish.id]) continue;
    await take(cache, BUILD.lists[wish.id], older);
    await all(cache, await needs(cache, wish), older);
  }
}

/** The caches of this folder, one a version. */
const mine = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** The cache in use: the one whose record was written last, of equal ones the oldest. */
async function inUse() {
  let found = null;
  for (const name of await mine()) {
    const cache = await caches.open(name);
    const { at } = await record(cache);
    if (at > (found ? found.at : 0)) found = { cache, at };
  }
  return found && found.cache;
}

/** @param {Wish} wish @param {Cache} cache @param {Set<string>} have */
async function stateOf(wish, cache, have) {
  const files = await needs(cache, wish);
  const done = files.filter(([path]) => have.has(address(path)));
  return { ...wish, done: done.length, total: files.length, bytes: done.reduce((sum, file) => sum + file[2], 0) };
}

async function state() {
  if (!BUILD.version) return { version: "", offered: [], refused: [], kept: [] };
  const cache = await caches.open(NAME);
  const { wanted, refused } = await record(cache);
  const have = new Set((await cache.keys()).map((request) => request.url));
  return { version: BUILD.version, offered: Object.keys(BUILD.lists), refused, kept: await Promise.all(wanted.map((wish) => stateOf(wish, cache, have))) };
}

/** Fetch some of what an industry needs, and say how far it is: the page asks until it is whole. @param {Wish & {own: boolean}} asked */
async function keep({ id, papers, own }) {
  const cache = await caches.open(NAME);
  const { wanted, refused } = await record(cache);
  if (!BUILD.lists[id] || (!own && refused.includes(id))) return state();
  const before = wanted.find((wish) => wish.id === id);
  const wish = { id, papers: papers || Boolean(before && before.papers) };
  await write(cache, { wanted: [...wanted.filter((one) => one.id !== id), wish], refused: refused.filter((one) => one !== id), at: Date.now() });
  await take(cache, BUILD.lists[id], null);
  const have = new Set((await cache.keys()).map((request) => request.url));
  await all(cache, (await needs(cache, wish)).filter(([path]) => !have.has(address(path))).slice(0, BATCH), null);
  return state();
}

/** Take an industry away: what nothing else needs goes. @param {{id: string}} asked */
async function drop({ id }) {
  const cache = await caches.open(NAME);
  const { wanted, refused } = await record(cache);
  const left = wanted.filter((wish) => wish.id !== id);
  await write(cache, { wanted: left, refused: [...refused.filter((one) => one !== id), id], at: Date.now() });
  const files = [...BUILD.shell, ...(await Promise.all(left.map((wish) => needs(cache, wish)))).flat()];
  const packed = (await Promise.all(files.map(([path]) => inside(cache, path)))).flat();
  const needed = new Set([RECORD, ...files.map(([path]) => address(path)), ...packed.map(address)]);
  await Promise.all((await cache.keys()).filter((request) => !needed.has(request.url)).map((request) => cache.delete(request)));
  return state();
}
