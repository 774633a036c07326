/**
 * A note of the reader's own, as it stands among the others: to be read, changed and deleted.
 */

import { button, el } from "./dom.js";
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

const SIGNS = { highlighting: "▍", questioning: "?", commenting: "✎" };

const days = new Map();

/** When an item was written last, as the reader writes days. */
export function dayOf({ modified }) {
  const day = modified.slice(0, 10);
  // To write a date takes longer than to make the note.
  if (!days.has(day)) days.set(day, new Date(modified).toLocaleDateString(document.documentElement.lang || undefined, { dateStyle: "medium" }));
  return days.get(day);
}

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

/** Puts into a note that is opened when it was written, and buttons, given as their labels with what they do. */
export function complete(made, item, choices) {
  if (made.querySelector(".postil-own-actions")) return;
  const label = made.querySelector(".postil-label");
  if (item.modified) label.append(el("span", { class: "postil-on" }, ` · ${dayOf(item)}`));
  const buttons = choices.flatMap(([said, does]) => [button(said, does), " "]);
  label.after(el("p", { class: "postil-actions postil-own-actions" }, ...buttons));
}
