// The self-check page: which view its address asks for. Oldest browser: Chromium 88.
// @ts-check
import { h } from "./dom.js";
import { List } from "./list.js";
import { show } from "./results.js";
import { KEYS, index, load, newUnit } from "./sheet.js";
import { atRisk, recover, units } from "./store.js";
import { Walk } from "./walk.js";

/** @typedef {import("./types.js").Unit} Unit */

const place = /** @type {HTMLElement} */ (document.querySelector("[data-check-app]"));
const lead = /** @type {HTMLElement} */ (document.querySelector("[data-check-lead]"));
const title = document.title;
/** @type {Walk | List | null} */
let view = null;
let asked = 0;
/** The address that is shown, but for its hash. */
let last = "";

/** @param {URLSearchParams} params @returns {Record<string, string[]>} what the address says of whom it is for */
const pickedIn = (params) => Object.fromEntries(KEYS.filter((key) => params.has(key)).map((key) => [key, params.getAll(key).flatMap((one) => one.split(",")).filter(Boolean)]));

/** The address of a check with its filters; of one that is not kept yet without its uid. @param {string} sheetId @param {Record<string, string[]>} picked @param {string} [uid] */
const address = (sheetId, picked, uid) => `?${[...Object.entries(picked).map(([key, ids]) => `${key}=${ids.join(",")}`), `s=${sheetId}`, ...(uid ? [`u=${uid}`] : [])].join("&")}`;

/** @param {string} text */
function tell(text) {
  place.replaceChildren(h("div", { class: "told", role: "alert" }, h("p", {}, text), h("p", {}, h("a", { href: "?", "data-go": "" }, "看这台设备上的全部自查"))));
}

/** @param {string} id of a sheet @returns {Promise<import("./sheet.js").Loaded | null>} */
async function sheet(id) {
  try {
    return await load(id);
  } catch {
    const found = await index().catch(() => null);
    tell(found && !found.sheets.some((one) => one.id === id) ? `这一版没有“${id}”这张表。填过的都还在。` : "这张表没有取到：现在没有网络，它还没有存到这台设备上。");
    return null;
  }
}

/** @param {URLSearchParams} params @param {() => boolean} wanted */
async function walk(params, wanted) {
  const kept = await units();
  const unit = kept.find(({ uid }) => uid === params.get("u"));
  if (params.get("u") && !unit) { tell("这台设备上没有这一份：可能在别的手机上，或者浏览器的数据被清掉了。有文件的，读入文件。"); return; }
  const loaded = await sheet(unit?.sheet ?? params.get("s") ?? "");
  if (!loaded || !wanted()) return;
  const mine = kept.filter((one) => one.sheet === loaded.sheet.id && one !== unit);
  const picked = pickedIn(params);
  if (!unit && mine.length && !params.has("new")) { begin(mine, params); return; }
  const one = unit ?? newUnit(loaded.sheet.id, loaded.edition.id, picked);
  // A new check takes the firm over, so that it need not be typed for every workshop.
  if (!unit) one.firm = kept.find(({ firm }) => firm)?.firm ?? "";
  history.replaceState(history.state, "", `${address(one.sheet, one.picked, unit?.uid)}${location.hash}`);
  view = new Walk(place, loaded, one, mine);
  document.title = `${one.name || loaded.sheet.title} - ${title}`;
}

/** There are checks of this sheet already. @param {Unit[]} kept @param {URLSearchParams} params */
function begin(kept, params) {
  const fresh = new URLSearchParams(params);
  fresh.delete("u");
  fresh.append("new", "1");
  place.replaceChildren(h("h1", { tabindex: "-1" }, "这张表已经查过"), h("ul", { class: "kept" }, ...kept.map((unit) => h("li", {}, h("div", {},
    h("a", { href: `?s=${unit.sheet}&u=${unit.uid}`, "data-go": "" }, `接着查：${unit.name || "没有名称的一份"}`),
    h("span", {}, `填了 ${Object.values(unit.answers).filter(({ v }) => v).length} 条，${new Date(unit.at).toLocaleDateString("zh-CN")} 改`))))),
  h("p", { class: "tools" }, h("a", { class: "act", href: `?${fresh}`, "data-go": "" }, "另查一份"), h("a", { href: "?", "data-go": "" }, "全部自查")));
}

/** @param {string[]} uids @param {() => boolean} wanted */
async function results(uids, wanted) {
  const kept = (await units()).filter(({ uid }) => uids.includes(uid));
  if (!kept.length) { tell("这台设备上没有这几份自查，或者还没有填。"); return; }
  const found = await Promise.all([...new Set(kept.map((unit) => unit.sheet))].map((id) => load(id).catch(() => null)));
  if (!wanted()) return;
  const shown = h("div", { "data-shown": "" });
  const back = kept.length === 1 ? h("a", { href: `?s=${kept[0].sheet}&u=${kept[0].uid}`, "data-go": "" }, "回到检查") : h("a", { href: "?", "data-go": "" }, "全部自查");
  place.replaceChildren(h("p", { class: "crumbs" }, back), h("h1", { tabindex: "-1" }, `结果：${kept.map(({ name }) => name || "没有名称的一份").join("、")}`), shown);
  show(shown, kept, Object.fromEntries(found.flatMap((one) => (one ? [[one.sheet.id, one]] : []))));
}

/** @param {string} [said] */
async function route(said = "") {
  asked += 1;
  const mine = asked;
  const wanted = () => mine === asked;
  const params = new URLSearchParams(location.search);
  await view?.end();
  view = null;
  if (!wanted()) return;
  document.title = title;
  const uids = params.getAll("u");
  const list = !uids.length && !params.get("s");
  lead.hidden = !list;
  if (list) view = new List(place, go, said);
  else if (params.get("view") === "results") await results(uids, wanted);
  else await walk(params, wanted);
  last = location.search;
}

/** @param {string} search */
async function go(search) {
  history.pushState(null, "", `${location.pathname}${search}`);
  await route();
  scrollTo(0, 0);
  const head = place.querySelector("[tabindex='-1']");
  if (head instanceof HTMLElement) head.focus({ preventScroll: true });
}

place.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-go]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.search + link.hash);
});
addEventListener("popstate", () => { if (location.search !== last) route(); });
place.addEventListener("change", () => { last = location.search; });
addEventListener("beforeunload", (event) => {
  if (!atRisk() && !(view instanceof Walk && view.hold.unsaved)) return;
  event.preventDefault();
  event.returnValue = "";
});
recover().catch(() => {}).then(() => route());
