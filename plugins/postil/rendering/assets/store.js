/**
 * What a reader chose, kept on this device. A browser whose storage is blocked, full, or filled by
 * another version reads the page as if nothing had been chosen.
 */

const KEY = "postil.v1";

export function recall() {
  try {
    const { show, bare } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return {
      show: Array.isArray(show) ? show.filter((word) => typeof word === "string") : [],
      bare: bare === true,
    };
  } catch {
    return { show: [], bare: false };
  }
}

export function remember(choice) {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // The choice holds for this page.
  }
}
