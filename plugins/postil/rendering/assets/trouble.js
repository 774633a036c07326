/**
 * Why something is not kept, as it is said to the reader.
 */

import { say } from "./saying.js";

/** @typedef {import("./versions.js").Item} Item */

/** An item was not kept; `message` is a sentence for the reader, and `theirs` what another tab wrote. */
export class NotKept extends Error {
  /** @param {"full" | "private" | "off" | "conflict"} reason @param {Item} [theirs] */
  constructor(reason, theirs) {
    super(saidOf(reason));
    this.reason = reason;
    this.theirs = theirs;
  }
}

/** Why nothing can be kept, as a sentence. @param {string} reason */
export const saidOf = (reason) =>
  reason === "full"
    ? say("not_kept_full")
    : reason === "private"
      ? say("not_kept_private")
      : reason === "conflict"
        ? say("not_kept_conflict")
        : say("not_kept_off");
