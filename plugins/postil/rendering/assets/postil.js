/**
 * The reading page: a passage opens its note beside it, and the note leads back. Without this
 * script every reference leads to its note among the endnotes, and every note back to its passage.
 */

import { openAddressed } from "./addressed.js";
import { addBar } from "./bar.js";
import { addDoor, addressOf, bring, rootOf } from "./door.js";
import { addJudging } from "./first.js";
import { Fold } from "./fold.js";
import { addHandIn } from "./handing.js";
import { layOut, stand } from "./margin.js";
import { onEachPage } from "./pages.js";
import { MARK, Reading } from "./reading.js";

const wide = matchMedia("(min-width: 57.875em)");
let current = null;

/** For the scripts that are loaded later: the reading that is on the page, and how to lay it out anew. */
export const page = { reading: null, arrange: () => {}, signal: null, panel: null, own: null, addressOf, bring, rootOf };

// From the moment that this script is read, which is before Material listens: see `onBack`.
addEventListener("popstate", (event) => page.panel?.onBack(event));

/**
 * Makes the annotated article that is on the page now answer to its reader. The desk of a served site
 * calls it, too, when it has put a newer text into the page.
 * @param {(step: () => void) => void} [then] calls what puts the notes into the margin, if not at once
 */
export function start(then = (step) => step()) {
  current?.abort();
  current = null;
  page.reading = null;
  const section = document.querySelector(".postil-endnotes");
  if (!section) return;
  const begun = (current = new AbortController());
  const { signal } = begun;
  const reading = new Reading(section);
  const fold = new Fold(reading, signal);
  let isNarrow = false;
  const place = () => {
    isNarrow = !stand(reading, wide.matches);
    fold.enabled = isNarrow;
    if (page.panel) page.panel.enabled = isNarrow;
    else if (isNarrow && reading.active) narrow();
  };
  const arrange = () => (place(), layOut(reading));
  let offers = null;
  /** Lets notes offer what they have; before the panel has its size. */
  const use = () => {
    const add = ({ using }) => {
      if (signal.aborted) return;
      using.addOffers(reading, signal);
      if (reading.active) arrange();
    };
    return (offers ??= bring("using").then(add, () => (offers = null)));
  };
  // Where notes have no margin, a reader who goes on, or turns to one, needs a panel.
  const narrow = () => {
    if (!isNarrow || page.panel) return;
    const add = ([{ panel: { Panel } }]) => {
      if (signal.aborted) return;
      page.panel ??= new Panel(reading, fold, signal);
      arrange();
    };
    // Without it, notes are where they are without this script.
    const leave = () => (begun.abort(), reading.active && (location.hash = `note-${reading.active}`));
    Promise.all([bring("panel"), use()]).then(add, leave);
  };
  /** Whoever points at a note is about to open it. */
  const turnTo = () => {
    reading.dispatchEvent(new Event("turning"));
    void use();
    narrow();
  };
  let waits = 0;
  // Not at once: what it does to the size of the article would call it again. And once a frame.
  const soon = () => {
    waits ||= requestAnimationFrame(() => {
      waits = 0;
      arrange();
    });
  };
  const resized = new ResizeObserver(soon);
  signal.addEventListener("abort", () => resized.disconnect());
  reading.addEventListener("change", ({ detail: { opened, closed } }) => {
    layOut(reading, { glides: Boolean(opened || closed) });
  });
  // Whoever scrolls on while notes are still being laid out finds those that come into view.
  const onScroll = () => {
    if (reading.waits) layOut(reading, { still: true });
    narrow();
  };
  addEventListener("scroll", onScroll, { signal, passive: true });
  // A tab that is chosen, or a box that is opened, may leave the article as tall as it was.
  for (const type of ["change", "toggle"]) {
    reading.root.addEventListener(type, soon, { signal, capture: true });
  }
  const onPoint = ({ target }) => reading.idOf(target) && turnTo();
  for (const type of ["pointerover", "pointerdown", "focusin"]) reading.root.addEventListener(type, onPoint, { signal });
  reading.addEventListener("opening", turnTo);
  wide.addEventListener("change", () => (reading.close(), arrange(), narrow()), { signal });
  // An open panel would lie on every sheet.
  addEventListener("beforeprint", () => reading.close(), { signal });
  const judging = addJudging(reading, signal);
  addBar(reading, signal);
  listen(reading, signal);
  then(place);
  // Before the browser goes to the address, or the page would move twice.
  openAddressed(reading);
  then(() => {
    if (signal.aborted) return;
    layOut(reading);
    resized.observe(reading.root);
    reading.addEventListener("judging", soon);
    Object.assign(page, { reading, arrange, signal });
    document.dispatchEvent(new Event("postil:reading"));
    addDoor(reading, signal, judging);
    addHandIn(reading, signal);
  });
}

/** Listens for the pointer, the keyboard and the address. */
function listen(reading, signal) {
  const { root } = reading;
  root.addEventListener("click", (event) => onClick(reading, event), { signal });
  root.addEventListener("mouseover", ({ target }) => reading.point(reading.idOf(target)), { signal });
  root.addEventListener("mouseleave", () => reading.point(null), { signal });
  root.addEventListener("focusin", ({ target }) => onFocus(reading, target), { signal });
  // A hit of Material's search on the same page changes its query too: no hashchange comes then.
  for (const type of ["hashchange", "popstate"]) {
    addEventListener(type, () => openAddressed(reading), { signal });
  }
  addEventListener("keydown", (event) => onKey(reading, event), { signal });
}

function onClick(reading, event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
  const reference = event.target.closest(".postil-ref");
  if (reference) {
    event.preventDefault();
    // Material would take the address for a place to scroll to.
    event.stopPropagation();
    reading.open(reading.idOf(reference), { focus: true });
    return;
  }
  if (event.target.closest("a, button, summary, input, label, .postil-means, .postil-choices")) return;
  // Whoever selects words does not ask for their note.
  if (String(getSelection())) return;
  const note = event.target.closest(".postil-note");
  const mark = event.target.closest(MARK);
  const again = event.target.closest(".postil-open > .postil-number");
  if (note && !again) reading.open(reading.idOf(note));
  else if (mark) reading.open(after(reading.active, mark)) || reading.close();
  else reading.close();
}

/**
 * The passage that a click on `mark` means: the innermost one first, at each further click the
 * next one that holds it, then those of which there is but a trace, and in the end none.
 */
function after(active, mark) {
  const marks = [];
  for (let at = mark; at; at = at.parentElement.closest(MARK)) marks.push(at);
  const isOff = (at) => at.hasAttribute("data-off");
  marks.sort((one, other) => isOff(one) - isOff(other));
  const ids = marks.map(({ dataset }) => dataset.postil);
  return ids[ids.indexOf(active) + 1];
}

function onFocus(reading, target) {
  const id = reading.idOf(target);
  reading.point(id);
  // The Tab key has come to a link in a note that shows its first lines only.
  const beside = target.closest(".postil-beside .postil-note:not(.postil-open)");
  if (beside && target.matches(":focus-visible")) reading.open(id);
}

function onKey(reading, event) {
  const typing = event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
  // On many keyboards the brackets are typed with Alt, or with AltGr, which is Ctrl and Alt.
  const control = event.ctrlKey && !event.getModifierState("AltGraph");
  if (typing || control || event.metaKey) return;
  if (event.key === "]" || event.key === "[") {
    reading.step(event.key === "]" ? 1 : -1);
    event.preventDefault();
  } else if (event.key === "Escape" && !document.querySelector(":is(.postil-choices, .postil-means):popover-open")) {
    reading.close({ focus: true });
  }
}

// The theme begins at the same moment, and takes long: so that the first page does not stand still for
// both, what puts notes into the margin comes in tasks of its own. No other page is seen without them.
const isLoading = document.readyState === "loading";
let then = isLoading && wide.matches ? setTimeout : undefined;
const begin = () => onEachPage(() => (start(then), (then = undefined)));

if (isLoading) addEventListener("DOMContentLoaded", begin);
else begin();
