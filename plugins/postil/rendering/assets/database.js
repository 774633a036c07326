/**
 * The database of the record in this browser: items by their id, and what is known of the record.
 */

export const ITEMS = "items";
export const ABOUT = "about";

export class Database {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {IDBDatabase | null} */
    this.base = null;
  }

  /** All items, and what is known of the record. */
  async read() {
    const base = await this.open();
    const transaction = base.transaction([ITEMS, ABOUT]);
    return Promise.all([
      done(transaction.objectStore(ITEMS).getAll()),
      done(transaction.objectStore(ABOUT).get(ABOUT)),
    ]);
  }

  /** @returns {Promise<IDBDatabase>} */
  async open() {
    if (this.base) return this.base;
    // Where it is switched off, to name it may throw.
    const request = indexedDB.open(this.name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ITEMS, { keyPath: "id" });
      request.result.createObjectStore(ABOUT);
    };
    const base = await done(request);
    base.onversionchange = () => base.close();
    base.onclose = () => (this.base = null);
    return (this.base = base);
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** What an error of the database means. @param {any} error @returns {"full" | "private" | "off"} */
export function reasonOf(error) {
  if (error?.name === "QuotaExceededError") return "full";
  // Firefox before 115 has a database in private windows that cannot be written to.
  return error?.name === "InvalidStateError" ? "private" : "off";
}
