/**
 * How a note of the reader's own stands among those of an article: its words, what is painted on them, and
 * its card. It is an entry of the reading, as theirs are.
 */

import { card, idOf, selectorOf } from "./card.js";
import { el } from "./dom.js";
import { Painted } from "./painting.js";
import { say } from "./saying.js";

/** How an item stands on the page; null where its words cannot be told, or not yet. */
export function entryOf(own, item) {
  const found = spanOf(own, item);
  if (!found) return null;
  const { text, reading, isHidden } = own;
  const words = text.value.slice(found.start, found.end).replace(/\s+/g, " ");
  const isQuiet = item.motivation === "highlighting";
  const hides = isQuiet || isHidden;
  const { made, number } = card(item, words);
  if (found.changed) made.querySelector(".postil-label").after(el("p", { class: "postil-changed" }, say("own_changed")));
  made.toggleAttribute("data-off", hides);
  // In the margin it is laid out when it is near the window, or the browser has time.
  made.toggleAttribute("data-later", reading.section.matches(".postil-beside"));
  const reference = { ariaLabel: made.querySelector(".postil-kind").textContent, focus: () => made.focus({ preventScroll: true }), toggleAttribute() {} };
  return {
    id: idOf(item),
    note: made,
    number,
    reference,
    marks: [new Painted(new StaticRange(text.ends(found.start, found.end)))],
    off: hides,
    own: { item, start: found.start, length: words.length, isQuiet, hides },
  };
}

/** Where its words stand: in a text that is as it was, where they stood. */
function spanOf({ text, reading, finder }, item) {
  const quote = selectorOf(item, "TextQuoteSelector");
  const { start } = selectorOf(item, "TextPositionSelector") ?? {};
  const isAsItWas = item["postil:version"] && item["postil:version"] === reading.section.dataset.version;
  const at = isAsItWas ? text.offsetAt(start) : undefined;
  if (at !== undefined && text.value.startsWith(quote.exact, at)) return { start: at, end: at + quote.exact.length };
  return finder?.find(item, quote, isAsItWas ? start : undefined);
}
