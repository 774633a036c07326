/**
 * For readers who have something of their own on this device: where they stopped in an article, which is
 * offered when they come back, and a dot at notes that are new or say something else since then. Quiet: it
 * counts nothing. Without this script an article begins at its beginning.
 */

import { el } from "./dom.js";
import { headerBottom, lineOf } from "./lines.js";
import { keep, places } from "./places.js";
import { say } from "./saying.js";
import { styled } from "./styled.js";

const { page } = window["postil-postil"].postil;
/** Pixels that a reader has scrolled who has found their place. */
const FOUND = 200;

async function start() {
  const { reading, signal } = page;
  const { article } = reading?.section.dataset ?? {};
  if (!article) return;
  await styled(page.addressOf);
  if (signal.aborted) return;
  const before = places()[article] ?? {};
  dot(reading, article, before.states, signal);
  if (before.place && !location.hash && scrollY < FOUND) offer(before.place, signal);
  const stop = () => document.visibilityState === "hidden" && keep(article, { place: placeOf(reading) });
  document.addEventListener("visibilitychange", stop, { signal });
  // Another page that is swapped in leaves no time to look.
  let seen = null;
  const look = () => (seen = placeOf(reading));
  addEventListener("scrollend", look, { signal });
  signal.addEventListener("abort", () => seen && keep(article, { place: seen }));
}

/** Marks what is new since the last visit; until it is opened. */
function dot(reading, article, before, signal) {
  const entries = [...reading.notes.values()].filter(({ note }) => note.dataset.state);
  const now = Object.fromEntries(entries.map(({ id, note }) => [id, note.dataset.state]));
  if (!before) return keep(article, { states: now });
  const known = Object.fromEntries(Object.entries(before).filter(([id]) => id in now));
  for (const { id, note } of entries) {
    if (known[id] === now[id]) continue;
    note.dataset.fresh = "";
    note.append(el("p", { class: "postil-fresh" }, id in known ? say("changed_note") : say("new_note")));
  }
  const onOpen = ({ detail }) => {
    const { id, note } = detail.closed ?? {};
    if (!note || !("fresh" in note.dataset)) return;
    delete note.dataset.fresh;
    note.querySelector(".postil-fresh").remove();
    known[id] = now[id];
    keep(article, { states: known });
  };
  reading.addEventListener("change", onOpen, { signal });
}

/** The last passage above the middle of the window; none before the first and after the last. */
function placeOf(reading) {
  const middle = (headerBottom() + innerHeight) / 2;
  const marked = [...reading.notes.values()].filter(({ own, marks }) => !own && marks.length);
  const above = marked.filter((entry) => lineOf(entry).top < middle);
  const entry = above.at(-1);
  if (!entry || above.length === marked.length || scrollY < FOUND) return null;
  const root = page.rootOf();
  return {
    url: location.href.split(/[?#]/)[0].slice(root.length),
    id: entry.id,
    words: entry.note.querySelector(".postil-quote q")?.textContent ?? "",
    title: reading.section.dataset.title ?? "",
    at: Date.now(),
  };
}

/** Offers the way to a place, until the reader goes a way of their own. */
function offer({ id, words }, signal) {
  const link = el("a", { class: "postil-continue", href: `#${id}` }, say("continue_at", { words: short(words) }));
  const end = () => link.remove();
  link.addEventListener("click", end);
  addEventListener("scroll", () => scrollY > FOUND && end(), { signal, passive: true });
  signal.addEventListener("abort", end);
  page.reading.root.append(link);
}

/** The first words of a passage. */
const short = (words) => (words.length > 50 ? `${words.slice(0, 50).replace(/\s+\S*$/, "")} …` : words);

document.addEventListener("postil:reading", () => void start());
void start();
