/**
 * A file of notes is opened on the page of all notes.
 */

import { ask } from "./conflicts.js";
import { spread } from "./devices.js";
import { tell } from "./foot.js";
import { read } from "./notefile.js";
import { siteOf } from "./record.js";
import { say } from "./saying.js";
import { takeIn } from "./taking.js";
import { saidOf } from "./trouble.js";

/** Takes in what is in a file, unless it is of another site: then its reader is asked. */
export async function openFile(notebook, file) {
  const found = read(await file.text());
  if (!found) return tell(say("no_note_file", { name: file.name }), [], true);
  const { site } = found;
  if (!site || site === new URL(siteOf(), location.href).href) return take(notebook, found);
  // The texts of another course may have the same names.
  return tell(say("other_site", { name: file.name, site }), [[say("open_other_site"), () => void take(notebook, found)]], true);
}

async function take(notebook, { items, others, saved: then }) {
  const { record } = notebook;
  const result = await takeIn(record, items);
  spread(record);
  notebook.conflicts = result.conflicts;
  // What is in a file already need not be saved to one again.
  const there = new Map(items.map(({ id, modified }) => [id, modified]));
  const isThere = ({ id, modified }) => there.get(id) === modified;
  const { saved = "" } = record.about;
  if (then > saved && record.everything().every(isThere)) await record.note({ saved: then });
  const counts = Object.fromEntries(["added", "changed", "kept"].map((what) => [what, result[what].filter((item) => !item["postil:at"]).length]));
  const parts = [say("file_opened", counts), others && say("others_in_file", { count: others }), record.trouble && saidOf(record.trouble)];
  tell(parts.filter(Boolean).join(" "), [], true);
  ask(notebook);
  return undefined;
}
