// What two answered differently, side by side, for a person to choose.
// @ts-check
import { h } from "./dom.js";
import { load } from "./sheet.js";

/**
 * @typedef {import("./merge.js").Clash} Clash
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./sheet.js").Sheet} Sheet
 */

/** @param {Clash["options"][0]["answer"]} answer @param {Sheet | null} sheet @returns {string} */
export function inWords(answer, sheet) {
  const label = sheet?.answers.find(({ id }) => id === answer.v)?.label ?? (answer.v || "没有结果");
  const day = answer.at ? new Date(answer.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" }) : "";
  const { fix } = answer;
  return [label, answer.note, answer.deduct ? `扣 ${answer.deduct} 分` : "", answer.before || answer.after ? "有照片" : "",
    fix?.who ? `整改责任人 ${fix.who}` : "", fix?.due ? `期限 ${fix.due}` : "", fix?.done ? `完成 ${fix.done}` : "",
    answer.who ? `排查人 ${answer.who}` : "", day ? `${day} 填` : ""].filter(Boolean).join("；");
}

/** Fieldsets to choose by; the choice goes into the clashes. @param {Clash[]} clashes @param {Unit[]} units @returns {Promise<HTMLElement>} */
export async function conflicts(clashes, units) {
  const box = h("div", { class: "conflicts" });
  for (const unit of units) {
    const mine = clashes.filter(({ uid }) => uid === unit.uid);
    const sheet = mine.length ? await load(unit.sheet).then((loaded) => loaded.sheet, () => null) : null;
    const rows = new Map(sheet?.rows.map((row) => [row.id, row.title]));
    mine.forEach((clash) => {
      const option = (/** @type {Clash["options"][0]} */ { label, answer }, /** @type {number} */ at) => h("label", {},
        h("input", { type: "radio", name: `${clash.uid}-${clash.row}`, checked: clash.pick === at, onchange: () => { clash.pick = at; } }),
        h("span", {}, h("b", {}, label), ` ${inWords(answer, sheet)}`));
      box.append(h("fieldset", {}, h("legend", {}, `${unit.name ? `${unit.name}　` : ""}${clash.row} ${rows.get(clash.row) ?? ""}`), ...clash.options.map(option)));
    });
  }
  return box;
}
