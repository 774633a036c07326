/**
 * Any history of notes, edits, deletions, files saved and opened, on two devices with two tabs each: at
 * the end, whatever was written last stands on both devices. Any corrections of a text: a note stands
 * on its own words, or nowhere.
 *
 * Run with the folder of the modules, the number of histories, and a seed.
 */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import fc from "fast-check";

globalThis.window = globalThis;
globalThis.addEventListener = () => {};
delete globalThis.BroadcastChannel; // a tab may hear late of what another does, and here it never does

const [folder, count, seed] = process.argv.slice(2);
const load = (name) => import(`${folder}/${name}.js`);
const { Record } = await load("record");
const { takeIn, settle } = await load("taking");
const { fileOf, read } = await load("notefile");
const { isDeleted } = await load("record");
const { inOrder } = await load("order");
const { versionOf } = await load("versions");
const { find, fold, knownOf } = await load("finding");

const ACTS = ["write", "write", "edit", "edit", "edit", "begin", "end", "delete", "undo", "save", "open", "open", "reload"];
const act = fc.record({ does: fc.constantFrom(...ACTS), device: fc.nat(1), tab: fc.nat(1), which: fc.nat(50) });

let runs = 0;

/** What became of the words that were written: which of them somebody has replaced knowingly. */
class History {
  constructor() {
    this.words = new Map(); // of each version: its words, null if it deleted the note
    this.replaced = new Set();
    this.next = 0;
  }

  /** New words, all different. */
  fresh = () => `words${(this.next += 1)}.`;

  /** A student has put a version in the place of others that they have seen. */
  put(item, ...before) {
    const name = `${item.id} ${versionOf(item)}`;
    this.words.set(name, isDeleted(item) ? null : item.body.value);
    this.replaced.delete(name);
    for (const one of before) {
      const other = `${one.id} ${versionOf(one)}`;
      if (other !== name) this.replaced.add(other);
    }
  }

  /** What has to be there at the end. */
  get last() {
    return [...this.words].filter(([name, words]) => words !== null && !this.replaced.has(name)).map(([, words]) => words);
  }
}

const pick = (list, which) => list[which % list.length];
const withWords = (item, value) => ({ ...item, body: { type: "TextualBody", value } });

/** Opens a file; of two versions the student keeps the words of both. */
async function openFile(record, text, history) {
  const { conflicts } = await takeIn(record, read(text).items);
  for (const conflict of conflicts) {
    const { mine, theirs } = conflict;
    const both = isDeleted(mine) ? theirs : isDeleted(theirs) ? mine : withWords(mine, `${mine.body.value} ${theirs.body.value}`);
    history.put(await settle(record, conflict, both), mine, theirs);
  }
}

const saved = (record) => JSON.stringify(fileOf(record.everything(), { label: "", site: "", now: new Date() }));

async function live(acts) {
  runs += 1;
  const history = new History();
  const opened = (device) => new Record(`/${runs}/${device}/`).begin();
  const devices = await Promise.all([0, 1].map((device) => Promise.all([opened(device), opened(device)])));
  const files = [];
  const begun = [];
  const undone = [];
  // Another tab was faster: the student sees what it wrote, and saves again with both.
  const save = async (record, item, seen) => {
    try {
      history.put(await record.put(item), seen);
    } catch (error) {
      assert.equal(error.reason, "conflict", String(error));
      const { theirs } = error;
      const words = isDeleted(theirs) ? item.body.value : `${item.body.value} ${theirs.body.value}`;
      history.put(await record.put({ ...withWords(item, words), modified: theirs.modified }), seen, theirs);
    }
  };
  for (const { does, device, tab, which } of acts) {
    const record = devices[device][tab];
    const items = record.all();
    const item = items.length ? pick(items, which) : null;
    if (does === "write") history.put(await record.put(withWords({ id: `urn:uuid:${history.next}`, type: "Annotation", motivation: "commenting", target: { source: "x" } }, history.fresh())));
    if (does === "edit" && item) await save(record, withWords(item, history.fresh()), item);
    if (does === "begin" && item) begun.push([record, item]);
    if (does === "end" && begun.length) {
      const [where, before] = begun.pop();
      await save(where, withWords(before, history.fresh()), before);
    }
    if (does === "delete" && item) {
      await record.remove(item.id).then(
        (was) => {
          history.put(record.everything().find(({ id }) => id === item.id), item);
          undone.push([record, was]);
        },
        (error) => assert.equal(error.reason, "conflict", String(error)),
      );
    }
    if (does === "undo" && undone.length) {
      const [where, was] = undone.pop();
      const gone = where.everything().find(({ id }) => id === was.id);
      await where.put(was).then(
        (kept) => history.put(kept, gone),
        (error) => assert.equal(error.reason, "conflict", String(error)),
      );
    }
    if (does === "save") files.push(saved(record));
    if (does === "open" && files.length) await openFile(record, pick(files, which), history);
    if (does === "reload") devices[device][tab] = await opened(device);
  }
  // They meet: each is opened on the other, until both say the same.
  const ends = await Promise.all([opened(0), opened(1)]);
  for (let round = 0; round < 2; round += 1) {
    await openFile(ends[1], saved(ends[0]), history);
    await openFile(ends[0], saved(ends[1]), history);
  }
  for (const record of ends) {
    const there = record.all().map(({ body }) => body.value);
    for (const words of history.last) assert(there.some((text) => text.includes(words)), `lost: ${words} of ${there}`);
    assert.equal(new Set(record.everything().map(({ id }) => id)).size, record.everything().length);
  }
  assert.deepEqual(inOrder(ends[0].all()).map(versionOf), inOrder(ends[1].all()).map(versionOf));
  // Nothing twice.
  const before = inOrder(ends[0].everything()).map(versionOf);
  const again = await takeIn(ends[0], read(saved(ends[0])).items);
  assert.deepEqual([again.added, again.changed, again.conflicts], [[], [], []]);
  assert.deepEqual(inOrder(ends[0].everything()).map(versionOf), before);
}

await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 40 }), live), { numRuns: Number(count), seed: Number(seed) });

// A text of sentences, some of which stand there several times, and what its author does to it.
const WORDS = "the town bridge was closed for a year, then “opened” again — by law it’s free of tolls".split(" ");
const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 9 }).map((words) => `${words.join(" ")}.`);
const correction = fc.oneof(
  fc.record({ does: fc.constant("delete"), at: fc.nat() }),
  fc.record({ does: fc.constant("insert"), at: fc.nat(), sentence }),
  fc.record({ does: fc.constant("repeat"), at: fc.nat(), from: fc.nat() }),
  fc.record({ does: fc.constant("word"), at: fc.nat(), word: fc.constantFrom(...WORDS) }),
);

fc.assert(
  fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), fc.nat(), fc.array(correction, { maxLength: 4 }), (sentences, which, from, length, corrections) => {
    const before = sentences.join(" ");
    const start = from % before.length;
    const end = Math.min(before.length, start + 1 + (length % 60));
    const quote = { exact: before.slice(start, end), prefix: before.slice(Math.max(0, start - 32), start), suffix: before.slice(end, end + 32) };
    if (!quote.exact.trim()) return;
    const known = knownOf(fold(before), quote);
    const text = [...sentences];
    for (const one of corrections) {
      const at = one.at % (text.length + 1);
      if (one.does === "insert") text.splice(at, 0, one.sentence);
      else if (one.does === "repeat" && text.length) text.splice(at, 0, text[one.from % text.length]);
      else if (one.does === "delete") text.splice(at, 1);
      else if (one.does === "word" && text[at]) text[at] = text[at].replace(/\S+/, one.word);
    }
    const after = text.join(" ");
    const found = find(fold(after), quote, known);
    if ("why" in found) {
      // What is as it was is always found, unless it stands there twice with the same beside it.
      if (after === before) assert.equal(found.why, "several");
      return;
    }
    const words = fold(after.slice(found.start, found.end)).text.trim();
    if (found.changed) {
      assert(after.slice(0, found.start).trimEnd().endsWith(quote.prefix.trim().slice(-12)));
      assert(after.slice(found.end).trimStart().startsWith(quote.suffix.trim().slice(0, 12)));
    } else assert.equal(words, fold(quote.exact).text.trim());
    if (after === before && !found.changed) assert.equal(before.slice(found.start, found.end), quote.exact.trim());
  }),
  { numRuns: 20 * Number(count), seed: Number(seed) },
);

// What the author did with words that stand in a text several times; a bracket is around those of the note.
const OTHERS = "He said so. The town bridge was closed for a year, by law. Nobody minded at all, it seems.";
const DONE = [
  ["The old bridge was [closed for a] year, they say. ", "", null, "its sentence was deleted"],
  ["At noon the [town bridge was closed for a year], by law. ", "", null, "and another one reads on alike"],
  ["At noon the new [town bridge was closed for a] month. ", "At noon the old [town bridge was closed for a] month. ", "old ", "what stands before it is another"],
  ["At noon the new town [bridge was closed for a month], in vain. ", "At noon the new town [bridge was open for a month], in vain. ", "town ", "a word in it is another"],
  ["We saw, to our surprise, that [it] was closed. ", "We saw, to our surprise, that items were closed. ", null, "a word begins with it"],
];
for (const [then, now, place, why] of DONE) {
  const [first, exact, last] = then.split(/[[\]]/);
  const quote = { exact, prefix: first.slice(-32), suffix: `${last}${OTHERS}`.slice(0, 32) };
  const known = knownOf(fold(`${first}${exact}${last}${OTHERS}`), quote);
  const [before, words = ""] = now.split(/[[\]]/);
  const found = find(fold(`${now.replace(/[[\]]/g, "")}${OTHERS}`), quote, known);
  if (place === null) assert("why" in found, why);
  else assert.deepEqual([found.start, found.end], [before.length, before.length + words.length], why);
}

// What others make, or what is damaged, is left out, and keeps nothing of the rest from being shown.
const note = { id: "urn:uuid:1", type: "Annotation", motivation: "commenting", modified: "2027-03-01T00:00:00Z", target: { source: "x" } };
const DAMAGED = [
  null, 5, "text", [], { ...note, id: 5 }, { ...note, id: "" }, { ...note, type: ["Annotation"] }, { ...note, modified: 2027 },
  { ...note, modified: "soon" }, { ...note, modified: "+275760-09-13T00:00:00.000Z" }, { ...note, motivation: ["commenting"] },
  { ...note, target: undefined }, { ...note, target: { source: { id: "x" } } }, { ...note, target: { source: "x", selector: [null] } },
  { ...note, target: { source: "x", selector: { type: "TextQuoteSelector", exact: 5 } } }, { ...note, body: [null] }, { ...note, body: "text" },
  { ...note, body: { type: "TextualBody", value: {} } }, { ...note, "postil:seen": 5 }, { ...note, "postil:seen": { notes: [5] } },
];
const damaged = read(JSON.stringify({ first: { items: [...DAMAGED, note] } }));
assert.deepEqual([damaged.items, damaged.others], [[note], DAMAGED.length], "damaged");
assert.equal(read('{"items": {}}'), null);

console.log(`${runs} histories`);
