// «结果»: what the chosen checks come to, what to do about it, and the papers that follow, each ready to print, copy or save.
// @ts-check
import { draftDesk, listDesk, printDesk } from "./desks.js";
import { button, h } from "./dom.js";
import { findings, hazardCells, rectificationCells } from "./hazards.js";
import { overview } from "./overview.js";
import { paper } from "./papers.js";
import { score } from "./score.js";
import { rowsFor, today } from "./sheet.js";
import { put } from "./store.js";
import { fixing } from "./table.js";
import { save } from "./transfer.js";
import * as drafts from "./drafts.js";

/**
 * @typedef {import("./hazards.js").Finding} Finding
 * @typedef {import("./sheet.js").Loaded} Loaded
 * @typedef {import("./types.js").Filling} Filling
 * @typedef {import("./types.js").Fix} Fix
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {{id: string, title: string, show: () => HTMLElement | Promise<HTMLElement>}} View
 */

const HAZARDS = "hazard-list";
const RECTIFICATION = "rectification-list";

/** Units of a kind of sheet. @param {Unit[]} units @param {Record<string, Loaded>} loaded @param {...string} kinds */
const of = (units, loaded, ...kinds) => units.filter((unit) => loaded[unit.sheet] && kinds.includes(loaded[unit.sheet].sheet.kind));

/** What a 达标细则 unit leads to. @param {() => Unit} now @param {Loaded} sheet @param {number} n @param {string} whose @returns {View[]} */
function criteriaViews(now, sheet, n, whose) {
  /** @param {string} form @param {(unit: Unit, sheet: Loaded, found: import("./score.js").Score, list: Finding[]) => Filling} fill */
  const desked = (form, fill) => () => {
    const unit = now();
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

/**
 * The views that these units lead to. Units are replaced as they are kept, so each view looks them up when it is shown.
 * @param {Unit[]} units @param {Record<string, Loaded>} loaded @param {(one: Finding, fix: Fix) => Promise<Finding>} keep @returns {View[]}
 */
function viewsOf(units, loaded, keep) {
  const lists = () => of(units, loaded, "checklist");
  const fixed = () => of(units, loaded, "checklist", "criteria", "lookback");
  const now = () => findings(lists(), loaded, today());
  const majors = () => now().filter((one) => one.major);
  /** @type {(kind: string, make: (unit: () => Unit, sheet: Loaded, n: number, whose: string) => View[]) => View[]} */
  const each = (kind, make) => of(units, loaded, kind).flatMap(({ uid, name, sheet }, n, { length }) => (
    make(() => /** @type {Unit} */ (units.find((unit) => unit.uid === uid)), loaded[sheet], n, length > 1 ? `（${name || "未命名"}）` : "")));
  return [
    { id: "overview", title: "总览", show: () => overview(units, loaded) },
    ...(fixed().length ? [{ id: "fix", title: "整改", show: async () => fixing(findings(fixed(), loaded, today()), (await paper(RECTIFICATION)).major, keep) }] : []),
    ...(lists().length ? [
      { id: HAZARDS, title: "隐患清单", show: () => listDesk(HAZARDS, now().map((one) => hazardCells(one, loaded)), lists()) },
      { id: RECTIFICATION, title: "整改清单", show: () => listDesk(RECTIFICATION, now().map(rectificationCells), lists()) },
    ] : []),
    ...(majors().length ? [{ id: "plans", title: "治理方案",
      show: () => draftDesk(majors().map((one) => ({ form: "major-hazard-plan", title: one.problem, filling: drafts.plan(one) }))) }] : []),
    ...each("criteria", criteriaViews),
    ...each("lookback", (unit, sheet, n, whose) => [{ id: `lookback-${n}`, title: `自查自纠报告${whose}`,
      show: () => draftDesk([{ form: "lookback-report", filling: drafts.lookback(unit(), sheet, findings([unit()], loaded, today())) }]) }]),
    ...each("grid", (unit, sheet, n, whose) => (drafts.reports(unit(), sheet).length ? [{ id: `reports-${n}`, title: `上报单${whose}`,
      show: () => draftDesk(drafts.reports(unit(), sheet).map((one) => ({ form: "grid-report", title: one.title, filling: one.filling, photo: one.answer.before }))) }] : [])),
    { id: "print", title: "打印检查表", show: () => printDesk(units.filter((unit) => loaded[unit.sheet]), loaded) },
  ];
}

/**
 * Keeps what is changed in the units, one change after the other; tells what went wrong, and "" once all is kept.
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
      tell(`${/** @type {Error} */ (error).message}。先不要离开这一页，存成文件：`);
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
  const [alarm, panel] = [h("div", { class: "told alarm", role: "alert", hidden: true }), h("div", { class: "results-panel", tabindex: -1 })];
  const filed = h("p", { role: "status" });
  const views = viewsOf(held, loaded, keeper(held, loaded, (text) => {
    alarm.hidden = !text;
    alarm.replaceChildren(h("p", {}, text), button("存成文件", async () => {
      filed.textContent = await save(held) || "文件交给浏览器了，看看下载里有没有。";
    }, "act"), filed);
  }));
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
