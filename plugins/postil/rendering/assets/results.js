/**
 * The search of the theme, on a page on which the reader judges first: a hit of a claim that they have not
 * judged says its words, and nothing of what is thought of it.
 */

import { masked } from "./masking.js";

const LINKS = "a.md-search-result__link";

export class Results {
  constructor(template, reading) {
    const labels = [...template.content.querySelectorAll(".postil-judge label .postil-word")];
    this.form = { claim: template.dataset.claim, verdicts: labels.map((label) => label.textContent) };
    this.reading = reading;
  }

  /** Looks at each hit before it is painted. */
  watch(signal) {
    const list = document.querySelector(".md-search-result");
    if (!list) return;
    const observer = new MutationObserver(() => this.reading.judging && this.look());
    observer.observe(list, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** Leaves of the hits that would tell something no more than their titles. */
  look() {
    for (const link of document.querySelectorAll(`${LINKS}:not([data-vetted])`)) {
      link.setAttribute("data-vetted", "");
      const title = link.querySelector("h1, h2");
      const text = masked(title?.textContent ?? "", this.form);
      const note = link.pathname === location.pathname && this.reading.notes.get(idIn(link.hash))?.note;
      const tells = note ? "seen" in note.dataset : text === undefined;
      if (tells || (note && "aside" in note.dataset && !("asks" in note.dataset))) continue;
      if (text !== undefined) title.textContent = text;
      for (const node of [...title.parentElement.childNodes]) if (node !== title) node.remove();
    }
  }
}

function idIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1)).replace(/^(note|find)-/, "");
  } catch {
    return "";
  }
}
