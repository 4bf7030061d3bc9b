// The permanent pages of items, where the codes on paper lead: without signal on to the item in an edition that is kept here.
// It keeps nothing itself.
// @ts-check
/// <reference lib="webworker" />
(() => {
  const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

  /** @param {URL} url @returns {Promise<Response>} */
  async function lead({ origin, pathname, search }) {
    const item = /\/(items\/[^/]+\/)(?:index\.html)?$/.exec(pathname);
    for (const name of item ? await caches.keys() : []) {
      const [, folder] = /^anbiao:(\/.*):[^:]+$/.exec(name) ?? [];
      if (!item || !folder) continue;
      const target = `${origin}${folder}${item[1]}`;
      const cache = await caches.open(name);
      if (await cache.match(target, { ignoreVary: true })) return Response.redirect(target + search);
    }
    const said = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>没有信号 - 安标</title>'
      + "<main><h1>现在没有信号</h1><p>这一条没有存在这台设备上。有信号时打开一次它的行业，以后没有信号也能看。</p></main></html>";
    return new Response(said, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }

  sw.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => lead(new URL(request.url))));
  });
})();
