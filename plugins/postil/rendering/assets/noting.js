/**
 * Writing on an article: words are selected and marked, or something is said about them; what the editors
 * say is answered. It is loaded when words are selected, or something is to be written.
 */

import { complain, show } from "./acting.js";
import { textOf } from "./card.js";
import { Choosing } from "./choosing.js";
import { draftsOf, keepDraft } from "./drafts.js";
import { field } from "./field.js";
import { fold, knownOf } from "./finding.js";
import { aside, tell } from "./foot.js";
import { keep } from "./keeping.js";
import { finderOf } from "./lost.js";
import { positionOf } from "./positions.js";
import { say } from "./saying.js";
import { seen, seenAt } from "./seen.js";
import { quoteAt } from "./selection.js";

const NEAR = 32; // characters beside the words that are kept with them

/** Lets words be selected, and puts back what was being written when the page was left. */
export function addNoting(own) {
  // A note of another device, or of before, may stand in a text that was changed.
  own.finder ??= finderOf(own);
  const choosing = new Choosing(own.reading.root, (motivation, found) => void begin(own, motivation, found), own.signal);
  for (const { item, text } of Object.values(draftsOf(own.record, own.article))) {
    const known = own.record.get(item.id);
    if (item.motivation === "replying") answer(own, item.target.source.split("#")[1], known ?? item, text);
    else write(own, known ? { ...known, motivation: item.motivation } : item, text);
  }
  return { write, answer, choosing, aside: aside(), place: (_, item) => place(own, choosing, item) };
}

/** What an item says of the words that it is about. */
function about(own, { text, start, end }) {
  const quote = quoteAt(text, start, end, NEAR);
  // So that it is known later what proves where they stand.
  const { count, alone, echoed } = knownOf(fold(text.value), quote);
  const position = { type: "TextPositionSelector", start: positionOf(text, start), end: positionOf(text, end) };
  const { version, title } = own.reading.section.dataset;
  return {
    target: { source: own.article, selector: [quote, position] },
    "postil:version": version || undefined,
    "postil:count": count,
    "postil:alone": alone,
    "postil:echoed": echoed,
    "postil:seen": { title, notes: seenAt(own.reading, text.range(start, end)) },
  };
}

/** Begins a note on words, or makes a mark of them. */
async function begin(own, motivation, found) {
  const item = { id: freeId(), type: "Annotation", motivation, ...about(own, found) };
  if (motivation !== "highlighting") write(own, item, undefined, true);
  else await keep(own.record, item).catch((error) => complain(own, error));
}

/** Puts a note that has lost its words on those that are chosen next. */
function place(own, choosing, item) {
  const leave = () => {
    choosing.leave();
    gone();
  };
  const gone = tell(say("choose_for_note"), [[say("cancel"), () => choosing.leave()]], true, () => choosing.leave());
  choosing.ask(say("put_on_these"), async (found) => {
    leave();
    try {
      await keep(own.record, { ...own.record.get(item.id), ...about(own, found) });
      show(own, item.id);
    } catch (error) {
      complain(own, error);
    }
  });
  own.reading.root.scrollIntoView();
}

/** Lets a note be written, or written anew: its own, or one that begins. */
function write(own, item, draft, enters = draft === undefined) {
  if (!own.entries.has(item.id)) {
    const made = own.entry(item);
    if (!made) return;
    own.admit([made]);
  }
  const entry = own.entries.get(item.id);
  const isNew = !own.record.get(item.id);
  const { box, enter } = field({
    label: item.motivation === "questioning" ? say("my_question") : say("my_note"),
    text: textOf(item),
    draft,
    keep: (text) => keepDraft(own.record, own.article, item, text),
    save: async (text) => {
      item = await kept(own, withText(item, text));
      box.remove();
      show(own, item.id);
    },
    leave: () => {
      if (isNew) return own.drop(item.id);
      box.remove();
      return show(own, item.id);
    },
  });
  entry.note.querySelector(".postil-mine-field")?.remove();
  entry.note.classList.add("postil-own-edited");
  entry.note.querySelector(".postil-label").before(box);
  // A mark that has words of its own now is a note.
  entry.off = entry.own.hides = false;
  entry.note.removeAttribute("data-off");
  if (!enters) return own.settle();
  own.reading.open(entry.id);
  own.settle();
  return enter();
}

/** Lets something be said about a note of the editors. */
function answer(own, id, item, draft) {
  const entry = own.reading.notes.get(id);
  if (!entry || entry.note.querySelector(".postil-mine-field")) return;
  const { title } = own.reading.section.dataset;
  let answered = item ?? {
    id: freeId(),
    type: "Annotation",
    motivation: "replying",
    target: { source: `${own.article}#${id}` },
    "postil:seen": { title, notes: [seen(own.reading, entry)] },
  };
  const left = () => {
    box.remove();
    entry.note.focus({ preventScroll: true });
    own.settle();
  };
  const { box, enter } = field({
    label: say("my_answer"),
    text: textOf(answered),
    draft,
    keep: (text) => keepDraft(own.record, own.article, answered, text),
    save: async (text) => {
      answered = await kept(own, withText(answered, text));
      left();
    },
    leave: left,
  });
  const tools = entry.note.querySelector(":scope > .postil-mine-tools");
  if (tools) tools.before(box);
  else entry.note.append(box);
  own.settle();
  if (draft === undefined) enter();
}

/**
 * Keeps an item. What another tab has made of it meanwhile is shown first; who saves again has seen it.
 */
async function kept(own, item) {
  const seenLast = own.conflicts.get(item.id);
  try {
    return await keep(own.record, seenLast ? { ...item, modified: seenLast } : item);
  } catch (error) {
    if (!error.theirs) throw error;
    own.conflicts.set(item.id, error.theirs.modified);
    throw new Error(`${error.message} “${textOf(error.theirs)}”`);
  }
}

/** An item with other words. */
const withText = (item, value) => ({ ...item, body: { type: "TextualBody", format: "text/plain", value } });

/** A random name; `crypto.randomUUID` is there on pages of https only. */
function freeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `urn:uuid:${text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}
