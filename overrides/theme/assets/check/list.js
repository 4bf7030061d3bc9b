// The checks on this device, side by side, and the choice of a new one.
// @ts-check
import { conflicts } from "./conflicts.js";
import { hint } from "./copy.js";
import { ask, button, field, h } from "./dom.js";
import { fold, settle } from "./merge.js";
import { index, newUnit } from "./sheet.js";
import { lasting } from "./database.js";
import { keep, listen, remove, units } from "./store.js";
import { save, take } from "./transfer.js";
import { LENGTHS } from "./verify.js";

/** @typedef {import("./types.js").Unit} Unit */

export class List {
  /** @param {HTMLElement} place @param {(search: string) => void} go @param {string} said what to tell first */
  constructor(place, go, said) {
    this.go = go;
    /** @type {Set<string>} */
    this.picked = new Set();
    /** @type {Unit[]} */
    this.units = [];
    this.said = h("p", { role: "status", class: "noted" }, said);
    this.under = h("div");
    this.kept = h("ul", { class: "kept" });
    this.tools = h("p", { class: "tools" });
    this.input = h("input", { type: "file", accept: ".json,application/json", onchange: () => this.read(this.input.files[0]) });
    this.fresh = h("section", {});
    place.replaceChildren(h("h2", { tabindex: "-1" }, "这台设备上的自查"), this.said, this.kept, this.tools, hint() ?? "",
      h("div", { class: "picture" }, h("label", { class: "file" }, this.input, h("span", {}, "读入文件"))),
      h("p", { class: "small" }, "班组、车间存的文件，在企业这里读入，就并排在一起；同一份两边都改过的，一条一条选。"), this.under, this.fresh);
    this.stop = listen(() => this.draw());
    this.draw();
    this.choose();
  }

  async draw() {
    this.index = await index().catch(() => null);
    this.units = await units();
    this.picked = new Set([...this.picked].filter((uid) => this.units.some((unit) => unit.uid === uid)));
    this.kept.replaceChildren(...this.units.map((unit) => this.card(unit)));
    if (!this.units.length) this.kept.replaceChildren(h("li", {}, "还没有。在下面选一张表开始。"));
    if (!await lasting()) this.said.textContent = "浏览器不让这个网页存东西（可能是无痕窗口）：关掉网页，填的就没有了。查完请存成文件。";
    this.acts();
  }

  /** @param {Unit} unit */
  card(unit) {
    const sheet = this.index?.sheets.find(({ id }) => id === unit.sheet);
    const sector = this.index?.sectors.find(({ id }) => id === sheet?.sector);
    const answers = Object.values(unit.answers);
    const failed = answers.filter(({ v }) => v === "fail").length;
    const name = unit.name || "没有名称的一份";
    const box = h("input", { type: "checkbox", "aria-label": `选中 ${name}`, checked: this.picked.has(unit.uid), onchange: () => {
      if (box.checked) this.picked.add(unit.uid); else this.picked.delete(unit.uid);
      this.acts();
    } });
    const title = sheet ? `${sector?.title ?? ""}：${sheet.title}` : `这一版没有这张表（${unit.sheet}，${unit.edition} 版）`;
    const into = this.into(unit.uid);
    return h("li", {}, h("label", { class: "pick" }, box), h("div", {},
      sheet ? h("a", { href: `?s=${unit.sheet}&u=${unit.uid}`, "data-go": "" }, name) : h("b", {}, name),
      h("span", {}, [into && `已并入“${into.name}”`, unit.firm, title].filter(Boolean).join("　")),
      h("span", {}, `填了 ${answers.filter(({ v }) => v).length} 条，不合格 ${failed} 条　${new Date(unit.at).toLocaleDateString("zh-CN")} 改`)));
  }

  /** The one that this check was put into. @param {string} uid */
  into(uid) { return this.units.find(({ parts }) => parts.includes(uid)); }

  acts() {
    const chosen = this.units.filter(({ uid }) => this.picked.has(uid));
    // What went into another would be counted twice.
    const whole = this.units.filter(({ uid }) => !this.into(uid));
    const some = chosen.length ? chosen : whole;
    const which = chosen.length ? `选中的 ${chosen.length} 份` : whole.length < this.units.length ? `${whole.length} 份，并走的不算` : "全部";
    const one = chosen.length > 1 && new Set(chosen.map(({ sheet }) => sheet)).size === 1;
    this.tools.hidden = !this.units.length;
    this.tools.replaceChildren(...[
      h("a", { class: "act", href: `?${some.map(({ uid }) => `u=${uid}`).join("&")}&view=results`, "data-go": "" }, `看结果（${which}）`),
      button(`存成文件（${which}）`, async () => { this.said.textContent = await save(some) || "文件交给浏览器了，看看下载里有没有。"; }),
      one && button(`并成一份（${chosen.length} 份）`, () => this.join(chosen)),
      chosen.length > 0 && button(`删除（${chosen.length} 份）`, () => ask(`删除这台设备上的 ${chosen.length} 份：${chosen.map(({ name }) => name || "没有名称的一份").join("、")}？照片一起删，删了找不回来。`, "删除", async () => {
        await remove(chosen.map(({ uid }) => uid));
        this.said.textContent = `删除了 ${chosen.length} 份。`;
        await this.draw();
      })),
    ].filter(Boolean));
  }

  /** @param {File | undefined} file */
  async read(file) {
    if (!file) return;
    await take(file, this.under, (said) => { this.under.replaceChildren(); this.said.textContent = said; this.draw(); });
    this.input.value = "";
  }

  /** Several places of one sheet as the enterprise's own. @param {Unit[]} chosen */
  async join(chosen) {
    const edition = /** @type {import("./sheet.js").Index} */ (this.index).edition.id;
    const { unit, clashes } = fold({ ...newUnit(chosen[0].sheet, edition, {}), name: "汇总", firm: chosen.find(({ firm }) => firm)?.firm ?? "" }, chosen);
    const done = (/** @type {string} */ said) => { this.under.replaceChildren(); this.said.textContent = said; this.draw(); };
    this.under.replaceChildren(h("section", { class: "incoming", "aria-label": "并成一份" },
      h("p", {}, `${chosen.length} 份并成新的一份，原来的都留着。有一处不合格，合起来就是不合格。`),
      field("新的一份叫什么", { maxlength: LENGTHS.name }, unit.name, (name) => { unit.name = name; }),
      clashes.length > 0 && h("p", {}, `有 ${clashes.length} 条各处填得不一样，看看怎么合：`), await conflicts(clashes, [unit]),
      h("p", { class: "tools" }, button("并成一份", async () => {
        settle([unit], clashes);
        await keep([unit]);
        this.picked = new Set([unit.uid]);
        done(`并成了“${unit.name}”，已选中。原来的几份写着“已并入”，“全部”里不再算。`);
      }, "act"), button("不并", () => done("没有并。")))));
  }

  /** The choice of a sheet. */
  async choose() {
    const found = await index().catch(() => null);
    if (!found) { this.fresh.replaceChildren(h("p", { class: "told", role: "alert" }, "检查表没有取到：现在没有网络。有信号时打开一次要用的行业，以后没有信号也能用。")); return; }
    const groups = found.sectors.map(({ id, title }) => ({ title, node: h("section", {}, h("h3", {}, title), h("ul", {},
      ...found.sheets.filter(({ sector }) => sector === id).map((sheet) => h("li", {}, h("a", { href: `?s=${sheet.id}&new=1`, "data-go": "" }, sheet.title), ` ${sheet.count} 条`)))) }));
    this.fresh.replaceChildren(h("h2", {}, "新查一份"), h("p", { class: "small" }, "行业的清单先在“", h("a", { href: "../mine/" }, "哪些适用于我"), "”里答几个问题，只查自己的；这里是整张。"),
      h("div", { class: "choices" }, ...groups.map(({ node }) => node)));
  }

  end() { this.stop(); }
}
