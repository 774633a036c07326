/**
 * The reading page: a passage opens its note beside it, and the note leads back. Without this
 * script every reference leads to its note among the endnotes, and every note back to its passage.
 */

import { addQuestions } from "./asked.js";
import { addBar } from "./bar.js";
import { addCiting } from "./citing.js";
import { addDoor, addressOf, bring, rootOf } from "./door.js";
import { addJudging } from "./first.js";
import { addHandIn } from "./handing.js";
import { layOut, stand } from "./margin.js";
import { onEachPage } from "./pages.js";
import { Panel } from "./panel.js";
import { MARK, Reading } from "./reading.js";

const wide = matchMedia("(min-width: 57.875em)");
let current = null;

/** For the scripts that are loaded later: the reading that is on the page, and how to lay it out anew. */
export const page = { reading: null, arrange: () => {}, signal: null, addressOf, bring, rootOf };

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
  current = new AbortController();
  const { signal } = current;
  const reading = new Reading(section);
  // What it adds to a note is there when the panel makes room for it, and when notes are laid out.
  addCiting(reading, signal);
  const panel = new Panel(reading, signal);
  const place = () => (panel.enabled = !stand(reading, wide.matches));
  const arrange = () => (place(), layOut(reading));
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
  const onScroll = () => reading.waits && layOut(reading, { still: true });
  addEventListener("scroll", onScroll, { signal, passive: true });
  // A tab that is chosen, or a box that is opened, may leave the article as tall as it was.
  for (const type of ["change", "toggle"]) {
    reading.root.addEventListener(type, soon, { signal, capture: true });
  }
  wide.addEventListener("change", () => (reading.close(), arrange()), { signal });
  // An open panel would lie on every sheet.
  addEventListener("beforeprint", () => reading.close(), { signal });
  addJudging(reading, signal);
  addBar(reading, signal);
  listen(reading, signal);
  addQuestions(reading, signal);
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
    addDoor(reading, signal);
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

/**
 * Opens the note that the address names, `#id`, `#note-id` or `#find-id`, by its id or by one that it
 * had before; closes it when Back leaves it.
 */
function openAddressed(reading) {
  const [named, query] = idIn(location.hash).split("?");
  const bare = reading.notes.has(named) ? named : named.replace(/^(note|find)-/, "");
  const id = reading.former.get(bare) ?? bare;
  showCited(reading, id, query);
  if (id === reading.active || reading.open(id, { reveal: true, addressed: true })) return;
  reading.close();
  // The bare text hides what stands after it, too.
  const hidden = named && document.getElementById(named)?.closest(".postil-bare .postil-after");
  if (hidden) {
    reading.root.classList.remove("postil-bare");
    hidden.scrollIntoView();
  }
}

/** Shows the wording of a note that the address names, `?v=hash#id` or `#id?v=hash`, if it is another now. */
function showCited(reading, id, query) {
  const mark = new URLSearchParams(query ?? location.search).get("v");
  const entry = reading.notes.get(id);
  if (mark && entry && entry.note.dataset.v !== mark) {
    void bring("wording").then(({ wording }) => wording.show(reading, entry, mark));
  }
}

function idIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

// The theme begins at the same moment, and takes long: so that the first page does not stand still for
// both, what puts notes into the margin comes in tasks of its own. No other page is seen without them.
const isLoading = document.readyState === "loading";
let then = isLoading && wide.matches ? setTimeout : undefined;
const begin = () => onEachPage(() => (start(then), (then = undefined)));

if (isLoading) addEventListener("DOMContentLoaded", begin);
else begin();
