// What an enterprise says of itself: the answers of a form, the same in the page's address, and what they hold for.
// The rule of applying is made in Python (relations.conditions); here its words are only read.
// @ts-check

/**
 * By key what is said; where a key is missing nothing was answered, and nothing is left out for it.
 * @typedef {Map<string, Set<string>>} Said
 */

/** Beside the special cases: that they are answered at all, so that an address can say «none of them». */
const NONE = "none";

/** @param {string | undefined} asks  conditions by spaces, their words by commas @returns {string[][][]} each word as [key, id] */
export const conditions = (asks) => (asks ? asks.split(" ") : []).map((words) => words.split(",").map((word) => word.split(":")));

/** Whether one word of every condition holds. @param {string[][][]} asked @param {Said} said @returns {boolean} */
export const fits = (asked, said) => asked.every((words) => words.some(([key, id]) => said.get(key)?.has(id) ?? true));

/** @param {HTMLFormElement} form @returns {(HTMLInputElement | HTMLSelectElement)[]} */
const fields = (form) => [...form.elements].flatMap((one) => (
  (one instanceof HTMLInputElement || one instanceof HTMLSelectElement) && one.name ? [one] : []));

/** @param {HTMLFormElement} form @returns {string[]} */
const names = (form) => [...new Set(fields(form).map((field) => field.name))];

/** @param {HTMLInputElement | HTMLSelectElement} field @returns {string[]} */
const values = (field) => (field instanceof HTMLSelectElement ? [...field.options].map((one) => one.value) : [field.value]);

/** @param {HTMLFormElement} form @returns {Said} */
export function answers(form) {
  /** @type {Said} */
  const said = new Map();
  new FormData(form).forEach((value, key) => {
    if (value) said.set(key, (said.get(key) ?? new Set()).add(String(value)));
  });
  said.forEach((ids, key) => { if (form.querySelector(`[name=${key}][value=${NONE}]`) && !ids.has(NONE)) said.delete(key); });
  return said;
}

/** Put into the form what the address says. @param {HTMLFormElement} form @returns {string[]} what the form does not know */
export function restore(form) {
  const params = new URLSearchParams(location.search);
  return names(form).flatMap((name) => {
    const mine = fields(form).filter((field) => field.name === name);
    const many = mine.some((field) => field.type === "checkbox");
    const given = params.getAll(name).flatMap((one) => one.split(",")).filter(Boolean);
    const known = given.filter((one) => mine.some((field) => values(field).includes(one))).slice(0, many ? undefined : 1);
    const chosen = many && params.has(name) ? [...known, NONE] : known;
    mine.forEach((field) => {
      if (field instanceof HTMLSelectElement) field.value = chosen[0] ?? "";
      else if (field.type === "radio") field.checked = field.value === (chosen[0] ?? "");
      else field.checked = chosen.includes(field.value);
    });
    return given.filter((one) => !known.includes(one)).map((one) => `${name}=${one}`);
  });
}

/** @param {string[]} keys @param {Said} said @returns {string[]} key=ids, as the address says it */
const query = (keys, said) => keys.flatMap((name) => {
  const ids = [...(said.get(name) ?? [])];
  return ids.length ? [`${name}=${(ids.length > 1 ? ids.filter((id) => id !== NONE) : ids).map(encodeURIComponent).join(",")}`] : [];
});

/** Put the answers into the address, beside what others keep there. @param {HTMLFormElement} form @param {Said} said */
export function keep(form, said) {
  const ours = names(form);
  const foreign = [...new URLSearchParams(location.search)].filter(([key]) => !ours.includes(key));
  const search = [...query(ours, said), ...(foreign.length ? [String(new URLSearchParams(foreign))] : [])].join("&");
  history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}${location.hash}`);
}

/** Links into the self-check take the answers along. @param {HTMLFormElement} form @param {Said} said */
function carry(form, said) {
  document.querySelectorAll("a[data-check]").forEach((link) => {
    const { dataset } = /** @type {HTMLAnchorElement} */ (link);
    /** @type {HTMLAnchorElement} */ (link).search = [`s=${dataset.check}`, ...query(names(form), said)].join("&");
  });
}

/**
 * Keep form and address the same from now on.
 * @param {HTMLFormElement} form @param {(said: Said) => void} show
 */
export function follow(form, show) {
  const unknown = restore(form);
  const told = document.querySelector("[data-told]");
  if (told instanceof HTMLElement && unknown.length) {
    told.textContent = `网址里有这里没有的选项，没有照它筛选，请核对下面的选择：${unknown.join("、")}`;
    told.hidden = false;
  }
  /** @param {Said} said */
  const tell = (said) => {
    carry(form, said);
    show(said);
  };
  const update = () => {
    const said = answers(form);
    keep(form, said);
    tell(said);
  };
  form.addEventListener("change", update);
  // What the address says wrong stays there until someone answers, so that a reload tells it again.
  if (unknown.length || !location.search) tell(answers(form));
  else update();
}
