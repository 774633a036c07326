/**
 * The notes of the reader's own on an article: each at its words, which are painted, and beside them
 * among the editors' notes. Where the text was changed since they were written, what finds them again is
 * loaded; what it does not find is listed after the text.
 */

import { openAddressed } from "./addressed.js";
import { admit, dismiss } from "./among.js";
import { selectorOf } from "./card.js";
import { stand } from "./dom.js";
import { entryOf } from "./entry.js";
import { keepPainted, NAMES } from "./painting.js";
import { articleOf } from "./record.js";
import { Text } from "./text.js";


const MANY = 40; // notes; fewer are laid out as the others are
const LATER = 3000; // milliseconds

export class Own {
  /** `bring` loads one of the scripts; `writing` what writes, and gives it. */
  constructor(record, reading, signal, { bring, writing }) {
    Object.assign(this, { record, reading, signal, bring, writing, isHidden: false });
    this.article = reading.section.dataset.article;
    this.entries = new Map();
    /** When another tab changed the notes that are being written here: what was shown of it. */
    this.conflicts = new Map();
    /** Those that have no place by their ids: it is not known yet, or there is none. */
    this.lost = new Map();
    /** What opens the note at a place that is clicked, when it is there. */
    this.openAt = null;
    /** What finds words in a text that was changed, when it is there. */
    this.finder = null;
    this.text = new Text(reading.root);
    keepPainted(this);
    this.sync();
    if (reading.spares) this.#spare();
    record.addEventListener("change", ({ detail }) => this.sync(detail.ids), { signal });
    reading.root.addEventListener("click", (event) => this.#openAt(event), { signal, capture: true });
    // When the page was, it was not there yet.
    openAddressed(reading);
  }

  /** Shows what the record holds; only what has changed, where that is known. */
  sync(ids) {
    const items = ids ? ids.map((id) => this.record.get(id) ?? { id }) : this.record.all();
    const entries = [];
    for (const item of items) {
      const at = this.entries.get(item.id);
      // What is being written stays as it is.
      if (at?.note.querySelector(".postil-mine-field") && item.modified) continue;
      if (at && !item.modified && !item.target) this.drop(item.id);
      this.lost.delete(item.id);
      if (!(item.motivation in NAMES) || !selectorOf(item, "TextQuoteSelector")) continue;
      if (articleOf(item) !== this.article) continue;
      const entry = this.entry(item);
      if (entry) entries.push(entry);
      else if (!at) this.lost.set(item.id, item);
    }
    this.admit(entries);
    if (this.finder) this.finder.list();
    else if (this.lost.size) void this.#findLost();
  }

  /** Of many notes, leaves those that are far from the window until the reader goes on, or has had time to. */
  #spare() {
    const acts = ["scroll", "keydown", "pointerdown"];
    const end = () => {
      for (const type of acts) removeEventListener(type, end, true);
      clearTimeout(waits);
      if (this.signal.aborted || !this.reading.spares) return;
      this.reading.spares = false;
      this.settle();
    };
    for (const type of acts) addEventListener(type, end, true);
    const waits = setTimeout(end, LATER);
  }

  /** Loads what finds words in a text that was changed, and looks for them. */
  async #findLost() {
    const { lost } = await this.bring("lost");
    if (this.signal.aborted) return;
    this.finder ??= lost.finderOf(this);
    this.sync([...this.lost.keys()]);
  }

  #openAt(event) {
    if (this.openAt) return this.openAt(this, event);
    if (event.target.closest("a, button")) return undefined;
    return void this.bring("acting").then(({ acting: { openAt } }) => {
      this.openAt = openAt;
      openAt(this, event, true);
    });
  }

  /** How an item stands on the page; null where its words cannot be told, or not yet. */
  entry(item) {
    return entryOf(this, item);
  }

  /** Puts notes among the others. */
  admit(entries) {
    if (!entries.length) return;
    if (!this.entries.size) this.reading.spares = entries.length > MANY;
    for (const entry of entries) this.entries.set(entry.own.item.id, entry);
    const active = this.reading.active;
    admit(this.reading, entries, (entry) => entry.own?.start ?? this.#startOf(entry));
    // One that was changed elsewhere stays open.
    if (active && entries.some(({ id }) => id === active)) this.reading.open(active);
    this.settle();
  }

  /** Where a passage of the editors begins. */
  #startOf({ marks }) {
    const [mark] = marks;
    const node = mark && document.createTreeWalker(mark, NodeFilter.SHOW_TEXT).nextNode();
    return this.text.starts.get(node) ?? (mark ? this.text.offsetOf(mark, 0) : Infinity);
  }

  drop(id) {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    const isHeld = entry.note.contains(document.activeElement);
    dismiss(this.reading, entry.id);
    this.settle();
    if (isHeld) stand(entry.marks[0].parentElement);
  }

  /** Lays out the margin, and says how many there are. */
  settle() {
    this.reading.dispatchEvent(new CustomEvent("change", { detail: {} }));
    const count = this.reading.root.querySelector("[data-own-count]");
    if (count) count.textContent = this.entries.size + this.lost.size || "";
  }
}
