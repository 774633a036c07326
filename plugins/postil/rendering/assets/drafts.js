/**
 * What is being written and not saved yet, for each article: it survives that the page is loaded anew.
 */

import { keyOf } from "./begun.js";

/** Of what is said to the notes of an article, where notes of the reader's own are drafts by themselves. @param {string} article */
export const said = (article) => `${article}?`;

/** The drafts of an article by the ids of their items: the item, and the text as far as it goes. */
export function draftsOf(record, article) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(record, article))) ?? {};
  } catch {
    return {};
  }
}

/** Keeps a draft; null forgets it. */
export function keepDraft(record, article, item, text) {
  const drafts = draftsOf(record, article);
  if (text === null) delete drafts[item.id];
  else drafts[item.id] = { item, text };
  try {
    if (Object.keys(drafts).length) localStorage.setItem(keyOf(record, article), JSON.stringify(drafts));
    else localStorage.removeItem(keyOf(record, article));
  } catch {
    // It can be written all the same.
  }
}
