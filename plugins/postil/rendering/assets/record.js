/**
 * What a student marks, writes, judges and answers, kept on this device: one list of Web Annotations
 * for the whole site, in IndexedDB. Tabs tell each other of what they change, and none overwrites what it
 * has not seen. Where the browser keeps nothing, the list lasts as long as the page, and says so.
 *
 * @typedef {import("./versions.js").Item} Item
 */

import { Database, reasonOf } from "./database.js";
import { bring } from "./door.js";
import { say } from "./saying.js";

const SHARED = "postil:record";

/** What writes, from keeping.js, which comes when something is to be kept first. */
async function writer() {
  const here = /** @type {any} */ (window)["postil:keeping"];
  const unloaded = () => Promise.reject(Object.assign(new Error(say("not_kept_unloaded")), { reason: "unloaded" }));
  return (here ?? (await bring("keeping").catch(unloaded)).keeping).writer;
}

/** Whether an item was deleted. @param {Item} item */
export const isDeleted = (item) => item["postil:deleted"] === true;

/** The record of this site, opened once a page. @returns {Promise<Record>} */
export function open() {
  const shared = /** @type {any} */ (window);
  // Each of the scripts brings this module along.
  return (shared[SHARED] ??= new Record(siteOf()).begin());
}

/** The path of the site, from the address of its scripts; sites of one host have records of their own. */
export function siteOf() {
  const script = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[src*="assets/postil/"]'));
  return new URL(script ? script.src.replace(/assets\/postil\/.*$/, "") : "./", location.href).pathname;
}

export class Record extends EventTarget {
  /** @param {string} site the path of the site */
  constructor(site) {
    super();
    this.name = `postil:${site}`;
    /** @type {null | "full" | "private" | "off"} why nothing can be kept now */
    this.trouble = null;
    /** @type {Map<string, Item>} */
    this.items = new Map();
    /** @type {any} what is known of the record itself: `saved`, when it was last written to a file */
    this.about = {};
    /** @type {Map<string, Item>} what is only here, as the disk did not take it */
    this.unkept = new Map();
    this.base = new Database(this.name);
  }

  /** Reads what is kept. */
  async begin() {
    await this.#read().catch((error) => (this.trouble = reasonOf(error)));
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(this.name);
      this.channel.onmessage = ({ data }) => void this.#hear(data);
    }
    // A page that comes back as it was has heard nothing meanwhile.
    addEventListener("pageshow", ({ persisted }) => persisted && void this.#hear(null));
    return this;
  }

  /** The items, without those that were deleted. */
  all() {
    return this.everything().filter((item) => !isDeleted(item));
  }

  /** All that is known, what was deleted included: what a file holds. */
  everything() {
    return [...this.items.values()];
  }

  /** @param {string} id */
  get(id) {
    const item = this.items.get(id);
    return item && !isDeleted(item) ? item : undefined;
  }

  /**
   * Keeps an item, which is new, or made from the version whose `modified` it still carries; without
   * that, from the one that is known here. Resolves with it when it is on the disk.
   * Throws NotKept: "conflict" where another tab has written meanwhile; else it lasts as long as the page.
   * @param {Item} item @returns {Promise<Item>}
   */
  async put(item) {
    return (await writer()).put(this, item);
  }

  /** Deletes an item, and returns what it was: put back, it is there again. @param {string} id */
  async remove(id) {
    return (await writer()).remove(this, id);
  }

  /** Keeps what is known of the record itself. @param {any} values */
  async note(values) {
    return (await writer()).note(this, values);
  }

  /** Reads what another tab has changed; all, where nobody says what. @param {string[] | null} ids */
  async #hear(ids) {
    await this.#read().catch(() => {});
    this.dispatchEvent(new CustomEvent("change", { detail: { ids: ids ?? [...this.items.keys()] } }));
  }

  async #read() {
    const [items, about] = await this.base.read();
    this.about = about ?? {};
    this.items = new Map(items.map((/** @type {Item} */ item) => [item.id, item]));
    this.unkept.forEach((item) => this.items.set(item.id, item));
  }
}

/** The article that an item is about. @param {Item} item @returns {string} */
export const articleOf = ({ target }) => (typeof target === "string" ? target : target?.source ?? "").split("#")[0];
