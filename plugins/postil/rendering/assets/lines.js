/**
 * Where the lines of a passage are on the page: in the text, in a box or tab that is closed, or in one
 * that a theme's script has taken away.
 */

/** What stands before the block of an element; a theme's script may take that block away. */
export function before(element, root) {
  let at = element;
  while (at.parentElement !== root) at = at.parentElement;
  return at.previousElementSibling ?? root;
}

/**
 * The lines of a passage that can be seen, or of the closed block or tab that hides it; of one that
 * is not on the page now, the last line before it. (Material shows the annotations of code in boxes
 * of their own.)
 */
export function linesOf({ marks, before }) {
  const lines = marks.flatMap((mark) => (mark.checkVisibility() ? [...mark.getClientRects()] : []));
  if (lines.length) return lines;
  let [at] = marks;
  if (!at.isConnected) {
    const { bottom } = before.getBoundingClientRect();
    return [new DOMRect(0, bottom - 1, 1, 1)];
  }
  while (!at.checkVisibility() || !at.getClientRects().length) at = at.parentElement;
  return [...at.getClientRects()];
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
