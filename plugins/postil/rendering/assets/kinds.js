/**
 * Whether there is anything of the reader's own on this device, known without asking the record: see
 * keeping.js, which keeps it. Where storage is blocked, there is nothing.
 */

const NOTES = "postil.notes";

/** What is kept under a name. */
export function keptAs(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** What there is of the reader's own on this device: "assessing", "answer", "doing", "commenting" and the like. */
export const recallsKinds = () => keptAs(NOTES).split(" ").filter(Boolean);

/** Whether there are notes of the reader's own among it: all but judgements, answers and assignments. */
export const recallsNotes = () => recallsKinds().some((kind) => !["assessing", "answer", "doing"].includes(kind));
