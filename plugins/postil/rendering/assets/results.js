/**
 * The search of the theme, for a reader who judges first: a hit of a claim that they have not judged says
 * its words, and nothing of what is thought of it; on other pages, too, where the text of the hit asks for
 * it. Loaded when something is looked for.
 */

import { asks } from "./asking.js";
import { masked } from "./masking.js";

// Of Material, and of the themes of MkDocs.
const LISTS = ".md-search-result, #mkdocs-search-results";
const HITS = ".md-search-result a.md-search-result__link, #mkdocs-search-results > article";

/** How claims are called, and what can be thought of them. @type {{claim: string, verdicts: string[]}} */
const form = window["postil:verdicts"];

/** Leaves of the hits that would tell something no more than their titles. */
function look() {
  for (const hit of document.querySelectorAll(`:is(${HITS}):not([data-vetted])`)) {
    hit.setAttribute("data-vetted", "");
    const link = hit.matches("a") ? hit : hit.querySelector("a");
    if (!document.documentElement.hasAttribute("data-postil-veiled") && !asks(link.pathname)) continue;
    const title = hit.querySelector("h1, h2, h3");
    const text = masked(title?.textContent ?? "", form);
    const note = link.pathname === location.pathname && document.getElementById(`note-${idIn(link.hash)}`);
    const tells = note ? "seen" in note.dataset : text === undefined;
    if (tells || (note && "aside" in note.dataset && !("asks" in note.dataset))) continue;
    if (text !== undefined) (title.querySelector("a") ?? title).textContent = text;
    for (const node of [...title.parentElement.childNodes]) if (node !== title) node.remove();
  }
}

function idIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1)).replace(/^(note|find)-/, "");
  } catch {
    return "";
  }
}

// Each hit is looked at before it is painted.
const observer = new MutationObserver(look);
for (const list of document.querySelectorAll(LISTS)) observer.observe(list, { childList: true, subtree: true });
look();
