/**
 * The reading page: a passage opens its note beside it, and the note leads back. Without this
 * script every reference leads to its note among the endnotes, and every note back to its passage.
 */

import { addBar } from "./bar.js";
import { layOut } from "./margin.js";
import { Panel } from "./panel.js";
import { Reading } from "./reading.js";

const wide = matchMedia("(min-width: 76.25em)");
let current = null;

/** Makes the annotated article that is on the page now answer to its reader. */
function start() {
  current?.stop();
  current = null;
  const section = document.querySelector(".postil-endnotes");
  if (!section) return;
  const stopped = new AbortController();
  const { signal } = stopped;
  const reading = new Reading(section);
  const panel = new Panel(reading, signal);
  const arrange = () => {
    section.classList.toggle("postil-beside", wide.matches && reading.hasMargin);
    panel.enabled = !section.classList.contains("postil-beside");
    layOut(reading);
  };
  current = { stop: () => (stopped.abort(), panel.forget(), resized.disconnect()) };

  const resized = new ResizeObserver(() => layOut(reading));
  resized.observe(section.parentElement);
  reading.addEventListener("change", () => layOut(reading));
  wide.addEventListener("change", () => (reading.close(), arrange()), { signal });
  addBar(reading, signal);
  listen(reading, signal);
  arrange();
  openAddressed(reading);
}

/** Listens for the pointer, the keyboard and the address. */
function listen(reading, signal) {
  const root = reading.section.parentElement;
  root.addEventListener("click", (event) => onClick(reading, event), { signal });
  for (const type of ["mouseover", "focusin"]) {
    root.addEventListener(type, (event) => reading.point(reading.idOf(event.target)), { signal });
  }
  root.addEventListener("mouseleave", () => reading.point(null), { signal });
  addEventListener("hashchange", () => openAddressed(reading), { signal });
  addEventListener("keydown", (event) => onKey(reading, event), { signal });
}

function onClick(reading, event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
  const reference = event.target.closest(".postil-ref");
  if (reference) {
    event.preventDefault();
    event.stopPropagation();
    reading.open(reading.idOf(reference), { focus: true });
    return;
  }
  if (event.target.closest("a, button, summary, input, label")) return;
  if (String(getSelection())) return;
  const note = event.target.closest(".postil-note");
  if (note) {
    if (!note.classList.contains("postil-open")) reading.open(reading.idOf(note));
    return;
  }
  const mark = event.target.closest("mark.postil:not(.postil-off)");
  if (mark && !mark.closest(".postil-bare")) reading.open(around(mark, reading.active));
  else if (reading.active) reading.close();
}

/** The passage that a click on `mark` means: the innermost, then those that hold it, in turn. */
function around(mark, active) {
  if (mark.dataset.postil !== active) return mark.dataset.postil;
  let outer = mark.parentElement.closest("mark.postil:not(.postil-off)");
  if (!outer) for (outer = mark; outer.firstElementChild?.matches?.("mark.postil"); ) outer = outer.firstElementChild;
  return outer.dataset.postil;
}

function onKey(reading, event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "]" || event.key === "[") {
    reading.step(event.key === "]" ? 1 : -1);
    event.preventDefault();
  } else if (event.key === "Escape" && reading.active) {
    reading.close({ focus: true });
  }
}

/** Opens the note that the address names: `#id` or `#note-id`. */
function openAddressed(reading) {
  const id = decodeURIComponent(location.hash.slice(1)).replace(/^note-/, "");
  if (reading.notes.has(id) && reading.active !== id) reading.open(id, { reveal: true });
}

// Material swaps pages without loading them anew when its instant navigation is on.
if (window.document$) window.document$.subscribe(start);
else if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
