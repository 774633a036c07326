/**
 * When it is time to save notes to a file. Without a page.
 */

/** How many items have changed since a moment, besides what a device says of itself: see devices.js. @param {any[]} items @param {string} [since] */
export const changedSince = (items, since = "") =>
  items.filter((item) => !item["postil:at"] && item.modified > since).length;

const MUCH = 10; // changes that are worth a file
const DAYS = 5 * 24 * 3600 * 1000; // Safari deletes after seven what a site keeps

/** Whether it is time to save: much has changed, or something did long ago. @param {any[]} items @param {string | undefined} saved @param {Date} now */
export function isDue(items, saved, now) {
  const count = changedSince(items, saved);
  const since = saved ?? items.map(({ created }) => created ?? "").filter(Boolean).sort()[0];
  return count >= MUCH || (count > 0 && since !== undefined && now.getTime() - Date.parse(since) > DAYS);
}
