/**
 * Words that are painted have no elements of their own: which note a click means is told by its place. It is
 * loaded at the first click in a text.
 */

/**
 * Opens the note at a place that is clicked: after those of the editors, whose marks were there before;
 * of several, one after the other. `isLate`: the click has been answered already.
 */
export function openNoteAt(own, event, isLate) {
  const { reading, entries, isHidden } = own;
  if (event.button || event.ctrlKey || event.metaKey || !getSelection().isCollapsed) return;
  if (isHidden || event.target.closest("a, button, summary, input, label, .postil-note, .postil-bar")) return;
  const here = [...entries.values()]
    .filter(({ marks }) => [...marks[0].getClientRects()].some((box) => isIn(box, event)))
    .sort((one, other) => one.own.length - other.own.length)
    .map(({ id }) => id);
  const { active } = reading;
  const mark = event.target.closest("mark.postil:not([data-off])");
  if (!here.length || (mark && (isLate || (active !== mark.dataset.postil && !here.includes(active))))) return;
  const next = here[here.indexOf(active) + 1];
  if (!next) return;
  event.stopPropagation();
  reading.open(next);
}

/** @param {DOMRect} box @param {MouseEvent} at */
const isIn = ({ left, right, top, bottom }, { clientX, clientY }) =>
  clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
