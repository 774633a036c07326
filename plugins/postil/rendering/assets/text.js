/**
 * The words of an article as its author wrote them, without what the page has added: numbers, the
 * bar, the notes. Where each of them is on the page, and what a selection says.
 */

/** What is none of the article's own words. */
export const ADDED =
  ".postil-article > [class^=postil-], .postil-bar, .postil-byline, .postil-endnotes, .postil-ref, .postil-after, .postil-unfold, .postil-tool, .postil-mine, .headerlink, .md-content__button, .footnote-ref, .footnote-backref, .linenos, .lineno, .MathJax_Preview, [hidden], rt, rp, script, style, template, noscript, textarea, select, datalist, svg, math, iframe, object, video, audio, canvas";
export const BLOCKS = "p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, pre, blockquote, figcaption, div";

/** The text of an article, with the nodes that it stands in. */
export class Text {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.value = "";
    /** @type {{node: globalThis.Text, start: number}[]} */
    this.parts = [];
    /** @type {Map<Node, number>} the offset at which each node begins */
    this.starts = new Map();
    /** @type {number[]} where a line break stands that is none of the page's */
    this.breaks = [];
    /** @type {number[] | undefined} */
    this.offsets = undefined;
    /** @type {number | undefined} where the title ends, below which the bar stands */
    this.above = undefined;
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
      if (block && own !== block && !/\s$/.test(this.value)) {
        this.breaks.push(this.value.length);
        this.value += "\n";
      }
      block = own;
      this.starts.set(node, this.value.length);
      this.parts.push({ node, start: this.value.length });
      this.value += node.data;
    }
  }

  /**
   * The offset of a place on the page; of one that is in no text, of the text behind it.
   * @param {Node} node @param {number} offset
   */
  offsetOf(node, offset) {
    const start = this.starts.get(node);
    if (start !== undefined) return start + offset;
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
    const { startContainer, startOffset, endContainer, endOffset } = this.ends(start, end);
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return range;
  }

  /**
   * Where on the page a part of the text begins and ends.
   * @param {number} start @param {number} end @returns {StaticRangeInit}
   */
  ends(start, end) {
    const first = this.partAt(start + 1);
    const last = this.partAt(end);
    return {
      startContainer: first.node,
      startOffset: Math.max(0, start - first.start),
      endContainer: last.node,
      endOffset: Math.min(last.node.length, end - last.start),
    };
  }

  /** The part that a character stands in, or ends in. @param {number} end */
  partAt(end) {
    let [low, high] = [0, this.parts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.parts[middle].start < end) low = middle;
      else high = middle;
    }
    return this.parts[low];
  }

  /**
   * The offset of a position, as other programs count; undefined where there is none.
   * @param {number} position @returns {number | undefined}
   */
  offsetAt(position) {
    this.offsets ??= this.#offsets();
    return this.offsets[position];
  }

  /** All of them at once, as it takes no longer than one. */
  #offsets() {
    /** @type {number[]} */
    const offsets = [];
    let [offset, count, next] = [0, 0, 0];
    for (const letter of this.value) {
      const position = count - this.added(offset);
      if (this.breaks[next] === offset) next += 1;
      else {
        if (position >= 0) offsets[position] ??= offset;
        count += 1;
      }
      offset += letter.length;
    }
    return offsets;
  }

  /** How many characters before an offset Postil has put around the bar. @param {number} offset */
  added(offset) {
    if (this.above === undefined) {
      const title = this.root.querySelector(":scope > h1:first-child");
      const first = title && document.createTreeWalker(title, NodeFilter.SHOW_TEXT).nextNode();
      this.above = first ? (this.starts.get(first) ?? 0) + (title?.textContent?.length ?? 0) : 0;
    }
    return this.root.matches(".postil-article") ? (offset > this.above ? 3 : 1) : 0;
  }
}
