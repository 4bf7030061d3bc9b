// «结果»: what the chosen checks come to, what to do about it, and the papers that follow, each ready to print, copy or save.
// @ts-check
import { hint, copying, download } from "./copy.js";
import { button, h } from "./dom.js";
import { findings, hazardCells, rectificationCells } from "./hazards.js";
import { overview } from "./overview.js";
import { filled, paper, textOf } from "./papers.js";
import { WAYS, picture, sheetPaper } from "./print.js";
import { score } from "./score.js";
import { rowsFor, today } from "./sheet.js";
import { put } from "./store.js";
import { fixing } from "./table.js";
import { CSV, XLSX, csv, xlsx } from "./xlsx.js";
import * as drafts from "./drafts.js";

/**
 * @typedef {import("./hazards.js").Finding} Finding
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./types.js").Filling} Filling
 * @typedef {import("./types.js").Fix} Fix
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {{id: string, title: string, show: () => HTMLElement | Promise<HTMLElement>}} View
 * @typedef {{form: string, filling: Filling, title?: string, photo?: string}} Draft
 */

const HAZARDS = "hazard-list";
const RECTIFICATION = "rectification-list";

/** Print what the results show and nothing else of the page, across where the form lies across. */
function onPaper() {
  const shown = document.querySelector(".results-panel");
  document.documentElement.classList.toggle("results-print", Boolean(shown));
  document.documentElement.classList.toggle("results-across", Boolean(shown && shown.querySelector(".landscape")));
}
addEventListener("beforeprint", onPaper);

/** Units of a kind of sheet. @param {Unit[]} units @param {Record<string, Loaded>} loaded @param {...string} kinds */
const of = (units, loaded, ...kinds) => units.filter((unit) => loaded[unit.sheet] && kinds.includes(loaded[unit.sheet].sheet.kind));

/** @param {Unit[]} units */
const firm = (units) => units.map((unit) => unit.firm).find(Boolean) ?? "";

/** A name for a file that every system takes. @param {...string} words */
const fileName = (...words) => words.filter(Boolean).join("-").replace(/[\\/:*?"<>|\u0000-\u001f]/g, " ").slice(0, 80);

/** Papers with what can be done with them. @param {HTMLElement[]} sheets @param {Node[]} more @param {string} [note] @returns {HTMLElement} */
function desk(sheets, more, note) {
  const text = () => sheets.map(textOf).join("\n");
  return h("div", {}, note && h("p", { class: "told" }, note), hint(),
    h("div", { class: "tools" }, button("打印", () => print(), "act"), ...more, ...copying(text)), ...sheets);
}

/** Drafts of forms; of several each opens by itself, and what is open is printed. @param {Draft[]} wanted @param {string} [note] @returns {Promise<HTMLElement>} */
async function draftDesk(wanted, note) {
  const sheets = await Promise.all(wanted.map(async ({ form, filling, photo = "" }) => {
    const sheet = filled(await paper(form), filling);
    sheet.append(...await picture(photo, "照片1"));
    return sheet;
  }));
  if (sheets.length === 1) return desk(sheets, [], note);
  const boxes = sheets.map((sheet, n) => h("details", { class: "draft-one", open: n === 0 }, h("summary", {}, `${n + 1}　${wanted[n].title}`),
    h("div", { class: "tools" }, ...copying(() => textOf(sheet))), sheet));
  const all = button("全部打开", () => boxes.forEach((box) => { box.open = true; }));
  return h("div", {}, note && h("p", { class: "told" }, note), hint(), h("div", { class: "tools" }, button("打印打开的", () => print(), "act"), all), ...boxes);
}

/** One of the two lists. @param {string} form @param {import("./types.js").Cells[]} rows @param {Unit[]} units @returns {Promise<HTMLElement>} */
async function listDesk(form, rows, units) {
  const found = await paper(form);
  const sheet = /** @type {import("./types.js").Spreadsheet} */ (found.xlsx);
  const names = [...new Set(units.map((unit) => unit.name).filter(Boolean))];
  const head = { 单位名称: firm(units), "车间（部门）": names.length > 3 ? `${names.slice(0, 3).join("、")}等${names.length}个` : names.join("、") };
  const page = filled(found, { blanks: head, tables: { problem: rows } });
  page.classList.add("landscape");
  const name = fileName(found.title, firm(units) || names[0], today());
  return desk([page], [
    button("存为 Excel", () => download(`${name}.xlsx`, xlsx(sheet, head, rows), XLSX)),
    button("存为 CSV", () => download(`${name}.csv`, csv(sheet.columns, rows), CSV)),
  ], rows.length ? "" : "没有不合格的条目，打印出来是空白表。");
}

/** @param {Unit[]} units @param {Record<string, Loaded>} loaded @returns {HTMLElement} */
function printDesk(units, loaded) {
  const place = h("div");
  const text = () => [...place.children].map(textOf).join("\n");
  const form = h("form", { class: "tools ways" },
    ...WAYS.map(([id, label], n) => h("label", {}, h("input", { type: "radio", name: "way", value: id, checked: n === 0 }), h("span", {}, label))),
    h("label", {}, h("input", { type: "checkbox", name: "photos" }), h("span", {}, "附照片")));
  const update = async () => {
    const said = new FormData(form);
    const way = /** @type {import("./print.js").Way} */ (said.get("way"));
    place.replaceChildren(...await Promise.all(units.map((unit) => sheetPaper(unit, loaded[unit.sheet], way, said.has("photos")))));
  };
  form.addEventListener("change", update);
  update();
  return h("div", {}, form, h("div", { class: "tools" }, button("打印", () => print(), "act"), ...copying(text)), place);
}

/** What a 达标细则 unit leads to. @param {Unit} unit @param {Loaded} sheet @param {number} n @param {string} whose @returns {View[]} */
function criteriaViews(unit, sheet, n, whose) {
  /** @param {string} form @param {(unit: Unit, sheet: Loaded, found: import("./score.js").Score, list: Finding[]) => Filling} fill */
  const desked = (form, fill) => () => {
    const found = score(rowsFor(sheet.sheet, unit.picked), unit.answers);
    const note = found.open.length ? `还有 ${found.open.length} 条没有答完，得分、否决项、自评结论先空着。` : "";
    return draftDesk([{ form, filling: fill(unit, sheet, found, findings([unit], { [unit.sheet]: sheet }, today())) }], note);
  };
  return [
    { id: `report-${n}`, title: `自评报告${whose}`, show: desked("self-assessment-report", drafts.report) },
    { id: `circular-${n}`, title: `自评通报${whose}`, show: desked("self-assessment-circular", drafts.circular) },
    { id: `publicity-${n}`, title: `自评公示${whose}`, show: desked("self-assessment-publicity", drafts.publicity) },
  ];
}

/** @param {Unit[]} units @param {Record<string, Loaded>} loaded @param {(one: Finding, fix: Fix) => Promise<Finding>} keep @returns {View[]} */
function viewsOf(units, loaded, keep) {
  const lists = of(units, loaded, "checklist");
  const fixed = of(units, loaded, "checklist", "criteria", "lookback");
  const now = () => findings(lists, loaded, today());
  const majors = now().filter((one) => one.major);
  /** @param {Unit} unit @param {Unit[]} group */
  const whose = (unit, group) => (group.length > 1 ? `（${unit.name || "未命名"}）` : "");
  /** @type {(kind: string, make: (unit: Unit, n: number, whose: string) => View[]) => View[]} */
  const each = (kind, make) => of(units, loaded, kind).flatMap((unit, n, group) => make(unit, n, whose(unit, group)));
  return [
    { id: "overview", title: "总览", show: () => overview(units, loaded) },
    ...(fixed.length ? [{ id: "fix", title: "整改", show: async () => fixing(findings(fixed, loaded, today()), (await paper(RECTIFICATION)).major, keep) }] : []),
    ...(lists.length ? [
      { id: HAZARDS, title: "隐患清单", show: () => listDesk(HAZARDS, now().map((one) => hazardCells(one, loaded)), lists) },
      { id: RECTIFICATION, title: "整改清单", show: () => listDesk(RECTIFICATION, now().map(rectificationCells), lists) },
    ] : []),
    ...(majors.length ? [{ id: "plans", title: "治理方案", show: () => draftDesk(now().filter((one) => one.major).map((one) => ({ form: "major-hazard-plan", title: one.problem, filling: drafts.plan(one) }))) }] : []),
    ...each("criteria", (unit, n, name) => criteriaViews(unit, loaded[unit.sheet], n, name)),
    ...each("lookback", (unit, n, name) => [{ id: `lookback-${n}`, title: `自查自纠报告${name}`,
      show: () => draftDesk([{ form: "lookback-report", filling: drafts.lookback(unit, loaded[unit.sheet], findings([unit], loaded, today())) }]) }]),
    ...each("grid", (unit, n, name) => (drafts.reports(unit, loaded[unit.sheet]).length ? [{ id: `reports-${n}`, title: `上报单${name}`,
      show: () => draftDesk(drafts.reports(unit, loaded[unit.sheet]).map((one) => ({ form: "grid-report", title: one.title, filling: one.filling, photo: one.answer.before }))) }] : [])),
    { id: "print", title: "打印检查表", show: () => printDesk(units.filter((unit) => loaded[unit.sheet]), loaded) },
  ];
}

/**
 * Keeps what is changed in the units, one change after the other.
 * @param {Unit[]} held @param {Record<string, Loaded>} loaded @param {(text: string) => void} tell @returns {(one: Finding, fix: Fix) => Promise<Finding>}
 */
function keeper(held, loaded, tell) {
  let last = Promise.resolve();
  /** @param {Finding} one @param {Fix} fix */
  const change = async (one, fix) => {
    const at = held.findIndex((unit) => unit.uid === one.unit.uid);
    const unit = held[at];
    Object.assign(unit.answers[one.row.id], { fix, at: Date.now() });
    unit.at = Date.now();
    try {
      held[at] = await put(unit);
      tell("");
    } catch (error) {
      tell(`${/** @type {Error} */ (error).message}。先不要关这一页，回到列表把自查存成文件。`);
    }
  };
  return async (one, fix) => {
    last = last.then(() => change(one, fix));
    await last;
    const found = findings(held, loaded, today()).find((next) => next.unit.uid === one.unit.uid && next.row.id === one.row.id);
    return { ...(found ?? one), seq: one.seq };
  };
}

/** Show the results of these units in this place. @param {HTMLElement} place @param {Unit[]} units @param {Record<string, Loaded>} loaded */
export function show(place, units, loaded) {
  const held = [...units];
  const [alarm, panel] = [h("p", { class: "told alarm", role: "alert", hidden: true }), h("div", { class: "results-panel", tabindex: -1 })];
  const views = viewsOf(held, loaded, keeper(held, loaded, (text) => { alarm.textContent = text; alarm.hidden = !text; }));
  /** @param {View} view */
  const open = async (view) => {
    history.replaceState(history.state, "", `#${view.id}`);
    links.forEach((link, n) => (views[n] === view ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")));
    const content = await Promise.resolve(view.show()).catch((error) => h("p", { class: "told", role: "alert" }, `这一页取不到（${error.message}）。联网以后再点一次。`));
    panel.replaceChildren(h("h2", {}, view.title), content);
  };
  const links = views.map((view) => h("a", { href: `#${view.id}`, onclick: (/** @type {Event} */ event) => { event.preventDefault(); open(view); panel.focus(); } }, view.title));
  place.replaceChildren(h("nav", { class: "results-nav", "aria-label": "结果" }, ...links), alarm, panel);
  open(views.find((view) => `#${view.id}` === location.hash) ?? views[0]);
}
