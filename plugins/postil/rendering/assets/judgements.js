/**
 * What a reader thinks of the claims of an article, as it stands in the record: an item for each claim,
 * with the assessment and perhaps a sentence; or with no more than that they wanted to be shown.
 */

import { draftsOf, keepDraft, said } from "./drafts.js";

const BEGINNING = "urn:postil:assessing:";
const SHOWN = "postil:shown";

/** @param {string} name the full name of a claim: `readings/x#id` */
const idOf = (name) => `${BEGINNING}${name}`;

/** Whether an item is the judgement of a claim. @param {string} id */
export const isSaid = (id) => id.startsWith(BEGINNING);

export class Judgements {
  /**
   * @param {import("./record.js").Record} record
   * @param {{article?: string, version?: string, title?: string}} about of the notes of the article
   * @param {(id: string) => string} wordsOf the words that a claim is about
   */
  constructor(record, { article = "", version = "", title = "" }, wordsOf) {
    Object.assign(this, { record, article, version, title, wordsOf });
  }

  /** Whether the reader has judged a claim, or was shown it. @param {string} id */
  has(id) {
    return this.knows(`${this.article}#${id}`);
  }

  /** The same of a claim anywhere, by its full name. @param {string} name */
  knows(name) {
    return Boolean(this.record.get(idOf(name)));
  }

  /** The assessment that the reader chose; none, where they were shown the claim. @param {string} id */
  verdict(id) {
    return this.#bodies(id).find(({ purpose }) => purpose === "classifying")?.source ?? "";
  }

  /** Why, in their words. @param {string} id */
  why(id) {
    return this.#bodies(id).find(({ type }) => type === "TextualBody")?.value ?? "";
  }

  /** What was written and not kept, if anything was; else what was kept. @param {string} id */
  draft(id) {
    return draftsOf(this.record, said(this.article))[this.#name(id)]?.text ?? this.why(id);
  }

  /** Remembers what is being written; null forgets it. @param {string} id @param {string | null} text */
  keepDraft(id, text) {
    keepDraft(this.record, said(this.article), { id: this.#name(id) }, text);
  }

  /** Which version of a judgement there is, for one that is made of it. @param {string} id */
  madeOf(id) {
    return this.record.items.get(this.#name(id))?.modified ?? "";
  }

  /** Keeps a judgement that is made from a version. Where it cannot be kept, it lasts as long as the page: then it throws. */
  judge(id, verdict, why, from) {
    const body = [
      { type: "SpecificResource", source: verdict, purpose: "classifying" },
      ...(why ? [{ type: "TextualBody", value: why, format: "text/plain" }] : []),
    ];
    return this.#put(id, { body, modified: from });
  }

  /** Keeps that the reader wanted to be shown. */
  show(id) {
    return this.#put(id, { [SHOWN]: true });
  }

  /** @param {string} id */
  #name(id) {
    return idOf(`${this.article}#${id}`);
  }

  #bodies(id) {
    return [this.record.get(this.#name(id))?.body ?? []].flat();
  }

  #put(id, said) {
    const source = `${this.article}#${id}`;
    return this.record.put({
      id: idOf(source),
      type: "Annotation",
      motivation: "assessing",
      target: { source },
      "postil:version": this.version,
      // Or nobody could tell among their own notes what was judged.
      "postil:seen": { title: this.title, notes: [{ id, words: this.wordsOf(id), label: "", said: "" }] },
      ...said,
      // What was thought before anything was shown.
      ...this.#first(id),
    });
  }

  #first(id) {
    const item = this.record.get(this.#name(id));
    return item && { "postil:first": item["postil:first"] ?? this.verdict(id) };
  }
}
