/**
 * A text in a column: the words of an article without its notes, in which only the passages are
 * marked that a cross-reference joins to the other text.
 */

// What belongs to the page of the article rather than to its text.
const APPARATUS = ".postil-bar, .postil-byline, .postil-endnotes, .postil-ref, .headerlink, h1, script, style";

/** Loads the article at an address for a column, and returns what can be done with it. */
export async function column(side, number, address, references) {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const title = document.createElement("p");
  const link = title.appendChild(document.createElement("a"));
  link.href = address;
  link.textContent = side.getAttribute("aria-label");
  title.className = "postil-title";
  const text = own(page.querySelector(".postil-article"), number, address);
  const ends = new Map();
  const links = new Map();
  for (const mark of [...text.querySelectorAll("mark.postil")]) {
    const here = references.filter(({ ends }) => ends[number] === mark.dataset.postil);
    if (!here.length) {
      mark.replaceWith(...mark.childNodes);
      continue;
    }
    mark.removeAttribute("aria-details");
    for (const reference of here) ends.set(reference, [...(ends.get(reference) ?? []), mark]);
  }
  ends.forEach((marks, reference) => {
    const link = Object.assign(document.createElement("a"), { className: "postil-to" });
    link.href = `#${reference.pair.id}`;
    marks.at(-1).after(link);
    links.set(link, reference);
  });

  const top = (reference) => place(ends.get(reference)[0]) - place(side) + side.scrollTop;
  // Only the column that the reader moves leads the other.
  let leads = false;
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    side.addEventListener(event, () => {
      for (const other of side.parentElement.children) other.dispatchEvent(new Event("follow"));
      leads = true;
    }, { passive: true });
  }
  side.addEventListener("follow", () => (leads = false));

  return {
    /** Puts the text into the column: of both at once, so that none of it moves once it is seen. */
    stand: () => side.replaceChildren(title, ...text.childNodes),
    has: (reference) => ends.has(reference),
    top,

    /** Numbers the links behind the passages, in the order in which both columns are read. */
    number(joined) {
      for (const [link, reference] of links) {
        link.dataset.number = joined.indexOf(reference) + 1;
        link.setAttribute("aria-label", `${link.dataset.number}: ${reference.label}`);
      }
    },

    height: (reference) => top(reference) - side.scrollTop,

    /** Marks a cross-reference as the one that is read, and scrolls to it if a height is given. */
    show(reference, height, smooth) {
      ends.forEach((marks, each) => {
        for (const mark of marks) mark.classList.toggle("postil-open", each === reference);
      });
      // A passage may belong to several.
      for (const mark of ends.get(reference)) mark.classList.add("postil-open");
      if (height === undefined) return;
      leads = false;
      side.scrollTo({ top: top(reference) - height, behavior: smooth ? "smooth" : "instant" });
    },

    /** Calls back when the reader follows a passage to the other text. */
    onpassage(callback) {
      side.addEventListener("click", (event) => {
        const link = event.target.closest("a.postil-to");
        if (!link) return;
        event.preventDefault();
        callback(links.get(link));
      });
    },

    /** Calls back with the last cross-reference above the upper third when the reader scrolls. */
    onscroll(callback) {
      const inOrder = [...ends.keys()].sort((a, b) => top(a) - top(b));
      side.addEventListener("scroll", () => {
        if (!leads) return;
        const line = side.scrollTop + side.clientHeight / 3;
        const last = inOrder.findLast((reference) => top(reference) <= line);
        if (last) callback(last);
      }, { passive: true });
    },
  };
}

const place = (element) => element.getClientRects()[0].top;

/** The text of an article for a page that has another one: its ids and links made its own. */
function own(article, number, address) {
  const text = document.importNode(article, true);
  for (const part of text.querySelectorAll(APPARATUS)) part.remove();
  const name = (id) => `text-${number + 1}-${id}`;
  const ids = new Set([...text.querySelectorAll("[id]")].map(({ id }) => id));
  for (const element of text.querySelectorAll("[id], [for], [name]")) {
    for (const attribute of ["id", "for", "name"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, name(value));
    }
  }
  for (const element of text.querySelectorAll("[href], [src]")) {
    const attribute = element.hasAttribute("href") ? "href" : "src";
    const value = element.getAttribute(attribute);
    const within = value.startsWith("#") && ids.has(value.slice(1));
    element.setAttribute(attribute, within ? `#${name(value.slice(1))}` : new URL(value, address).href);
  }
  return text;
}
