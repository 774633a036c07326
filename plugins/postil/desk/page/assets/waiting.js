/** The passages that wait for their author: changed, ambiguous or gone; each with what settles it. */

import { button } from "../../../rendering/assets/buttons.js";
import { el } from "../../../rendering/assets/dom.js";
import { idOf } from "./form.js";
import { WORDS } from "./words.js";

/**
 * The list of them; null where there are none.
 * @param {any[]} passages
 * @param {object} does
 * @param {(id: string, selector: any) => void} does.settle
 * @param {(id: string) => void} does.move
 * @param {(id: string) => void} does.edit
 * @param {(id: string) => void} does.remove
 */
export function waitingList(passages, does) {
  if (!passages.length) return null;
  return el(
    "details",
    { class: "postil-desk-waiting", open: true },
    el("summary", {}, WORDS.waiting(passages.length)),
    el("ul", {}, ...passages.map((passage) => item(passage, does))),
  );
}

/** @param {any} passage @param {any} does */
function item({ id, status, why, words, written, suggestions }, { settle, move, edit, remove }) {
  const says = /** @type {Record<string, string>} */ (WORDS.statuses)[status];
  const name = idOf(id);
  return el(
    "li",
    {},
    el("p", {}, el("strong", {}, name), `: ${says}`, why ? el("span", { class: "postil-desk-hint" }, ` ${why}`) : null),
    words ? el("p", { class: "postil-desk-quote" }, el("q", {}, words)) : null,
    ...suggestions.map((/** @type {any} */ { selector, sentence }) =>
      el(
        "p",
        { class: "postil-desk-quote" },
        sentence.before,
        el("mark", {}, sentence.words),
        sentence.after,
        " ",
        written ? null : button(status === "changed" ? WORDS.stillHolds : WORDS.standsHere, () => settle(id, selector), { "aria-label": `${status === "changed" ? WORDS.stillHolds : WORDS.standsHere}: ${sentence.words}` }),
      ),
    ),
    written
      ? el("p", { class: "postil-desk-hint" }, WORDS.writtenIn(written.file, written.entry))
      : el(
          "p",
          {},
          button(WORDS.otherWords, () => move(id), { "aria-label": `${WORDS.otherWords}: ${name}` }),
          button(WORDS.edit, () => edit(id), { "aria-label": `${WORDS.edit}: ${name}` }),
          button(WORDS.delete, () => remove(id), { "aria-label": `${WORDS.delete}: ${name}` }),
        ),
  );
}
