/**
 * Own notes in the text: painted as highlights, which leave the page as it is. A browser without them
 * shows the notes beside the text all the same.
 */

const NAMES = { highlighting: "postil-own-mark", commenting: "postil-own-note", questioning: "postil-own-question" };
const ACTIVE = "postil-own-active";

/** Paints passages, given as pairs of the motivation of a note and its range; nothing of others. */
export function paint(passages) {
  if (!("highlights" in CSS)) return;
  for (const [motivation, name] of Object.entries(NAMES)) {
    const ranges = passages.filter((one) => one.motivation === motivation).map(({ range }) => range);
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  }
}

/** Paints the passage of the note that is read; `null` none. */
export function paintActive(range) {
  if (!("highlights" in CSS)) return;
  if (!range) CSS.highlights.delete(ACTIVE);
  else CSS.highlights.set(ACTIVE, Object.assign(new Highlight(range), { priority: 1 }));
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
    return this.range.getClientRects();
  }

  getBoundingClientRect() {
    return this.range.getBoundingClientRect();
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
