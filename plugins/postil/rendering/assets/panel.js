/**
 * Narrow screens: the open note is a panel at the bottom that never covers its passage. Back,
 * Escape, the button, or a tap beside it closes the panel; arrows lead on, and stay where they are.
 * Without this script the notes are endnotes.
 */

import { Fold } from "./fold.js";
import { headerBottom } from "./lines.js";

const DISTANCE = 12; // pixels that the passage keeps from what covers the page

// The panel of the page that is shown. Back is listened for from the moment that this script is
// read, which is before Material listens: see `onBack`.
let current = null;
addEventListener("popstate", (event) => current?.onBack(event));

export class Panel {
  constructor(reading, signal) {
    this.reading = reading;
    this.isEnabled = false;
    this.entry = null;
    this.fold = new Fold(reading, signal);
    this.tools = reading.section.querySelector(".postil-tools");
    /** Where Back leads to the closed panel: how the browser scrolled before; else null. */
    this.restoration = null;
    reading.addEventListener("change", ({ detail }) => {
      if (detail.closed) this.#hide();
      if (detail.opened && this.isEnabled) this.#show(detail.opened, detail.addressed);
    });
    this.tools.addEventListener("click", ({ target }) => this.#onClick(target), { signal });
    // A tablet that is turned has another window.
    addEventListener("resize", () => this.entry && this.#makeRoom(this.entry), { signal });
    current = this;
    signal.addEventListener("abort", () => (current = null));
  }

  set enabled(enabled) {
    this.isEnabled = enabled;
    this.fold.enabled = enabled;
  }

  #onClick(target) {
    const button = target.closest("[data-step]");
    if (button) {
      this.reading.step(Number(button.dataset.step));
      // The buttons have moved to the next note: whoever pressed one goes on with it.
      button.focus({ preventScroll: true });
    } else if (target.closest(".postil-close")) this.reading.close({ focus: true });
  }

  #show(entry, addressed) {
    if (this.entry === entry) return;
    const first = !this.entry;
    this.#lower();
    this.entry = entry;
    const { shown } = this.reading;
    const place = this.tools.querySelector(".postil-place");
    place.textContent = `${shown.indexOf(entry) + 1} / ${shown.length}`;
    entry.note.append(this.tools);
    entry.note.hidden = false;
    entry.note.popover = "manual";
    entry.note.showPopover();
    entry.note.scrollTop = 0;
    if (first && !addressed && this.restoration === null) this.#push();
    // So that the last lines of the page can be scrolled above the panel.
    document.body.style.paddingBottom = `${entry.note.offsetHeight}px`;
    this.#makeRoom(entry);
  }

  #hide() {
    this.#lower();
    document.body.style.paddingBottom = "";
    if (this.restoration !== null) history.back();
  }

  #lower() {
    if (!this.entry) return;
    this.entry.note.popover = null;
    this.fold.put(this.entry);
    this.entry = null;
    this.reading.section.append(this.tools);
  }

  /** Makes Back close the panel, and leave the page where it has been scrolled to. */
  #push() {
    this.restoration = history.scrollRestoration;
    history.scrollRestoration = "manual";
    history.pushState(history.state, "", location.href);
  }

  /** Closes the panel, and lets Material know nothing: it would load the page anew. */
  onBack(event) {
    if (this.restoration === null) return;
    event.stopImmediatePropagation();
    history.scrollRestoration = this.restoration;
    this.restoration = null;
    this.reading.close();
  }

  /** Scrolls so far that the passage stands above the panel; a long one shows its beginning. */
  #makeRoom({ note, marks }) {
    if (!marks.length) return;
    const top = headerBottom() + DISTANCE;
    const bottom = note.getBoundingClientRect().top - DISTANCE;
    const above = marks[0].getBoundingClientRect().top - top;
    const below = marks.at(-1).getBoundingClientRect().bottom - bottom;
    if (above < 0) scrollBy(0, above);
    else if (below > 0) scrollBy(0, Math.min(above, below));
  }
}
