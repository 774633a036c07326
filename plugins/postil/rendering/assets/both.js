/**
 * The reader's own verdict beside that of the editors, in the note of a claim that was judged.
 */

export class Both {
  /** `does` is told which of its buttons is pressed, and in which note. */
  constructor(reading, template, judgements, does) {
    Object.assign(this, { reading, judgements, does });
    [this.form, this.own] = template.content.querySelectorAll(".postil-judge, .postil-both");
    /** The id of the claim that is judged once more. */
    this.again = undefined;
  }

  /** Lets a note say what its reader thought, if it tells. */
  show(entry) {
    const { note, id } = entry;
    if (!this.judgements.has(id)) return;
    if (this.again === id) return;
    const [verdict, why] = [this.judgements.verdict(id), this.judgements.why(id)];
    const isLast = !this.next(entry);
    // Or what has the focus would lose it.
    const says = JSON.stringify([verdict, why, isLast, entry.trouble]);
    if (note.querySelector(".postil-both")?.dataset.says === says) return;
    this.clear(note);
    const own = this.own.cloneNode(true);
    own.tabIndex = -1;
    own.dataset.says = says;
    const [mine, theirs] = own.querySelectorAll("dd");
    if (note.dataset.assessment) theirs.replaceChildren(...this.word(note.dataset.assessment));
    if (verdict) mine.replaceChildren(...this.word(verdict));
    else mine.parentElement.remove();
    own.querySelector("q").textContent = why;
    own.querySelector(".postil-why").hidden = !why;
    own.querySelector(".postil-second").hidden = !differs(note, verdict);
    own.querySelector("[data-do=next]").hidden = isLast;
    own.querySelector("[data-do=end]").hidden = !isLast;
    own.querySelector("output").value = entry.trouble ?? "";
    own.addEventListener("click", ({ target }) => this.does(entry, target.closest("button")?.dataset.do));
    note.querySelector(".postil-quote").after(own);
  }

  /** Takes out of a note what was put into it. */
  clear(note) {
    for (const own of note.querySelectorAll(":scope > :is(.postil-judge, .postil-both)")) own.remove();
  }

  /** The next claim that is not judged yet, from this one on. */
  next({ id }) {
    const shown = this.reading.shown.filter((entry) => entry.id === id || this.#waits(entry));
    const at = shown.findIndex((entry) => entry.id === id);
    return [...shown.slice(at + 1), ...shown.slice(0, at)][0];
  }

  #waits({ id, note }) {
    return !("aside" in note.dataset) && !this.judgements.has(id);
  }

  /** The icon and the word of an assessment; of one that the vocabulary does not have any more, its id. */
  word(id) {
    const input = [...this.form.querySelectorAll("input")].find(({ value }) => value === id);
    if (!input) return [id];
    const [icon, word] = input.parentElement.querySelectorAll("span");
    return [icon.cloneNode(true), " ", word.cloneNode(true)];
  }
}

/** Whether a reader sees a claim otherwise than its editors do. */
export const differs = ({ dataset }, verdict) => Boolean(verdict && dataset.assessment && verdict !== dataset.assessment);
