/**
 * How an annotation is taken out of the page that a reader has chosen not to see.
 */

/** Takes an annotation out of the page, or back into it. */
export function turn(entry, off) {
  if (entry.off === off) return;
  entry.off = off;
  // An attribute of its own: for a class, all within would be styled anew.
  for (const element of [entry.note, entry.reference, ...entry.marks]) {
    element?.toggleAttribute("data-off", off);
  }
  // A screen reader announces each mark, and a trace is none for it.
  const [first] = entry.marks;
  if (!first?.matches("mark")) return;
  first.role = off ? "none" : null;
  if (off) first.removeAttribute("aria-details");
  else first.setAttribute("aria-details", entry.note.id);
}
