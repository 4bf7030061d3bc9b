// From the device into a file and back.
// @ts-check
import { conflicts } from "./conflicts.js";
import { download, safeName } from "./copy.js";
import { button, h } from "./dom.js";
import { Refused, pack, unpack } from "./file.js";
import { plan, settle } from "./merge.js";
import { index, load, stale, today } from "./sheet.js";
import { Trouble } from "./database.js";
import { filed, keep, known, photo, shown, units as kept } from "./store.js";

/** @typedef {import("./types.js").Unit} Unit */

/** @param {Unit[]} units @param {Record<string, string>} pending photos that are not kept yet @returns {Promise<string>} what to tell, "" if all is well */
export async function save(units, pending = {}) {
  const photos = Object.fromEntries(await Promise.all([...shown(units)].map(async (pid) => [pid, pending[pid] ?? await photo(pid).catch(() => "")])));
  const lost = Object.keys(photos).filter((pid) => !photos[pid]);
  lost.forEach((pid) => delete photos[pid]);
  try {
    const name = units.length === 1 ? units[0].name || units[0].firm : units[0].firm;
    const file = safeName("安标自查", (name || `${units.length}份`).slice(0, 40), today());
    download(`${file}.json`, pack(units, photos, (await index()).edition.id), "application/json");
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  filed();
  return lost.length ? `有 ${lost.length} 张照片不在这台设备上了，文件里没有它们。` : "";
}

/** @param {Unit} unit @returns {import("./types.js").Answer[]} */
const given = (unit) => Object.values(unit.answers).filter(({ v }) => v);

/** What a person should know of a file from another edition. @param {Unit[]} units @param {string} edition that of the file @returns {Promise<string[]>} */
async function older(units, edition) {
  const now = (await index()).edition.id;
  const told = edition === now ? [] : [`文件是 ${edition} 版存的，现在是 ${now} 版：填过的都留着。`];
  let moved = 0;
  for (const unit of units) {
    const loaded = await load(unit.sheet).catch(() => null);
    if (loaded) moved += stale(unit, loaded.sheet).moved.length;
    else told.push(`“${unit.name || unit.sheet}”用的表这一版没有，或者没有网络打不开；填的留着。`);
  }
  return moved ? [...told, `有 ${moved} 条的要求改过，标了“再看一遍”。`] : told;
}

/** Read a file, show what it would do, do it when asked to. @param {Blob} file @param {HTMLElement} place @param {(said: string) => void} done */
export async function take(file, place, done) {
  const tell = (/** @type {string[]} */ lines) => place.replaceChildren(h("div", { class: "told", role: "alert" }, ...lines.map((line) => h("p", {}, line))));
  place.replaceChildren(h("p", { role: "status" }, "正在读文件……"));
  try {
    const found = await unpack(file, await index());
    const mine = await kept();
    const { added, same, joined } = plan(mine, found.units);
    joined.forEach(({ unit }) => known(unit, mine.find(({ uid }) => uid === unit.uid)));
    const clashes = joined.flatMap((one) => one.clashes);
    const changed = [...added, ...joined.map(({ unit }) => unit)];
    const lines = [
      `文件里有 ${found.units.length} 份自查：新的 ${added.length} 份，补进已有的 ${joined.length} 份，没有变化的 ${same.length} 份。`,
      ...added.map((unit) => `新的：${unit.name || "没有名称的一份"}${unit.firm && `（${unit.firm}）`}，填了 ${given(unit).length} 条，不合格 ${given(unit).filter(({ v }) => v === "fail").length} 条。`),
      ...await older(found.units, found.edition),
      ...(clashes.length ? [`有 ${clashes.length} 条两边填得不一样，选留哪一个（先选好了不合格的；都不合格的，选后填的）：`] : []),
    ];
    const write = async () => {
      settle(changed, clashes);
      try {
        await keep(changed, found.photos);
        done(`已读入：新的 ${added.length} 份，补进 ${joined.length} 份。`);
      } catch (error) {
        tell([`${error instanceof Trouble ? error.message : "没有存住"}。文件里的一条也没有读入。`]);
      }
    };
    if (!changed.length) { done("文件里的都已经在这台设备上了，没有变化。"); return; }
    place.replaceChildren(h("section", { class: "incoming", "aria-label": "读入文件" }, ...lines.map((line) => h("p", {}, line)), await conflicts(clashes, changed),
      h("p", { class: "tools" }, button("读入", write, "act"), button("不读入", () => done("没有读入。")))));
    place.scrollIntoView({ block: "nearest" });
  } catch (error) {
    tell(error instanceof Refused ? error.reasons : ["文件读不出来：浏览器没有让读，或者没有网络打不开检查表。"]);
  }
}
