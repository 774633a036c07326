/**
 * Narrow screens: the open note is a panel at the bottom that never covers its passage. Back,
 * Escape, the button, or a tap beside it closes the panel; arrows lead on. Without this script the
 * notes are endnotes.
 */

export class Panel {
  constructor(reading, signal) {
    this.reading = reading;
    this.enabled = false;
    this.entry = null;
    this.pushed = false;
    this.tools = document.querySelector(".postil-tools");
    reading.addEventListener("change", ({ detail }) => {
      if (detail.closed) this.#hide();
      if (detail.opened && this.enabled) this.#show(detail.opened);
    });
    this.tools?.addEventListener(
      "click",
      ({ target }) => {
        const step = target.closest("[data-step]")?.dataset.step;
        if (step) reading.step(Number(step));
        else if (target.closest(".postil-close")) reading.close({ focus: true });
      },
      { signal },
    );
    addEventListener("popstate", () => this.entry && (this.pushed = false, reading.close()), { signal });
  }

  /** Leaves no trace when the page is left. */
  forget() {
    this.#hide();
  }

  #show(entry) {
    if (this.entry === entry) return;
    const first = !this.entry;
    this.#hide({ stays: true });
    this.entry = entry;
    if (this.tools) {
      entry.note.prepend(this.tools);
      const shown = this.reading.shown;
      this.tools.querySelector(".postil-place").textContent = `${shown.indexOf(entry) + 1} / ${shown.length}`;
    }
    entry.note.popover = "manual";
    entry.note.showPopover();
    entry.note.scrollTop = 0;
    if (first && !this.pushed) {
      history.pushState(history.state, "", location.href);
      this.pushed = true;
    }
    this.#uncover(entry);
  }

  /** Scrolls so far that the passage stands above the panel. */
  #uncover({ note, marks }) {
    if (!marks.length) return;
    const top = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
    const first = marks[0].getBoundingClientRect();
    const last = marks.at(-1).getBoundingClientRect();
    const room = note.getBoundingClientRect().top - 12;
    if (first.top < top || last.bottom > room) {
      const by = Math.min(first.top - top - 12, Math.max(last.bottom - room, first.top - top - 12));
      scrollBy({ top: last.bottom - first.top > room - top ? first.top - top - 12 : last.bottom > room ? last.bottom - room : by });
    }
  }

  #hide({ stays = false } = {}) {
    const entry = this.entry;
    if (!entry) return;
    this.entry = null;
    if (entry.note.matches(":popover-open")) entry.note.hidePopover();
    entry.note.removeAttribute("popover");
    if (stays) return;
    this.tools && this.reading.section.append(this.tools);
    if (this.pushed) {
      this.pushed = false;
      history.back();
    }
  }
}
