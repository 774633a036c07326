/**
 * The form in a note that asks how well its claim stands, before it tells; both verdicts, when it does, and
 * at the end of the text what to look at twice. It is loaded when one who judges first points at a note or
 * opens it, or comes near the end.
 */

import { Both } from "./both.js";
import { Compared } from "./compared.js";
import { draftsOf, keepDraft, said } from "./drafts.js";

export class Asking {
  /** `judged` shows what was kept. */
  constructor(reading, template, judgements, claims, judged) {
    Object.assign(this, { reading, judgements, claims, judged });
    this.both = new Both(reading, template, judgements, (entry, what) => this.do(entry, what));
    this.compared = new Compared(reading.root, template, judgements);
  }

  /** Shows how things are: both verdicts of what was judged, if the reader judges first. */
  show() {
    const { judging } = this.reading;
    for (const entry of this.claims) {
      if (judging) this.both.show(entry);
      else this.both.clear(entry.note);
    }
    if (judging) this.compared.show(this.claims);
    else this.compared.clear();
  }

  /** Puts the form into a note that is opened and was not judged. */
  ask(entry) {
    if (!this.judgements.has(entry.id)) this.#put(entry);
  }

  #put(entry) {
    const { note, id } = entry;
    if (note.querySelector(".postil-judge")) return;
    this.both.clear(note);
    const form = this.both.form.cloneNode(true);
    const meaning = form.querySelector(".postil-meaning");
    const usual = meaning.textContent;
    const explain = () => (meaning.textContent = form.querySelector(":checked")?.ariaDescription ?? usual);
    for (const input of form.querySelectorAll("input")) input.checked = input.value === this.judgements.verdict(id);
    form.elements.why.value = this.#draft(id);
    form.elements.why.addEventListener("input", ({ target }) => this.#remember(id, target.value));
    form.elements.why.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => key === "Enter" && (ctrlKey || metaKey) && form.requestSubmit());
    // What it is made from; another tab may judge meanwhile.
    let from = this.judgements.record.items.get(this.judgements.about(id).id)?.modified ?? "";
    form.querySelector("[data-do=show]").hidden = this.judgements.has(id);
    explain();
    form.addEventListener("change", explain);
    form.addEventListener("pointerover", ({ target, pointerType }) => {
      const input = target.closest("label")?.control;
      if (pointerType === "mouse" && input?.ariaDescription) meaning.textContent = input.ariaDescription;
    });
    form.addEventListener("pointerout", explain);
    form.addEventListener("click", ({ target }) => this.do(entry, target.closest("button")?.dataset.do));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { assessment, why } = form.elements;
      const kept = judge(this.judgements, id, assessment.value, why.value.trim(), from);
      this.#keep(entry, kept, (error) => {
        // Who compares again has seen it.
        from = error.theirs.modified;
        form.querySelector("output").value = `${error.message} ${this.#said(error.theirs)}`;
      });
    });
    note.querySelector(".postil-label").after(form);
  }

  /** Does what a button says. */
  do(entry, what) {
    const { reading, both } = this;
    if (what === "show") this.#keep(entry, keep(this.judgements, entry.id, { [SHOWN]: true }));
    if (what === "next") reading.open(both.next(entry).id, { focus: true, reveal: true });
    if (what === "end") {
      reading.close();
      this.compared.reveal();
    }
    if (what === "again") {
      both.again = entry.id;
      this.#put(entry);
      this.judged();
      const form = entry.note.querySelector(".postil-judge");
      form.querySelector(":checked, input").focus({ preventScroll: true });
      // Below what the editors say, which may be longer than the panel of a phone.
      form.scrollIntoView({ block: "nearest" });
    }
  }

  async #keep(entry, kept, differs) {
    entry.trouble = undefined;
    try {
      await kept;
    } catch (error) {
      if (error.theirs && differs) return differs(error);
      // It lasts as long as the page; the reader is told.
      entry.trouble = error.message;
    }
    this.both.again = undefined;
    this.#remember(entry.id, null);
    this.judged();
    // Leads the reader to what comes of it.
    entry.note.scrollTop = 0;
    entry.note.querySelector(".postil-both")?.focus({ preventScroll: true });
    return undefined;
  }

  /** What was written and not kept, if anything was; else what was kept. */
  #draft(id) {
    const { record, article } = this.judgements;
    return draftsOf(record, said(article))[this.judgements.about(id).id]?.text ?? this.judgements.why(id);
  }

  /** Remembers what is being written; null forgets it. */
  #remember(id, text) {
    const { record, article } = this.judgements;
    keepDraft(record, said(article), { id: this.judgements.about(id).id }, text);
  }

  /** What a judgement says, in a line. */
  #said({ body }) {
    return [body ?? []].flat().map(({ source, value }) => (value ? `“${value}”` : this.both.word(source).at(-1).textContent ?? source)).join(" ");
  }
}

const SHOWN = "postil:shown";

/** Keeps a judgement that is made from a version. Where it cannot be kept, it lasts as long as the page: then it throws. */
function judge(judgements, id, verdict, why, from) {
  const body = [
    { type: "SpecificResource", source: verdict, purpose: "classifying" },
    ...(why ? [{ type: "TextualBody", value: why, format: "text/plain" }] : []),
  ];
  return keep(judgements, id, { body, modified: from });
}

/** Keeps what was said of a claim, or that the reader wanted to be shown. */
function keep(judgements, id, what) {
  const { record, version, title, wordsOf } = judgements;
  const item = judgements.item(id);
  return record.put({
    ...judgements.about(id),
    type: "Annotation",
    motivation: "assessing",
    "postil:version": version,
    // Or nobody could tell among their own notes what was judged.
    "postil:seen": { title, notes: [{ id, words: wordsOf(id), label: "", said: "" }] },
    ...what,
    // What was thought before anything was shown.
    ...(item && { "postil:first": item["postil:first"] ?? judgements.verdict(id) }),
  });
}
