/**
 * A file that is opened has another version of a note than is here, and neither was made from the other:
 * the reader sees both, and says which is to stay.
 */

import { textOf } from "./card.js";
import { button } from "./buttons.js";
import { el } from "./dom.js";
import { tell } from "./foot.js";
import { isDeleted } from "./record.js";
import { say } from "./saying.js";
import { settle } from "./taking.js";

/** Asks of each two versions which is to stay. */
export function ask(notebook) {
  notebook.asked.replaceChildren(...notebook.conflicts.map((conflict) => question(notebook, conflict)));
  notebook.asked.querySelector("button")?.focus();
}

function question(notebook, conflict) {
  const { mine, theirs } = conflict;
  const end = async (item) => {
    await settle(notebook.record, conflict, item).catch((error) => tell(error.message, [], true));
    notebook.conflicts = notebook.conflicts.filter((one) => one !== conflict);
    ask(notebook);
  };
  const said = (item) => (isDeleted(item) ? say("deleted_there") : notebook.said(item).text || notebook.said(item).label);
  const side = (title, item) => el("div", {}, el("p", {}, el("strong", {}, title)), el("p", { class: "postil-own-text", dir: "auto" }, said(item)));
  const text = `${textOf(mine)}\n\n${textOf(theirs)}`;
  const both = textOf(mine) && textOf(theirs) && { ...mine, body: { ...[mine.body].flat()[0], value: text } };
  const { words } = notebook.said(isDeleted(mine) ? theirs : mine);
  return el(
    "div",
    { class: "postil-notebook-conflict", role: "group", "aria-label": say("which_stays") },
    el("p", {}, say("which_stays"), words && el("q", {}, words)),
    el("div", { class: "postil-notebook-two" }, side(say("here"), mine), side(say("in_file"), theirs)),
    el(
      "p",
      {},
      button(say("keep_here"), () => void end(mine)),
      " ",
      button(say("take_file"), () => void end(theirs)),
      " ",
      both && button(say("keep_both"), () => void end(both)),
    ),
  );
}
