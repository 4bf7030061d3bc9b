// Out of the page: as text for a chat, or as a file. WeChat opens links but blocks files: it is told how to go on.
// @ts-check
import { button, h } from "./dom.js";

/** @returns {boolean} */
export const inWeChat = () => /MicroMessenger/i.test(navigator.userAgent);

/** @returns {HTMLElement | null} what to do in WeChat, before a file or a print is tried */
export const hint = () => (inWeChat() ? h("p", { class: "told" }, "微信里存不了文件，也不能打印，这里填的到浏览器里看不到：先点右上角“…”，选“在浏览器打开”，再填；已经在微信里填了的，在“结果”里“复制文字”发出去。") : null);

/** A name for a file that every system takes. @param {...string} words @returns {string} */
export const safeName = (...words) => words.filter(Boolean).join("-").replace(/[\\/:*?"<>|\u0000-\u001f]/g, " ").trim().slice(0, 80);

/** @param {string} name @param {BlobPart} data @param {string} type */
export function download(name, data, type) {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** Without a safe address there is no clipboard: the old way then. @param {HTMLTextAreaElement} field @returns {Promise<boolean>} */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.hidden = false;
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

/** «复制文字» with its field, which stays to be copied by hand where the browser does not let us. @param {() => string} text @returns {HTMLElement[]} */
export function copying(text) {
  const field = h("textarea", { class: "by-hand", readonly: true, hidden: true, rows: 6, "aria-label": "要复制的文字" });
  const said = h("span", { role: "status" });
  const copy = button("复制文字", async () => {
    field.value = text();
    const done = await copied(field);
    field.hidden = done;
    said.textContent = done ? "已复制，可以粘贴了" : "请按住下面的文字，全选、复制";
  });
  return [copy, said, field];
}
