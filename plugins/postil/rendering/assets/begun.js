/**
 * Whether something was being written when the page was left, and is not saved yet: see drafts.js.
 */

/** The name under which the drafts of an article are kept. */
export const keyOf = (record, article) => `postil.drafts:${record.name}:${article}`;

export function hasBegun(record, article) {
  try {
    return localStorage.getItem(keyOf(record, article)) !== null;
  } catch {
    return false;
  }
}
