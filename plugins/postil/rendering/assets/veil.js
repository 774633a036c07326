/**
 * Hides verdicts from a reader who judges first, before any of the page is painted, and each time that
 * another page is swapped in: the article is marked for the style sheet, and the references to its notes
 * lose the verdicts in their names. The script `judge` shows them again, one after the other, and `results`
 * hides them in what the search of the theme finds. Without scripts nothing is hidden. And it shows all
 * numbers from the start to a reader who wants them.
 */

import { chosen, judges, judgesEverywhere } from "./judging.js";
import { keptAs, recallsKinds, recallsNotes } from "./kinds.js";
import { styled } from "./styled.js";

const SEARCHES = ".md-search__input, #mkdocs-search-query";
const HITS =
  "[data-postil-vets] :is(.md-search-result__link, #mkdocs-search-results > article, [role=option]):not([data-vetted])";

const { src, dataset: site } = /** @type {HTMLScriptElement} */ (document.currentScript);
const page = document.documentElement;
const roots = document.getElementsByClassName("postil-article");
// Nothing is known of any article yet.
let known = page;
let references;
let done;

/** The articles that have their readers judge first where others leave it to them, with their addresses. */
const asking = (window["postil:asking"] ??= "first" in site ? null : {}) ?? {};
const rules = new CSSStyleSheet();
// In the head there is no body yet, and a policy may forbid styles that a page holds: these it does not.
document.adoptedStyleSheets.push(rules);

/** Runs before each painting of what has come. */
function look() {
  const root = roots[0];
  if (root !== known) {
    known = root;
    done = 0;
    const isVeiled = root ? judges(root) : "first" in site || judgesEverywhere();
    root?.toggleAttribute("data-veiled", isVeiled);
    page.toggleAttribute("data-postil-veiled", isVeiled);
    const { free } = chosen();
    const others = Object.keys(asking).filter((article) => !free.includes(article));
    const told = others.map((article) => `[data-tells^="${CSS.escape(article)}#"]:not([data-seen]) .postil-judged`);
    // What is found waits until it is looked at, on pages of all kinds.
    rules.replaceSync(`${HITS} { visibility: hidden } :is(${told}) { display: none !important }`);
    // With more numbers lines break elsewhere. For what is asked for see `bar.js`, for what is kept `store.js`.
    const { search } = location;
    if (/\ball\b/.test(/notes=/.test(search) ? search : keptAs("postil.v2"))) root?.removeAttribute("data-few");
    if (root && src) dress(isVeiled);
    references = isVeiled && root?.getElementsByClassName("postil-ref");
  }
  for (; done < references?.length; done += 1) {
    const { dataset, ariaLabel } = references[done];
    if ("aside" in dataset || "name" in dataset) continue;
    dataset.name = ariaLabel;
    references[done].ariaLabel = dataset.number;
  }
}

/** Loads what the reader's own will look like: later, the page would be styled anew for it. */
function dress(isVeiled) {
  const addressOf = (name) => new URL(name, src).href;
  if (isVeiled || recallsKinds().length) void styled(addressOf);
  if (recallsNotes()) void styled(addressOf, "student.css");
}

/** Lets the search tell nothing, from the moment on that it is used. @param {Element} hits what all hits are in */
function veilSearch(hits) {
  const isVeiled = page.hasAttribute("data-postil-veiled") || "first" in site || "asking" in site;
  if (!isVeiled || hits.hasAttribute("data-postil-vets")) return;
  hits.getRootNode().adoptedStyleSheets.push(rules);
  hits.setAttribute("data-postil-vets", "");
  const results = document.createElement("script");
  results.src = new URL("results.js", src).href;
  // Where it cannot be loaded, nothing stays hidden.
  results.onerror = () => hits.removeAttribute("data-postil-vets");
  page.append(results);
}

addEventListener("focusin", (/** @type {any} */ { target }) => {
  // The search of Zensical stands in a tree of its own.
  const hits = target.shadowRoot?.querySelector("[role=listbox]");
  if (hits || target.matches?.(SEARCHES)) veilSearch(hits ?? page);
});
// An address that looks for something finds it as soon as the page is there.
if (/[?&]q=/.test(location.search)) addEventListener("DOMContentLoaded", () => veilSearch(page));

look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
