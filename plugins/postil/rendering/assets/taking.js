/**
 * Items of another device, or of a file, come into the record; what cannot be told is left to the student.
 */

import { done } from "./database.js";
import { change, fail, tell, write } from "./keeping.js";
import { merge } from "./merging.js";
import { NotKept } from "./trouble.js";
import { version } from "./versions.js";

/**
 * Takes in items; nothing twice, and nothing overwritten that was not its ancestor. What is in `conflicts`
 * is as it was, until it is settled.
 * @param {import("./record.js").Record} record
 * @param {import("./versions.js").Item[]} items
 */
export async function takeIn(record, items) {
  let result = merge(record.items, []);
  try {
    await write(record, async (store) => {
      const there = new Map((await done(store.getAll())).map((item) => [item.id, item]));
      // What could not be kept is known here only.
      record.unkept.forEach((item) => there.set(item.id, item));
      result = merge(there, items);
      for (const item of result.put) store.put(item);
      return () => there.forEach((item) => record.items.set(item.id, item));
    });
  } catch (error) {
    fail(record, error);
    result = merge(record.items, items);
    for (const item of result.put) record.unkept.set(item.id, item);
  }
  for (const item of result.put) record.items.set(item.id, item);
  tell(record, result.put.map(({ id }) => id));
  return result;
}

/**
 * Ends a conflict with what the student wants: one of the two versions, or a third.
 * @param {import("./record.js").Record} record
 * @param {import("./merging.js").Conflict} conflict @param {import("./versions.js").Item} item
 */
export function settle(record, { mine, theirs }, item) {
  return change(record, item.id, (there) => {
    if (there && ![mine.modified, theirs.modified].includes(there.modified)) throw new NotKept("conflict", there);
    return version(item, [mine, theirs], new Date());
  });
}
