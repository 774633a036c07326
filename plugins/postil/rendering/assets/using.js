/**
 * What a note offers that is open: it is cited, and what it asks is answered. It is loaded when a reader turns
 * to a note. Without this script there is none of it.
 */

import { addQuestions } from "./asked.js";
import { addCiting } from "./citing.js";

/** Lets notes offer it, also the one that is open. */
export function addOffers(reading, signal) {
  addCiting(reading, signal);
  addQuestions(reading, signal);
}
