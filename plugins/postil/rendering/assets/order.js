/**
 * The order in which what a student did is listed: that of the articles, and of their texts. Without a page.
 *
 * @typedef {import("./versions.js").Item} Item
 */

import { articleOf } from "./record.js";

/** Items in their order. @param {Item[]} items */
export const inOrder = (items) => [...items].sort(byPlace);

/** @param {Item} item */
const placeOf = ({ target }) => {
  const selectors = [target?.selector ?? []].flat();
  return selectors.find(({ type }) => type === "TextPositionSelector")?.start ?? -1;
};

/** @param {Item} one @param {Item} other */
function byPlace(one, other) {
  const [a, b] = [articleOf(one), articleOf(other)];
  if (a !== b) return a < b ? -1 : 1;
  const order = placeOf(one) - placeOf(other);
  return order || `${one.created} ${one.id}`.localeCompare(`${other.created} ${other.id}`);
}
