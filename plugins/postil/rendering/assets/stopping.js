/**
 * Where a reader stops in an article, and whether it is time to save what they wrote. It is loaded when they
 * scroll.
 */

import { isDue } from "./due.js";
import { headerBottom, lineOf } from "./lines.js";
import { keep } from "./places.js";

/** Pixels that a reader has scrolled who has found their place. */
const FOUND = 200;
const DAY = 24 * 3600 * 1000;

/** Keeps the place of the reader of a page when they leave it. */
export function follow({ reading, signal, own, bring, rootOf }) {
  if (signal.aborted) return;
  if (own && isWorthSaving(own.record)) void bring("acting").then(({ acting }) => acting.remind(own));
  const { article } = reading.section.dataset;
  const place = () => placeOf(reading, rootOf());
  const stop = () => document.visibilityState === "hidden" && keep(article, { place: place() });
  document.addEventListener("visibilitychange", stop, { signal });
  // Another page that is swapped in leaves no time to look.
  let seen = place();
  const look = () => (seen = place());
  addEventListener("scrollend", look, { signal });
  signal.addEventListener("abort", () => seen && keep(article, { place: seen }));
}

/** The last passage above the middle of the window; none before the first and after the last. */
function placeOf(reading, root) {
  const middle = (headerBottom() + innerHeight) / 2;
  const marked = [...reading.notes.values()].filter(({ own, marks }) => !own && marks.length);
  const above = marked.filter((entry) => lineOf(entry).top < middle);
  const entry = above.at(-1);
  if (!entry || above.length === marked.length || scrollY < FOUND) return null;
  return {
    url: location.href.split(/[?#]/)[0].slice(root.length),
    id: entry.id,
    words: entry.note.querySelector(".postil-quote q")?.textContent ?? "",
    title: reading.section.dataset.title ?? "",
    at: Date.now(),
  };
}

/** Whether much has changed since it was saved, of which the reader is told once a day. */
function isWorthSaving(record) {
  const now = new Date();
  const { saved, reminded } = record.about;
  return isDue(record.everything(), saved, now) && !(reminded && now - Date.parse(reminded) < DAY);
}
