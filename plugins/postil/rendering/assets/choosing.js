/**
 * Words of the text are selected, with whatever selects words: a bar offers what can be made of them. On
 * screens that are touched it stands at the foot, for nobody can tell where the system puts its own menu.
 */

import { button } from "./buttons.js";
import { el, stand } from "./dom.js";
import { aside } from "./foot.js";
import { say } from "./saying.js";
import { spanOf, wholeWords } from "./selection.js";
import { BLOCKS, Text } from "./text.js";

const GAP = 8; // pixels between the words and the bar
const SETTLED = 120; // milliseconds after which a selection is not changing

export class Choosing {
  /** `does` is called with what was chosen (a motivation), the text, and where in it the words stand. */
  constructor(root, does, signal) {
    Object.assign(this, { root, does, found: null, isDragging: false });
    this.isTouched = matchMedia("(pointer: coarse)").matches;
    const choice = (label, motivation) => button(label, () => this.#take(motivation));
    this.bar = el(
      "div",
      { class: "postil-mine postil-mine-bar", role: "toolbar", "aria-label": say("these_words"), popover: "manual" },
      choice(say("mark_words"), "highlighting"),
      choice(say("note_words"), "commenting"),
      choice(say("question_words"), "questioning"),
    );
    // Above an open note on a phone, which is a popover as well. The words stay selected.
    this.bar.addEventListener("mousedown", (event) => event.preventDefault());
    this.bar.addEventListener("keydown", (event) => this.#onKey(event));
    aside().append(this.bar);
    let waits = 0;
    const look = () => {
      clearTimeout(waits);
      waits = setTimeout(() => this.isDragging || this.look(), SETTLED);
    };
    const listen = (type, listener) => document.addEventListener(type, listener, { signal, capture: true });
    listen("selectionchange", () => this.isDragging || this.bar.contains(document.activeElement) || look());
    listen("pointerdown", ({ pointerType, target }) => {
      this.isTouched = pointerType === "touch";
      if (this.bar.contains(target)) return;
      this.isDragging = true;
      this.hide();
    });
    for (const type of ["pointerup", "pointercancel"]) listen(type, () => ((this.isDragging = false), look()));
    signal.addEventListener("abort", () => this.bar.remove());
    look();
  }

  hide() {
    this.bar.hidePopover();
  }

  /** Lets the next words be for something: `label` says what, and `does` gets them. */
  ask(label, does) {
    this.usual ??= [...this.bar.children];
    this.bar.replaceChildren(button(label, () => this.#take(does)));
  }

  /** Lets words be for whatever is chosen, as usual. */
  leave() {
    if (this.usual) this.bar.replaceChildren(...this.usual);
  }

  /** Shows the bar for what is selected; `enters` moves the focus into it. */
  look(enters = false) {
    // Where the desk is on the page, words are annotated for everybody.
    if (document.querySelector("[data-writes]")) return;
    const selection = getSelection();
    const text = selection.isCollapsed ? null : new Text(this.root);
    const span = text && spanOf(text, selection);
    this.found = null;
    if (!span) return this.hide();
    const range = selection.getRangeAt(0);
    this.found = { text, ...wholeWords(text.value, span, document.documentElement.lang || undefined) };
    this.#place(range);
    if (enters) this.bar.querySelector("button").focus();
  }

  /** `what` is a motivation, or who asked for words. */
  #take(what) {
    const { found } = this;
    this.#leave();
    if (!found) return;
    if (typeof what === "function") what(found);
    else this.does(what, found);
  }

  #place(range) {
    const { bar } = this;
    const isLow = this.isTouched || innerWidth < 600;
    bar.hidePopover();
    bar.showPopover();
    bar.classList.toggle("postil-mine-low", isLow);
    bar.style.translate = "";
    if (isLow) return;
    const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
    const line = lines.at(-1) ?? range.getBoundingClientRect();
    const { width, height } = bar.getBoundingClientRect();
    const left = Math.max(GAP, Math.min(line.left, document.documentElement.clientWidth - width - GAP));
    const below = line.bottom + GAP;
    const top = below + height < innerHeight ? below : range.getBoundingClientRect().top - height - GAP;
    bar.style.translate = `${Math.round(left + scrollX)}px ${Math.round(Math.max(GAP, top) + scrollY)}px`;
  }

  #onKey(event) {
    const buttons = [...this.bar.querySelectorAll("button")];
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (by) {
      event.preventDefault();
      buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length].focus();
    } else if (event.key === "Escape") {
      this.#leave();
    }
  }

  /** Goes, and back to the words. */
  #leave() {
    const { found, bar } = this;
    const isHeld = bar.contains(document.activeElement);
    this.hide();
    getSelection().removeAllRanges();
    if (isHeld && found) stand(found.text.partAt(found.start + 1).node.parentElement.closest(BLOCKS));
  }
}
