/**
 * What is in a note of the reader's own that is open: when it was written, and what can be done with it.
 */

import { button } from "./buttons.js";
import { el } from "./dom.js";

const days = new Map();

/** When an item was written last, as the reader writes days. */
export function dayOf({ modified }) {
  const day = modified.slice(0, 10);
  // To write a date takes longer than to make the note.
  if (!days.has(day)) days.set(day, new Date(modified).toLocaleDateString(document.documentElement.lang || undefined, { dateStyle: "medium" }));
  return days.get(day);
}

/** Puts into a note that is opened when it was written, and buttons, given as their labels with what they do. */
export function put(made, item, choices) {
  if (made.querySelector(".postil-own-actions")) return;
  const label = made.querySelector(".postil-label");
  if (item.modified) label.append(el("span", { class: "postil-on" }, ` · ${dayOf(item)}`));
  const buttons = choices.flatMap(([said, does]) => [button(said, does), " "]);
  label.after(el("p", { class: "postil-actions postil-own-actions" }, ...buttons));
}
