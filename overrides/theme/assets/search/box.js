// A search field with its list of matches: a combobox after the ARIA pattern. Enhances every form[data-search].
// @ts-check
import { find, understood } from "./engine.js";
import { open } from "./library.js";
import { made, show } from "./show.js";

const SHOWN = 9;
const OF_A_KIND = 4;
const PAUSE = 200;
let boxes = 0;

/** What a first match is followed by: the rest is read when typing rests. @param {() => boolean} wanted @returns {Promise<boolean>} */
export const rested = (wanted) => new Promise((go) => { setTimeout(() => go(wanted()), PAUSE); });

/** The words to mark: those of the query and those tried in their place. @param {import("./library.js").Library} library @param {string} text @returns {string[]} */
export const marksOf = (library, text) => understood(text, library.head.near).flatMap((word) => [word.text, ...word.near]);

/** The best few, of no kind too many. @param {import("./engine.js").Hit[]} hits */
function few(hits) {
  /** @type {Record<string, number>} */
  const count = {};
  return hits.filter(({ kind }) => { count[kind] = (count[kind] || 0) + 1; return count[kind] <= OF_A_KIND; }).slice(0, SHOWN);
}

export class Box {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (form.querySelector("input[name=q]"));
    this.list = made("ul", "find-list");
    this.status = made("p", "find-status");
    this.pop = made("div", "find-pop");
    this.active = -1;
    this.asked = 0;
    boxes += 1;
    this.list.id = `find-list-${boxes}`;
    this.pop.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "搜索结果");
    this.status.setAttribute("role", "status");
    const said = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", autocomplete: "off" };
    Object.entries(said).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.pop.append(this.status, this.list);
    form.append(this.pop);
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("focus", () => { open().catch(() => {}); if (this.input.value.trim()) this.ask(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("focusout", (event) => { if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.close(); });
    this.pop.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get options() { return /** @type {HTMLElement[]} */ ([...this.list.children]); }

  async ask() {
    this.asked += 1;
    const { asked } = this;
    const text = this.input.value;
    if (!text.trim()) { this.close(); return; }
    const draw = (/** @type {import("./engine.js").Found} */ found, /** @type {boolean} */ done) => {
      if (asked === this.asked) this.draw(found, text, done);
    };
    try {
      draw(await find(text, {}, (found) => { draw(found, false); return rested(() => asked === this.asked); }), true);
    } catch (error) {
      if (asked === this.asked) { this.list.replaceChildren(); this.status.textContent = "搜索的数据没有取到。检查网络，再试一次。"; this.expand(); }
    }
  }

  /** @param {import("./engine.js").Found} found @param {string} text @param {boolean} done whether all is known */
  draw({ library, hits }, text, done) {
    const marks = marksOf(library, text);
    const rows = few(hits).map((hit) => {
      const row = this.option(library.address(hit.number));
      show(row, library, hit, marks, true);
      return row;
    });
    const all = this.option(`${this.form.action.split("?")[0]}?q=${encodeURIComponent(text.trim())}`);
    all.classList.add("find-all");
    all.textContent = hits.length ? `查看全部 ${hits.length} 个结果` : "到搜索页看怎么办";
    this.list.replaceChildren(...rows, all);
    this.options.forEach((row, at) => { row.id = `${this.list.id}-${at}`; });
    if (done) this.status.textContent = hits.length ? `${hits.length} 个结果` : `没有找到“${text.trim()}”`;
    this.expand();
    this.choose(-1);
  }

  /** @param {string} address */
  option(address) {
    const row = made("li");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.address = address;
    row.addEventListener("click", () => { location.href = address; });
    return row;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // While an input method composes, its keys are its own.
    if (event.isComposing) return;
    const count = this.pop.hidden ? 0 : this.options.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose((this.active + 1 + step + count + 1) % (count + 1) - 1);
      event.preventDefault();
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      location.href = this.options[this.active].dataset.address || "";
    } else if (event.key === "Escape" && !this.pop.hidden) {
      this.close();
      event.preventDefault();
    }
  }

  /** -1 is the field itself. @param {number} at */
  choose(at) {
    this.active = at;
    this.options.forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    const chosen = this.options[at];
    if (chosen) { this.input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); } else this.input.removeAttribute("aria-activedescendant");
  }

  expand() {
    this.pop.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.asked += 1;
    this.pop.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
