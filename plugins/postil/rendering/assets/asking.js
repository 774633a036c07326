/**
 * Which texts have their readers judge first, to whoever meets them elsewhere: `veil.js` knows them.
 */

import { chosen } from "./judging.js";

const script = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[src*="assets/postil/"]'));
const root = script ? new URL(script.src.replace(/assets\/postil\/.*$/, "")).pathname : "/";

/** An address without what may be left out of it. @param {string} path */
const bare = (path) => path.replace(/index\.html$/, "");

const known = /** @type {any} */ (window)["postil:asking"];

/** The articles by their addresses; null, where all of them ask. @type {Map<string, string> | null} */
const articles = known === null ? null : new Map(Object.entries(known ?? {}).map(([article, address]) => [bare(root + address), article]));

/** Whether the text at an address asks, and its reader has not said otherwise. @param {string} pathname */
export function asks(pathname) {
  const address = bare(pathname);
  const article = articles ? articles.get(address) : address.slice(root.length).replace(/(\/|\.html)$/, "");
  return article !== undefined && !chosen().free.includes(article);
}
