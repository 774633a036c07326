/**
 * A note of the reader's own, as it stands among the others.
 */

import { el } from "./dom.js";
import { say } from "./saying.js";

/** What an item of the record says in words; nothing for a mark. */
export const textOf = ({ body }) => [body ?? []].flat().find(({ type }) => type === "TextualBody")?.value ?? "";

/** What an item says of its words. */
export const selectorOf = ({ target }, type) => [target?.selector ?? []].flat().find((one) => one.type === type);

/** The id that the note of an item has on the page. */
export const idOf = ({ id }) => `own-${id.replace(/\W+/g, "-").slice(-12)}`;

/** What a note of the reader's own is called. */
export function labelOf({ motivation }) {
  if (motivation === "questioning") return say("my_question");
  if (motivation === "replying") return say("my_answer");
  return motivation === "highlighting" ? say("my_mark") : say("my_note");
}

const SIGNS = { highlighting: "▍", questioning: "?" };

/**
 * The note of an item among those of the text.
 * @param {any} item @param {string} words that it is about
 */
export function card(item, words) {
  const id = idOf(item);
  const number = el("span", { class: "postil-number", "data-number": SIGNS[item.motivation] ?? "✎" });
  const text = textOf(item);
  const made = el(
    "li",
    { class: "postil-note postil-own", id: `note-${id}`, "data-own": item.motivation, "data-aside": true, tabindex: -1 },
    number,
    el("p", { class: "postil-quote" }, el("q", {}, words)),
    text && el("div", { class: "postil-body postil-gist postil-own-text", dir: "auto" }, text),
    el("p", { class: "postil-label" }, el("span", { class: "postil-kind" }, labelOf(item))),
  );
  return { made, number };
}
