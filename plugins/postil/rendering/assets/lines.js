/**
 * Where the lines of a passage are on the page: in the text, in a box or tab that is closed, or in one
 * that a theme's script has taken away.
 */

/**
 * What stands before the block of an element in an article, if anything does; a theme's script may take
 * that block away.
 */
export function before(element, root) {
  let at = element;
  while (at.parentElement !== root) at = at.parentElement;
  return at.previousElementSibling;
}

/**
 * The lines of a passage that can be seen, or of the closed block or tab that hides it. Of one that
 * is not on the page now, the last line before it, or the begin of the article. (Material shows the
 * annotations of code in boxes of their own; other scripts write terminals anew, line by line.)
 */
export function linesOf({ marks, before, root }) {
  const there = marks.filter(({ isConnected }) => isConnected);
  const lines = there.flatMap((mark) => (mark.checkVisibility() ? [...mark.getClientRects()] : []));
  if (lines.length) return lines;
  for (let [at] = there; at; at = at.parentElement ?? at.getRootNode().host) {
    if (at.checkVisibility() && at.getClientRects().length) return [...at.getClientRects()];
  }
  const { bottom } = before?.isConnected ? before.getBoundingClientRect() : { bottom: 0 };
  return [new DOMRect(0, Math.max(bottom - 1, root.getBoundingClientRect().top), 1, 1)];
}

/** What to scroll to for a passage: its first mark, or what stood before it, or the article. */
export function placeOf({ marks, before, root }) {
  return marks.find(({ isConnected }) => isConnected) ?? (before?.isConnected ? before : root);
}

/** The first of these lines. */
export function lineOf(entry) {
  for (const mark of entry.marks) {
    const [line] = mark.getClientRects();
    if (line && mark.checkVisibility()) return line;
  }
  return linesOf(entry)[0];
}

/** Where the part of the window begins that no header covers. */
export function headerBottom() {
  const header = document.querySelector(".md-header, .navbar.fixed-top");
  return Math.max(0, header?.getBoundingClientRect().bottom ?? 0);
}

/** Opens the blocks and chooses the tabs that an element is hidden in. */
export function uncover(element) {
  for (let at = element; at; at = at.parentElement) {
    if (at.matches("details")) at.open = true;
    if (at.matches(".tabbed-block")) {
      const number = [...at.parentElement.children].indexOf(at);
      at.closest(".tabbed-set").querySelectorAll(":scope > input")[number]?.click();
    }
  }
}
