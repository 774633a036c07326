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
    const title = hit.querySelector("h1, h2, h3");
    const text = untold(hit.matches("a") ? hit : hit.querySelector("a"), title);
    if (text === undefined) continue;
    if (text !== title.textContent) (title.querySelector("a") ?? title).textContent = text;
    for (const node of [...title.parentElement.childNodes]) if (node !== title) node.remove();
  }
}

/**
 * What may be said of a hit; undefined if all of it.
 * @param {HTMLAnchorElement} link
 * @param {Element | null} title
 */
function untold(link, title) {
  const { pathname, hash } = link;
  if (!title || (!document.documentElement.hasAttribute("data-postil-veiled") && !asks(pathname))) return undefined;
  const text = masked(title.textContent, form);
  const note = pathname === location.pathname && document.getElementById(`note-${idIn(hash)}`);
  const tells = note ? "seen" in note.dataset : text === undefined;
  if (tells || (note && "aside" in note.dataset && !("asks" in note.dataset))) return undefined;
  return text ?? title.textContent;
}

/**
 * The same in the search of Zensical, which uses its hits again for others: they are covered, and nothing in
 * them is changed.
 * @param {ShadowRoot} root
 */
function cover(root) {
  for (const hit of root.querySelectorAll("a[role=option]")) {
    hit.setAttribute("data-vetted", "");
    const title = hit.querySelector("h1, h2, h3");
    const text = untold(/** @type {HTMLAnchorElement} */ (hit), title);
    if (text !== undefined) {
      title.parentElement.dataset.untold = hit.ariaLabel = text;
      hit.removeAttribute("aria-labelledby");
    } else if (title && hit.ariaLabel) {
      delete title.parentElement.dataset.untold;
      hit.ariaLabel = null;
      hit.setAttribute("aria-labelledby", title.id);
    }
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

const COVER =
  "[data-untold]::before { content: attr(data-untold); position: relative; font-size: .875em; font-weight: 700 }" +
  "[data-untold] > :is(h1, h2, h3, :not([id])) { display: none }";
const CHANGES = { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ["href"] };

for (const { shadowRoot: root } of document.querySelectorAll("*")) {
  if (!root?.querySelector("[data-postil-vets]")) continue;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(COVER);
  root.adoptedStyleSheets.push(sheet);
  new MutationObserver(() => cover(root)).observe(root, CHANGES);
  // What it found last is there again when it is opened again; of that, something may be judged now.
  root.addEventListener("focusin", () => cover(root));
  cover(root);
}
