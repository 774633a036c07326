/**
 * Own notes in the text: painted as highlights, which leave the page as it is. A browser without them
 * shows the notes beside the text all the same.
 */

import { addressOf } from "./door.js";
import { styled } from "./styled.js";

export const NAMES = { highlighting: "postil-own-mark", commenting: "postil-own-note", questioning: "postil-own-question" };
const ACTIVE = "postil-own-active";

// Each time that a browser paints a page, it takes longer by what is painted on its text, 6 ms for 200
// passages. So of many only those are painted that are in the window or near it.
const AT_ONCE = 40;
const SOON = 100; // milliseconds

/** Of passages in the order of the text, those that stand in the window, or up to so many windows beside it. */
function near(passages, windows) {
  if (passages.length <= AT_ONCE) return passages;
  /** The first of them that begins below a height. */
  const below = (height) => {
    let [low, high] = [0, passages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (live(passages[middle].range).getBoundingClientRect().bottom < height) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return passages.slice(below(-windows * innerHeight), below((1 + windows) * innerHeight));
}

let painted = [];

/** Lets what is painted be seen in every element, where a browser does not hand it down from the article. */
function reach({ firstElementChild }) {
  const { textDecorationLine } = getComputedStyle(firstElementChild, `::highlight(${NAMES.commenting})`);
  if (textDecorationLine !== "underline") void styled(addressOf, "everywhere.css");
}

/** Keeps the words of own notes painted, as far as they may be seen. */
export function keepPainted(own) {
  const { reading, signal } = own;
  let [waits, seen, reached] = [0, 0, false];
  const show = ({ all = false } = {}) => {
    const isBare = reading.root.classList.contains("postil-bare");
    const shown = isBare || own.isHidden ? [] : [...own.entries.values()].sort((one, other) => one.own.start - other.own.start);
    const passages = shown.map(({ own: { item }, marks }) => ({ motivation: item.motivation, range: marks[0].range }));
    // While notes are being laid out, the page is painted again and again.
    paint(all ? passages : near(passages, reading.waits ? 0 : 1));
    if (passages.length && !reached) reach(reading.root);
    reached ||= passages.length > 0;
    if (reading.waits) waits ||= setTimeout(() => ((waits = 0), show()), SOON);
  };
  const onScroll = () => {
    if (Math.abs(scrollY - seen) < innerHeight / 2) return;
    seen = scrollY;
    show();
  };
  reading.addEventListener("change", () => show(), { signal });
  addEventListener("scroll", onScroll, { signal, passive: true });
  addEventListener("resize", () => show(), { signal });
  addEventListener("beforeprint", () => show({ all: true }), { signal });
  signal.addEventListener("abort", () => (clearTimeout(waits), paint([]), paintActive(null)));
}

/** Paints passages, given as pairs of the motivation of a note and its range; nothing of others. */
function paint(passages) {
  const isSame = passages.length === painted.length && passages.every(({ range }, index) => range === painted[index].range);
  if (!("highlights" in CSS) || isSame) return;
  painted = passages;
  for (const [motivation, name] of Object.entries(NAMES)) {
    const ranges = passages.filter((one) => one.motivation === motivation).map(({ range }) => range);
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  }
}

/** Paints the passage of the note that is read; `null` none. */
function paintActive(range) {
  if (!("highlights" in CSS)) return;
  if (!range) CSS.highlights.delete(ACTIVE);
  else CSS.highlights.set(ACTIVE, Object.assign(new Highlight(live(range).cloneRange()), { priority: 1 }));
}

// One range for all questions: a browser keeps each up to date with all that is done to a page.
const asked = document.createRange();

/** A range that can be asked where it is. */
function live({ startContainer, startOffset, endContainer, endOffset }) {
  asked.setStart(startContainer, startOffset);
  asked.setEnd(endContainer, endOffset);
  return asked;
}

/** What the reading asks of the mark of a passage, for one that no element stands for. */
export class Painted {
  constructor(range) {
    this.range = range;
    this.classList = { toggle: (_, on) => paintActive(on ? range : null) };
  }

  get parentElement() {
    const { startContainer: node } = this.range;
    return node instanceof Element ? node : node.parentElement;
  }

  get isConnected() {
    return Boolean(this.parentElement?.isConnected);
  }

  checkVisibility() {
    return Boolean(this.parentElement?.checkVisibility());
  }

  getClientRects() {
    return live(this.range).getClientRects();
  }

  getBoundingClientRect() {
    return live(this.range).getBoundingClientRect();
  }

  scrollIntoView() {
    const { top, height } = this.getBoundingClientRect();
    scrollBy({ top: top - Math.max(80, (innerHeight - height) / 2), behavior: "instant" });
  }

  matches() {
    return false;
  }

  toggleAttribute() {}
}
