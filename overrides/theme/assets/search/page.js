// The search page: what the address asks for, facets with counts at the side, matches by kind.
// @ts-check
import { marksOf, rested } from "./box.js";
import { find, fits, understood } from "./engine.js";
import { open } from "./library.js";
import { made, show } from "./show.js";

/**
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./library.js").Library} Library
 */

const STEP = 10;

export class Results {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.form = /** @type {HTMLFormElement} */ (document.querySelector("main form[role=search]"));
    this.input = /** @type {HTMLInputElement} */ (this.form.querySelector("input[name=q]"));
    /** @param {string} name */
    const part = (name) => /** @type {HTMLElement} */ (place.querySelector(name));
    this.status = part(".find-status");
    this.help = part(".found-help");
    this.facets = /** @type {HTMLDetailsElement} */ (part(".found-facets"));
    this.groups = part(".found-groups");
    /** @type {Record<string, number>} how many of a kind are shown */
    this.room = {};
    this.asked = 0;
    /** @type {Hit[]} */
    this.hits = [];
    const asked = new URLSearchParams(location.search);
    this.input.value = asked.get("q") || "";
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(); });
    this.input.addEventListener("input", () => this.ask());
    this.facets.addEventListener("change", () => this.narrowed());
    this.facets.open = matchMedia("(min-width: 60em)").matches;
    this.ready = open().then((library) => this.offer(library, asked));
    this.ready.catch(() => {});
    if (this.input.value) this.ask(); else this.input.focus();
  }

  /** Every facet as boxes to tick, once; later only counts change. @param {Library} library @param {URLSearchParams} asked */
  offer(library, asked) {
    const kinds = { label: "种类", values: Object.fromEntries(library.head.kinds.map(({ kind, label }) => [kind, label])) };
    const rows = Object.entries({ kind: kinds, ...library.head.facets }).map(([key, { label, values }]) => {
      const field = made("fieldset");
      field.append(made("legend", "", label));
      Object.entries(values).forEach(([id, name]) => {
        const row = made("label");
        const box = /** @type {HTMLInputElement} */ (made("input"));
        Object.assign(box, { type: "checkbox", name: key, value: id, checked: asked.getAll(key).includes(id) });
        row.append(box, made("span", "", name), made("output", "count"));
        field.append(row);
      });
      return field;
    });
    /** @type {HTMLElement} */ (this.facets.querySelector("div")).replaceChildren(...rows);
  }

  /** @returns {HTMLInputElement[]} */
  get boxes() { return [...this.facets.querySelectorAll("input")]; }

  /** @returns {Record<string, string[]>} */
  get chosen() {
    /** @type {Record<string, string[]>} */
    const out = {};
    this.boxes.filter((box) => box.checked).forEach(({ name, value }) => { out[name] = [...(out[name] || []), value]; });
    return out;
  }

  async ask() {
    this.asked += 1;
    const { asked } = this;
    const text = this.input.value.trim();
    try {
      await this.ready;
      const take = (/** @type {import("./engine.js").Found} */ { library, hits }, /** @type {boolean} */ done) => {
        if (asked !== this.asked) return;
        this.library = library;
        this.hits = hits;
        this.room = {};
        this.draw(text, done);
      };
      take(await find(text, {}, (found) => { take(found, false); return rested(() => asked === this.asked); }), true);
      if (await rested(() => asked === this.asked)) this.remember(text);
    } catch (error) {
      if (asked === this.asked) { this.place.hidden = false; this.status.textContent = "搜索的数据没有取到。检查网络，再试一次。"; }
    }
  }

  narrowed() {
    const text = this.input.value.trim();
    this.remember(text);
    this.draw(text, true);
  }

  /** The address of the page says what is shown, so that it can be passed on. @param {string} text */
  remember(text) {
    const asks = new URLSearchParams(text ? { q: text } : {});
    Object.entries(this.chosen).forEach(([key, ids]) => ids.forEach((id) => asks.append(key, id)));
    history.replaceState(null, "", `${location.pathname}${String(asks) && `?${asks}`}`);
  }

  /** @param {string} text @param {boolean} done whether all is known */
  draw(text, done) {
    const library = /** @type {Library} */ (this.library);
    const { chosen } = this;
    const shown = this.hits.filter(({ number }) => fits(library, number, chosen));
    this.place.hidden = !text;
    this.count(library, chosen);
    this.facets.hidden = !this.hits.length;
    const near = new Set(understood(text, library.head.near).flatMap((word) => word.near));
    this.help.hidden = !done || shown.length > 0;
    if (done) {
      const narrowed = Object.keys(chosen).length ? `（筛选前 ${this.hits.length} 个）` : "";
      this.status.textContent = shown.length ? `${shown.length} 个结果${narrowed}` : `没有找到“${text}”${narrowed}`;
      /** @type {HTMLElement} */ (this.help.querySelector("[data-tried]")).textContent = near.size
        ? `找过条目、条款、标准、行业、场所、表单和工作方法的全文，也试过近义词：${[...near].join("、")}。` : "找过条目、条款、标准、行业、场所、表单和工作方法的全文，没有可以试的近义词。";
    }
    this.group(library, shown, marksOf(library, text));
    if (done) this.complete(library, text);
  }

  /** Beside each value, how many there are with what is chosen under the other facets. @param {Library} library @param {Record<string, string[]>} chosen */
  count(library, chosen) {
    this.facets.querySelectorAll("fieldset").forEach((field) => {
      const boxes = [...field.querySelectorAll("input")];
      const { [boxes[0].name]: _, ...others } = chosen;
      const counts = library.counts(boxes[0].name, this.hits.map(({ number }) => number).filter((number) => fits(library, number, others)));
      boxes.forEach((box) => {
        const row = /** @type {HTMLElement} */ (box.parentElement);
        /** @type {HTMLElement} */ (row.lastElementChild).textContent = String(counts.get(box.value) || 0);
        row.hidden = !counts.has(box.value) && !box.checked;
      });
      field.hidden = boxes.every((box) => /** @type {HTMLElement} */ (box.parentElement).hidden);
    });
  }

  /** Kinds in the order of their best match. @param {Library} library @param {Hit[]} shown @param {string[]} marks */
  group(library, shown, marks) {
    const kinds = [...new Set(shown.map(({ kind }) => kind))];
    this.groups.replaceChildren(...kinds.map((kind) => {
      const mine = shown.filter((hit) => hit.kind === kind);
      const room = this.room[kind] || STEP;
      const section = made("section");
      const list = made("ol");
      mine.slice(0, room).forEach((hit) => { const row = made("li"); show(row, library, hit, marks, false); list.append(row); });
      const head = made("h2", "", `${library.records[mine[0].number].kind.label} `);
      head.append(made("small", "", `${mine.length} 个`));
      section.append(head, list);
      if (mine.length > room) {
        const more = made("button", "found-more", `再看 ${Math.min(mine.length - room, STEP * 5)} 个${head.firstChild?.textContent}`);
        more.addEventListener("click", () => {
          this.room[kind] = room + STEP * 5;
          this.draw(this.input.value.trim(), true);
          /** @type {HTMLElement | null} */ (this.groups.querySelectorAll(`section:nth-child(${kinds.indexOf(kind) + 1}) li a`)[room])?.focus();
        });
        section.append(more);
      }
      return section;
    }));
  }

  /** What is shown by its name alone gets its text too. @param {Library} library @param {string} text */
  complete(library, text) {
    const shown = this.hits.filter(({ number }) => !library.texts(number)).slice(0, STEP * 2);
    const shards = [...new Set(shown.map(({ number }) => library.shardOf(number)))].filter((shard) => shard && !shard.texts);
    const { asked } = this;
    if (shards.length) Promise.all(shards.map((shard) => shard && shard.load())).then(() => { if (asked === this.asked) this.draw(text, true); }, () => {});
  }
}
