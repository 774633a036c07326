/**
 * What a device keeps beside the record, as it is needed before the record is read: whether its reader
 * judges first, where they stopped, and what the notes said then. When everything is saved to a file, it is
 * put into the record; when a file is opened, the device takes from it what is later.
 */

import { choose, chosen } from "./judging.js";
import { keep, places } from "./places.js";

const WAY = "urn:postil:way";
const AT = "postil:at";

/** @param {string} id @param {string} mark @param {string} source @param {number} at @param {any} said */
const itemOf = (id, mark, source, at, said) => ({
  id,
  type: "Annotation",
  motivation: "bookmarking",
  "postil:mark": mark,
  target: { source },
  [AT]: new Date(at).toISOString(),
  ...said,
});

/** Puts into the record what this device knows. @param {import("./record.js").Record} record */
export async function gather(record) {
  const { at, ...way } = chosen();
  const items = Object.entries(places()).flatMap(([article, { at: then, place = null, states = {} }]) =>
    then ? [itemOf(`urn:postil:place:${article}`, "place", article, then, { "postil:place": place, "postil:states": states })] : [],
  );
  if (at) items.push(itemOf(WAY, "way", "", at, { "postil:judges": way }));
  for (const item of items) {
    // What another device said last stays.
    if ((record.get(item.id)?.[AT] ?? "") >= item[AT]) continue;
    // What is not kept lasts as long as the page, and is in the file all the same.
    await record.put(item).catch(() => {});
  }
}

/** Takes from the record what is later than what this device knows. @param {import("./record.js").Record} record */
export function spread(record) {
  const here = places();
  for (const item of record.all()) {
    const at = Date.parse(item[AT] ?? "");
    if (!at) continue;
    const { source } = item.target;
    if (item.id === WAY && at > chosen().at) choose({ ...item["postil:judges"], at });
    if (item["postil:mark"] === "place" && at > (here[source]?.at ?? 0)) {
      keep(source, { place: item["postil:place"], states: item["postil:states"], at });
    }
  }
}
