// The permanent page of an item, come to from the code on paper (?e=<edition>): what became of it since.
// @ts-check
(() => {
  // Where an industry is kept on this device, the next code is to be read without signal too.
  if (window.caches && "serviceWorker" in navigator) {
    void caches.keys().then((names) => names.some((name) => name.startsWith("anbiao:")) && navigator.serviceWorker.register("../sw.js")).catch(() => undefined);
  }
  const asked = new URLSearchParams(location.search).get("e");
  const held = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-edition]")]).find((row) => row.dataset.edition === asked);
  const place = document.querySelector("[data-held]");
  if (!place || !held || !held.dataset.said) return;
  place.textContent = `你手上的是${held.dataset.title}。${held.dataset.said}`;
  const changes = held.querySelector("dl");
  if (changes) place.after(changes.cloneNode(true));
})();
