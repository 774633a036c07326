/**
 * Elements, made in one expression.
 */

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
 * Puts the focus on what stands where something is gone: whoever goes by keys goes on from there.
 * @param {HTMLElement | null | undefined} element
 */
export function stand(element) {
  if (element && element.tabIndex < 0) element.tabIndex = -1;
  element?.focus({ preventScroll: true });
}
