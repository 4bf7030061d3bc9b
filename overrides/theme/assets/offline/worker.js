// How a page speaks with the small worker (sw.js): whether there can be one, to have it, to ask it.
// @ts-check

/** @typedef {{id: string, papers: boolean, done: number, total: number, bytes: number}} Held */
/** @typedef {{version: string, offered: string[], refused: string[], kept: Held[], error?: undefined}} State */
/** @typedef {{error: "room" | "newer" | "refused" | "network"}} Failed */

/** The site's root, two folders above this module's. */
export const ROOT = new URL("../../", import.meta.url).href;
/** How long an answer may take; a worker that was ended never answers, the next message starts it again. */
const PATIENCE = 90000;

/** Why this browser keeps nothing, in words; "" where it can. */
export function unable() {
  if ("serviceWorker" in navigator) return "";
  if (!window.isSecureContext) return "这个网址不是 https，浏览器不允许离线保存。请用 https 的网址打开。";
  const wechat = /MicroMessenger/i.test(navigator.userAgent);
  return `${wechat ? "微信里" : "这个浏览器"}不能离线保存。${wechat ? "请点右上角“…”，选“在浏览器打开”，再存。" : "请换一个新一些的浏览器，无痕窗口也不行。"}`;
}

/** The worker's registration for this folder, if there is one. @returns {Promise<ServiceWorkerRegistration | undefined>} */
export async function registered() {
  if (unable()) return undefined;
  // A browser that forbids storage answers with an error.
  const found = await navigator.serviceWorker.getRegistration(ROOT).catch(() => undefined);
  return found && found.scope === ROOT ? found : undefined;
}

/** A worker that is at work, started if need be. @returns {Promise<ServiceWorker>} */
export async function working() {
  const options = /** @type {RegistrationOptions} */ ({ scope: ROOT, updateViaCache: "none" });
  const held = await registered() ?? await navigator.serviceWorker.register(`${ROOT}sw.js`, options);
  // Where editions are published, the codes on paper lead beside their folders: that worker leads back in.
  if (document.querySelector(".edition-choice")) navigator.serviceWorker.register(new URL("../items/sw.js", ROOT).href).catch(() => undefined);
  if (held.active) return held.active;
  const first = held.waiting ?? held.installing;
  if (!first) throw new Error("no worker");
  // The worker's own word: the registration may name it a moment later.
  return new Promise((done, fail) => {
    const look = () => { if (first.state === "activated") done(first); else if (first.state === "redundant") fail(new Error("not installed")); };
    first.addEventListener("statechange", look);
    look();
  });
}

/** @param {ServiceWorker} worker @param {Record<string, unknown>} words @returns {Promise<any>} */
export function ask(worker, words) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    const late = setTimeout(() => done({ error: "network" }), PATIENCE);
    port1.onmessage = (event) => { clearTimeout(late); done(event.data); };
    worker.postMessage(words, [port2]);
  });
}

/** Without its list nobody knows what belongs to it. @param {Held} held */
export const whole = ({ done, total }) => total > 0 && done === total;

/** Keep an industry until it is whole, telling each step. `own`: the visitor asked for it himself.
 * @param {{id: string, papers: boolean, own: boolean}} wish @param {(said: State) => void} tell @returns {Promise<State | Failed>} */
export async function keep(wish, tell) {
  let worker;
  try { worker = await working(); } catch (error) { return { error: error instanceof DOMException && error.name === "SecurityError" ? "refused" : "network" }; }
  for (;;) {
    /** @type {State | Failed} */
    const said = await ask(worker, { do: "keep", ...wish });
    if (said.error) return said;
    const held = said.kept.find((one) => one.id === wish.id);
    if (!held || whole(held)) return said;
    tell(said);
  }
}
