/**
 * What a note tells, on its passage and in its reference, to a reader who judges first.
 */

/** The notes that are judged: those on claims. */
export const claimsOf = (reading) => [...reading.notes.values()].filter(({ note }) => !("aside" in note.dataset));

/**
 * Lets a note tell all it has to say, or no more than that it is there.
 * @param {any} entry of a reading
 * @param {boolean} tells
 * @param {string} [form] the name of a reference that tells nothing, with `{number}`, if it tells something
 */
export function tell(entry, tells, form) {
  const { note, marks, reference, number } = entry;
  // It is to be measured anew.
  entry.width = undefined;
  for (const element of [note, ...marks]) element.toggleAttribute("data-seen", tells);
  if (reference && form) {
    reference.dataset.name ??= reference.ariaLabel;
    const { name, number: which } = reference.dataset;
    reference.ariaLabel = tells ? name : form.replace("{number}", which);
    if (number?.role) number.ariaLabel = reference.ariaLabel;
  }
}
