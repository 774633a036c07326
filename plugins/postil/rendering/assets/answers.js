/**
 * The answers of a reader to the questions that notes ask. In a note that waits with its reason until its
 * reader has thought, who judges first, the reason then opens.
 */

import { button } from "./buttons.js";
import { el } from "./dom.js";
import { draftsOf, keepDraft, said } from "./drafts.js";
import { page } from "./postil.js";
import { open } from "./record.js";
import { say } from "./saying.js";
import { styled } from "./styled.js";
import { tell } from "./telling.js";


/** What an answer says. */
const textOf = ({ body }) => [body ?? []].flat()[0]?.value ?? "";

class Answers {
  constructor(reading, record) {
    Object.assign(this, { reading, record, shown: new Set() });
    const { article, version, title = "" } = reading.section.dataset;
    Object.assign(this, { article, version, title });
    this.asking = [...reading.notes.values()].filter(({ note }) => note.querySelector(".postil-question"));
  }

  /** Shows the answers that there are, and what waits for one. */
  show() {
    for (const entry of this.asking) {
      const { note, id } = entry;
      const answer = this.#answer(id);
      this.#write(entry, answer);
      if (!("asks" in note.dataset)) continue;
      const tells = Boolean(answer) || this.shown.has(id);
      if (tells !== "seen" in note.dataset) tell(entry, tells);
    }
  }

  /** Asks for an answer, or for another one. @param {string} id */
  ask(id) {
    const entry = this.reading.notes.get(id);
    const question = entry.note.querySelector(".postil-question");
    if (question.querySelector("form")) return;
    const label = say("my_answer");
    const area = el("textarea", { rows: 2, dir: "auto", "aria-label": label });
    const name = this.#name(id);
    const draft = (text) => keepDraft(this.record, said(this.article), { id: name }, text);
    area.value = draftsOf(this.record, said(this.article))[name]?.text ?? this.#answer(id);
    area.addEventListener("input", () => draft(area.value));
    // What it is made from; another tab may write meanwhile.
    let from = this.#modified(name);
    const output = el("output");
    const form = el("form", { class: "postil-answering" }, area, el("p", { class: "postil-do" }, el("button", {}, say("save_note")), " ", output));
    if ("asks" in entry.note.dataset && !("seen" in entry.note.dataset)) {
      output.before(button(say("show_note"), () => (this.shown.add(id), this.#end(entry, form)), { "data-do": "show" }), " ");
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await this.#keep(id, area.value.trim(), from);
        draft(null);
        this.#end(entry, form);
      } catch (error) {
        const { theirs } = error;
        // Who saves again has seen it.
        from = theirs?.modified ?? from;
        output.value = theirs ? `${error.message} “${textOf(theirs)}”` : error.message;
      }
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      else if (event.key !== "Escape") return;
      else this.#end(entry, form);
      // The page has keys of its own.
      event.preventDefault();
      event.stopPropagation();
    });
    question.querySelector(".postil-answered")?.remove();
    question.append(form);
    this.changed?.();
    area.focus({ preventScroll: true });
  }

  #end(entry, form) {
    form.remove();
    this.show();
    this.changed?.();
    const offers = [".postil-answered button", ".postil-asked button"].map((at) => entry.note.querySelector(at));
    offers.find(Boolean)?.focus({ preventScroll: true });
  }

  #write({ note, id }, answer) {
    const question = note.querySelector(".postil-question");
    const there = question.querySelector(".postil-answered");
    question.classList.toggle("postil-has-answer", Boolean(answer));
    if (question.querySelector("form") || (there?.dataset.says ?? "") === answer) return;
    there?.remove();
    if (!answer) return;
    const again = button(say("change_note"), () => this.ask(id));
    question.append(
      el("div", { class: "postil-answered", "data-says": answer }, el("p", { dir: "auto" }, answer), el("p", { class: "postil-do" }, `${say("my_answer")} `, again)),
    );
  }

  #answer(id) {
    return textOf(this.record.get(this.#name(id)) ?? {});
  }

  /** When it was written, or deleted. */
  #modified(name) {
    return this.record.items.get(name)?.modified ?? "";
  }

  #name(id) {
    return `urn:postil:answer:${this.article}#${id}`;
  }

  /** What a note asks, and of which words. */
  #asked(id) {
    const { note } = this.reading.notes.get(id);
    const words = note.querySelector(".postil-quote q")?.textContent ?? "";
    return { id, words, label: "", said: note.querySelector(".postil-question").firstElementChild?.textContent ?? "" };
  }

  #keep(id, value, from) {
    if (!value && this.#modified(this.#name(id)) === from) return this.record.remove(this.#name(id));
    return this.record.put({
      id: this.#name(id),
      type: "Annotation",
      motivation: "replying",
      "postil:question": true,
      target: { source: `${this.article}#${id}` },
      modified: from,
      body: { type: "TextualBody", value, format: "text/plain" },
      "postil:version": this.version,
      // What was asked stands beside it among the reader's own notes.
      "postil:seen": { title: this.title, notes: [this.#asked(id)] },
    });
  }
}

/** @type {Answers | null} those to the questions of the page */
let answers = null;

async function start() {
  const { reading, signal, arrange } = page;
  if (!reading?.section.dataset.article) return;
  const [record] = await Promise.all([open(), styled(page.addressOf)]);
  if (signal.aborted) return;
  answers = new Answers(reading, record);
  answers.changed = arrange;
  const show = () => (answers.show(), arrange());
  record.addEventListener("change", ({ detail }) => detail.ids.some(isAnswer) && show(), { signal });
  reading.addEventListener("judging", show, { signal });
  show();
  starting.done();
}

/** @param {string} id */
const isAnswer = (id) => id.startsWith("urn:postil:answer:");

/** Is over when the page shows what is in the record. */
const starting = {};
starting.over = new Promise((done) => (starting.done = done));

/** Asks for an answer to the question of a note. @param {string} id */
export async function answer(id) {
  await starting.over;
  answers.ask(id);
}

document.addEventListener("postil:reading", () => void start());
void start();
