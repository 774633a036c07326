/**
 * The words of the interface for scripts: each script brings those along that it says.
 */

const WORDS = "postil:words";

/**
 * Words of the interface, in the number of `count` if that is given.
 * @param {string} key @param {Record<string, any>} [values] what stands for {names} in them
 * @returns {string}
 */
export function say(key, values = {}) {
  const words = /** @type {any} */ (globalThis)[WORDS] ?? {};
  const text = (values.count === 1 && words[`${key}_one`]) || words[key] || key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
