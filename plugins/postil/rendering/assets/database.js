/**
 * The database of the record in this browser: items by their id, and what is known of the record.
 */

const ITEMS = "items";
const ABOUT = "about";

export class Database {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {IDBDatabase | null} */
    this.base = null;
  }

  /** All items, and what is known of the record. */
  async read() {
    const base = await this.#open();
    const transaction = base.transaction([ITEMS, ABOUT]);
    return Promise.all([
      done(transaction.objectStore(ITEMS).getAll()),
      done(transaction.objectStore(ABOUT).get(ABOUT)),
    ]);
  }

  /** Writes what is known of the record. @param {any} values */
  note(values) {
    return this.write((_, about) => about.put(values, ABOUT));
  }

  /**
   * Writes, and waits until it is on the disk.
   * @param {(items: IDBObjectStore, about: IDBObjectStore) => any} does
   */
  async write(does, again = true) {
    const base = await this.#open();
    let transaction;
    try {
      transaction = base.transaction([ITEMS, ABOUT], "readwrite", { durability: "strict" });
    } catch (error) {
      // Safari loses the connection of a page that was in the background.
      this.base = null;
      if (again) return this.write(does, false);
      throw error;
    }
    const written = completed(transaction);
    // Whoever waits is told by `does`, if it fails.
    written.catch(() => {});
    try {
      const then = await does(transaction.objectStore(ITEMS), transaction.objectStore(ABOUT));
      await written;
      if (typeof then === "function") then();
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It has ended by itself.
      }
      throw error;
    }
  }

  /** @returns {Promise<IDBDatabase>} */
  async #open() {
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

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
