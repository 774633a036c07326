/**
 * Words that are painted have no elements of their own: which note a click means is told by its place.
 */

/**
 * Opens the note at a place that is clicked: after those of the editors, whose marks were there before;
 * of several, one after the other.
 */
export function openAt(own, event) {
  const { reading, entries, isHidden } = own;
  if (event.button || event.ctrlKey || event.metaKey || !getSelection().isCollapsed) return;
  if (isHidden || event.target.closest("a, button, summary, input, label, .postil-note, .postil-bar")) return;
  const here = [...entries.values()]
    .filter(({ marks }) => [...marks[0].getClientRects()].some((box) => isIn(box, event)))
    .sort((one, other) => one.own.length - other.own.length)
    .map(({ id }) => id);
  const { active } = reading;
  const mark = event.target.closest("mark.postil:not([data-off])");
  if (!here.length || (mark && active !== mark.dataset.postil && !here.includes(active))) return;
  const next = here[here.indexOf(active) + 1];
  if (!next) return;
  event.stopPropagation();
  reading.open(next);
}

/** Opens the note that the address names, if it is one of the reader's own. */
export function openAddressed(reading) {
  const id = location.hash.slice(1).replace(/^note-/, "");
  if (id.startsWith("own-")) reading.open(id, { reveal: true, addressed: true });
}

/** @param {DOMRect} box @param {MouseEvent} at */
const isIn = ({ left, right, top, bottom }, { clientX, clientY }) =>
  clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
