/**
 * Words of the text are selected, with whatever selects words: a bar beside them shows how they will be
 * quoted, and what can be made of them. On screens that are touched it stands at the foot, for nobody
 * can tell where the system puts its own menu.
 */

import { button } from "../../../rendering/assets/buttons.js";
import { el } from "../../../rendering/assets/dom.js";
import { afterwards, aside } from "./common.js";
import { selected } from "../../../rendering/assets/selection.js";
import { textRoot } from "../../../rendering/assets/roots.js";
import { Text } from "../../../rendering/assets/text.js";
import { WORDS } from "./words.js";

const GAP = 8; // pixels between the words and the bar
const SHOWN = 60; // characters of the words that the bar shows

/**
 * @typedef {object} Choice what can be made of words
 * @property {string} label
 * @property {(quoted: any) => void} does
 */

export class SelectionBar {
  /**
   * @param {import("./asking.js").Server} server
   * @param {() => Choice[]} choices what there is now; nothing while a form is open
   * @param {AbortSignal} signal
   */
  constructor(server, choices, signal) {
    this.server = server;
    this.choices = choices;
    this.isDragging = false;
    this.isEntered = false;
    this.isTouched = matchMedia("(pointer: coarse)").matches;
    this.turn = 0;
    this.bar = el("div", { class: "postil-tool postil-desk postil-desk-bar", role: "toolbar", "aria-label": WORDS.annotate, hidden: true });
    // The words stay selected.
    this.bar.addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
    this.bar.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#onKey(event));
    aside(WORDS.aside, WORDS.language).append(this.bar);
    // Not when the focus has gone into the bar since: it would be lost with the button that has it. Nor
    // when words are being selected: they would be taken for all of them.
    const look = afterwards(() => {
      if (!this.isDragging && !this.isEntered && !this.bar.contains(document.activeElement)) void this.#look();
    }, 150);
    const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ does) => document.addEventListener(type, does, { signal, capture: true });
    listen("selectionchange", () => {
      if (!this.isDragging) look();
    });
    listen("pointerdown", ({ pointerType, target }) => {
      this.isTouched = pointerType === "touch";
      if (this.bar.contains(target)) return;
      this.isDragging = true;
      this.hide();
    });
    for (const type of ["pointerup", "pointercancel"]) listen(type, () => ((this.isDragging = false), look()));
    signal.addEventListener("abort", () => this.bar.remove());
    // Words that were selected before the server had answered what can be written.
    look();
  }

  hide() {
    this.turn += 1;
    this.bar.hidden = true;
  }

  /** Shows the bar for what is selected; with `focus`, the focus goes into it. @param {boolean} [focus] */
  async #look(focus = false) {
    const turn = (this.turn += 1);
    const choices = this.choices();
    const root = choices.length ? textRoot() : null;
    const selection = getSelection();
    const selector = root && selected(new Text(root), selection);
    if (!root || !selector || !selection) return this.hide();
    const range = selection.getRangeAt(0);
    const target = { source: this.server.told.article, selector: [selector] };
    const { status, values } = await this.server.post("quote", { target });
    if (turn !== this.turn) return;
    const said = status === 200 ? `“${shortened(values.sentence.words)}”` : values.error || WORDS.unreachable;
    const words = el("p", { class: status === 200 ? "" : "postil-desk-wrong", role: "status" }, said);
    const offered = status === 200 ? choices : [];
    this.bar.replaceChildren(
      words,
      ...offered.map(({ label, does }) => button(label, () => (this.hide(), does({ ...values, rect: lastLine(range) })))),
    );
    this.#place(range);
    if (focus) this.bar.querySelector("button")?.focus();
  }

  /** Shows the bar at once, and gives it the focus. */
  async enter() {
    this.isEntered = true;
    await this.#look(true);
    this.isEntered = false;
  }

  /** @param {Range} range */
  #place(range) {
    const { bar } = this;
    bar.hidden = false;
    bar.classList.toggle("postil-desk-low", this.isTouched || innerWidth < 600);
    bar.style.translate = "";
    if (bar.classList.contains("postil-desk-low")) return;
    const line = lastLine(range);
    const { width, height } = bar.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = Math.max(GAP, Math.min(line.left, room - width - GAP));
    const below = line.bottom + GAP;
    const top = below + height < innerHeight ? below : range.getBoundingClientRect().top - height - GAP;
    bar.style.translate = `${Math.round(left + scrollX)}px ${Math.round(Math.max(GAP, top) + scrollY)}px`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const buttons = [...this.bar.querySelectorAll("button")];
    const at = buttons.indexOf(/** @type {any} */ (document.activeElement));
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (by) {
      event.preventDefault();
      buttons[(at + by + buttons.length) % buttons.length]?.focus();
    } else if (event.key === "Escape") {
      this.hide();
      getSelection()?.removeAllRanges();
    }
  }
}

/** The last line of a range. @param {Range} range */
function lastLine(range) {
  const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
  return lines.at(-1) ?? range.getBoundingClientRect();
}

/** @param {string} words */
const shortened = (words) => (words.length <= SHOWN ? words : `${words.slice(0, SHOWN / 2).trimEnd()} … ${words.slice(-SHOWN / 3).trimStart()}`);
