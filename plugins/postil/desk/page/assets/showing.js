/** The page as it is after something was written, without loading it anew. */

/**
 * Puts the article as it is now in the place of the one that is shown; the page stays where it was
 * scrolled to. Returns false where the page has to be loaded anew: it had no notes, and loads now what
 * these need, or it has none any more.
 * @param {string} html
 * @param {string} id of the note that is to be open; empty for none
 */
export function showArticle(html, id) {
  const old = document.querySelector(".postil-article");
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".postil-article");
  const reader = /** @type {any} */ (window)["postil-postil"]?.postil;
  if (!old || !fresh || !reader) return false;
  const top = scrollY;
  address(id);
  // Or it would be shorter for a moment, and the page would be scrolled.
  const { minHeight } = document.body.style;
  document.body.style.minHeight = `${document.body.scrollHeight}px`;
  old.replaceWith(document.importNode(fresh, true));
  reader.start();
  scrollTo({ top, behavior: "instant" });
  requestAnimationFrame(() => {
    document.body.style.minHeight = minHeight;
    scrollTo({ top, behavior: "instant" });
  });
  return true;
}

/** Gives the page the address of a note, or of none. @param {string} id */
export function address(id) {
  history.replaceState(history.state, "", location.pathname + location.search + (id && `#${id}`));
}
