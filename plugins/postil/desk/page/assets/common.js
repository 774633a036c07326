/** What the parts of the desk on the page have in common. */

import { el } from "../../../rendering/assets/dom.js";

let count = 0;

/** An id that no article has. */
export const freeId = () => `postil-desk-${(count += 1)}`;

/**
 * Calls a function when it has not been asked for a while.
 * @param {(...values: any[]) => void} does
 * @param {number} time milliseconds
 */
export function afterwards(does, time) {
  let waits = 0;
  return (/** @type {any[]} */ ...values) => {
    clearTimeout(waits);
    waits = setTimeout(() => does(...values), time);
  };
}

/**
 * Where the parts of the desk stand that are none of the article's: a region of its own, for who goes
 * from one to the next.
 * @param {string} label
 * @param {string} lang of the words in it
 */
export function aside(label, lang) {
  const there = document.querySelector(".postil-desk-aside");
  if (there) return there;
  const made = el("aside", { class: "postil-desk-aside", "aria-label": label, lang });
  document.body.append(made);
  return made;
}
