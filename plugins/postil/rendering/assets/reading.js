/**
 * What is on an annotated page, and which note is open. Others listen for "change" (a note was
 * opened or closed, the filter was changed) and show it.
 */

export class Reading extends EventTarget {
  constructor(section) {
    super();
    this.section = section;
    this.root = section.parentElement;
    /** The id of the open note. */
    this.active = null;
    /** The id of the annotation under the pointer or the focus. */
    this.pointed = null;
    /** Notes by id, in the order of the text: the note, its marks and its reference. */
    this.notes = new Map();
    /** The ids of notes by those that they had before. */
    this.former = new Map();
    for (const note of section.querySelectorAll(".postil-note")) {
      const id = note.id.replace(/^note-/, "");
      this.notes.set(id, { id, note, marks: [], reference: null, off: false });
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

  /** The notes that the filter shows. */
  get shown() {
    return [...this.notes.values()].filter((entry) => !entry.off);
  }

  /** The id of the annotation that an element belongs to. */
  idOf(element) {
    const reference = element.closest(".postil-ref");
    if (reference) return reference.hash.replace(/^#note-/, "");
    const note = element.closest(".postil-note");
    if (note) return note.id.replace(/^note-/, "");
    return element.closest("mark.postil:not([data-off])")?.dataset.postil ?? null;
  }

  /** Paints the passage of an annotation; null leaves only that of the open note painted. */
  point(id) {
    if (id === this.pointed) return;
    this.#paint(this.pointed, this.pointed === this.active);
    this.pointed = id;
    this.#paint(id, true);
  }

  /**
   * Opens a note; false if there is none of this id. One that the filter hides is shown again: who
   * follows a link to it means this one.
   * focus: moves the focus into it; reveal: scrolls to its passage; addressed: the address asked
   * for it, so that Back undoes it already.
   */
  open(id, { focus = false, reveal = false, addressed = false } = {}) {
    const entry = this.notes.get(id);
    if (!entry) return false;
    turn(entry, false);
    if (this.active !== id) {
      this.#shut();
      this.active = id;
      entry.note.classList.add("postil-open");
      this.#paint(id, true);
    }
    if (reveal) {
      const [at] = entry.marks;
      uncover(at);
      (at.isConnected ? at : entry.before).scrollIntoView({ block: "center" });
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
    if (inside) entry.reference.focus({ preventScroll: !focus });
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
    entry.reference.focus({ preventScroll: true });
  }

  /** Hides the annotations for which `hides` is true, or, if `bare`, all that was added. */
  filter(hides, bare) {
    this.root.classList.toggle("postil-bare", bare);
    for (const entry of this.notes.values()) turn(entry, bare || hides(entry.note));
    if (this.notes.get(this.active)?.off) this.close();
    this.dispatchEvent(new CustomEvent("change", { detail: {} }));
  }

  #shut() {
    const id = this.active;
    this.active = null;
    this.notes.get(id)?.note.classList.remove("postil-open");
    this.#paint(id, false);
  }

  #paint(id, painted) {
    const entry = this.notes.get(id);
    for (const element of entry ? [entry.note, ...entry.marks] : []) {
      element.classList.toggle("postil-active", painted);
    }
  }
}

/** Takes an annotation out of the page, or back into it. */
function turn(entry, off) {
  if (entry.off === off) return;
  entry.off = off;
  // An attribute of its own: for a class, all within would be styled anew.
  for (const element of [entry.note, entry.reference, ...entry.marks]) {
    element.toggleAttribute("data-off", off);
  }
}

/** What stands before the block of an element; a theme's script may take that block away. */
function before(element, root) {
  let at = element;
  while (at.parentElement !== root) at = at.parentElement;
  return at.previousElementSibling ?? root;
}

/**
 * The first line of a passage that can be seen, or of the closed block or tab that hides it; of one
 * that is not on the page now, the last line before it. (Material shows the annotations of code in
 * boxes of their own.)
 */
export function lineOf({ marks, before }) {
  for (const mark of marks) {
    const [line] = mark.getClientRects();
    if (line && mark.checkVisibility()) return line;
  }
  let [at] = marks;
  if (!at.isConnected) {
    const { bottom } = before.getBoundingClientRect();
    return new DOMRect(0, bottom - 1, 1, 1);
  }
  while (!at.checkVisibility() || !at.getClientRects().length) at = at.parentElement;
  return at.getClientRects()[0];
}

/** Opens the blocks and chooses the tabs that an element is hidden in. */
function uncover(element) {
  for (let at = element; at; at = at.parentElement) {
    if (at.matches("details")) at.open = true;
    if (at.matches(".tabbed-block")) {
      const number = [...at.parentElement.children].indexOf(at);
      at.closest(".tabbed-set").querySelectorAll(":scope > input")[number]?.click();
    }
  }
}
