/**
 * Where a reader stopped in each article, and what its notes said when they were there last. Kept on this
 * device; where nothing can be kept, every visit is the first.
 */

const PLACES = "postil.places";

/** @typedef {{url: string, id: string, words: string, title: string, at: number}} Place */

/** Of each article by its path. @returns {Record<string, {place?: Place | null, states?: Record<string, string>, at?: number}>} */
export function places() {
  try {
    return JSON.parse(localStorage.getItem(PLACES) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** Keeps something of an article, and when that was. */
export function keep(article, said) {
  try {
    const all = places();
    localStorage.setItem(PLACES, JSON.stringify({ ...all, [article]: { ...all[article], at: Date.now(), ...said } }));
  } catch {
    // The next visit is the first.
  }
}
