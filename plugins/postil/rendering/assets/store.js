/**
 * What a reader chose, kept on this device. A browser whose storage is blocked, full, or filled by
 * another version reads the page as if nothing had been chosen.
 */

const KEY = "postil.v2";

const NOTES = "postil.notes";

/** What there is of the reader's own on this device: "assessing", "answer", "doing", "commenting" and the like. */
export function recallsKinds() {
  try {
    return (localStorage.getItem(NOTES) ?? "").split(" ").filter(Boolean);
  } catch {
    return [];
  }
}

/** Whether there are notes of the reader's own among it: all but judgements, answers and assignments. */
export const recallsNotes = () => recallsKinds().some((kind) => !["assessing", "answer", "doing"].includes(kind));

/** The words that were chosen last; none where nothing was. */
export function recall() {
  try {
    const words = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(words) ? words.filter((word) => typeof word === "string") : [];
  } catch {
    return [];
  }
}

export function remember(words) {
  try {
    localStorage.setItem(KEY, JSON.stringify(words));
  } catch {
    // The choice holds for this page.
  }
}
