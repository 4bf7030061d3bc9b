// «存到这台设备»: the line of one industry that says whether it is kept, keeps it and takes it away.
// @ts-check
import { ask, keep, registered, unable, whole, working } from "./worker.js";

/** @typedef {import("./worker.js").State} State */
/** @typedef {import("./worker.js").Failed} Failed */

const WHY = {
  room: "这台设备的空间不够，没有存全。删掉别的行业或照片再试。",
  newer: "网站刚换了新版，先换到新版再存。",
  refused: "浏览器不许本站保存：无痕窗口不行，或者设置里关掉了。",
  network: "没有存全：网断了，或网站正在换版。连上网再试，已存的不用重下。",
};

/** @param {number} bytes */
const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {Record<string, unknown>} [own] @param {...(Node | string)} inside @returns {HTMLElementTagNameMap[T]} */
export function make(name, own = {}, ...inside) {
  const node = Object.assign(document.createElement(name), own);
  node.append(...inside);
  return node;
}

/** @param {string} text @param {() => void} act @param {string} [label] */
export const button = (text, act, label) => {
  const node = make("button", { type: "button", textContent: text, onclick: act });
  if (label) node.setAttribute("aria-label", label);
  return node;
};

/** Say to every line on the page what is kept now. @param {State} said */
const spread = (said) => dispatchEvent(new CustomEvent("anbiao-kept", { detail: said }));

/** The line in `place` for an industry. `auto`: keep it without being asked, once the page is at rest.
 * @param {HTMLElement} place @param {string} id @param {{auto?: boolean, title?: string}} [options] */
export async function keepLine(place, id, { auto = false, title = "" } = {}) {
  const status = make("span", { role: "status" });
  const acts = make("span", { className: "keep-acts" });
  const of = title ? `：${title}` : "";
  let busy = false;
  /** @type {State | null} */
  let latest = null;
  place.classList.add("keep");
  place.replaceChildren(status, acts);

  /** @param {string} text @param {...HTMLElement} buttons */
  const show = (text, ...buttons) => {
    if (status.textContent !== text) status.textContent = text;
    const had = acts.contains(document.activeElement);
    acts.replaceChildren(...buttons);
    if (had && buttons[0]) buttons[0].focus();
  };

  /** @param {boolean} papers @param {boolean} own */
  const start = async (papers, own) => {
    busy = true;
    if (own) {
      show("正在存…");
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => undefined);
    }
    const said = await keep({ id, papers, own }, (now) => { spread(now); });
    busy = false;
    if (!said.error) spread(said);
    else if (own || said.error !== "network") show(WHY[said.error], button("再试", () => void start(papers, true), `再试${of}`));
    else tell(latest);
  };

  const drop = async () => spread(await ask(await working(), { do: "drop", id }));

  /** @param {State | null} said */
  const tell = (said) => {
    latest = said;
    if (said && !said.offered.includes(id)) return show("");
    const held = said && said.kept.find((one) => one.id === id);
    if (!held) return show("", button("存到这台设备，没信号也能用", () => void start(false, true), `存到这台设备，没信号也能用${of}`));
    if (whole(held)) {
      if (held.papers) void openable();
      const more = held.papers ? [] : [button("连同册子 PDF", () => void start(true, true), `连同册子 PDF${of}`)];
      return show(`已存，可离线用（${size(held.bytes)}${held.papers ? "，连同册子" : ""}）`, ...more, button("删去", () => void drop(), `删去${of}`));
    }
    if (busy) return show(`正在存 ${held.done}/${held.total || "…"}`);
    return show(`没有存全（${held.done}/${held.total || "…"}）`, button("接着存", () => void start(held.papers, true), `接着存${of}`));
  };

  const no = unable();
  if (no) return show(no);
  addEventListener("anbiao-kept", (event) => tell(/** @type {CustomEvent<State>} */ (event).detail));
  const held = await registered();
  const said = held && held.active ? await ask(held.active, { do: "state" }) : null;
  tell(said && !said.error ? said : null);
  const mine = said && !said.error && said.kept.find((/** @type {{id: string}} */ one) => one.id === id);
  const open = mine ? !whole(mine) : auto && !(said && said.refused && said.refused.includes(id));
  if (open && thrifty()) rest(() => void start(Boolean(mine && mine.papers), false));
}

/** A link that downloads passes the worker by; one that opens does not. So what is kept is opened. */
async function openable() {
  for (const link of document.querySelectorAll("a[download][href$='.pdf']")) {
    if (link instanceof HTMLAnchorElement && await caches.match(link.href)) link.removeAttribute("download");
  }
}

/** Whether the visitor's connection allows fetching what he did not ask for. */
function thrifty() {
  const link = /** @type {{connection?: {saveData?: boolean, effectiveType?: string}}} */ (navigator).connection;
  return navigator.onLine && !(link && (link.saveData || /2g/.test(link.effectiveType ?? "")));
}

/** Once the page is at rest. @param {() => void} act */
function rest(act) {
  const idle = /** @type {{requestIdleCallback?: (act: () => void, options: {timeout: number}) => void}} */ (window).requestIdleCallback;
  setTimeout(() => idle ? idle(act, { timeout: 5000 }) : act(), 3000);
}
