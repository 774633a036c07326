/**
 * What the address of a page asks for: a note, and perhaps the wording that was cited.
 */

import { bring } from "./door.js";

/**
 * Opens the note that the address names, `#id`, `#note-id` or `#find-id`, by its id or by one that it
 * had before; closes it when Back leaves it.
 */
export function openAddressed(reading) {
  const [named, query] = idIn(location.hash).split("?");
  const bare = reading.notes.has(named) ? named : named.replace(/^(note|find)-/, "");
  const id = reading.former.get(bare) ?? bare;
  showCited(reading, id, query);
  if (id === reading.active || reading.open(id, { reveal: true, addressed: true })) return;
  reading.close();
  // The bare text hides what stands after it, too.
  const hidden = named && document.getElementById(named)?.closest(".postil-bare .postil-after");
  if (hidden) {
    reading.root.classList.remove("postil-bare");
    hidden.scrollIntoView();
  }
}

/** Shows the wording of a note that the address names, `?v=hash#id` or `#id?v=hash`. */
function showCited(reading, id, query) {
  const mark = new URLSearchParams(query ?? location.search).get("v");
  if (mark) void bring("wording").then(({ wording }) => wording.show(reading, id, mark));
}

function idIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}
