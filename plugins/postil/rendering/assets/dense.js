/**
 * The JSON of a receipt: a hand-in with short keys and no defaults, its items as lists. What does not
 * come out as it went in stands there as it is. `course/receipts.py` is the same in Python.
 *
 * @typedef {Record<string, any>} Item a Web Annotation
 * @typedef {Record<string, any> & {items: Item[]}} HandIn its fields by the names in `KEYS`
 */

import { base64url, bytesOf } from "./base64.js";

/** The keys of a receipt, and what they are called in a hand-in. */
const KEYS = {
  n: "name",
  o: "number",
  c: "course",
  a: "article",
  t: "assignment",
  d: "at",
  b: "started",
  x: "version",
  m: "claims",
  q: "questions",
  k: "tasks",
  u: "site",
  g: "maker",
};

/** What begins an item: what makes it the act that it is. */
const SIGNS = {
  h: { motivation: "highlighting" },
  n: { motivation: "commenting" },
  q: { motivation: "questioning" },
  r: { motivation: "replying" },
  a: { motivation: "replying", "postil:question": true },
  d: { motivation: "replying", "postil:task": true },
  j: { motivation: "assessing" },
  s: { motivation: "assessing", "postil:shown": true },
  k: { motivation: "bookmarking", "postil:mark": "read" },
  f: { motivation: "bookmarking", "postil:mark": "star" },
  p: { motivation: "bookmarking", "postil:mark": "place" },
};
const SAID = ["motivation", "postil:question", "postil:task", "postil:shown", "postil:mark"];
const KNOWN = ["id", "type", "created", "modified", "target", "body", "postil:version", ...SAID];
/** Ids that follow from what an item is about. */
const DERIVED = { j: "assessing", s: "assessing", a: "answer", d: "doing", k: "read", f: "star", p: "place" };

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SHORT_UUID = /^[A-Za-z0-9_-]{22}$/;

/** The JSON of a receipt. @param {HandIn} handIn */
export function dense(handIn) {
  const fields = Object.entries(KEYS).flatMap(([key, name]) => (handIn[name] ? [[key, handIn[name]]] : []));
  const moments = handIn.items.map(({ created }) => milliseconds(created)).filter((at) => at !== null && at !== 0);
  const since = moments.reduce((first, at) => Math.min(first, at), Infinity);
  const from = moments.length ? since : 0;
  return {
    ...Object.fromEntries(fields),
    ...(from && { e: from }),
    i: handIn.items.map((item) => packed(item, handIn, from)),
  };
}

/** The hand-in of a receipt's JSON. @param {any} values @returns {HandIn} */
export function ofDense(values) {
  const fields = Object.entries(KEYS).flatMap(([key, name]) => (key in values ? [[name, values[key]]] : []));
  const { a: article = "", x: version = "", e: since = 0 } = values;
  return {
    ...Object.fromEntries(fields),
    items: values.i.map((/** @type {any} */ one) => itemOf(one, article, version, since)),
  };
}

/** An item as a list; as it is where the list would not say all of it. */
function packed(item, { article = "", version = "" }, since) {
  try {
    const list = listOf(item, article, version, since);
    if (canonical(itemOf(list, article, version, since)) === canonical(item)) return list;
  } catch {
    // It has a form of its own.
  }
  return item;
}

function listOf(item, article, version, since) {
  const said = Object.fromEntries(SAID.filter((key) => key in item).map((key) => [key, item[key]]));
  const [sign] = Object.entries(SIGNS).find(([, says]) => canonical(says) === canonical(said));
  const own = item["postil:version"] ?? "";
  const list = [
    sign,
    shortId(item.id, sign, item.target.source),
    shortMoment(item.created, since),
    shortMoment(item.modified, milliseconds(item.created) || since),
    whereOf(item.target, article),
    valueOf(item, sign),
    own === version ? 0 : own,
    moreOf(item),
  ];
  while (list.at(-1) === 0) list.pop();
  return list;
}

function itemOf(list, article, version, since) {
  if (!Array.isArray(list)) return list;
  const [sign, id, created, modified, where, value = 0, own = 0, more = 0] = list;
  const target = targetOf(where, article);
  const moment = longMoment(created, since);
  const said = own === 0 ? version : own;
  return {
    id: longId(id, sign, target.source),
    type: "Annotation",
    created: moment,
    modified: longMoment(modified, milliseconds(moment) || since),
    ...SIGNS[sign],
    target,
    ...(value !== 0 && { body: bodyOf(value, sign) }),
    ...(said !== "" && { "postil:version": said }),
    ...more,
  };
}

/** What else an item says; 0 for nothing. */
function moreOf(item) {
  const more = Object.entries(item).filter(([key]) => !KNOWN.includes(key));
  return more.length ? Object.fromEntries(more) : 0;
}

function whereOf({ source, selector }, article) {
  if (!selector) return source.startsWith(`${article}#`) ? source.slice(article.length) : source;
  const [{ exact, prefix, suffix }, { start, end }] = selector;
  return [exact, prefix, suffix, start, end - start, ...(source === article ? [] : [source])];
}

function targetOf(where, article) {
  if (typeof where === "string") return { source: where.startsWith("#") ? article + where : where };
  const [exact, prefix, suffix, start, length, source = article] = where;
  const quote = { type: "TextQuoteSelector", exact, prefix, suffix };
  return { source, selector: [quote, { type: "TextPositionSelector", start, end: start + length }] };
}

/** What a student wrote or judged; 0 for nothing. */
function valueOf({ body }, sign) {
  if (body === undefined) return 0;
  if (sign !== "j" && sign !== "s") {
    return Array.isArray(body) ? body.map(({ source, value }) => (source === undefined ? value : [source])) : body.value;
  }
  const [{ source }, ...reasons] = body;
  return [source, ...reasons.map(({ value }) => value)];
}

function bodyOf(value, sign) {
  if (sign !== "j" && sign !== "s") {
    return Array.isArray(value) ? value.map((one) => (Array.isArray(one) ? linked(one[0]) : textual(one))) : textual(value);
  }
  const [source, ...reasons] = value;
  return [{ type: "SpecificResource", source, purpose: "classifying" }, ...reasons.map(textual)];
}

const linked = (source) => ({ type: "SpecificResource", source, purpose: "linking" });
const textual = (value) => ({ type: "TextualBody", value, format: "text/plain" });

function shortId(id, sign, source) {
  if (id === `urn:postil:${DERIVED[sign]}:${source}`) return 0;
  if (!UUID.test(id)) return id;
  const digits = id.slice(9).replace(/-/g, "").match(/../g);
  return base64url(Uint8Array.from(digits, (two) => parseInt(two, 16)));
}

function longId(id, sign, source) {
  if (id === 0) return `urn:postil:${DERIVED[sign]}:${source}`;
  if (!SHORT_UUID.test(id)) return id;
  const digits = Array.from(bytesOf(id), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `urn:uuid:${digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

function shortMoment(text, since) {
  const at = milliseconds(text);
  return at === null ? text : at - since;
}

const longMoment = (value, since) => (typeof value === "number" ? new Date(value + since).toISOString() : value);

/** A moment as browsers write it, in milliseconds since 1970; null for any other. @returns {number | null} */
function milliseconds(text) {
  if (typeof text !== "string" || !MOMENT.test(text)) return null;
  const at = new Date(text);
  // Some take 30 February for a day of March; and to Python there is no year 0.
  return Number.isNaN(at.getTime()) || at.toISOString() !== text || text < "0001" ? null : at.getTime();
}

/** A value as text, with its keys in order: two that say the same are the same. @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys.sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`;
}
