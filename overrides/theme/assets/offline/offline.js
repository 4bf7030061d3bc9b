// Without signal: the lines «存到这台设备» of this page, the notice of a new version, and the page «离线用».
// Nothing of this runs where a browser has no service worker; pages then work as ever while there is signal.
// @ts-check
import { button, keepLine, make } from "./keep.js";
import { follow } from "./update.js";
import { registered, ROOT } from "./worker.js";

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].map((one) => /** @type {HTMLElement} */ (one));

/** Where the visitor wanted to go when the signal was gone: only ever inside this folder. */
function wanted() {
  const place = document.querySelector("[data-from]");
  const from = new URLSearchParams(location.search).get("from");
  if (!(place instanceof HTMLElement) || !from) return;
  let target;
  try { target = new URL(from, ROOT); } catch { return; }
  if (!target.href.startsWith(ROOT)) return;
  const status = make("p", { role: "status", textContent: "现在没有信号，这一页没有存在这台设备上。" });
  place.append(status, make("p", {}, make("a", { className: "act", href: target.href, textContent: "再试一次" })));
  place.hidden = false;
  addEventListener("online", () => { status.textContent = "又有信号了，可以打开刚才那一页。"; });
}

/** «装到桌面», where the browser offers it. */
function install() {
  const place = document.querySelector("[data-install]");
  if (!place) return;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const offer = /** @type {Event & {prompt: () => Promise<void>}} */ (event);
    place.replaceChildren(button("装到桌面", () => { void offer.prompt(); place.replaceChildren(); }));
  });
}

async function watch() {
  const held = await registered();
  if (held) follow(held, Boolean(document.querySelector("[data-install]")));
}

wanted();
install();
all("[data-keep]").forEach((place) => void keepLine(place, place.dataset.keep ?? "", { auto: "auto" in place.dataset, title: place.dataset.title }));
void watch();
