/**
 * Buttons in what a reader writes and chooses: they are made when there is something to be done.
 */

import { el } from "./dom.js";

/**
 * A button that does something.
 * @param {string} label
 * @param {(event: Event) => void} does
 * @param {Record<string, any>} [attributes]
 */
export const button = (label, does, attributes = {}) =>
  el("button", { type: "button", onclick: does, ...attributes }, label);
