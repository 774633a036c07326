/**
 * A task that is answered on the page of its assignment. What is typed or chosen is kept at once, in the
 * record of the student; what another tab keeps is shown here, and where both have changed, the student is
 * asked.
 */

import { button } from "./buttons.js";
import { el } from "./dom.js";
import { keep } from "./keeping.js";
import { say } from "./saying.js";
import { doingOf, nameOf, partsOf } from "./states.js";
import { WAYS } from "./ways.js";

const REST = 800; // milliseconds without a key, and what was written is kept

export class Doing {
  /**
   * @param {HTMLElement} element the task on the page
   * @param {any} record
   * @param {{id: string, title: string}} assignment
   * @param {AbortSignal} signal
   */
  constructor(element, record, { id, title }, signal) {
    Object.assign(this, { element, record, title });
    this.task = element.dataset.task;
    this.id = doingOf(id, this.task);
    this.source = `${nameOf(id)}#${this.task}`;
    this.box = element.querySelector(".postil-doing");
    this.way = WAYS[element.dataset.way];
    this.output = element.querySelector("output");
    this.back = element.querySelector("[data-back]");
    this.keep = element.querySelector("[data-keep]");
    this.isDirty = false;
    this.saving = Promise.resolve();
    this.show();
    this.box.disabled = false;
    if (this.keep) this.keep.disabled = false;
    this.keep?.addEventListener("click", () => (this.#press(this.keep), this.box.querySelector("button").focus()), { signal });
    const soon = () => this.#change(REST);
    const now = () => this.isDirty && void this.save();
    this.box.addEventListener("input", ({ target }) => (target.type === "radio" ? this.#change(0) : soon()), { signal });
    this.box.addEventListener("focusout", now, { signal });
    this.box.addEventListener("click", ({ target }) => this.#press(target.closest("button")), { signal });
    this.back.addEventListener("click", () => this.#empty(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && now(), { signal });
    addEventListener("pagehide", now, { signal });
    signal.addEventListener("abort", now);
    record.addEventListener("change", ({ detail }) => detail.ids.includes(this.id) && !this.isDirty && this.show(), { signal });
    if (this.way === WAYS.text || this.way === WAYS.find) grow(this.box, signal);
  }

  /** Shows what the record holds. */
  show() {
    const item = this.record.get(this.id);
    this.from = item?.modified;
    const parts = partsOf(item);
    this.way.fill(this.box, parts);
    const gone = this.way.gone?.(this.box, parts);
    if (gone) this.#say(gone, true);
    this.back.hidden = !(item && this.way.empty);
    if (this.keep) this.keep.hidden = Boolean(item);
  }

  /** Keeps what is in the fields, after what is being kept already. */
  save() {
    this.saving = this.saving.then(() => this.#save());
    return this.saving;
  }

  #change(rest) {
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), rest);
  }

  /** @param {HTMLButtonElement | null} pressed */
  #press(pressed) {
    if (!pressed || pressed.ariaDisabled === "true") return;
    this.moved = this.way.press(this.box, pressed);
    this.#change(0);
  }

  #empty() {
    this.moved = "";
    this.way.empty(this.box);
    this.#change(0);
    this.box.querySelector("input, button")?.focus();
  }

  async #save() {
    clearTimeout(this.timer);
    if (!this.isDirty) return;
    const parts = this.way.read(this.box);
    if (parts?.wrong) return this.#say(parts.wrong, true);
    const there = this.record.get(this.id);
    if (there?.modified !== this.from) return this.#ask(there);
    this.isDirty = false;
    try {
      // What is kept is what the next version is made from, whatever was typed meanwhile.
      if (parts) this.from = (await this.#keep(parts)).modified;
      else if (there) this.from = void (await this.record.remove(this.id));
      this.#say(parts ? [this.moved, this.way.says?.(this.box, parts.texts) || say("kept_here")].filter(Boolean).join(". ") : "");
    } catch (error) {
      // It lasts as long as the page.
      if (error.reason === "conflict") return (this.isDirty = true), this.#ask(error.theirs);
      this.from = this.record.get(this.id)?.modified;
      this.#say(error.message, true);
    }
    if (!this.isDirty) this.show();
    return undefined;
  }

  async #keep({ texts, link }) {
    const body = [
      ...texts.map((value) => ({ type: "TextualBody", value, format: "text/plain" })),
      ...(link ? [{ type: "SpecificResource", source: link, purpose: "linking" }] : []),
    ];
    return keep(this.record, {
      id: this.id,
      type: "Annotation",
      motivation: "replying",
      "postil:task": true,
      target: { source: this.source },
      body: this.way === WAYS.order || link ? body : body[0],
      ...(this.from && { modified: this.from }),
      // What was asked stands beside it among the student's own notes.
      "postil:seen": { title: this.title, notes: [{ id: this.task, words: "", label: "", said: this.#asked() }] },
    });
  }

  #asked() {
    const parts = [...this.element.querySelectorAll(":scope > p:not([class]), :scope > .postil-places > li > a, :scope > .postil-two > li > a")];
    return parts.map(({ textContent }) => textContent.trim()).filter(Boolean).join("\n").slice(0, 2000);
  }

  /** @param {any} text @param {boolean} [isWrong] */
  #say(text, isWrong = false) {
    this.output.classList.toggle("postil-wrong", isWrong);
    if (this.output.value !== text) this.output.value = text;
  }

  /** Both this tab and another one have changed it. @param {any} theirs */
  #ask(theirs) {
    // Whoever is about to answer finds the same buttons.
    if (this.asked?.isConnected && this.about === theirs?.modified) return;
    this.about = theirs?.modified;
    const { texts, link } = partsOf(theirs);
    const end = () => (asked.remove(), this.box.querySelector("textarea, input, button")?.focus());
    const take = () => ((this.isDirty = false), this.show(), this.#say(""), end());
    const keep = () => ((this.from = this.record.get(this.id)?.modified), end(), void this.save());
    const asked = el(
      "div",
      { class: "postil-conflict", role: "alert" },
      el("p", {}, say("changed_elsewhere")),
      el("p", { class: "postil-own-text", dir: "auto" }, [link, ...texts].filter(Boolean).join("\n") || say("deleted_there")),
      el("p", {}, button(say("take_other"), take), " ", button(say("keep_mine"), keep)),
    );
    this.asked?.remove();
    this.asked = asked;
    this.output.parentElement.after(asked);
  }
}

/** Lets fields be as tall as what is typed; and printed whole. */
function grow(box, signal) {
  const area = box.querySelector("textarea");
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", fit, { signal });
  area.addEventListener("focus", fit, { signal });
  addEventListener("beforeprint", fit, { signal });
}
