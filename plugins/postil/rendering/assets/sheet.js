/**
 * What a student hands in of an article or for an assignment: their judgements, answers and notes, with their name. Without a
 * page and without a store; `course/handins.py` reads it.
 *
 * @typedef {Record<string, any>} Item a Web Annotation
 * @typedef {"judgements" | "answers" | "notes"} Part
 */

import { inOrder } from "./order.js";
import { articleOf } from "./record.js";

/** What is handed in, by motivation; what somebody has read, starred or left is nobody else's business. */
const PARTS = { assessing: "judgements", replying: "notes", highlighting: "notes", commenting: "notes", questioning: "notes" };
/** What an item says to others than its own device. */
const SAID = new Set(["question", "task", "shown", "first", "version"].map((name) => `postil:${name}`));

/** The part of a hand-in that an item belongs to. @param {Item} item @returns {Part | undefined} */
export const partOf = (item) => (item["postil:question"] || item["postil:task"] ? "answers" : PARTS[item.motivation]);

/** The items of some articles that can be handed in. @param {Item[]} items @param {string[]} articles */
export const handedIn = (items, articles) => inOrder(items).filter((item) => articles.includes(articleOf(item)) && partOf(item));

/**
 * How many there are of each part, and of marks beside the notes, as a course counts them; a claim that was
 * only shown is none that was judged.
 * @param {Item[]} items
 */
export function counted(items) {
  const counts = { judgements: 0, answers: 0, notes: 0, marks: 0 };
  for (const item of items) {
    const part = item.motivation === "highlighting" ? "marks" : partOf(item);
    if (part !== "judgements" || item.body) counts[part] += 1;
  }
  return counts;
}

/**
 * A hand-in, as `receipt.js` takes it.
 * @param {Item[]} items
 * @param {Record<string, any>} about name, number, course, article, version, claims, questions, site
 * @param {Date} now
 */
export function sheetOf(items, about, now) {
  const own = items.map((item) => whole(without(item)));
  const started = own.map(({ created }) => created).filter(Boolean).sort()[0] ?? "";
  return { ...whole(about), at: withOffset(now), started, items: own };
}

/** The file of a hand-in. @param {Record<string, any> & {items: Item[]}} sheet */
export function fileOf({ items, site, maker, ...head }) {
  const filled = Object.entries(head).filter(([, value]) => value);
  return {
    "@context": [
      "http://www.w3.org/ns/anno.jsonld",
      { postil: "urn:postil:", assessing: "http://www.w3.org/ns/oa#assessing" },
    ],
    type: "AnnotationCollection",
    label: head.course,
    generator: { type: "Software", name: "Postil", ...(maker && { "postil:version": maker }) },
    modified: head.at,
    total: items.length,
    "postil:site": site,
    "postil:handIn": Object.fromEntries(filled),
    first: { type: "AnnotationPage", startIndex: 0, items },
  };
}

/** The name of its file. @param {Record<string, any>} sheet */
export function fileName({ course, article, assignment, name }) {
  const task = assignment || article.replace(/\/index$/, "").split("/").at(-1);
  return `${[course, task, name].map(slug).filter(Boolean).join("-")}.postil.json`;
}

/** A text as part of the name of a file, which no system takes amiss. @param {string} text */
const slug = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}\p{M}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);

/** An item without what only its own device knows. @param {Item} item */
const without = (item) =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !key.startsWith("postil:") || SAID.has(key)));

/** A value with whole characters only: a text that was cut within one cannot be written down. */
function whole(value) {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\ufffd");
  if (Array.isArray(value)) return value.map(whole);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, whole(one)]));
}

/** A moment by the student's own clock. @param {Date} date */
function withOffset(date) {
  const offset = -date.getTimezoneOffset();
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}
