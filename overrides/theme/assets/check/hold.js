// The check under work: every change is kept at once, changes of other pages are taken in.
// @ts-check
import { blend, copy } from "./merge.js";
import { emptyAnswer, emptyFix, newId, today } from "./sheet.js";
import { Trouble } from "./database.js";
import { hold, known, leave, listen, sweep, unit as kept } from "./store.js";

/**
 * @typedef {import("./types.js").Unit} Unit
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./sheet.js").Row} Row
 * @typedef {import("./merge.js").Clash} Clash
 * @typedef {{rows: (ids: string[]) => void, state: (why: string) => void, clash: (clashes: Clash[]) => void}} Told
 */

export class Hold {
  /** @param {Unit} unit @param {string} edition @param {Told} told */
  constructor(unit, edition, told) {
    this.unit = unit;
    this.edition = edition;
    this.told = told;
    this.who = Object.values(unit.answers).reduce((last, one) => (one.who && one.at > last.at ? one : last), { who: "", at: 0 }).who;
    /** Photos that are not kept yet. @type {Record<string, string>} */
    this.photos = {};
    this.wanted = false;
    /** @type {Promise<void> | null} */
    this.saving = null;
    this.unsaved = false;
    this.hide = () => { if (this.unsaved) leave(this.unit, this.photos); };
    addEventListener("pagehide", this.hide);
    this.stop = listen((uid) => { if (!uid || uid === this.unit.uid) this.refresh(); });
  }

  /** @param {Row} row @returns {Answer | undefined} */
  answer(row) { return this.unit.answers[row.id]; }

  /** @param {Row} row @param {Partial<Answer>} change */
  put(row, change) {
    const old = this.unit.answers[row.id] ?? emptyAnswer();
    const first = change.v && !old.v ? { who: this.who, date: today() } : {};
    this.unit.answers[row.id] = { ...old, ...first, ...change, rev: row.revision, at: Date.now() };
    if (change.who) this.who = change.who;
    this.touch();
  }

  /** @param {Row} row @param {Partial<import("./types.js").Fix>} change */
  fix(row, change) { this.put(row, { fix: { ...emptyFix(), ...this.answer(row)?.fix, ...change } }); }

  /** @param {Row} row @param {"before" | "after"} which @param {string} jpeg base64, "" to take it away */
  photo(row, which, jpeg) {
    const pid = jpeg && newId();
    if (jpeg) this.photos[pid] = jpeg;
    const had = this.answer(row)?.[which];
    this.put(row, { [which]: pid });
    if (had) this.saving?.then(() => sweep()).catch(() => {});
  }

  /** @param {Partial<Unit>} change */
  describe(change) {
    Object.assign(this.unit, change);
    this.touch();
  }

  touch() {
    this.unit.at = Date.now();
    this.unit.edition = this.edition;
    this.unsaved = true;
    this.wanted = true;
    this.saving = this.saving ?? this.save().finally(() => { this.saving = null; });
  }

  /** One writing after the other, each with all that was changed until it began. */
  async save() {
    while (this.wanted) {
      this.wanted = false;
      const sent = copy(this.unit);
      const photos = { ...this.photos };
      try {
        const { units: [now], clashes } = await hold(this.unit, photos);
        Object.keys(photos).forEach((pid) => delete this.photos[pid]);
        this.take(sent, now);
        if (clashes.length) this.told.clash(clashes);
        this.unsaved = this.wanted;
        this.told.state("");
      } catch (error) {
        this.told.state(error instanceof Trouble ? error.message : "刚才填的没有存住");
      }
    }
  }

  /** Take in what others changed between ``before`` and ``now``. @param {Unit} before @param {Unit} now */
  take(before, now) {
    const { unit } = blend(before, this.unit, now);
    const moved = Object.keys(unit.answers).filter((id) => JSON.stringify(unit.answers[id]) !== JSON.stringify(this.unit.answers[id]));
    Object.assign(this.unit, unit);
    known(this.unit, now);
    if (moved.length) this.told.rows(moved);
  }

  /** Another page has kept something. */
  async refresh() {
    if (this.saving) await this.saving;
    const now = await kept(this.unit.uid).catch(() => undefined);
    // What is not kept yet is brought together with the other's when it is.
    if (now && !this.unsaved) this.take(copy(this.unit), now);
  }

  /** The page goes on to something else. @returns {Promise<void>} */
  async end() {
    this.stop();
    removeEventListener("pagehide", this.hide);
    if (this.saving) await this.saving;
  }
}
