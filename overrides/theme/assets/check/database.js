// IndexedDB as the self-check uses it: one database of this address, the same for all editions.
// @ts-check

export const NAME = "anbiao";
const VERSION = 1;
const STORES = ["units", "photos"];

/** Why something could not be kept, in words for people. */
export class Trouble extends Error {}

/** @type {Promise<IDBDatabase | null> | null} */
let opening = null;
/** @returns {Promise<IDBDatabase | null>} none where the browser forbids it */
function open() {
  opening = opening ?? new Promise((done) => {
    try {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("units", { keyPath: "uid" });
        asked.result.createObjectStore("photos", { keyPath: "pid" });
      };
      asked.onsuccess = () => {
        const db = asked.result;
        db.onversionchange = () => { db.close(); opening = null; };
        db.onclose = () => { opening = null; };
        done(db);
      };
      asked.onerror = (event) => { event.preventDefault(); done(null); };
    } catch {
      done(null);
    }
  });
  return opening;
}

/** Whether what is put here outlives the page. @returns {Promise<boolean>} */
export const lasting = async () => Boolean(await open());

/** @param {IDBDatabase} db @param {IDBTransactionMode} mode @param {(stores: IDBObjectStore[], give: (value: any) => void) => void} work @returns {Promise<any>} */
const transact = (db, mode, work) => new Promise((done, fail) => {
  const running = db.transaction(STORES, mode);
  let out = /** @type {any} */ (undefined);
  running.oncomplete = () => done(out);
  running.onabort = () => fail(running.error ?? new Error("abort"));
  try {
    work(STORES.map((name) => running.objectStore(name)), (value) => { out = value; });
  } catch (error) {
    try { running.abort(); } catch { /* it has ended by itself */ }
    fail(error);
  }
});

/** @param {IDBTransactionMode} mode @param {(stores: IDBObjectStore[], give: (value: any) => void) => void} work @returns {Promise<any>} */
export async function run(mode, work) {
  const db = /** @type {IDBDatabase} */ (await open());
  try {
    return await transact(db, mode, work);
  } catch (error) {
    const { name } = /** @type {Error} */ (error);
    if (name === "QuotaExceededError") throw new Trouble("这台设备的存储空间满了，刚才填的还没有存住");
    if (name !== "InvalidStateError") throw new Trouble(`浏览器没有存住刚才填的（${name}）`);
    opening = null; // the connection was closed under us: once more with a new one
    const again = await open();
    if (!again) throw new Trouble("浏览器不让存了，刚才填的还没有存住");
    return transact(again, mode, work);
  }
}
