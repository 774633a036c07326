/**
 * Other sites that this one refers to are searched as well, once the reader asks for it: no other site is
 * asked anything before. What is found on them stands below what is found here, each by itself, since
 * each site has filters of its own.
 */

import { load } from "./hits.js";

const THERE_AT_ONCE = 20;

/** Lets other sites be searched; gives what is to be called with the words that are looked for. */
export function elsewhere(own, words, said, shown, failed) {
  const sites = [...document.querySelectorAll(".postil-there")].map((section) => new Site(section, own, said, shown, failed));
  for (const site of sites) site.offer(words);
  return (text) => sites.forEach((site) => void site.search(text));
}

class Site {
  constructor(section, own, said, shown, failed) {
    Object.assign(this, { section, own, said, shown, failed, turn: 0 });
    this.index = null;
    [this.button, this.output, this.list] = ["button", "output", "ol"].map((name) => section.querySelector(name));
  }

  /** @param {() => string} words gives those that are looked for now */
  offer(words) {
    this.section.hidden = false;
    this.button.addEventListener("click", () => {
      this.index = load(new URL(this.section.dataset.index), this.own);
      this.button.hidden = this.button.nextElementSibling.hidden = true;
      void this.search(words());
    });
  }

  async search(text) {
    const turn = (this.turn += 1);
    try {
      const index = await this.index;
      if (!index || turn !== this.turn) return;
      const found = text ? await index.search(text) : [];
      const hits = await Promise.all(found.slice(0, THERE_AT_ONCE).map(index.shown));
      if (turn !== this.turn) return;
      this.output.value = text ? this.said(found.length) : "";
      this.list.replaceChildren(...hits.map((hit) => (this.shown(hit), hit)));
    } catch {
      this.output.value = this.failed();
    }
  }
}
