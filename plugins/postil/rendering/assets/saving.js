/**
 * Saving the record to a file, from whatever page.
 */

import { gather } from "./devices.js";
import { fileOf, nameOf } from "./notefile.js";
import { siteOf } from "./record.js";

/** Gives the reader a file. */
export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Saves everything, and notes that it was. */
export async function save(record, label) {
  await gather(record);
  const now = new Date();
  const site = new URL(siteOf(), location.href).href;
  const file = fileOf(record.everything(), { label, site, now });
  download(`${nameOf(label)}-notes.postil.json`, `${JSON.stringify(file, null, 1)}\n`, "application/json");
  await record.note({ saved: now.toISOString() });
}
