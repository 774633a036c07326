/**
 * How much of its reason a closed note shows beside the text: as many lines as there is room for.
 */

import { GAP } from "./stack.js";

export const BASELINE = 0.8; // of the height of a line of letters, from its top: about the same in all types
const LINES = 4; // that a note shows at most before it is opened
const FEWEST = 2; // lines that it shows where there is some room
const ASIDE = 48; // pixels that it may stand above or below its line to show them
const WAITING = "[data-veiled] .postil-note:is([data-asks], :not([data-aside])):not([data-seen])";

/**
 * Lets each closed note show as many lines as there is room for until the next one begins, and a few
 * where there is some left above or below. `above` is what is free above the first.
 */
export function share(shown, wishes, above) {
  const within = (room) => Math.max(-ASIDE, Math.min(ASIDE, room));
  const rooms = shown.map((entry, index) => {
    const until = wishes[index + 1] ?? Infinity;
    return until - wishes[index] - GAP - entry.padding - entry.label;
  });
  const few = ({ lines }) => Math.min(FEWEST, lines);
  const below = rooms.map(() => ASIDE);
  for (let index = shown.length - 2; index >= 0; index -= 1) {
    const next = shown[index + 1];
    const free = rooms[index + 1] - few(next) * next.leading;
    below[index] = Math.max(0, within(below[index + 1] + free));
  }
  let left = Math.max(0, within(above));
  shown.forEach((entry, index) => {
    const room = rooms[index] + Math.min(0, left);
    const lacks = few(entry) * entry.leading - rooms[index] - left - below[index];
    const fit = Math.floor(room / entry.leading);
    const lines = lacks > 0 ? fit : Math.max(few(entry), fit);
    // Of a reason, one line says more than a verdict does.
    clamp(entry, Math.max(1, Math.min(LINES, lines)), lines < Math.min(1, entry.lines));
    left = within(left + rooms[index] - Math.min(LINES, lines, entry.lines) * entry.leading);
  });
}

/** Shortens the notes before the open one, from the nearest on, until it can stand where it is seen. */
export function giveWay(shown, places, open, from) {
  let lacks = from - places[open].wish;
  for (const { height } of places.slice(0, open)) lacks += height + GAP;
  for (let index = open - 1; index >= 0 && lacks > 0; index -= 1) {
    const entry = shown[index];
    if (!entry.gist) continue;
    clamp(entry, 1, true);
    // Known without asking the page, which would lay it out anew for each.
    const height = Math.min(places[index].height, entry.padding + entry.leading);
    lacks -= places[index].height - height;
    places[index].height = height;
  }
}

/** What a closed note shows of itself; nothing, while it waits for what its reader thinks. */
function gistOf(entry) {
  const gist = entry.note.querySelector(".postil-gist");
  if (!gist || !entry.note.matches(WAITING)) return gist;
  gist.classList.remove("postil-cut", "postil-tight");
  entry.shows = undefined;
  return null;
}

/** Lets a note show as many lines of its reason as a closed one may. */
export function unfold(entry) {
  entry.gist = gistOf(entry);
  entry.lines = 0;
  clamp(entry, LINES, false);
}

/**
 * Keeps with each entry what its note measures at this width while it is closed: to the baseline of
 * its first line, which is to be that of the line of the text; its label, its padding; the height of
 * a line of its gist, and how many it has.
 */
export function measure(entries, width) {
  for (const entry of entries) {
    entry.note.removeAttribute("data-later");
    unfold(entry);
  }
  // Of elements of one name and class, the lines are as high.
  const known = new Map();
  const heightsOf = (gist) => {
    const name = `${gist.tagName} ${gist.className} ${gist.parentElement.className}`;
    if (!known.has(name)) known.set(name, lineHeights(gist));
    return known.get(name);
  };
  for (const entry of entries) {
    const { note, gist } = entry;
    const label = note.querySelector(".postil-label");
    const first = gist ?? label;
    const [leading, letters] = gist ? heightsOf(gist) : [label.offsetHeight, label.offsetHeight];
    entry.padding = 2 * first.offsetTop;
    entry.baseline = first.offsetTop + (leading - letters) / 2 + BASELINE * letters;
    entry.label = label.offsetHeight;
    entry.leading = leading;
    entry.lines = gist ? Math.round(gist.scrollHeight / leading) : 0;
    // What an open one measures holds until it is closed.
    entry.width = note.classList.contains("postil-open") ? 0 : width;
  }
}

/** The height of a line, and of the letters in it. */
function lineHeights(element) {
  const { lineHeight, fontSize } = getComputedStyle(element);
  return [parseFloat(lineHeight), 1.15 * parseFloat(fontSize)];
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
