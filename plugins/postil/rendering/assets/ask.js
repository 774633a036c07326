/**
 * What a claim's note asks before it tells, and what it says then: the form, and the reader's own verdict
 * beside that of the editors.
 */

export class Asking extends EventTarget {
  constructor(reading, template, judgements) {
    super();
    Object.assign(this, { reading, judgements });
    [this.form, this.own] = template.content.querySelectorAll(".postil-judge, .postil-both");
  }

  /** Puts into a note what is to stand there when it is opened. */
  open(entry) {
    if ("aside" in entry.note.dataset) return;
    if (!this.judgements.has(entry.id)) this.#ask(entry);
    else this.show(entry);
  }

  /** Lets a note say what its reader thought, if it tells. */
  show(entry) {
    const { note, id } = entry;
    if (!this.judgements.has(id)) return;
    if (this.again === id) return;
    const [verdict, why] = [this.judgements.verdict(id), this.judgements.why(id)];
    const isLast = !this.#next(entry);
    // Or what has the focus would lose it.
    const says = JSON.stringify([verdict, why, isLast, entry.trouble]);
    if (note.querySelector(".postil-both")?.dataset.says === says) return;
    this.clear(note);
    const own = this.own.cloneNode(true);
    own.tabIndex = -1;
    own.dataset.says = says;
    const [mine, theirs] = own.querySelectorAll("dd");
    if (note.dataset.assessment) theirs.replaceChildren(...this.#word(note.dataset.assessment));
    if (verdict) mine.replaceChildren(...this.#word(verdict));
    else mine.parentElement.remove();
    own.querySelector("q").textContent = why;
    own.querySelector(".postil-why").hidden = !why;
    own.querySelector(".postil-second").hidden = !differs(note, verdict);
    own.querySelector("[data-do=next]").hidden = isLast;
    own.querySelector("[data-do=end]").hidden = !isLast;
    own.querySelector("output").value = entry.trouble ?? "";
    own.addEventListener("click", ({ target }) => this.#do(entry, target.closest("button")?.dataset.do));
    note.querySelector(".postil-quote").after(own);
  }

  /** Takes out of a note what was put into it. */
  clear(note) {
    for (const own of note.querySelectorAll(":scope > :is(.postil-judge, .postil-both)")) own.remove();
  }

  /** Leads the reader who has judged to what comes of it. */
  greet({ note }) {
    note.scrollTop = 0;
    note.querySelector(".postil-both")?.focus({ preventScroll: true });
  }

  #ask(entry) {
    const { note, id } = entry;
    if (note.querySelector(".postil-judge")) return;
    this.clear(note);
    const form = this.form.cloneNode(true);
    const meaning = form.querySelector(".postil-meaning");
    const usual = meaning.textContent;
    const explain = () => (meaning.textContent = form.querySelector(":checked")?.ariaDescription ?? usual);
    for (const input of form.querySelectorAll("input")) input.checked = input.value === this.judgements.verdict(id);
    form.elements.why.value = this.judgements.draft(id);
    form.elements.why.addEventListener("input", ({ target }) => this.judgements.keepDraft(id, target.value));
    form.elements.why.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => key === "Enter" && (ctrlKey || metaKey) && form.requestSubmit());
    // What it is made from; another tab may judge meanwhile.
    let from = this.judgements.madeOf(id);
    form.querySelector("[data-do=show]").hidden = this.judgements.has(id);
    explain();
    form.addEventListener("change", explain);
    form.addEventListener("pointerover", ({ target, pointerType }) => {
      const input = target.closest("label")?.control;
      if (pointerType === "mouse" && input?.ariaDescription) meaning.textContent = input.ariaDescription;
    });
    form.addEventListener("pointerout", explain);
    form.addEventListener("click", ({ target }) => this.#do(entry, target.closest("button")?.dataset.do));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { assessment, why } = form.elements;
      const kept = this.judgements.judge(id, assessment.value, why.value.trim(), from);
      this.#keep(entry, kept, (error) => {
        // Who compares again has seen it.
        from = error.theirs.modified;
        form.querySelector("output").value = `${error.message} ${this.#said(error.theirs)}`;
      });
    });
    note.querySelector(".postil-label").after(form);
  }

  #do(entry, what) {
    if (what === "show") this.#keep(entry, this.judgements.show(entry.id));
    if (what === "next") this.reading.open(this.#next(entry).id, { focus: true, reveal: true });
    if (what === "end") this.dispatchEvent(new Event("ended"));
    if (what === "again") {
      this.again = entry.id;
      this.#ask(entry);
      this.dispatchEvent(new CustomEvent("judged", { detail: entry }));
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
    this.again = undefined;
    this.judgements.keepDraft(entry.id, null);
    this.dispatchEvent(new CustomEvent("judged", { detail: entry }));
    return undefined;
  }

  /** What a judgement says, in a line. */
  #said({ body }) {
    return [body ?? []].flat().map(({ source, value }) => (value ? `“${value}”` : this.#word(source).at(-1).textContent ?? source)).join(" ");
  }

  /** The next claim that is not judged yet, from this one on. */
  #next({ id }) {
    const shown = this.reading.shown.filter((entry) => entry.id === id || this.#waits(entry));
    const at = shown.findIndex((entry) => entry.id === id);
    return [...shown.slice(at + 1), ...shown.slice(0, at)][0];
  }

  #waits({ id, note }) {
    return !("aside" in note.dataset) && !this.judgements.has(id);
  }

  /** The icon and the word of an assessment; of one that the vocabulary does not have any more, its id. */
  #word(id) {
    const input = [...this.form.querySelectorAll("input")].find(({ value }) => value === id);
    if (!input) return [id];
    const [icon, word] = input.parentElement.querySelectorAll("span");
    return [icon.cloneNode(true), " ", word.cloneNode(true)];
  }
}

/** Whether a reader sees a claim otherwise than its editors do. */
export const differs = ({ dataset }, verdict) => Boolean(verdict && dataset.assessment && verdict !== dataset.assessment);
