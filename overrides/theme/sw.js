// What the visitor keeps on the device works without signal; everything else goes to the network untouched.
// One worker per edition folder. It holds files of the site alone: the answers of checks are in IndexedDB and never pass here.
// Oldest browser aimed at: Chromium 88.
// @ts-check
/// <reference lib="webworker" />

const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
// Written by macros/offline.py. Empty in the live preview: there the worker clears up after an earlier one and goes.
/** @type {{version: string, shell: File[], lists: Record<string, File>}} */
const BUILD = {"version": "", "shell": [], "lists": {}};
const SCOPE = sw.registration.scope;
const PREFIX = `anbiao:${new URL(SCOPE).pathname}:`;
const NAME = PREFIX + BUILD.version;

importScripts("assets/offline/files.js");

async function install() {
  if (!BUILD.version) return sw.skipWaiting();
  const [cache, older] = [await caches.open(NAME), await inUse()];
  await all(cache, BUILD.shell, older);
  await write(cache, older ? await record(older) : { wanted: [], refused: [], at: 1 });
  // No room for two versions at once: the pages fetch the rest when the old one is gone, and say so until then.
  await fill(cache, older).catch((error) => { if (error.name !== "QuotaExceededError") throw error; });
}

async function activate() {
  const older = await inUse();
  if (older && BUILD.version) {
    const cache = await caches.open(NAME);
    await write(cache, await record(older));
    await fill(cache, older).catch(() => undefined);
  }
  await Promise.all((await mine()).filter((name) => name !== NAME || !BUILD.version).map((name) => caches.delete(name)));
  if (!BUILD.version) await sw.registration.unregister();
  await sw.clients.claim();
}

/** How many other windows stand on the self-check. @param {unknown} _ @param {ExtendableMessageEvent} event */
async function checking(_, event) {
  const found = await sw.clients.matchAll({ type: "window", includeUncontrolled: true });
  const asker = event.source && "id" in event.source ? event.source.id : "";
  return { others: found.filter((one) => one.id !== asker && plain(one.url) === `${SCOPE}check/`).length };
}

/** Why something was not kept. @param {Error} error */
async function why(error) {
  if (error.name === "QuotaExceededError") return { error: "room" };
  const now = await fetch(address("sw.js"), { cache: "no-store" }).then((got) => got.text(), () => "");
  return { error: now && !now.includes(BUILD.version) ? "newer" : "network" };
}

/** @type {Record<string, (asked: any, event: ExtendableMessageEvent) => Promise<unknown>>} */
const ACTS = { state, keep, drop, checking, switch: () => sw.skipWaiting() };
/** One after the other: each reads and writes the record. @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @param {FetchEvent} event @param {string} url @returns {Promise<Response>} */
async function answer(event, url) {
  const cache = await caches.open(NAME);
  const held = await cache.match(url, LOOSE);
  const visit = event.request.mode === "navigate";
  if (held && (visit || await fromHere(event.clientId, cache))) return held;
  try {
    return await fetch(event.request);
  } catch (error) {
    if (held) return held;
    if (!visit || !url.startsWith(SCOPE)) throw error;
    const asked = new URL(event.request.url);
    if (await cache.match(`${url}/`, LOOSE)) return Response.redirect(`${url}/${asked.search}`);
    return Response.redirect(`${SCOPE}offline/?from=${encodeURIComponent(event.request.url)}`);
  }
}

/** Whether the page that asks came from this cache: a page from the network gets what belongs to it from there. @param {string} id @param {Cache} cache */
async function fromHere(id, cache) {
  const client = id ? await sw.clients.get(id) : undefined;
  return !client || Boolean(await cache.match(plain(client.url), LOOSE));
}

sw.addEventListener("install", (event) => event.waitUntil(install()));
sw.addEventListener("activate", (event) => event.waitUntil(activate()));
sw.addEventListener("message", (event) => {
  const act = ACTS[event.data.do];
  const port = event.ports[0];
  if (!act || !port) return;
  turn = turn.then(() => act(event.data, event)).catch(why).then((said) => port.postMessage(said));
  event.waitUntil(turn);
});
if (BUILD.version) {
  sw.addEventListener("fetch", (event) => {
    const { method, url } = event.request;
    if (method === "GET" && new URL(url).origin === sw.location.origin) event.respondWith(answer(event, plain(url)));
  });
}
