/** Elements, made in one expression. */

/**
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * An element with attributes and children. Names that begin with "on" are listeners, `true` is an
 * attribute without a value, and what is null or false is left out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child)));
  return element;
}

/**
 * A button that does something.
 * @param {string} label
 * @param {(event: Event) => void} does
 * @param {Record<string, any>} [attributes]
 */
export const button = (label, does, attributes = {}) =>
  el("button", { type: "button", onclick: does, ...attributes }, label);

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
