/**
 * Narrow screens: the notes after the text are one line, since each opens at its passage. The line
 * unfolds them all; a word that is looked for, or an address, opens the one that it is in. Without
 * this script they stand there.
 */

export class Fold {
  constructor(reading, signal) {
    this.reading = reading;
    this.folds = false;
    this.button = reading.section.querySelector(".postil-unfold");
    this.button?.addEventListener("click", () => this.#turn(!this.folds), { signal });
    const onMatch = ({ target }) => {
      const id = reading.idOf(target);
      if (id) reading.open(id);
    };
    reading.section.addEventListener("beforematch", onMatch, { signal });
  }

  /** Whether there is anything to fold: the notes stand nowhere but after the text. */
  set enabled(enabled) {
    if (!this.button || this.button.hidden !== enabled) return;
    this.button.hidden = !enabled;
    this.#turn(enabled);
  }

  /** Puts a note that is no longer open back to the others. */
  put({ note }) {
    // A browser that looks for words looks into what is hidden like this.
    note.hidden = this.folds ? "until-found" : false;
  }

  #turn(folds) {
    this.folds = folds;
    this.button.ariaExpanded = String(!folds);
    for (const entry of this.reading.notes.values()) {
      if (entry.id !== this.reading.active) this.put(entry);
    }
  }
}
