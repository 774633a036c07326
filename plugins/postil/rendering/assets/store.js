/**
 * What a reader chose, kept on this device. A browser whose storage is blocked, full, or filled by
 * another version reads the page as if nothing had been chosen.
 */

const KEY = "postil.v2";

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
