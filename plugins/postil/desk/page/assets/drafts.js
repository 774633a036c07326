/**
 * What is being written and not saved yet, one for each article, kept in this browser: it survives that
 * a page is loaded anew, and that the browser ends.
 */

const KEY = "postil.desk.draft:";
const BY = "postil.desk.by";
const SAID = "postil.desk.said";
const ROOM = "postil.desk.room:";

/** @param {string} article @returns {any} */
export function draftOf(article) {
  try {
    return JSON.parse(localStorage.getItem(KEY + article) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a draft; null forgets it. @param {string} article @param {any} draft */
export function keepDraft(article, draft) {
  try {
    if (draft) localStorage.setItem(KEY + article, JSON.stringify(draft));
    else localStorage.removeItem(KEY + article);
  } catch {
    // A browser that keeps nothing lets one write all the same.
  }
}

/** Who wrote last in this browser. */
export function lastWriter() {
  try {
    return localStorage.getItem(BY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} by */
export function keepWriter(by) {
  try {
    localStorage.setItem(BY, by);
  } catch {
    // They choose it again.
  }
}

/**
 * @typedef {{text: string, undo: string, hasFocus: boolean}} Said
 */

/** Keeps what an article's page says of what was done, as it is left. @param {string} article @param {Said[]} lines */
export function keepSaid(article, lines) {
  try {
    sessionStorage.setItem(SAID, JSON.stringify({ article, lines }));
  } catch {
    // It is not said again.
  }
}

/** What the page of an article said when it was left last, once. @param {string} article @returns {Said[]} */
export function takeSaid(article) {
  try {
    const said = JSON.parse(sessionStorage.getItem(SAID) ?? "null");
    sessionStorage.removeItem(SAID);
    return said?.article === article ? said.lines : [];
  } catch {
    return [];
  }
}

/** Keeps how much room the list above the text of this page took. @param {number} height pixels */
export function keepRoom(height) {
  try {
    sessionStorage.setItem(ROOM + location.pathname, String(height));
  } catch {
    // The text moves once.
  }
}

/** How much room it took when the page was left. */
export function takeRoom() {
  try {
    return Number(sessionStorage.getItem(ROOM + location.pathname) ?? 0);
  } catch {
    return 0;
  }
}
