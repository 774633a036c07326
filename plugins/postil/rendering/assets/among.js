/**
 * Notes of the reader's own among those of the text.
 */

import { before } from "./lines.js";

/** The list that the notes of a reading stand in. */
function listOf({ section }) {
  const list = section.querySelector(".postil-notes");
  if (list) return list;
  const made = document.createElement("ol");
  made.className = "postil-notes";
  section.querySelector("h2").after(made);
  return made;
}

/**
 * Puts notes at their places; `startOf` says where a passage begins. What was there under their ids is
 * replaced.
 */
export function admit(reading, entries, startOf) {
  const ids = new Set(entries.map(({ id }) => id));
  for (const id of ids) reading.notes.get(id)?.note.remove();
  const all = [...reading.notes.values()].filter(({ id }) => !ids.has(id)).concat(entries);
  const starts = new Map(all.map((entry) => [entry, startOf(entry)]));
  // Of those that begin together, the text's own come first, as they were.
  all.sort((one, other) => starts.get(one) - starts.get(other) || Boolean(one.own) - Boolean(other.own));
  reading.notes = new Map(all.map((entry) => [entry.id, entry]));
  // Before they stand on the page, which would be styled anew for it.
  reading.offerOpening(reading.offers);
  const list = listOf(reading);
  let next = null;
  for (const entry of all.reverse()) {
    if (ids.has(entry.id)) {
      list.insertBefore(entry.note, next);
      entry.before = before(entry.marks[0], reading.root);
      // One that takes the place of the open note is open.
      if (entry.id === reading.active) entry.note.classList.add("postil-open", "postil-active");
    }
    if (entry.note.parentElement === list) next = entry.note;
  }
}

/** Takes a note out. */
export function dismiss(reading, id) {
  const entry = reading.notes.get(id);
  if (reading.active === id) reading.close();
  entry?.note.remove();
  reading.notes.delete(id);
}
