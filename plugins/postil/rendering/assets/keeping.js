/**
 * Writing into the record. It is loaded when something is kept, or is about to be: who reads what they
 * wrote does without.
 *
 * @typedef {import("./versions.js").Item} Item
 * @typedef {import("./record.js").Record} Record
 */

import { ABOUT, done, ITEMS, reasonOf } from "./database.js";
import { NotKept } from "./trouble.js";
import { deleted, earlier, version, versionOf } from "./versions.js";

/** What the record calls: see there what each of them does. */
export const writer = { put, remove, note };
/** @type {any} */ (window)["postil:keeping"] = { writer };

/** @param {Record} record @param {Item} item @returns {Promise<Item>} */
async function put(record, item) {
  const known = record.items.get(item.id);
  const from = item.modified ?? known?.modified;
  return change(record, item.id, (there) => {
    if (there && there.modified !== from) throw new NotKept("conflict", there);
    return version(item, there ? [there] : [], new Date());
  });
}

/** @param {Record} record @param {string} id */
async function remove(record, id) {
  const known = record.get(id);
  if (!known) return undefined;
  const gone = await put(record, { ...deleted(known), modified: known.modified });
  return { ...known, modified: gone.modified };
}

/** @param {Record} record @param {any} values */
async function note(record, values) {
  record.about = { ...record.about, ...values };
  await write(record, (_, about) => about.put(record.about, ABOUT)).catch((error) => fail(record, error));
  tell(record, []);
}

/**
 * Keeps what a reader has written; at the first time, asks the browser not to delete the record by itself.
 * @param {Record} record @param {Item} item
 */
export async function keep(record, item) {
  const isFirst = record.about.promised === undefined;
  const kept = await record.put(item);
  if (isFirst) await record.note({ promised: Boolean(await navigator.storage?.persist?.().catch(() => false)) });
  return kept;
}

/** Lets this page, and others, know what was changed. @param {Record} record @param {string[]} ids */
export function tell(record, ids) {
  try {
    // So that pages know, without asking, whether there is anything: see kinds.js.
    const kinds = [...record.items.values()].map((item) =>
      item["postil:task"] ? "doing" : item["postil:question"] ? "answer" : item.motivation,
    );
    if (kinds.length) localStorage.setItem("postil.notes", [...new Set(kinds)].filter(Boolean).join(" "));
  } catch {
    // They find out when words are selected.
  }
  record.channel?.postMessage(ids);
  record.dispatchEvent(new CustomEvent("change", { detail: { ids } }));
}

/**
 * Replaces an item by what is made of the version on the disk; within one transaction, so that no tab
 * comes between.
 * @param {Record} record @param {string} id @param {(there: Item | undefined) => Item} made
 */
export async function change(record, id, made) {
  /** @type {any} */
  let item;
  try {
    await write(record, async (store) => {
      item = made(await done(store.get(id)));
      store.put(item);
    });
  } catch (error) {
    if (error instanceof NotKept) throw error;
    item = made(record.items.get(id));
    record.unkept.set(id, item);
    record.items.set(id, item);
    const why = fail(record, error);
    tell(record, [id]);
    throw why;
  }
  record.unkept.delete(id);
  record.items.set(id, item);
  record.trouble = null;
  tell(record, [id]);
  if (record.unkept.size) await again(record);
  return item;
}

/** Tries to keep what could not be kept before. @param {Record} record */
async function again(record) {
  for (const item of record.unkept.values()) {
    const made = (/** @type {Item | undefined} */ there) => {
      if (there && !earlier(item).includes(versionOf(there))) throw new NotKept("conflict", there);
      return item;
    };
    // What was changed elsewhere meanwhile stays here until it is settled.
    const does = async (/** @type {IDBObjectStore} */ store) => store.put(made(await done(store.get(item.id))));
    await write(record, does).then(() => record.unkept.delete(item.id), () => {});
  }
}

/** Remembers why nothing is kept. @param {Record} record @param {unknown} error */
export function fail(record, error) {
  record.trouble = reasonOf(error);
  return new NotKept(record.trouble);
}

/**
 * Writes, and waits until it is on the disk.
 * @param {Record} record
 * @param {(items: IDBObjectStore, about: IDBObjectStore) => any} does
 */
export async function write(record, does, again = true) {
  const { base } = record;
  const open = await base.open();
  let transaction;
  try {
    transaction = open.transaction([ITEMS, ABOUT], "readwrite", { durability: "strict" });
  } catch (error) {
    // Safari loses the connection of a page that was in the background.
    base.base = null;
    if (again) return write(record, does, false);
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
  return undefined;
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
