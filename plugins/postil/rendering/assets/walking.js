/**
 * Choosing words with the keyboard alone: arrow keys go by words and paragraphs, with Shift they take in
 * more, Enter takes the words, Escape none. What is chosen is heard.
 */

import { button } from "./buttons.js";
import { el } from "./dom.js";
import { textRoot } from "./roots.js";
import { BLOCKS, Text } from "./text.js";

/**
 * @typedef {object} Looks how it is shown
 * @property {string} name with which the names of its classes begin
 * @property {Element} host the element that it stands in
 * @property {{choosing: string, choosingHelp: string, cancel: string}} words
 */

/**
 * Lets words be chosen.
 * @param {Looks} looks
 * @param {() => void} taken called when the words are chosen, which are selected then
 * @param {(byKeys: boolean) => void} left called when none are
 */
export function chooseWords({ name, host, words: said }, taken, left) {
  const root = textRoot();
  if (!root) return;
  const text = new Text(root);
  const words = wordsOf(text);
  if (!words.length) return;
  const rightToLeft = getComputedStyle(root).direction === "rtl";
  // What is in view is meant, rather than what stands at the top of the page.
  const inView = words.findIndex(({ start, end }) => text.range(start, end).getBoundingClientRect().top > 80);
  let anchor = Math.max(0, inView);
  let focus = anchor;

  const heard = el("p", { role: "status" });
  const box = el(
    "div",
    { class: `${name} ${name}-walk`, role: "application", tabindex: 0, "aria-label": `${said.choosing}. ${said.choosingHelp}` },
    heard,
    el("p", { class: `${name}-hint` }, said.choosingHelp),
    button("×", () => end(() => left(true)), { "aria-label": said.cancel, class: `${name}-remove` }),
  );

  const show = () => {
    const [first, last] = [Math.min(anchor, focus), Math.max(anchor, focus)];
    const range = text.range(words[first].start, words[last].end);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    heard.textContent = text.value.slice(words[first].start, words[last].end).replace(/\s+/g, " ");
    const { top, bottom } = text.range(words[focus].start, words[focus].end).getBoundingClientRect();
    if (top < 80) scrollBy(0, top - 120);
    else if (bottom > innerHeight - 120) scrollBy(0, bottom - innerHeight + 180);
  };
  /** The first word of the next or previous block; the last one of this where there is none. @param {number} by */
  const block = (by) => {
    let at = focus;
    while (words[at + by] && words[at + by].block === words[focus].block) at += by;
    if (!words[at + by]) return at;
    at += by;
    while (words[at - 1]?.block === words[at].block) at -= 1;
    return at;
  };
  const end = (/** @type {() => void} */ then) => {
    box.remove();
    window.removeEventListener("pointerdown", aborted, true);
    then();
  };

  // Whoever takes the mouse selects with it.
  const aborted = (/** @type {Event} */ { target }) => box.contains(/** @type {Node} */ (target)) || end(() => left(false));
  window.addEventListener("pointerdown", aborted, true);
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    event.stopPropagation();
    if (event.target !== box) return;
    const forward = rightToLeft ? -1 : 1;
    const last = words.length - 1;
    const to = {
      ArrowRight: () => focus + forward,
      ArrowLeft: () => focus - forward,
      ArrowDown: () => block(1),
      ArrowUp: () => block(-1),
      Home: () => 0,
      End: () => last,
    }[event.key];
    if (to) {
      event.preventDefault();
      // Without Shift one goes on from the end that one goes towards.
      focus = Math.max(0, Math.min(last, to()));
      if (!event.shiftKey) anchor = focus;
      show();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      end(taken);
    } else if (event.key === "Escape") {
      getSelection()?.removeAllRanges();
      end(() => left(true));
    }
  });
  host.append(box);
  box.focus();
  show();
}

/** The words of a text, each with its offsets and the block that it stands in. @param {Text} text */
function wordsOf(text) {
  const language = document.documentElement.lang || undefined;
  const segments = new Intl.Segmenter(language, { granularity: "word" }).segment(text.value);
  /** @type {{start: number, end: number, block: Element | null}[]} */
  const found = [];
  for (const { segment, index, isWordLike } of segments) {
    if (!isWordLike) continue;
    const element = text.partAt(index + 1).node.parentElement;
    if (!element?.checkVisibility()) continue;
    found.push({ start: index, end: index + segment.length, block: element.closest(BLOCKS) });
  }
  return found;
}
