// «大字»: the whole site in large type, kept on this device. A plain script in the head, so that a page never
// shows small first and then jumps. Without scripts the browser's own zoom remains.
// @ts-check
(() => {
  const root = document.documentElement;
  const KEY = "anbiao.large";

  /** What was kept; a browser that forbids storage simply forgets. */
  const kept = () => { try { return localStorage.getItem(KEY) === "1"; } catch { return false; } };

  /** @param {boolean} large */
  const keep = (large) => { try { localStorage.setItem(KEY, large ? "1" : "0"); } catch { /* forgets */ } };

  /** @param {HTMLElement} button @param {boolean} large */
  function show(button, large) {
    root.classList.toggle("large", large);
    button.setAttribute("aria-pressed", String(large));
  }

  function start() {
    const place = document.querySelector(".md-header__inner") ?? document.querySelector("header");
    if (!place) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "large-type";
    button.textContent = "大字";
    button.addEventListener("click", () => { const large = !root.classList.contains("large"); keep(large); show(button, large); });
    place.append(button);
    show(button, kept());
  }

  root.classList.toggle("large", kept());
  document.addEventListener("DOMContentLoaded", start);
})();
