/**
 * Material swaps pages without loading them anew when its instant navigation is on: it tells of each
 * by its stream `document$`.
 */

/** Calls `start` for the page that is there, and for each that takes its place. */
export function onEachPage(start) {
  if (!window.document$) {
    start();
    return;
  }
  let started = false;
  const next = () => {
    started = true;
    start();
  };
  // On pages from a disk the stream ends before the first one comes.
  window.document$.subscribe({ next, complete: () => started || start() });
}

/** The same for a script within a page, which comes before Material's: it starts at once. */
export function atOnceAndOnEachPage(start) {
  start();
  if (document.readyState !== "loading") onEachPage(start);
  else addEventListener("DOMContentLoaded", () => onEachPage(start));
}
