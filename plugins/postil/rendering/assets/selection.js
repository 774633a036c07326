/**
 * What is selected of a text: where it stands, and how it is named for others.
 */

import { ADDED } from "./text.js";

// So much is told of what stands beside the words that were selected.
const BESIDE = 64;

/**
 * Where in a text a selection begins and ends; null where none of it is selected.
 * @param {import("./text.js").Text} text @param {Selection | null} selection
 */
export function spanOf(text, selection) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!text.root.contains(range.commonAncestorContainer)) return null;
  for (const node of [range.startContainer, range.endContainer]) {
    // Three clicks on the last paragraph select up to what comes behind it.
    if (node === range.endContainer && !range.endOffset && node !== range.startContainer) continue;
    const element = node instanceof Element ? node : node.parentElement;
    if (element?.closest(ADDED) && !element.closest(".postil-ref, .headerlink")) return null;
  }
  const start = text.offsetOf(range.startContainer, range.startOffset);
  const end = text.offsetOf(range.endContainer, range.endOffset);
  return text.value.slice(start, end).trim() ? { start, end } : null;
}

/** A span without halves of words and without space at its ends. @param {string} text @param {{start: number, end: number}} span @param {string} [language] */
export function wholeWords(text, { start, end }, language) {
  const words = [...new Intl.Segmenter(language, { granularity: "word" }).segment(text.slice(Math.max(0, start - BESIDE), end + BESIDE))];
  const from = Math.max(0, start - BESIDE);
  const inside = words.filter(({ index, segment }) => from + index < end && from + index + segment.length > start && segment.trim());
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last) return { start, end };
  return { start: from + first.index, end: from + last.index + last.segment.length };
}

/**
 * A part of a text by its words and what stands beside them; null where there are none.
 * @param {import("./text.js").Text} text @param {number} start @param {number} end
 */
export function quoteAt({ value }, start, end, beside = BESIDE) {
  const exact = value.slice(start, end);
  if (!exact.trim()) return null;
  return {
    type: "TextQuoteSelector",
    exact,
    prefix: whole(value.slice(Math.max(0, start - beside), start)),
    suffix: whole(value.slice(end, end + beside)),
  };
}

/** The words of a selection, and what stands beside them. @param {import("./text.js").Text} text @param {Selection | null} selection */
export function selected(text, selection) {
  const span = spanOf(text, selection);
  return span && quoteAt(text, span.start, span.end);
}

/** A text without halves of characters at its ends. @param {string} text */
const whole = (text) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
