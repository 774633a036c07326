/**
 * Notes whose words were not found again: they are listed after the text, with the words that they were
 * about.
 */

import { card, complete, selectorOf } from "./card.js";
import { el } from "./dom.js";
import { say } from "./saying.js";

/** Lists what was not found in the text of an article. */
export function listLost(own) {
  const { section, root } = own.reading;
  root.querySelector(":scope > .postil-lost")?.remove();
  if (!own.lost.length) return;
  const listed = own.lost.map((item) => {
    const { exact } = selectorOf(item, "TextQuoteSelector");
    const { made } = card(item, exact);
    made.classList.add("postil-open");
    complete(made, item, [[say("delete_note"), () => void own.remove(item.id)]]);
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
