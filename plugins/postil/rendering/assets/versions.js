/**
 * The versions of an item of the record: each knows by name those that it was made from. Without a page
 * and without a store.
 *
 * @typedef {Record<string, any> & {id: string}} Item a Web Annotation; one that was deleted keeps its id
 */

// What says when and from what a version was made, rather than what it says.
const UNSAID = new Set(["created", "modified", "postil:was"]);
// So many earlier versions are known of an item. Whoever has an older one is asked.
export const REMEMBERED = 60;

/**
 * A short name for what a version says, the same wherever it is made: cyrb53, of 53 bits.
 * @param {Item} item @see https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js
 */
export function versionOf(item) {
  const text = JSON.stringify(ordered(item, UNSAID));
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 2654435761);
    two = Math.imul(two ^ unit, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & two) + (one >>> 0)).toString(36);
}

/** The names of the versions that an item was made from, the last one first. @param {Item} item @returns {string[]} */
export const earlier = (item) => [item["postil:was"] ?? []].flat();

/**
 * A new version of an item.
 * @param {Item} item @param {Item[]} from the versions that it takes the place of @param {Date} now
 * @returns {Item}
 */
export function version(item, from, now) {
  const last = Math.max(0, ...from.map(({ modified }) => Date.parse(modified) || 0));
  const own = versionOf(item);
  const was = [...new Set(from.flatMap((one) => [versionOf(one), ...earlier(one)]))].filter((name) => name !== own);
  const { "postil:was": _, ...rest } = item;
  return {
    ...rest,
    created: from.find(({ created }) => created)?.created ?? item.created ?? now.toISOString(),
    // Later than the one before, whatever the clock says.
    modified: new Date(Math.max(now.getTime(), last + 1)).toISOString(),
    ...(was.length && { "postil:was": was.slice(0, REMEMBERED) }),
  };
}

/** What is left of an item that was deleted. @param {Item} item @returns {Item} */
export const deleted = ({ id, created }) => ({ id, type: "Annotation", created, "postil:deleted": true });

/** A value with the names in it in order, so that the same is written the same. @param {any} value @param {Set<string>} [without] */
function ordered(value, without) {
  if (Array.isArray(value)) return value.map((one) => ordered(one));
  if (!value || typeof value !== "object") return value;
  const names = Object.keys(value).filter((name) => !without?.has(name) && value[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, ordered(value[name])]));
}
