// Elements made by hand: text only ever as text.
// @ts-check
import { seen } from "./verify.js";

/** @typedef {Node | string | null | undefined | false} Inside */

/**
 * An element: of ``said``, functions listen («onclick»), booleans are attributes that are there or not.
 * @param {string} tag @param {Record<string, any>} [said] @param {...Inside} inside @returns {any}
 */
export function h(tag, said = {}, ...inside) {
  const element = document.createElement(tag);
  Object.entries(said).forEach(([name, value]) => {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== undefined && value !== null) element.setAttribute(name, String(value));
  });
  element.append(.../** @type {(Node | string)[]} */ (inside.filter((one) => one || one === "")));
  return element;
}

/** @param {string} text @param {() => void} does @param {string} [look] */
export const button = (text, does, look = "plain") => h("button", { type: "button", class: look, onclick: does }, text);

/** A field under its name. @param {string} name @param {Record<string, any>} said @param {string} value @param {(value: string) => void} tell */
export function field(name, said, value, tell) {
  const { tag = "input", ...rest } = said;
  const input = h(tag, { ...rest, oninput: () => tell(seen(input.value)) });
  input.value = value;
  return h("label", { class: "field-of" }, h("span", {}, name), input);
}

/**
 * Ask before what cannot be undone. @param {string} text @param {string} yes @param {() => void} does
 * @param {string} [no] @param {() => void} [otherwise] neither, where it is closed without an answer
 */
export function ask(text, yes, does, no = "不了", otherwise = () => {}) {
  const box = h("dialog", { class: "ask", "aria-label": yes }, h("p", {}, text));
  const close = () => { box.close(); box.remove(); };
  box.append(h("p", { class: "tools" }, button(yes, () => { close(); does(); }, "act"), button(no, () => { close(); otherwise(); })));
  box.addEventListener("cancel", () => box.remove());
  (document.querySelector("[data-check-app]") ?? document.body).append(box);
  box.showModal();
}
