// The closed loop on the page: each failed row with its remedy, person, dates and state, kept as it is typed.
// @ts-check
import { button, field, h } from "./dom.js";
import { STATES, stateOf } from "./hazards.js";
import { today } from "./sheet.js";

/**
 * @typedef {import("./hazards.js").Finding} Finding
 * @typedef {import("./types.js").Fix} Fix
 * Keeps a changed fix and says how the finding stands then.
 * @typedef {(one: Finding, fix: Fix) => Promise<Finding>} Keep
 */

const PAUSE = 400;
const LONGEST = 500;
const NAME = 40;
/** By state the date that it sets where there is none. @type {Partial<Record<string, "done"|"verified">>} */
const STAMPS = { done: "done", verified: "verified" };
/** @type {[string, (one: Finding) => boolean][]} */
const FILTERS = [
  ["全部", () => true],
  ["没闭环", (one) => !one.closed],
  ["已过期", (one) => one.overdue],
  ["重大", (one) => one.major],
];

/** @param {Finding} one */
const key = (one) => `${one.unit.uid} ${one.row.id}`;

/** @param {Finding} one @returns {HTMLElement} */
const badge = (one) => h("span", { class: `stand ${one.overdue ? "late" : one.fix.state}` }, one.overdue ? "已过期" : stateOf(one));

/** @param {Finding} one @returns {HTMLElement} what is lacking and what does not fit */
function remarks(one) {
  const said = [one.lacks.length && `还差：${one.lacks.join("、")}`, ...one.odd, one.overdue && "过了整改期限"].filter(Boolean);
  return h("p", { class: "remarks", role: "status" }, said.length ? `${said.join("；")}。` : one.closed ? "这一条闭环了。" : "");
}

/** @param {Finding} one @param {string} major @param {Keep} keep @returns {HTMLElement} */
function body(one, major, keep, /** @type {(now: Finding) => void} */ refresh) {
  const fix = { ...one.fix };
  /** @type {number|undefined} */
  let timer;
  const save = async () => {
    clearTimeout(timer);
    refresh(await keep(one, { ...fix }));
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };
  /** @param {Exclude<keyof Fix, "state">} name @param {string} label @param {Record<string, any>} [said] @returns {HTMLElement} */
  const asked = (name, label, said = {}) => field(label, { name, ...said }, fix[name], (value) => { fix[name] = value; later(); });
  /** @param {Exclude<keyof Fix, "state">} name @param {string} label */
  const day = (name, label) => asked(name, label, { type: "date" });
  const whole = asked("how", one.row.remedy ? "整改措施（空着就用条目的）" : "整改措施", { tag: "textarea", rows: 2, maxlength: LONGEST });
  whole.classList.add("whole");
  const states = h("fieldset", { class: "states" }, h("legend", {}, "进展"), ...STATES.map(([id, label]) => {
    const input = h("input", { type: "radio", name: `state ${key(one)}`, value: id, checked: (fix.state || STATES[0][0]) === id });
    return h("label", {}, input, h("span", {}, label));
  }));
  const form = h("form", { class: "fixing", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    one.major && h("p", { class: "told" }, `${major}治理方案在“治理方案”里，已填好知道的几栏。`),
    one.row.remedy && h("p", { class: "small" }, `条目的整改：${one.row.remedy.label}：${one.row.remedy.how}`),
    states,
    whole,
    asked("who", "责任人", { maxlength: NAME, autocomplete: "off" }), day("due", "整改期限（本单位定）"), day("done", "完成日期"),
    asked("checker", "复查人", { maxlength: NAME, autocomplete: "off" }), day("verified", "复查日期"),
    ...(one.major ? [day("reported", "重大：报告日期"), day("plan", "重大：治理方案日期"), day("accepted", "重大：验收日期")] : []),
    day("entered", "录入市平台日期"));
  states.addEventListener("change", (/** @type {any} */ { target }) => {
    fix.state = target.value;
    const stamp = STAMPS[target.value];
    if (stamp && !fix[stamp]) {
      fix[stamp] = today();
      /** @type {any} */ (form.querySelector(`[name=${stamp}]`)).value = fix[stamp];
    }
    save();
  });
  form.addEventListener("change", (/** @type {any} */ { target }) => { if (target.type !== "radio") save(); });
  return form;
}

/** @param {Finding} one @param {string} major @param {Keep} keep @param {(now: Finding) => void} tell @returns {HTMLElement} */
function card(one, major, keep, tell) {
  let now = one;
  const [mark, remark] = [h("span", { class: "mark" }, badge(one)), h("div", {}, remarks(one))];
  const box = h("details", { class: "finding", id: `f-${key(one).replace(" ", "-")}` },
    h("summary", {}, h("span", { class: "what" }, h("b", {}, `${one.seq} `), one.major && h("span", { class: "major" }, "重大"), ` ${one.problem}`),
      h("span", { class: "where" }, [one.place, one.row.id, one.answer.date].filter(Boolean).join(" · ")), mark));
  /** @param {Finding} next */
  const refresh = (next) => {
    now = next;
    mark.replaceChildren(badge(next));
    remark.replaceChildren(remarks(next));
    tell(next);
  };
  // Of many findings only those looked at have their fields made.
  box.addEventListener("toggle", () => {
    if (box.open && !box.querySelector("form")) box.append(h("div", { class: "inside" }, remark, body(now, major, keep, refresh)));
  });
  return box;
}

/** All findings to work on. @param {Finding[]} list @param {string} major  what a 重大隐患 goes through @param {Keep} keep @returns {HTMLElement} */
export function fixing(list, major, keep) {
  const now = new Map(list.map((one) => [key(one), one]));
  const cards = list.map((one) => ({ key: key(one), node: card(one, major, keep, (next) => { now.set(key(next), next); count(); }) }));
  let chosen = 0;
  const buttons = FILTERS.map((_, place) => button("", () => { chosen = place; count(); pick(); }));
  const none = h("p", { role: "status" });
  const count = () => FILTERS.forEach(([label, holds], place) => {
    buttons[place].textContent = `${label} ${[...now.values()].filter(holds).length}`;
    buttons[place].setAttribute("aria-pressed", String(place === chosen));
  });
  // A card that no longer fits stays until one chooses again: nothing jumps away under the finger.
  const pick = () => {
    cards.forEach(({ key: id, node }) => { node.hidden = !FILTERS[chosen][1](/** @type {Finding} */ (now.get(id))); });
    none.textContent = cards.every(({ node }) => node.hidden) ? "没有这样的。" : "";
  };
  count();
  return h("div", { class: "findings" }, h("p", { class: "tools pick", role: "group", "aria-label": "只看" }, ...buttons), none, ...cards.map(({ node }) => node));
}
