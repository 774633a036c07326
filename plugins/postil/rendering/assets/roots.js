/**
 * Where the text of a page stands, on pages that have no notes yet, too.
 */

// Where a text stands, from what is surest on: in Material, `main` has the navigation, too.
const ROOTS = [".postil-article", ".md-content__inner", "[role=main]", "main", "article"];

/** The element that holds the text of an article. @returns {HTMLElement | null} */
export const textRoot = () => ROOTS.reduce((found, at) => found ?? document.querySelector(at), /** @type {HTMLElement | null} */ (null));
