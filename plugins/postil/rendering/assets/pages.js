/**
 * Material swaps pages without loading them anew when its instant navigation is on: it tells of each
 * by its stream `document$`.
 */

/**
 * Calls `start` for the page that is there, and for each that takes its place.
 * @param {() => void} start
 */
export function onEachPage(start) {
  const { document$: pages } = /** @type {any} */ (window);
  if (!pages) {
    start();
    return;
  }
  let started = false;
  const next = () => {
    started = true;
    start();
  };
  // On pages from a disk the stream ends before the first one comes.
  pages.subscribe({ next, complete: () => started || start() });
}

/**
 * The same for a script within a page, which comes before Material's: it starts at once.
 * @param {() => void} start
 */
export function atOnceAndOnEachPage(start) {
  start();
  if (document.readyState !== "loading") onEachPage(start);
  else addEventListener("DOMContentLoaded", () => onEachPage(start));
}
