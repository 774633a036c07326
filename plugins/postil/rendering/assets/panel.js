/**
 * Narrow screens: the open note is a panel at the bottom that never covers its passage. Back,
 * Escape, the button, or a tap beside it closes the panel; arrows lead on, and stay where they are.
 * It is loaded where notes have no margin. Without this script they are endnotes.
 */

import { follow } from "./following.js";
import { headerBottom } from "./lines.js";
import { page } from "./postil.js";

const DISTANCE = 12; // pixels that the passage keeps from what covers the page

export class Panel {
  constructor(reading, fold, signal) {
    Object.assign(this, { reading, fold });
    this.isEnabled = false;
    this.entry = null;
    this.tools = reading.section.querySelector(".postil-tools");
    /** Where Back leads to the closed panel: how the browser scrolled before; else null. */
    this.restoration = null;
    reading.addEventListener("change", ({ detail }) => {
      if (detail.closed) this.#hide();
      if (detail.opened && this.isEnabled) this.#show(detail.opened, detail.addressed);
    });
    this.tools.addEventListener("click", ({ target }) => this.#onClick(target), { signal });
    // A tablet that is turned has another window.
    addEventListener("resize", () => this.#makeRoom(), { signal });
    // What comes into an open note makes it higher.
    this.sized = new ResizeObserver(() => this.#isInView() && this.#makeRoom());
    signal.addEventListener("abort", () => this.sized.disconnect());
    page.panel = this;
    signal.addEventListener("abort", () => (page.panel = null));
    follow(reading, signal);
  }

  set enabled(enabled) {
    this.isEnabled = enabled;
    // A note may have been opened before this script had come.
    const { notes, active, how } = this.reading;
    const entry = notes.get(active);
    if (!enabled || !entry || entry === this.entry) return;
    this.#show(entry, how.addressed);
    if (how.focus) entry.note.focus({ preventScroll: true });
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
    if (first && !addressed && this.restoration === null) this.#push(entry);
    // So that the last lines of the page can be scrolled above the panel.
    document.body.style.paddingBottom = `${entry.note.offsetHeight}px`;
    this.#makeRoom();
    this.sized.observe(entry.note);
  }

  #hide() {
    this.#lower();
    document.body.style.paddingBottom = "";
    if (this.restoration !== null) history.back();
  }

  #lower() {
    if (!this.entry) return;
    this.sized.disconnect();
    this.entry.note.popover = null;
    this.fold.put(this.entry);
    this.entry = null;
    this.reading.section.append(this.tools);
  }

  /** Makes Back close the panel, and leave the page where it has been scrolled to. */
  #push({ id }) {
    const { href, hash, pathname, search } = location;
    // Of a note that was opened before this script had come; Back would open it.
    if (hash === `#${id}`) history.replaceState(history.state, "", pathname + search);
    this.restoration = history.scrollRestoration;
    history.scrollRestoration = "manual";
    history.pushState(history.state, "", href);
  }

  /** Closes the panel, and lets Material know nothing: it would load the page anew. */
  onBack(event) {
    if (this.restoration === null) return;
    event.stopImmediatePropagation();
    history.scrollRestoration = this.restoration;
    this.restoration = null;
    this.reading.close();
  }

  /** Whether the passage was in view, above the panel as it was: its reader has not scrolled on. */
  #isInView() {
    const { top, bottom } = this.entry?.marks[0]?.getBoundingClientRect() ?? {};
    return bottom > 0 && top < this.top;
  }

  /** Scrolls so far that the passage stands above the panel; a long one shows its beginning. */
  #makeRoom() {
    if (!this.entry?.marks.length) return;
    const { note, marks } = this.entry;
    const top = headerBottom() + DISTANCE;
    this.top = note.getBoundingClientRect().top;
    const bottom = this.top - DISTANCE;
    const above = marks[0].getBoundingClientRect().top - top;
    const below = marks.at(-1).getBoundingClientRect().bottom - bottom;
    if (above < 0) scrollBy(0, above);
    else if (below > 0) scrollBy(0, Math.min(above, below));
  }
}
