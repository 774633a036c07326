/**
 * What is done with notes of the reader's own, beside writing them: one is opened or deleted, a button in
 * the bar is pressed, something is said at the foot. It is loaded at the first of it.
 */

import { stand } from "./dom.js";
import { aside, tell } from "./foot.js";
import { put } from "./opened.js";
import { openNoteAt } from "./pointing.js";
import { say } from "./saying.js";
import { saidOf } from "./trouble.js";

/** Puts into a note that is opened what is in an open one only: of many, most stay closed. */
export function complete(own, { note, own: { item } }) {
  if (note.querySelector(".postil-own-actions")) return;
  const { id, motivation } = item;
  const isMark = motivation === "highlighting";
  const change = async () => {
    const written = { ...own.record.get(id), motivation: isMark ? "commenting" : motivation };
    (await own.writing()).write(own, written);
  };
  const first = isMark ? say("add_note") : say("change_note");
  put(note, item, [[first, () => void change()], [say("delete_note"), () => void remove(own, id)]]);
  own.settle();
}

/** Opens the note at a place that is clicked. */
export const openAt = openNoteAt;

/** Lets words be chosen for a note that has lost its own. */
export const place = async (own, item) => (await own.writing()).place(own, item);

/** Shows an item anew, as it is kept. */
export function show(own, id) {
  const item = own.record.get(id);
  const entry = item && own.entry(item);
  if (!entry) return;
  own.admit([entry]);
  own.reading.open(entry.id);
  entry.note.focus({ preventScroll: true });
}

/** Deletes what is there; it can be undone. */
export async function remove(own, id) {
  try {
    const was = await own.record.remove(id);
    const undo = () => void own.record.put(was).then(() => show(own, id), (error) => complain(own, error));
    tell(say("note_deleted"), [[say("undo"), undo]]);
  } catch (error) {
    complain(own, error);
  }
}

/** Says why something was not kept, unless it is said for all. */
export function complain({ record }, error) {
  if (!record.trouble) tell(error.message, [], true);
}

/** Says why nothing is kept. */
export const warn = (own) => tell(saidOf(own.record.trouble), [[say("save_to_file"), () => void save(own)]], true);

/** Offers to save. */
export function remind(own) {
  const { record } = own;
  const { saved } = record.about;
  const gone = tell(say("worth_saving"), [[say("save_to_file"), () => void save(own)]], true);
  // Saved by whatever button.
  record.addEventListener("change", () => record.about.saved !== saved && gone(), { signal: own.signal });
  void record.note({ reminded: new Date().toISOString() });
}

/** Does what a button in the bar says. */
export function press(own, button) {
  const does = button.dataset.own;
  if (does !== "show") button.closest("[popover]")?.hidePopover();
  if (does === "choose") void choose(own, button);
  else if (does === "save") void save(own);
  else {
    const shows = button.ariaPressed !== "true";
    button.ariaPressed = String(shows);
    hide(own, !shows);
  }
}

async function save({ bring, record, reading }) {
  try {
    await (await bring("saving")).saving.save(record, reading.section.dataset.site);
  } catch (error) {
    tell(error.message, [], true);
  }
}

async function choose(own, button) {
  const opener = document.querySelector(`[popovertarget="${button.closest("[popover]").id}"]`);
  const [{ walking }, { choosing }] = await Promise.all([own.bring("walking"), own.writing()]);
  const words = { choosing: say("choosing_words"), choosingHelp: say("choosing_help"), cancel: say("cancel") };
  walking.chooseWords({ name: "postil-mine", host: aside(), words }, () => choosing.look(true), (byKeys) => byKeys && stand(opener));
}

/** Shows or hides all of them. */
function hide(own, hides) {
  own.isHidden = hides;
  for (const entry of own.entries.values()) {
    entry.own.hides = hides || entry.own.isQuiet;
    entry.note.toggleAttribute("data-off", entry.own.hides);
    entry.off = entry.own.hides;
  }
  own.settle();
}
