/**
 * Hides verdicts from a reader who judges first, before any of the page is painted, and each time that
 * another page is swapped in: the article is marked for the style sheet, and the references to its notes
 * lose the verdicts in their names. The script `judge` shows them again, one after the other, and `results`
 * hides them in what the search of the theme finds. Without scripts nothing is hidden.
 */

import { chosen, judges, judgesEverywhere } from "./judging.js";
import { recallsKinds, recallsNotes } from "./kinds.js";
import { styled } from "./styled.js";

const SEARCHES = ".md-search__input, #mkdocs-search-query";
const HITS = "[data-postil-vets] :is(.md-search-result__link, #mkdocs-search-results > article):not([data-vetted])";

const { src, dataset: site } = /** @type {HTMLScriptElement} */ (document.currentScript);
const page = document.documentElement;
const roots = document.getElementsByClassName("postil-article");
let [known, references, done] = [undefined, [], 0];

/** The articles that have their readers judge first where others leave it to them, with their addresses. */
const asking = (window["postil:asking"] ??= "first" in site ? null : {}) ?? {};
const rules = new CSSStyleSheet();
// In the head there is no body yet, and a policy may forbid styles that a page holds: these it does not.
document.adoptedStyleSheets.push(rules);

/** Runs before each painting of what has come. */
function look() {
  const root = roots[0] ?? null;
  if (root !== known) {
    [known, done] = [root, 0];
    const isVeiled = root ? judges(root) : "first" in site || judgesEverywhere();
    root?.toggleAttribute("data-veiled", isVeiled);
    page.toggleAttribute("data-postil-veiled", isVeiled);
    const { free } = chosen();
    const others = Object.keys(asking).filter((article) => !free.includes(article));
    const told = others.map((article) => `[data-tells^="${CSS.escape(article)}#"]:not([data-seen]) .postil-judged`);
    // What is found waits until it is looked at, on pages of all kinds.
    rules.replaceSync(`${HITS} { visibility: hidden } :is(${told}) { display: none !important }`);
    if (root && src) dress(isVeiled);
    references = isVeiled ? (root?.getElementsByClassName("postil-ref") ?? []) : [];
  }
  for (; done < references.length; done += 1) {
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

let results = null;

/** Lets the search tell nothing, from the moment on that it is used. */
function veilSearch() {
  if (results || !(page.hasAttribute("data-postil-veiled") || "first" in site || "asking" in site)) return;
  page.setAttribute("data-postil-vets", "");
  // Where it cannot be loaded, nothing stays hidden.
  const onerror = () => page.removeAttribute("data-postil-vets");
  results = Object.assign(document.createElement("script"), { src: new URL("results.js", src).href, onerror });
  page.append(results);
}

addEventListener("focusin", ({ target }) => /** @type {Element} */ (target).matches?.(SEARCHES) && veilSearch());
// An address that looks for something finds it as soon as the page is there.
if (new URLSearchParams(location.search).has("q")) addEventListener("DOMContentLoaded", veilSearch);

look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
