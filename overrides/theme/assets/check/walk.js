// The sheet under work: whom it is for, the rows one after the other, how far one is.
// @ts-check
import { follow } from "../applies.js";
import { keepLine } from "../offline/keep.js";
import { inWords } from "./conflicts.js";
import { hint } from "./copy.js";
import { button, field, h } from "./dom.js";
import { Hold } from "./hold.js";
import { RowView } from "./row.js";
import { KEYS, ROOT, isOpen, rowsFor, stale, tally } from "./sheet.js";
import { lasting } from "./database.js";
import { save } from "./transfer.js";
import { LENGTHS } from "./verify.js";

/**
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./sheet.js").Named} Named
 */

/** @param {string} name @param {string} label @param {Named[]} options */
const choice = (name, label, options) => options.length > 0 && h("label", {}, h("span", {}, label), h("select", { name },
  h("option", { value: "" }, "全部"), ...options.map(({ id, title }) => h("option", { value: id }, title))));

/** @param {string} name @param {string} value @param {string} text */
const tick = (name, value, text) => h("label", {}, h("input", { type: "checkbox", name, value }), h("span", {}, text));

export class Walk {
  /** @param {HTMLElement} place @param {Loaded} loaded @param {Unit} unit @param {Unit[]} others of the same sheet */
  constructor(place, loaded, unit, others) {
    this.loaded = loaded;
    this.sheet = loaded.sheet;
    this.unit = unit;
    this.hold = new Hold(unit, loaded.edition.id, {
      rows: (ids) => { ids.forEach((id) => this.views.get(id)?.update()); this.count(); },
      state: (why) => this.state(why),
      clash: (clashes) => this.note(clashes.map(({ row, options, pick }) => (
        `${row} 在另一个页面也改了，留下后改的（${inWords(options[pick].answer, this.sheet)}），先前的是：${inWords(options[1 - pick].answer, this.sheet)}`))),
    });
    /** @type {Map<string, RowView>} */
    this.views = new Map();
    this.rows = this.sheet.rows;
    this.warning = h("p", { class: "told stays", role: "alert", hidden: true });
    this.notes = h("div", { class: "notes", role: "status" });
    this.kept = h("div");
    this.list = h("div", { class: "rows" });
    this.line = h("output", { class: "count" });
    this.next = button("下一条", () => this.go(), "act");
    this.only = h("select", { "aria-label": "显示哪些", onchange: () => this.draw() }, ...[["", "全部"], ["open", "没查的"], ["fail", "不合格的"]].map(([value, text]) => h("option", { value }, text)));
    this.form = this.filters();
    place.replaceChildren(this.warning, .../** @type {Node[]} */ (this.head(others).filter(Boolean)), this.kept, h("p", { class: "told", role: "alert", "data-told": "", hidden: true }), this.notes, this.form ?? "",
      this.list, this.gone(), h("div", { class: "bar-of" }, this.line, this.only, this.next));
    this.start();
  }

  async start() {
    document.body.dataset.checking = this.unit.uid;
    this.age();
    if (this.sheet.kind !== "lookback") keepLine(this.kept, this.loaded.sector.id, { auto: true });
    if (this.form) follow(this.form, (said) => this.pick(Object.fromEntries([...said].map(([key, ids]) => [key, [...ids]]))));
    else this.pick({});
    if (!await lasting()) this.state("浏览器不让这个网页存东西（可能是无痕窗口）：关掉网页，填的就没有了");
  }

  /** @param {Unit[]} others @returns {(Node | string | null)[]} */
  head(others) {
    const { unit, hold, loaded: { sector, sheet, edition } } = this;
    const person = { maxlength: LENGTHS.who, autocomplete: "off" };
    const results = (/** @type {string} */ text, more = "") => h("a", { href: `?u=${unit.uid}&view=results${more}`, "data-go": "" }, text);
    const called = h("summary", {});
    const call = () => { called.textContent = [unit.name || "起个名称（车间、班组、场所）", unit.firm, hold.who].filter(Boolean).join("　"); };
    call();
    return [
      h("p", { class: "crumbs" }, h("a", { href: "?", "data-go": "" }, "全部自查"), " › ", h("a", { href: new URL(sheet.path, ROOT) }, "看这张表的网页")),
      h("h1", { tabindex: "-1" }, `${sector.title}：${sheet.title}`),
      h("details", { class: "plain-details who-of" }, called, h("div", { class: "pair" },
        field("车间、班组或场所", { maxlength: LENGTHS.name, autocomplete: "off" }, unit.name, (name) => { hold.describe({ name }); call(); }),
        field("单位名称", { maxlength: LENGTHS.firm, autocomplete: "organization" }, unit.firm, (firm) => { hold.describe({ firm }); call(); }),
        field("排查人", person, hold.who, (who) => { hold.who = who; call(); })),
      h("p", { class: "tools" }, ...others.map((one) => h("a", { href: `?s=${one.sheet}&u=${one.uid}`, "data-go": "" }, `转到：${one.name || "没有名称的一份"}`)),
        h("a", { href: `?s=${sheet.id}&new=1`, "data-go": "" }, "另查一份"))),
      h("p", { class: "tools" }, results("结果"), results("打印", "#print"), button("存成文件", () => this.file())), hint(),
      h("p", { class: "small" }, `${edition.title}。点一下就存好，数据只在这台设备上。无痕窗口关掉就没有，手机也会丢：查完存成文件。`),
    ];
  }

  /** @returns {HTMLFormElement | null} the filters of a sheet that asks not everyone the same */
  filters() {
    const { sector, sheet } = this.loaded;
    if (!sheet.rows.some(({ asks }) => asks)) return null;
    const list = sheet.kind === "checklist";
    const tiers = Object.entries(sector.tiers).map(([id, title]) => ({ id, title }));
    this.cases = h("fieldset", { hidden: true }, h("legend", {}, "有哪些特殊情形？有的打勾，一个也没有就都不勾。"), ...sector.facets.map(({ id, title }) => tick("facets", id, title)));
    this.whom = h("summary", {}, "查哪些");
    return h("form", { class: "filters", autocomplete: "off", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      h("details", { class: "plain-details" }, this.whom, h("div", { class: "panel" }, choice("trade", "细分行业", sector.trades),
        ...(list ? [choice("size", "规模", sector.sizes), choice("tier", "层级", tiers), choice("workshop", sector.tiers.workshop, sector.workshops),
          tick("hazard", "major", "只查重大"), tick("facets", "none", "只查我有的特殊情形"), this.cases] : []))));
  }

  /** @param {Record<string, string[]>} picked */
  pick(picked) {
    if (this.cases) this.cases.hidden = !picked.facets;
    const known = Object.fromEntries(KEYS.filter((key) => picked[key]).map((key) => [key, picked[key]]));
    if (JSON.stringify(known) !== JSON.stringify(this.unit.picked)) {
      this.unit.picked = known;
      if (Object.keys(this.unit.answers).length) this.hold.touch();
    }
    this.rows = rowsFor(this.sheet, known);
    if (this.whom) this.whom.textContent = `查哪些：${this.rows.length} 条，整张 ${this.sheet.rows.length} 条`;
    this.draw();
  }

  draw() {
    const wanted = { open: (/** @type {any} */ row) => isOpen(row, this.unit.answers[row.id]), fail: (/** @type {any} */ row) => this.unit.answers[row.id]?.v === "fail" }[/** @type {"open" | "fail"} */ (this.only.value)];
    const shown = wanted ? this.rows.filter(wanted) : this.rows;
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    shown.forEach((row) => {
      const group = groups.get(row.group) ?? h("section", {}, row.group && h("h2", {}, row.group));
      const view = this.views.get(row.id) ?? new RowView(this.hold, this.loaded, row, () => this.count());
      this.views.set(row.id, view);
      view.no.textContent = String(this.rows.indexOf(row) + 1);
      group.append(view.node);
      groups.set(row.group, group);
    });
    this.list.replaceChildren(...(groups.size ? groups.values() : [h("p", {}, this.rows.length ? "这里没有了。" : "照上面的选择，这张表里没有要查的。")]));
    this.count();
  }

  count() {
    const { all, done, failed } = tally(this.unit.answers, this.rows);
    const parts = [`已查 ${done}/${all}，`, `不合格 ${failed}`];
    if (this.line.textContent !== parts.join("")) this.line.replaceChildren(...parts.map((part) => h("span", {}, part)));
    this.next.textContent = done < all || !all ? "下一条" : "看结果";
  }

  /** To the next open row below where one is, else from the top; when all is done to the results. */
  go() {
    const open = this.rows.filter((row) => isOpen(row, this.unit.answers[row.id]));
    if (!open.length) { /** @type {HTMLElement} */ (document.querySelector('a[href*="view=results"]')).click(); return; }
    if (open.some(({ id }) => !this.views.get(id)?.node.isConnected)) { this.only.value = ""; this.draw(); }
    const at = (/** @type {{id: string}} */ { id }) => /** @type {RowView} */ (this.views.get(id)).node.getBoundingClientRect().top;
    const { node } = /** @type {RowView} */ (this.views.get((open.find((row) => at(row) > innerHeight / 3) ?? open[0]).id));
    node.scrollIntoView({ block: "start" });
    node.focus({ preventScroll: true });
  }

  /** What another edition left. */
  age() {
    const { moved } = stale(this.unit, this.sheet);
    if (this.unit.edition === this.loaded.edition.id && !moved.length) return;
    this.note([`这一份上次是照 ${this.unit.edition} 版查的，现在是 ${this.loaded.edition.title}：填过的都留着，${moved.length ? `${moved.length} 条的要求改过，算没查，请再看一遍。` : "没有改过的。"}`]);
  }

  gone() {
    const { gone } = stale(this.unit, this.sheet);
    return gone.length > 0 ? h("details", { class: "plain-details" }, h("summary", {}, `这一版不再查的 ${gone.length} 条，填过的还留着`),
      h("ul", {}, ...gone.map((id) => h("li", {}, h("span", { class: "id" }, id), ` ${inWords(this.unit.answers[id], this.sheet)}`)))) : "";
  }

  /** @param {string[]} lines */
  note(lines) { this.notes.append(...lines.map((line) => h("p", { class: "noted" }, line))); }

  /** @param {string} why */
  async state(why) {
    if (!why) this.found();
    const bad = why || (await lasting() ? "" : "浏览器不让这个网页存东西（可能是无痕窗口）：关掉网页，填的就没有了");
    if (this.warning.dataset.why === bad) return;
    this.warning.dataset.why = bad;
    this.warning.hidden = !bad;
    this.warning.replaceChildren(...(bad ? [`${bad}。`, button("现在存成文件", () => this.file(), "act")] : []));
  }

  /** Once the check is kept its address says which it is. */
  found() {
    const params = new URLSearchParams(location.search);
    if (!params.has("u")) history.replaceState(history.state, "", `${location.search}&u=${this.unit.uid}${location.hash}`);
  }

  async file() {
    const said = await save([this.unit], this.hold.photos);
    if (said) this.note([said]);
    else if (this.hold.unsaved) this.hold.unsaved = false;
  }

  async end() {
    delete document.body.dataset.checking;
    await this.hold.end();
  }
}
