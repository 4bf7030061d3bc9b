// A new version of what is kept: announced, and taken only when the visitor says so; during a check he is asked twice.
// @ts-check
import { button, make } from "./keep.js";
import { ask } from "./worker.js";

const LATER = "anbiao.later";
let asked = false;

/** @param {string} text @param {...HTMLElement} acts */
function bar(text, ...acts) {
  document.querySelector(".new-version")?.remove();
  const status = make("p", { role: "status" });
  const node = make("aside", { className: "new-version" }, status, make("p", { className: "keep-acts" }, ...acts));
  node.setAttribute("aria-label", "新版本");
  document.body.append(node);
  // Written once the region stands, or screen readers say nothing.
  setTimeout(() => { status.textContent = text; }, 50);
  return node;
}

/** @param {ServiceWorker} waiting @param {string} version */
async function change(waiting, version) {
  const { others = 0 } = await ask(waiting, { do: "checking" });
  const own = document.body.dataset.checking ? 1 : 0;
  const go = () => { asked = true; void ask(waiting, { do: "switch" }); };
  if (!others && !own) return go();
  const where = own ? others ? `这里和另外 ${others} 个窗口正在自查` : "正在自查" : `另有 ${others} 个窗口开着自查`;
  const node = bar(`${where}。已填的都存在这台设备上；换版要重新打开本页。`, button("查完再换", () => later(node, version)), button("仍然换到新版", go));
  node.querySelector("button")?.focus();
}

/** @param {HTMLElement} node @param {string} version */
function later(node, version) {
  try { sessionStorage.setItem(LATER, version); } catch { /* asks again on the next page */ }
  node.remove();
}

/** Say that a new version is there. `always`: also when the visitor put it off. @param {ServiceWorker} waiting @param {boolean} always */
async function announce(waiting, always) {
  const { version = "" } = await ask(waiting, { do: "state" });
  let put = "";
  try { put = sessionStorage.getItem(LATER) ?? ""; } catch { /* announces */ }
  if (put === version && !always) return;
  const node = bar("存在这台设备上的内容有了新版本，已经备好。", button("换到新版", () => void change(waiting, version)), button("以后再说", () => later(node, version)));
}

/** Follow a registration for as long as the page is open. @param {ServiceWorkerRegistration} held @param {boolean} always */
export function follow(held, always) {
  const had = navigator.serviceWorker.controller;
  /** @param {ServiceWorker | null} worker */
  const look = (worker) => { if (worker && worker.state === "installed" && held.active) void announce(worker, always); };
  look(held.waiting);
  held.addEventListener("updatefound", () => { const next = held.installing; next?.addEventListener("statechange", () => look(next)); });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (had) bar("已在另一个窗口换到新版。", button("重新打开本页", () => location.reload()), button("先不", () => document.querySelector(".new-version")?.remove()));
  });
}
