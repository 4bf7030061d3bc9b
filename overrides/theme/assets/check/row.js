// A row to be answered: one tap for the result; what a result needs opens under it.
// @ts-check
import { ask, button, field, h } from "./dom.js";
import { shrink, source } from "./photo.js";
import { ROOT, lacks, today } from "./sheet.js";
import { photo } from "./store.js";
import { LENGTHS } from "./verify.js";

/**
 * @typedef {import("./hold.js").Hold} Hold
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./sheet.js").Row} Row
 */

/** @param {string} value @returns {string} */
const day = (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : "");
const DAY = { type: "date", min: "2000-01-01", max: "2099-12-31" };

/** @param {[string, string | undefined][]} pairs */
const facts = (pairs) => h("dl", { class: "facts" }, ...pairs.flatMap(([name, text]) => (text ? [h("dt", {}, name), h("dd", {}, text)] : [])));

/** What to look at before answering, and what is behind one tap. @param {Row} row @param {string} kind @returns {Node[]} */
function told(row, kind) {
  if (kind === "grid") return [facts([["看", row.look], ["问", row.ask], ["拍", row.photo], ["吹哨", row.whistle], ["报给", row.reportTo]])];
  if (kind === "criteria") return [facts([["评分标准", row.scoring], ["空项", row.skip], ["否决项", row.veto]])];
  if (kind === "lookback") return row.text.split("\n").map((line) => h("p", {}, line));
  return [h("p", {}, row.text), h("details", { class: "plain-details" }, h("summary", {}, "怎么查、怎么改、依据"), facts([
    ["怎么查", row.how], ["不合格", row.problem], [row.remedy?.label ?? "", row.remedy?.how], ["依据", row.basis],
  ]))];
}

export class RowView {
  /** @param {Hold} hold @param {Loaded} loaded @param {Row} row @param {() => void} changed */
  constructor(hold, loaded, row, changed) {
    this.hold = hold;
    this.row = row;
    this.changed = changed;
    this.kind = loaded.sheet.kind;
    this.no = h("span", { class: "no" });
    this.more = h("div", { class: "more-of", hidden: true });
    this.again = h("p", { class: "again", hidden: true });
    this.opener = button("备注、照片", () => { this.open = !this.open; this.update(); });
    this.open = false;
    const major = row.hazard === "major" && h("span", { class: "major" }, loaded.sector.hazards.major);
    const points = row.score && h("span", { class: "points" }, `${row.score} 分`);
    const offered = loaded.sheet.answers.filter(({ id }) => this.kind !== "criteria" || id !== "not-applicable" || row.skip);
    this.choices = offered.map(({ id, label }) => {
      const input = h("input", { type: "radio", name: `v-${row.id}`, value: id, onchange: () => this.choose(id) });
      return { input, node: h("label", { "data-v": id }, input, h("span", {}, label)) };
    });
    this.node = h("article", { class: "row", id: row.id, tabindex: "-1", "data-kind": this.kind },
      h("h3", {}, this.no, ` ${row.title} `, this.kind !== "lookback" && h("span", { class: "id" }, row.id), " ", major, points),
      ...told(row, this.kind), this.again,
      h("fieldset", { class: "choice" }, h("legend", {}, `${row.id} ${row.title}`), ...this.choices.map(({ node }) => node)),
      h("p", { class: "under" }, this.opener), this.more);
    this.update();
  }

  get answer() { return this.hold.answer(this.row); }

  /** @param {import("./types.js").Answer["v"]} v */
  choose(v) {
    const was = this.answer;
    const record = was?.v === "fail" && v !== "fail" && (was.note || was.before || was.after || Object.values(was.fix ?? {}).some(Boolean));
    if (!record || this.kind === "grid") { this.set(v); return; }
    ask("这一条记过不合格，写了东西。改好了的，留着不合格、记成“已整改”，隐患清单和整改清单里才有；当时点错了的，改掉。", "改好了，记成已整改", () => {
      this.hold.fix(this.row, { state: "done", done: was.fix?.done || today() });
      this.set("fail");
    }, "点错了，改掉", () => this.set(v));
    this.update();
  }

  /** @param {import("./types.js").Answer["v"]} v */
  set(v) {
    this.put({ v });
    this.open = false;
    this.update();
  }

  /** @param {Partial<import("./types.js").Answer>} change */
  put(change) {
    this.hold.put(this.row, change);
    this.marks();
    this.changed();
  }

  /** Whether the answer wants words: what failed, and what a grid worker could not see. */
  get telling() {
    const v = this.answer?.v ?? "";
    return v === "fail" || (this.kind === "grid" && !["", "pass", "not-applicable"].includes(v));
  }

  /** Show what is kept now. */
  update() {
    const answer = this.answer;
    this.choices.forEach(({ input }) => { input.checked = answer?.v === input.value; });
    const open = this.telling || this.open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.opener.parentElement.hidden = this.telling;
    this.more.hidden = !open;
    this.more.replaceChildren(...(open ? this.fields() : []));
    this.marks();
  }

  /** The state of the row where nothing is typed into. */
  marks() {
    const answer = this.answer;
    this.node.dataset.v = answer?.v ?? "";
    this.opener.textContent = answer?.note || answer?.before ? "备注、照片（有）" : "备注、照片";
    const moved = Boolean(answer && (answer.v || answer.note) && answer.rev !== this.row.revision);
    this.again.hidden = !moved;
    if (moved) this.again.replaceChildren("这一条的要求改过了，请再看一遍：", button("结果不变", () => { this.put({}); this.update(); }));
    const wanted = this.more.querySelector("[data-lacks]");
    if (wanted) wanted.hidden = !lacks(this.row, answer);
  }

  /** @returns {Node[]} */
  fields() {
    const { row, hold } = this;
    const failed = this.answer?.v === "fail";
    const fix = this.answer?.fix;
    const person = { maxlength: LENGTHS.who, autocomplete: "off" };
    const note = failed && row.problem ? "在哪里、什么情况" : { grid: "看到的情况", lookback: "存在问题" }[this.kind] ?? "备注";
    const put = (/** @type {string} */ key) => (/** @type {string} */ value) => this.put({ [key]: value });
    const set = (/** @type {string} */ key, read = (/** @type {string} */ value) => value) => (/** @type {string} */ value) => {
      hold.fix(row, { [key]: read(value) });
      this.changed();
    };
    return [
      ...(failed ? this.points() : []),
      ...(failed && fix?.done ? [h("p", { class: "told" }, `${fix.done} 已整改。复查、验收在“结果”的“整改”里填。`)] : []),
      ...(failed && row.problem ? [h("p", {}, `隐患清单写：${row.problem}`)] : []),
      field(note, { tag: "textarea", rows: 2, maxlength: LENGTHS.note }, this.answer?.note ?? "", put("note")),
      ...(failed && this.kind !== "grid" ? [h("div", { class: "pair" },
        field("整改责任人", person, fix?.who ?? "", set("who")), field("整改期限（自己定）", DAY, fix?.due ?? "", set("due", day)))] : []),
      h("div", { class: "pair" }, this.picture("before", this.kind === "grid" ? "照片" : failed ? "整改前照片" : "照片"),
        ...(failed && this.kind !== "grid" ? [this.picture("after", "整改后照片")] : [])),
      h("div", { class: "pair" }, field("排查人", person, this.answer?.who ?? "", put("who")),
        field("排查日期", DAY, this.answer?.date ?? "", (value) => this.put({ date: day(value) }))),
      h("p", { class: "under" }, button("清除这一条的结果", () => { this.put({ v: "" }); this.open = false; this.update(); }),
        this.kind === "checklist" && h("a", { href: new URL(`items/${row.id}/`, ROOT) }, "看这一条的网页")),
    ];
  }

  /** What a failed row of 达标细则 has to say beside. @returns {Node[]} */
  points() {
    const { row } = this;
    const said = [];
    if (row.score) {
      const read = (/** @type {string} */ value) => Math.min(row.score ?? 0, Math.max(0, Math.round(Number(value) * 2) / 2 || 0));
      said.push(field(`扣几分（标准分 ${row.score}）`, { type: "number", min: 0.5, max: row.score, step: 0.5, inputmode: "decimal",
        onchange: (/** @type {any} */ { target }) => { target.value = this.answer?.deduct || ""; } },
        this.answer?.deduct ? String(this.answer.deduct) : "", (value) => this.put({ deduct: read(value) })));
    }
    if (row.veto) {
      const choice = (/** @type {"yes" | "no"} */ id, /** @type {string} */ text) => h("label", {},
        h("input", { type: "radio", name: `veto-${row.id}`, value: id, checked: this.answer?.veto === id, onchange: () => this.put({ veto: id }) }), h("span", {}, text));
      said.push(h("fieldset", { class: "choice" }, h("legend", { class: "seen" }, `否决情形：${row.veto}`), choice("no", "没有"), choice("yes", "有")));
    }
    return said.length ? [h("p", { class: "told", "data-lacks": "" }, row.score ? "填了扣分、答了否决情形，这一条才算查完。" : "答了否决情形，这一条才算查完。"), ...said] : [];
  }

  /** @param {"before" | "after"} which @param {string} name */
  picture(which, name) {
    const status = h("span", { role: "status" });
    const shown = h("span", { class: "shown" });
    const input = h("input", { type: "file", accept: "image/*", onchange: () => take(input.files[0]) });
    const box = h("div", { class: "picture" }, h("label", { class: "file" }, input, h("span", {}, name)), shown, status);
    const draw = (/** @type {string} */ jpeg) => shown.replaceChildren(...(jpeg ? [
      h("img", { src: source(jpeg), alt: `${this.row.title}：${name}` }),
      button("去掉", () => { this.hold.photo(this.row, which, ""); draw(""); this.marks(); this.changed(); }),
    ] : []));
    const take = async (/** @type {File | undefined} */ file) => {
      if (!file) return;
      status.textContent = "正在缩小照片……";
      try {
        const jpeg = await shrink(file);
        this.hold.photo(this.row, which, jpeg);
        draw(jpeg);
        status.textContent = "";
      } catch {
        status.textContent = "这张照片浏览器打不开，换一张 JPG 或 PNG。";
      }
      input.value = "";
      this.marks();
      this.changed();
    };
    const pid = this.answer?.[which];
    if (pid) Promise.resolve(this.hold.photos[pid] ?? photo(pid)).then((jpeg) => { if (jpeg) draw(jpeg); else status.textContent = "照片不在这台设备上了。"; });
    return box;
  }
}
