/**
 * Where the words of a text are for other programs.
 */

/**
 * An offset as other programs count it: in code points of the page's own text, without what Postil
 * has put around the bar.
 * @param {import("./text.js").Text} text @param {number} offset
 */
export function positionOf(text, offset) {
  const breaks = text.breaks.filter((at) => at < offset).length;
  return [...text.value.slice(0, offset)].length - breaks - text.added(offset);
}
