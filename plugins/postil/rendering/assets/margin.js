/**
 * Wide screens: puts each note beside its line. No note covers another: each shows as many lines as
 * there is room for until the next one, and the open one, which is moved to where it can be seen,
 * pushes its neighbours aside. Without this the notes stay endnotes.
 *
 * The notes near the window are laid out at once, the others after them, a few at a time while the
 * browser has nothing else to do: so a page with many notes opens as soon as one with few.
 */

import { BASELINE, giveWay, measure, share, unfold } from "./lengths.js";
import { headerBottom, lineOf, linesOf } from "./lines.js";
import { arrange, GAP } from "./stack.js";

const LEEWAY = 200; // pixels above and below the window in which a note counts as seen
const NEAR = 0.25; // windows above and below this one whose notes are laid out at once
const FIRST = 8; // how many of the others are laid out together to begin with
const [SHORT, LONG] = [12, 48]; // milliseconds: what takes less is done in larger parts, what more in smaller
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const NARROWEST = 9; // rem: a margin that is narrower holds no note

/** Puts the notes into the margin, if the page has one and it is wide enough; says whether. */
export function stand(reading, wide) {
  const { section, root } = reading;
  const stood = section.classList.contains("postil-beside");
  const may = wide && root.matches(".md-content__inner > *");
  if (may && !stood) {
    // A box that is made anew has not moved: the way into the margin is no layout shift. All that
    // notes need to be measured is changed before the browser lays them out.
    section.hidden = true;
    section.classList.add("postil-beside");
    for (const entry of reading.notes.values()) {
      unfold(entry);
      entry.width = undefined;
      entry.note.toggleAttribute("data-later", true);
    }
    section.getClientRects();
    section.hidden = false;
  }
  const stands = may && section.clientWidth >= NARROWEST * rem();
  section.classList.toggle("postil-beside", stands);
  if (stood && !stands) {
    root.style.minHeight = "";
    section.ariaBusy = null;
    for (const entry of reading.notes.values()) {
      entry.note.style.translate = "";
      entry.top = undefined;
    }
  }
  if (stands !== stood) reading.offerOpening(stands);
  return stands;
}

/** Asked when it is needed: as the script begins, the page would be styled for it. */
function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/**
 * Lays out the notes of a page: those near the window at once, the others soon.
 * glides: those that are seen move to their new places; still: nothing but the window has moved
 * since the last time; more: how many are laid out besides.
 */
export function layOut(reading, { glides = false, still = false, more = 0 } = {}) {
  const { section, root } = reading;
  if (!section.classList.contains("postil-beside")) return;
  reading.refind();
  const origin = section.getBoundingClientRect().top;
  const bar = root.querySelector(".postil-bar")?.getBoundingClientRect().bottom ?? origin;
  const all = reading.shown;
  for (const entry of all) if (!still || entry.line === undefined) locate(entry, origin);
  const width = section.clientWidth;
  const due = dueOf(all, reading, width, origin, more);
  measure(due, width);
  const isDone = (entry) => entry.width === width || due.has(entry);
  const shown = all.filter(isDone);
  if (all.some((entry) => !isDone(entry) && !isSpared(reading, entry))) soon(reading);
  else section.ariaBusy = null;
  // A passage may hold others, whose numbers come first; its note stands no higher than theirs.
  let lowest = -Infinity;
  const wishes = shown.map((entry) => {
    lowest = Math.max(lowest, level(entry));
    return lowest;
  });
  share(shown, wishes, wishes[0] + origin - bar - GAP);
  const places = shown.map(({ note }, index) => ({ wish: wishes[index], height: note.offsetHeight }));
  const open = shown.findIndex(({ id }) => id === reading.active);
  const from = bar - origin + GAP;
  if (open >= 0) {
    places[open].wish = seen(shown[open], places[open].height, origin);
    giveWay(shown, places, open, from);
  }
  const tops = arrange(places, open, from);
  shown.forEach((entry, index) => {
    const top = Math.round(tops[index]);
    if (entry.top === top) return;
    const inView = (at) => at + origin > -LEEWAY && at + origin < innerHeight + LEEWAY;
    if (glides && entry.top !== undefined && (inView(entry.top) || inView(top))) glide(entry, top);
    entry.note.style.translate = `0 ${top}px`;
    entry.top = top;
  });
  const last = places.length - 1;
  const height = last < 0 ? "" : `${Math.ceil(tops[last] + places[last].height)}px`;
  if (root.style.minHeight !== height) root.style.minHeight = height;
}

/** Keeps with an entry where the baseline of its passage's first line is, from the margin's top. */
function locate(entry, origin) {
  const { top, height } = lineOf(entry);
  entry.line = top + BASELINE * Math.min(height, 40) - origin;
}

/** Where a note stands whose first line is level with that of its passage. */
function level(entry) {
  return entry.line - entry.baseline;
}

/**
 * The entries that are to be measured now: of those that were not yet, at this width, the ones near
 * the window and the first `more` besides; and what was open, or is.
 */
function dueOf(all, reading, width, origin, more) {
  const [from, to] = [-NEAR * innerHeight - origin, (1 + NEAR) * innerHeight - origin];
  const due = new Set();
  for (const entry of all) {
    if (entry.width === width) continue;
    const near = (entry.line > from && entry.line < to) || entry.width === 0 || entry.id === reading.active;
    if (near) due.add(entry);
    else if (more > 0 && !isSpared(reading, entry)) {
      due.add(entry);
      more -= 1;
    }
  }
  return due;
}

/** Whether a note is laid out only where it is near the window: one of many of the reader's own, for now. */
const isSpared = (reading, { own }) => own && reading.spares;

/** Lays out some more notes when the browser has time, as many as it can without keeping a reader. */
function soon(reading) {
  const { section } = reading;
  section.ariaBusy = "true";
  if (reading.waits) return;
  reading.waits = true;
  whenIdle(() => {
    reading.waits = false;
    if (!section.isConnected) return;
    const begun = performance.now();
    reading.part ??= FIRST;
    layOut(reading, { still: true, more: reading.part });
    const took = performance.now() - begun;
    if (took < SHORT) reading.part *= 2;
    else if (took > LONG) reading.part = Math.ceil(reading.part / 2);
  });
}

/** Calls back when there is nothing to do, or soon where a browser cannot tell. */
function whenIdle(callback) {
  if ("requestIdleCallback" in window) requestIdleCallback(callback, { timeout: 200 });
  else setTimeout(callback, 20);
}

/**
 * Where an open note is seen: beside its passage, and so far up that as much of it as can be is in
 * the window. Where the passage is not in the window, level with it.
 */
function seen(entry, height, origin) {
  const [top, bottom] = [headerBottom() + GAP, innerHeight - GAP];
  const wish = level(entry);
  if (!linesOf(entry).some((line) => line.bottom > top && line.top < bottom)) return wish;
  return Math.max(top - origin, Math.min(wish, bottom - height - origin));
}

/** By script, as a transition of the style sheet would run on each note of a long page. */
function glide({ note, top }, to) {
  if (STILL.matches) return;
  note.animate({ translate: [`0 ${top}px`, `0 ${to}px`] }, { duration: 150, easing: "ease-out" });
}
