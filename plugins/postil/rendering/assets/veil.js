/**
 * Hides verdicts from a reader who judges first, before any of the page is painted, and each time that
 * another page is swapped in: the article is marked for the style sheet, and the references to its notes
 * lose the verdicts in their names. The script `judge` shows them again, one after the other. Without
 * scripts nothing is hidden.
 */

import { judges, judgesEverywhere } from "./judging.js";

const roots = document.getElementsByClassName("postil-article");
let [known, references, done] = [null, [], 0];

/** Runs before each painting of what has come. */
function look() {
  const root = roots[0] ?? null;
  if (root !== known) {
    [known, done] = [root, 0];
    const isVeiled = root ? judges(root) : judgesEverywhere();
    root?.toggleAttribute("data-veiled", isVeiled);
    document.documentElement.toggleAttribute("data-postil-veiled", isVeiled);
    references = isVeiled ? (root?.getElementsByClassName("postil-ref") ?? []) : [];
  }
  for (; done < references.length; done += 1) {
    const { dataset, ariaLabel } = references[done];
    if ("aside" in dataset || "name" in dataset) continue;
    dataset.name = ariaLabel;
    references[done].ariaLabel = dataset.number;
  }
}

look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
