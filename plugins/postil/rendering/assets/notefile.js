/**
 * The file of a reader's notes: one for the whole site, a W3C annotation collection; and the same to be
 * read, as Markdown. Without a page.
 */

import { maker } from "./maker.js";
import { isItem } from "./merging.js";
import { inOrder } from "./order.js";

const CONTEXT = ["http://www.w3.org/ns/anno.jsonld", { postil: "urn:postil:", assessing: "http://www.w3.org/ns/oa#assessing" }];

/**
 * What a file holds.
 * @param {any[]} items all, those that were deleted included
 * @param {{label: string, site: string, now: Date}} about
 */
export function fileOf(items, { label, site, now }) {
  return {
    "@context": CONTEXT,
    type: "AnnotationCollection",
    generator: { type: "Software", name: "Postil", ...(maker() && { "postil:version": maker() }) },
    label,
    modified: now.toISOString(),
    "postil:site": site,
    total: items.length,
    first: { type: "AnnotationPage", startIndex: 0, items: inOrder(items) },
  };
}

/**
 * What is in the text of a file: the items, how many things in it are none, when it was saved, and the site of which
 * it is; nothing where it is no such file.
 * @param {string} text @returns {{items: any[], others: number, saved: string, site: string} | null}
 */
export function read(text) {
  let file;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return null;
  }
  const all = file?.first?.items ?? file?.items;
  if (!Array.isArray(all)) return null;
  const items = all.filter(isItem);
  const { modified, "postil:site": site } = file;
  const saved = Number.isNaN(Date.parse(modified)) ? "" : new Date(modified).toISOString();
  return { items, others: all.length - items.length, saved, site: typeof site === "string" ? site : "" };
}

/** A name for a file. @param {string} label */
export const nameOf = (label) => `${label.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "notes"}`;

/**
 * Notes as Markdown: passages as quotations, with what the reader and the editors say of them.
 * @param {string} title
 * @param {{title: string, address: string, entries: {words: string, label: string, text: string, seen: {label: string, said: string}[]}[]}[]} articles
 */
export function markdown(title, articles) {
  const parts = [`# ${escaped(title)}`];
  for (const { title, address, entries } of articles) {
    parts.push(`## ${escaped(title)}`, `<${address}>`);
    for (const { words, label, text, seen } of entries) {
      if (words) parts.push(quoted(escaped(words)));
      parts.push(text ? `**${escaped(label)}:** ${lines(text)}` : `**${escaped(label)}**`);
      for (const { label, said } of seen) parts.push(`*${escaped(label)}:* ${lines(said)}`);
    }
  }
  return `${parts.join("\n\n")}\n`;
}

/** @param {string} text */
const escaped = (text) => text.replace(/[\\`*_[\]<>#]/g, "\\$&").replace(/\s+/g, " ");

/** @param {string} text */
const lines = (text) => text.split("\n").map((line) => escaped(line)).join("  \n");

/** @param {string} text */
const quoted = (text) => `> ${text}`;
