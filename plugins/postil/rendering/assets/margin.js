/**
 * Wide screens: puts each note beside its line. No note covers another: each shows as many lines as
 * there is room for until the next one, and the open one pushes its neighbours aside. Without this
 * the notes stay endnotes.
 */

import { lineOf } from "./reading.js";

const GAP = 9; // pixels between notes
const LINES = 5; // that a note shows at most before it is opened
const FEWEST = 2; // lines that are worth showing where there are more
const LEEWAY = 200; // pixels above and below the window in which a note counts as seen
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

// Narrower than this, a margin holds no note.
const NARROWEST = 9 * parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Puts the notes into the margin, if the page has one and it is wide enough; says whether. */
export function stand(reading, wide) {
  const { section, root } = reading;
  const stood = section.classList.contains("postil-beside");
  section.classList.toggle("postil-beside", wide && root.matches(".md-content__inner > *"));
  if (section.classList.contains("postil-beside") && section.clientWidth < NARROWEST) {
    section.classList.remove("postil-beside");
  }
  const stands = section.classList.contains("postil-beside");
  if (stands && !stood) {
    // A box that is made anew has not moved: the way into the margin is no layout shift.
    section.hidden = true;
    section.getClientRects();
    section.hidden = false;
  } else if (stood && !stands) {
    root.style.minHeight = "";
    for (const entry of reading.notes.values()) {
      entry.note.style.translate = "";
      entry.top = undefined;
    }
  }
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
    const line = lineOf(entry);
    lowest = Math.max(lowest, line.top + Math.min(line.height, 40) / 2 - entry.middle - origin);
    return lowest;
  });
  shown.forEach((entry, index) => {
    const room = (wishes[index + 1] ?? Infinity) - wishes[index] - GAP;
    const lines = Math.min(LINES, Math.floor((room - entry.label) / entry.line));
    clamp(entry, lines >= Math.min(FEWEST, entry.lines) ? lines : 0);
  });
  const places = shown.map(({ note }, index) => ({ wish: wishes[index], height: note.offsetHeight }));
  const open = shown.findIndex(({ id }) => id === reading.active);
  const tops = arrange(places, open, bar - origin + GAP);
  const seen = (top) => top > -origin - LEEWAY && top < innerHeight - origin + LEEWAY;
  shown.forEach((entry, index) => {
    const top = Math.round(tops[index]);
    if (top === entry.top) return;
    if (glides && seen(top)) glide(entry, top);
    entry.note.style.translate = `0 ${top}px`;
    entry.top = top;
  });
  const last = places.length - 1;
  const height = last < 0 ? "" : `${Math.ceil(tops[last] + places[last].height)}px`;
  if (root.style.minHeight !== height) root.style.minHeight = height;
}

/** How many lines of its gist a closed note shows. What is so already costs nothing. */
function clamp(entry, lines) {
  const { gist } = entry;
  if (!gist || entry.shows === lines) return;
  // Not on the note, where a change would have all that is in it styled anew.
  if (lines) gist.style.setProperty("--postil-lines", lines);
  gist.classList.toggle("postil-folded", !lines);
  entry.shows = lines;
}

/** By script, as a transition of the style sheet would run on each note of a long page. */
function glide({ note, top }, to) {
  if (STILL.matches) return;
  note.animate({ translate: [`0 ${top}px`, `0 ${to}px`] }, { duration: 150, easing: "ease-out" });
}

/**
 * Keeps with each entry what its note measures at this width while it is closed: to the middle of
 * its label, which is to stand level with the line of the text; all but its gist; a line of that,
 * and how many it has, as far as they can be shown.
 */
function measure(section, shown) {
  const width = section.clientWidth;
  const fresh = shown.filter((entry) => entry.width !== width);
  for (const entry of fresh) {
    entry.gist ??= entry.note.querySelector(".postil-gist");
    clamp(entry, LINES);
  }
  for (const entry of fresh) {
    const { note, gist } = entry;
    const label = note.querySelector(".postil-label");
    entry.middle = label.offsetTop + label.offsetHeight / 2;
    entry.label = label.offsetHeight + 2 * label.offsetTop;
    entry.line = gist ? parseFloat(getComputedStyle(gist).lineHeight) : 1;
    entry.lines = gist ? Math.round(gist.offsetHeight / entry.line) : 0;
    // What an open one measures holds until it is closed.
    entry.width = note.classList.contains("postil-open") ? 0 : width;
  }
}

/**
 * Tops for notes of given heights that come as near as possible to their wishes without covering
 * each other: notes that touch form a group, and a group stands where its members' wishes are met
 * on average (pool adjacent violators, the solution of least squares). The open note keeps its
 * line, and the others keep clear of it. None stands above `from`.
 */
export function arrange(places, open, from) {
  if (open < 0) return pool(places, from, Infinity);
  const held = places[open];
  const needed = places.slice(0, open).reduce((sum, { height }) => sum + height + GAP, from);
  const top = Math.max(held.wish, needed);
  const before = pool(places.slice(0, open), from, top - GAP);
  const after = pool(places.slice(open + 1), top + held.height + GAP, Infinity);
  return [...before, top, ...after];
}

function pool(places, from, to) {
  const groups = [];
  for (const { wish, height } of places) {
    let group = { sum: wish, count: 1, size: height + GAP };
    while (groups.length) {
      const last = groups.at(-1);
      if (position(last, from, to) + last.size <= position(group, from, to)) break;
      groups.pop();
      group = {
        sum: last.sum + group.sum - group.count * last.size,
        count: last.count + group.count,
        size: last.size + group.size,
      };
    }
    groups.push(group);
  }
  const tops = [];
  for (const group of groups) {
    let top = position(group, from, to);
    for (let n = 0; n < group.count; n += 1) {
      tops.push(top);
      top += places[tops.length - 1].height + GAP;
    }
  }
  return tops;
}

function position({ sum, count, size }, from, to) {
  return Math.max(from, Math.min(sum / count, to - size + GAP));
}
