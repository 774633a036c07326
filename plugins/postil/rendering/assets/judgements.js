/**
 * What a reader thinks of the claims of an article, as it stands in the record: an item for each claim,
 * with the assessment and perhaps a sentence; or with no more than that they wanted to be shown.
 */

const BEGINNING = "urn:postil:assessing:";

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
    return Boolean(this.item(id));
  }

  /** The same of a claim anywhere, by its full name: `readings/x#id`. @param {string} name */
  knows(name) {
    return Boolean(this.record.get(BEGINNING + name));
  }

  /** The assessment that the reader chose; none, where they were shown the claim. @param {string} id */
  verdict(id) {
    return this.#bodies(id).find(({ purpose }) => purpose === "classifying")?.source ?? "";
  }

  /** Why, in their words. @param {string} id */
  why(id) {
    return this.#bodies(id).find(({ type }) => type === "TextualBody")?.value ?? "";
  }

  /** What is kept of a claim. @param {string} id */
  item(id) {
    return this.record.get(this.about(id).id);
  }

  /** What the item of a claim is called, and is about. @param {string} id */
  about(id) {
    const source = `${this.article}#${id}`;
    return { id: BEGINNING + source, target: { source } };
  }

  #bodies(id) {
    return [this.item(id)?.body ?? []].flat();
  }
}
