/**
 * What is on an annotated page, and which note is open. Others listen for "change" (a note was
 * opened or closed, the filter was changed) and show it.
 */

import { before, lineOf, placeOf, uncover } from "./lines.js";
import { turn } from "./turning.js";

// From each note that is taken out or put back, a browser looks for the next one that is shown: through
// thousands from each of thousands. So many are changed while their list is not shown.
const MANY = 200;

// In the bare text nothing is marked.
export const MARK = "mark.postil:not(.postil-bare [data-off])";

export class Reading extends EventTarget {
  constructor(section) {
    super();
    this.section = section;
    this.root = section.parentElement;
    /** Whether claims ask what the reader thinks before they tell. */
    this.judging = false;
    /** The id of the open note. */
    this.active = null;
    /** How it was opened. */
    this.how = {};
    /** The id of the annotation under the pointer or the focus. */
    this.pointed = null;
    /** Notes by id, in the order of the text: the note, its marks and its reference. */
    this.notes = new Map();
    /** Whether notes of the reader's own that are far from the window wait until they do something. */
    this.spares = false;
    /** Whether the number of a note opens it. */
    this.offers = false;
    /** The ids of notes by those that they had before. */
    this.former = new Map();
    for (const note of section.querySelectorAll(".postil-note")) {
      const id = note.id.replace(/^note-/, "");
      const number = note.querySelector(".postil-number");
      this.notes.set(id, { id, note, number, root: this.root, marks: [], reference: null, off: false });
      note.tabIndex = -1;
      for (const old of note.querySelectorAll(":scope > .postil-was")) {
        this.former.set(old.id.replace(/^note-/, ""), id);
      }
    }
    for (const mark of this.root.querySelectorAll("mark.postil")) {
      this.notes.get(mark.dataset.postil)?.marks.push(mark);
    }
    for (const reference of this.root.querySelectorAll(".postil-ref")) {
      const entry = this.notes.get(this.idOf(reference));
      if (!entry) continue;
      entry.reference = reference;
      // A passage that lies too deep in others has no mark of its own.
      if (!entry.marks.length) entry.marks.push(reference);
    }
    for (const entry of this.notes.values()) {
      if (entry.marks.length) entry.before = before(entry.marks[0], this.root);
    }
  }

  /** Finds the passages again that a script of the site has written anew. */
  refind() {
    for (const entry of this.notes.values()) {
      if (entry.marks.length && entry.marks.every(({ isConnected }) => isConnected)) continue;
      const found = this.root.querySelectorAll(`mark.postil[data-postil="${CSS.escape(entry.id)}"]`);
      if (!found.length) continue;
      entry.marks = [...found];
      entry.before = before(found[0], this.root);
    }
  }

  /** The notes that the choice of the reader shows, and the open one. */
  get shown() {
    return [...this.notes.values()].filter(({ off, id }) => !off || id === this.active);
  }

  /** The id of the annotation that an element belongs to. */
  idOf(element) {
    const reference = element.closest(".postil-ref");
    if (reference) return reference.hash.replace(/^#note-/, "");
    const note = element.closest(".postil-note");
    if (note) return note.id.replace(/^note-/, "");
    return element.closest(MARK)?.dataset.postil ?? null;
  }

  /** Paints the passage of an annotation; null leaves only that of the open note painted. */
  point(id) {
    if (id === this.pointed) return;
    this.#paint(this.pointed, this.pointed === this.active);
    this.pointed = id;
    this.#paint(id, true);
  }

  /**
   * Opens a note; false if there is none of this id. One that is not shown, and whose trace was
   * touched, is there until it is closed.
   * focus: moves the focus into it; reveal: scrolls to its passage; addressed: the address asked
   * for it, so that Back undoes it already, and it stays: who follows a link to it means this one.
   */
  open(id, { focus = false, reveal = false, addressed = false } = {}) {
    const entry = this.notes.get(id);
    if (!entry) return false;
    this.how = { focus, addressed };
    if (addressed) turn(entry, false);
    // Before it is laid out, and seen.
    this.dispatchEvent(new CustomEvent("opening", { detail: entry }));
    if (this.active !== id) {
      this.#shut();
      this.active = id;
      entry.note.classList.add("postil-open");
      this.#tell(entry, true);
      this.#paint(id, true);
    }
    if (reveal) {
      const at = placeOf(entry);
      uncover(at);
      at.scrollIntoView({ block: "center" });
    }
    this.dispatchEvent(new CustomEvent("change", { detail: { opened: entry, addressed } }));
    if (focus) entry.note.focus({ preventScroll: true });
    if (location.hash !== `#${id}`) history.replaceState(history.state, "", `#${id}`);
    return true;
  }

  /** Closes the open note; `focus` gives the focus back to its reference. */
  close({ focus = false } = {}) {
    const entry = this.notes.get(this.active);
    if (!entry) return;
    const inside = focus || entry.note.contains(document.activeElement);
    this.#shut();
    history.replaceState(history.state, "", location.pathname + location.search);
    this.dispatchEvent(new CustomEvent("change", { detail: { closed: entry } }));
    if (inside && !entry.off) entry.reference?.focus({ preventScroll: !focus });
  }

  /** Opens the next (1) or previous (-1) note: from the open one, else from what is in view. */
  step(by) {
    const shown = this.shown;
    if (!shown.length) return;
    let index = shown.findIndex(({ id }) => id === this.active);
    if (index < 0) {
      const below = shown.findIndex((entry) => lineOf(entry).top > 80);
      index = below < 0 ? shown.length : by > 0 ? below - 1 : below;
    }
    const entry = shown[(index + by + shown.length) % shown.length];
    this.open(entry.id, { reveal: true });
    entry.reference?.focus({ preventScroll: true });
  }

  /** Hides the annotations for which `hides` is true, or, if `bare`, all that was added. */
  filter(hides, bare) {
    const { section } = this;
    this.root.classList.toggle("postil-bare", bare);
    const isOff = ({ own, note }) => bare || (own ? own.hides : hides(note));
    const changed = [...this.notes.values()].filter((entry) => Boolean(entry.off) !== Boolean(isOff(entry)));
    const many = changed.length > MANY;
    if (many) section.style.display = "none";
    // Styles alone are worked out, and nothing is laid out.
    if (many) getComputedStyle(section).getPropertyValue("display");
    for (const entry of changed) turn(entry, !entry.off);
    if (many) section.style.display = "";
    if (this.notes.get(this.active)?.off) this.close();
    this.dispatchEvent(new CustomEvent("change", { detail: {} }));
  }

  /** Lets the number of each note be a button that opens it, for those who cannot point at it. */
  offerOpening(offers) {
    this.offers = offers;
    for (const { number, reference, id } of this.notes.values()) {
      if (!number) continue; // the site's own template
      number.role = offers ? "button" : null;
      number.tabIndex = -1;
      number.ariaLabel = offers ? (reference?.ariaLabel ?? null) : null;
      number.ariaExpanded = offers ? String(id === this.active) : null;
    }
  }

  #tell({ number }, isOpen) {
    if (number?.role) number.ariaExpanded = String(isOpen);
  }

  #shut() {
    const id = this.active;
    const entry = this.notes.get(id);
    this.active = null;
    if (!entry) return;
    entry.note.classList.remove("postil-open");
    this.#tell(entry, false);
    this.#paint(id, false);
  }

  #paint(id, painted) {
    const entry = this.notes.get(id);
    for (const element of entry ? [entry.note, ...entry.marks] : []) {
      element.classList.toggle("postil-active", painted);
    }
  }
}
