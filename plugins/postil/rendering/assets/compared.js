/**
 * How far the reader of an article has come: at the end of the text, with what they see otherwise than the
 * editors, each with its way back. Nothing is counted but what was judged.
 */

import { differs } from "./both.js";

export class Compared {
  constructor(root, template, judgements) {
    Object.assign(this, { root, template, judgements });
    this.section = document.createElement("section");
    this.section.className = "postil-after postil-compared";
  }

  /** Says how things are. */
  show(claims) {
    const { dataset } = this.template;
    const judged = claims.filter(({ id }) => this.judgements.verdict(id));
    const shown = claims.filter(({ id }) => this.judgements.has(id) && !this.judgements.verdict(id));
    const others = judged.filter(({ id, note }) => differs(note, this.judgements.verdict(id)));
    const said = document.createElement("p");
    said.textContent = dataset.judged.replace("{count}", judged.length);
    if (shown.length) said.append(` ${shown.length === 1 ? dataset.shownOne : dataset.shown.replace("{count}", shown.length)}`);
    const list = document.createElement("ol");
    list.append(...others.map((entry) => this.#item(entry)));
    if (others.length) {
      const about = others.length === 1 ? dataset.differOne : dataset.differ.replace("{count}", others.length);
      said.append(` ${about}`);
    }
    this.section.replaceChildren(said, ...(others.length ? [list] : []));
    // What comes next is to hand it in.
    const next = this.root.querySelector(".postil-hand-in");
    if (this.section.isConnected) return;
    if (next) next.before(this.section);
    else this.root.querySelector(".postil-endnotes").after(this.section);
  }

  /** Leads the reader who has seen all there. */
  reveal() {
    this.section.tabIndex = -1;
    this.section.focus({ preventScroll: true });
    this.section.scrollIntoView();
  }

  clear() {
    this.section.remove();
  }

  #item({ id, note, reference }) {
    const item = document.createElement("li");
    item.value = Number(reference?.dataset.number ?? 0);
    const link = item.appendChild(document.createElement("a"));
    link.href = `#${id}`;
    link.textContent = note.querySelector(".postil-quote q").textContent;
    const own = note.querySelector(".postil-both dl");
    if (own) item.append(own.cloneNode(true));
    return item;
  }
}
