/**
 * The words of an article as its author wrote them, without what the page has added: numbers, the
 * bar, the notes. Where each of them is on the page, and what a selection says.
 */

/** What is none of the article's own words. */
const ADDED =
  ".postil-bar, .postil-byline, .postil-endnotes, .postil-ref, .postil-after, .postil-unfold, .postil-desk, .headerlink, .md-content__button, script, style, template";
const BLOCKS = "p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, pre, blockquote, figcaption, div";
// So much is told of what stands beside the words that were selected.
const BESIDE = 64;

/** The element that holds the text of an article. @returns {HTMLElement | null} */
export const textRoot = () =>
  document.querySelector(".postil-article") ??
  document.querySelector(".md-content__inner, [role=main], main, article");

/** The text of an article, with the nodes that it stands in. */
export class Text {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.value = "";
    /** @type {{node: globalThis.Text, start: number}[]} */
    this.parts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node instanceof Element
        ? node.matches(ADDED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP
        : NodeFilter.FILTER_ACCEPT,
    );
    let block = null;
    while (walker.nextNode()) {
      const node = /** @type {globalThis.Text} */ (walker.currentNode);
      const own = node.parentElement?.closest(BLOCKS) ?? null;
      // The last word of a block and the first of the next are two.
      if (block && own !== block && !/\s$/.test(this.value)) this.value += "\n";
      block = own;
      this.parts.push({ node, start: this.value.length });
      this.value += node.data;
    }
  }

  /**
   * The offset of a place on the page; of one that is in no text, of the text behind it.
   * @param {Node} node @param {number} offset
   */
  offsetOf(node, offset) {
    const part = this.parts.find((one) => one.node === node);
    if (part) return part.start + offset;
    const at = document.createRange();
    at.setStart(node, offset);
    const behind = this.parts.find((one) => at.comparePoint(one.node, 0) >= 0);
    return behind ? behind.start : this.value.length;
  }

  /**
   * The range on the page of a part of the text.
   * @param {number} start @param {number} end
   */
  range(start, end) {
    const range = document.createRange();
    const first = this.#partAt(start + 1);
    const last = this.#partAt(end);
    range.setStart(first.node, Math.max(0, start - first.start));
    range.setEnd(last.node, Math.min(last.node.length, end - last.start));
    return range;
  }

  /** The part that a character stands in, or ends in. @param {number} end */
  #partAt(end) {
    return this.parts.findLast(({ start }) => start < end) ?? this.parts[0];
  }

  /** The words of a selection, and what stands beside them; null where none of the text is selected.
   * @param {Selection | null} selection */
  selected(selection) {
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!this.root.contains(range.commonAncestorContainer)) return null;
    for (const node of [range.startContainer, range.endContainer]) {
      const element = node instanceof Element ? node : node.parentElement;
      if (element?.closest(ADDED) && !element.closest(".postil-ref, .headerlink")) return null;
    }
    const start = this.offsetOf(range.startContainer, range.startOffset);
    const end = this.offsetOf(range.endContainer, range.endOffset);
    return this.selector(start, end);
  }

  /** @param {number} start @param {number} end */
  selector(start, end) {
    const exact = this.value.slice(start, end);
    if (!exact.trim()) return null;
    return {
      type: "TextQuoteSelector",
      exact,
      prefix: whole(this.value.slice(Math.max(0, start - BESIDE), start)),
      suffix: whole(this.value.slice(end, end + BESIDE)),
    };
  }

  /** The words, each with its offsets and the block that it stands in. */
  words() {
    const language = document.documentElement.lang || undefined;
    const segments = new Intl.Segmenter(language, { granularity: "word" }).segment(this.value);
    /** @type {{start: number, end: number, block: Element | null}[]} */
    const found = [];
    for (const { segment, index, isWordLike } of segments) {
      if (!isWordLike) continue;
      const element = this.#partAt(index + 1).node.parentElement;
      if (!element?.checkVisibility()) continue;
      found.push({ start: index, end: index + segment.length, block: element.closest(BLOCKS) });
    }
    return found;
  }
}

/** A text without halves of characters at its ends. @param {string} text */
const whole = (text) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
