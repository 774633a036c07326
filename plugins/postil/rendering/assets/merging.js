/**
 * What a student did, as it meets what they did elsewhere: on another device, or in a file that is opened
 * again. No version is given up for one that was not made from it, unless the student says so. Without a
 * page and without a store.
 *
 * @typedef {import("./versions.js").Item} Item
 * @typedef {{mine: Item, theirs: Item}} Conflict two versions of which neither was made from the other
 */

import { earlier, REMEMBERED, versionOf } from "./versions.js";

// Milliseconds: what was written after the year 9999 was written by a clock that is wrong, or by nobody.
const LATEST = 253402300800000;

/** What says only where one is: the later one is right, and nothing is lost with the other. @param {Item} item */
const isBookmark = ({ motivation }) => motivation === "bookmarking";

/** When that was: some of it comes into the record when it is saved only. @param {Item} item */
const whenOf = (item) => item["postil:at"] ?? item.modified;

/**
 * Which of two versions of an item stands: "same", "mine", "theirs", or "both" where neither was made
 * from the other.
 * @param {Item} mine @param {Item} theirs
 */
export function stands(mine, theirs) {
  const [own, other] = [versionOf(mine), versionOf(theirs)];
  if (own === other) return "same";
  if (isBookmark(mine) || isBookmark(theirs)) return whenOf(theirs) > whenOf(mine) ? "theirs" : "mine";
  const [isNewer, isOlder] = [earlier(theirs).includes(own), earlier(mine).includes(other)];
  if (isNewer && isOlder) return theirs.modified > mine.modified ? "theirs" : "mine";
  return isNewer ? "theirs" : isOlder ? "mine" : "both";
}

/**
 * What comes of items that are there and items that come in.
 * @param {Map<string, Item>} mine @param {Item[]} theirs
 * @returns {{put: Item[], added: Item[], changed: Item[], kept: Item[], conflicts: Conflict[]}} `put` is
 *   what is to be written; of what is the same, whichever knows more of its past
 */
export function merge(mine, theirs) {
  const all = new Map(mine);
  const result = { put: [], added: [], changed: [], kept: [], conflicts: [] };
  const take = (item, list) => {
    all.set(item.id, item);
    result.put.push(item);
    list.push(item);
  };
  for (const item of theirs.filter(isItem)) {
    const own = all.get(item.id);
    if (!own) {
      take(item, result.added);
      continue;
    }
    const which = stands(own, item);
    if (which === "theirs") take(item, result.changed);
    else if (which === "both") result.conflicts.push({ mine: own, theirs: item });
    else result.kept.push(own);
    if (which === "same") {
      const was = [...new Set([...earlier(own), ...earlier(item)])];
      if (was.length > earlier(own).length) {
        const knowing = { ...own, "postil:was": was.slice(0, REMEMBERED) };
        all.set(own.id, knowing);
        result.put.push(knowing);
      }
    }
  }
  return result;
}

/** Whether a value is text, or not there. @param {any} value */
const isText = (value) => value === undefined || typeof value === "string";

/** Whether all of the values are objects in which these are text. @param {any} values @param {string[]} names */
const areOf = (values, ...names) =>
  [values ?? []].flat().every((one) => one !== null && typeof one === "object" && names.every((name) => isText(one[name])));

/** Whether something is an item, as far as pages rely on it: who else makes such files, makes more. @param {any} item @returns {item is Item} */
export const isItem = (item) =>
  areOf([item], "id", "created", "modified", "motivation", "postil:at") &&
  Boolean(item.id) &&
  item.type === "Annotation" &&
  Math.abs(Date.parse(item.modified)) < LATEST &&
  (item["postil:deleted"] === true || (item.motivation && typeof (item.target?.source ?? item.target) === "string")) &&
  areOf(item.target?.selector, "type", "exact", "prefix", "suffix") &&
  areOf(item.body, "type", "value", "purpose", "source") &&
  areOf([item["postil:seen"] ?? {}], "title") &&
  areOf(item["postil:seen"]?.notes, "id", "words", "label", "said");
