/**
 * Notes on a text that was changed since: where their words stand now is found, and those whose words are
 * not found are listed after the text, with the words that they were about. Loaded where there are any.
 */

import { place, remove } from "./acting.js";
import { card, selectorOf } from "./card.js";
import { el } from "./dom.js";
import { find, fold } from "./finding.js";
import { put } from "./opened.js";
import { inOrder } from "./order.js";
import { positionOf } from "./positions.js";
import { say } from "./saying.js";

/** What finds the words of notes in an article, and lists those whose words are not found. */
export function finderOf(own) {
  const { text } = own;
  const folded = fold(text.value);
  const findWords = (item, quote, start) => {
    // Where the text is as it was.
    const isThere = (place) => start !== undefined && positionOf(text, place) === start;
    const known = { count: item["postil:count"], alone: item["postil:alone"], echoed: item["postil:echoed"] };
    const found = find(folded, quote, { ...known, isThere });
    return "why" in found ? null : found;
  };
  return { find: findWords, list: () => listLost(own) };
}

/** Lists what was not found in the text of an article. */
function listLost(own) {
  const { section, root } = own.reading;
  root.querySelector(":scope > .postil-lost")?.remove();
  if (!own.lost.size) return;
  const listed = inOrder([...own.lost.values()]).map((item) => {
    const { exact } = selectorOf(item, "TextQuoteSelector");
    const { made } = card(item, exact);
    made.classList.add("postil-open");
    put(made, item, [
      [say("put_on_words"), () => void place(own, item)],
      [say("delete_note"), () => void remove(own, item.id)],
    ]);
    return made;
  });
  section.after(
    el(
      "section",
      { class: "postil-after postil-lost", "aria-labelledby": "postil-lost" },
      el("h2", { id: "postil-lost" }, say("my_lost_notes")),
      el("p", {}, say("my_lost_lead")),
      el("ol", { class: "postil-notes" }, ...listed),
    ),
  );
}
