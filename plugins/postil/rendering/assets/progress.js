/**
 * For readers who have something of their own on this device: where they stopped in an article, which is
 * offered when they come back, and a dot at notes that are new or say something else since then. Quiet: it
 * counts nothing. Without this script an article begins at its beginning.
 */

import { el } from "./dom.js";
import { keep, places } from "./places.js";
import { page } from "./postil.js";
import { say } from "./saying.js";
import { styled } from "./styled.js";

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
  // Who does not scroll stops nowhere.
  const follow = () => void page.bring("stopping").then(({ stopping }) => stopping.follow({ ...page, reading, signal }));
  addEventListener("scroll", follow, { signal, once: true, passive: true });
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
