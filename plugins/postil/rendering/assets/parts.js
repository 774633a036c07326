/**
 * An overview that is divided into several pages: a choice goes along to the others, and is counted
 * on them.
 */
import { matching } from "./rows.js";

/** The other parts of the overview on a page, if there are any. */
export function elsewhere() {
  const links = [...document.querySelectorAll(".postil-parts a[href]")];
  const pages = new Map();
  let last = 0;

  /** The rows of another part. It is loaded when something is chosen, and once. */
  const rowsOf = (link) => {
    const address = link.href.split(/[?#]/)[0];
    if (!pages.has(address)) pages.set(address, load(address));
    return pages.get(address);
  };

  return {
    some: links.length > 0,

    /** Lets what is chosen be chosen on the other parts, too. */
    carry(query) {
      const onward = document.querySelectorAll(".postil-onward a[rel=next]");
      for (const link of [...links, ...onward]) link.search = query;
    },

    /** Writes behind each part how many of its rows are chosen, and tells how many all have. */
    async count(chosen, tell) {
      const turn = ++last;
      for (const link of links) link.nextElementSibling?.remove();
      if (!links.length || !chosen.length) return;
      // Not for each letter of a word.
      await new Promise((done) => setTimeout(done, 300));
      if (turn !== last) return;
      const matches = matching(chosen);
      const found = await Promise.all(links.map(rowsOf));
      if (turn !== last) return;
      const counts = found.map((rows) => rows?.filter(matches).length);
      links.forEach((link, number) => {
        if (counts[number] === undefined) return;
        const count = document.createElement("span");
        count.textContent = ` (${counts[number]})`;
        link.after(count);
      });
      tell(counts.reduce((sum, count) => sum + (count ?? 0), 0));
    },
  };
}

/** The rows of the overview at an address; nothing where it cannot be had, such as from a disk. */
async function load(address) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return [...page.querySelectorAll(".postil-overview tbody tr")];
  } catch {
    return undefined;
  }
}
