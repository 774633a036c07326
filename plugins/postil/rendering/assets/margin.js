/**
 * Wide screens: puts each note beside its line. No note covers another: each shows as many lines as
 * there is room for until the next one, and the open one, which is moved to where it can be seen,
 * pushes its neighbours aside. Without this the notes stay endnotes.
 */

import { headerBottom, lineOf, linesOf } from "./lines.js";
import { arrange, GAP } from "./stack.js";

const LINES = 4; // that a note shows at most before it is opened
const FEWEST = 2; // lines that it shows where there is some room
const ASIDE = 48; // pixels that it may stand above or below its line to show them
const BASELINE = 0.8; // of the height of a line of letters, from its top: about the same in all types
const LEEWAY = 200; // pixels above and below the window in which a note counts as seen
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

// Narrower than this, a margin holds no note.
const NARROWEST = 9 * parseFloat(getComputedStyle(document.documentElement).fontSize);

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
    for (const entry of reading.notes.values()) unfold(entry);
    section.getClientRects();
    section.hidden = false;
  }
  const stands = may && section.clientWidth >= NARROWEST;
  section.classList.toggle("postil-beside", stands);
  if (stood && !stands) {
    root.style.minHeight = "";
    for (const entry of reading.notes.values()) {
      entry.note.style.translate = "";
      entry.top = undefined;
    }
  }
  if (stands !== stood) reading.offerOpening(stands);
  return stands;
}

/** Lays out the notes of a page; with `glides`, those that are seen move to their new places. */
export function layOut(reading, glides = false) {
  const { section, root, shown } = reading;
  if (!section.classList.contains("postil-beside")) return;
  measure(section, shown);
  const origin = section.getBoundingClientRect().top;
  const bar = root.querySelector(".postil-bar")?.getBoundingClientRect().bottom ?? origin;
  // A passage may hold others, whose numbers come first; its note stands no higher than theirs.
  let lowest = -Infinity;
  const wishes = shown.map((entry) => {
    lowest = Math.max(lowest, level(entry) - origin);
    return lowest;
  });
  share(shown, wishes, wishes[0] + origin - bar - GAP);
  const places = shown.map(({ note }, index) => ({ wish: wishes[index], height: note.offsetHeight }));
  const open = shown.findIndex(({ id }) => id === reading.active);
  const from = bar - origin + GAP;
  if (open >= 0) {
    places[open].wish = seen(shown[open], places[open].height) - origin;
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

/**
 * Lets each closed note show as many lines as there is room for until the next one begins, and a few
 * where there is some left above or below. `above` is what is free above the first.
 */
function share(shown, wishes, above) {
  const within = (room) => Math.max(-ASIDE, Math.min(ASIDE, room));
  const rooms = shown.map((entry, index) => {
    const until = wishes[index + 1] ?? Infinity;
    return until - wishes[index] - GAP - entry.padding - entry.label;
  });
  const few = ({ lines }) => Math.min(FEWEST, lines);
  const below = rooms.map(() => ASIDE);
  for (let index = shown.length - 2; index >= 0; index -= 1) {
    const next = shown[index + 1];
    const free = rooms[index + 1] - few(next) * next.line;
    below[index] = Math.max(0, within(below[index + 1] + free));
  }
  let left = Math.max(0, within(above));
  shown.forEach((entry, index) => {
    const room = rooms[index] + Math.min(0, left);
    const lacks = few(entry) * entry.line - rooms[index] - left - below[index];
    const fit = Math.floor(room / entry.line);
    const lines = lacks > 0 ? fit : Math.max(few(entry), fit);
    // Of a reason, one line says more than a verdict does.
    clamp(entry, Math.max(1, Math.min(LINES, lines)), lines < Math.min(1, entry.lines));
    left = within(left + rooms[index] - Math.min(LINES, lines, entry.lines) * entry.line);
  });
}

/** Where a note stands in the window whose first line is level with that of its passage. */
function level(entry) {
  const { top, height } = lineOf(entry);
  return top + BASELINE * Math.min(height, 40) - entry.baseline;
}

/**
 * Where an open note is seen: beside its passage, and so far up that as much of it as can be is in
 * the window. Where the passage is not in the window, level with it.
 */
function seen(entry, height) {
  const [top, bottom] = [headerBottom() + GAP, innerHeight - GAP];
  const wish = level(entry);
  if (!linesOf(entry).some((line) => line.bottom > top && line.top < bottom)) return wish;
  return Math.max(top, Math.min(wish, bottom - height));
}

/** Shortens the notes before the open one, from the nearest on, until it can stand where it is seen. */
function giveWay(shown, places, open, from) {
  let lacks = from - places[open].wish;
  for (const { height } of places.slice(0, open)) lacks += height + GAP;
  for (let index = open - 1; index >= 0 && lacks > 0; index -= 1) {
    const entry = shown[index];
    if (!entry.gist) continue;
    clamp(entry, 1, true);
    // Known without asking the page, which would lay it out anew for each.
    const height = Math.min(places[index].height, entry.padding + entry.line);
    lacks -= places[index].height - height;
    places[index].height = height;
  }
}

/**
 * How many lines of its gist a closed note shows, and whether these are all of it: then it is tight.
 * What is so already costs nothing.
 */
function clamp(entry, lines, tight) {
  const { gist } = entry;
  const cut = lines < entry.lines;
  if (!gist || (entry.shows === lines && entry.cut === cut && entry.tight === tight)) return;
  // Not on the note, where a change would have all that is in it styled anew.
  gist.style.setProperty("--postil-lines", lines);
  gist.classList.toggle("postil-cut", cut);
  gist.classList.toggle("postil-tight", tight);
  Object.assign(entry, { shows: lines, cut, tight });
}

/** By script, as a transition of the style sheet would run on each note of a long page. */
function glide({ note, top }, to) {
  if (STILL.matches) return;
  note.animate({ translate: [`0 ${top}px`, `0 ${to}px`] }, { duration: 150, easing: "ease-out" });
}

/** Lets a note show as many lines of its reason as a closed one may. */
function unfold(entry) {
  entry.gist ??= entry.note.querySelector(".postil-gist");
  entry.lines = 0;
  clamp(entry, LINES, false);
}

/**
 * Keeps with each entry what its note measures at this width while it is closed: to the baseline of
 * its first line, which is to be that of the line of the text; its label, its padding; a line of its
 * gist, and how many it has.
 */
function measure(section, shown) {
  const width = section.clientWidth;
  const fresh = shown.filter((entry) => entry.width !== width);
  fresh.forEach(unfold);
  for (const entry of fresh) {
    const { note, gist } = entry;
    const label = note.querySelector(".postil-label");
    const first = gist ?? label;
    const [line, letters] = gist ? lineHeights(first) : [label.offsetHeight, label.offsetHeight];
    entry.padding = 2 * first.offsetTop;
    entry.baseline = first.offsetTop + (line - letters) / 2 + BASELINE * letters;
    entry.label = label.offsetHeight;
    entry.line = line;
    entry.lines = gist ? Math.round(gist.scrollHeight / line) : 0;
    // What an open one measures holds until it is closed.
    entry.width = note.classList.contains("postil-open") ? 0 : width;
  }
}

/** The height of a line, and of the letters in it. */
function lineHeights(element) {
  const { lineHeight, fontSize } = getComputedStyle(element);
  return [parseFloat(lineHeight), 1.15 * parseFloat(fontSize)];
}
