/**
 * The editors' notes can be answered, starred, and marked as read. Their words stay as they are.
 */

import { complain, remove } from "./acting.js";
import { textOf } from "./card.js";
import { button } from "./buttons.js";
import { el, stand } from "./dom.js";
import { keep } from "./keeping.js";
import { dayOf } from "./opened.js";
import { inOrder } from "./order.js";
import { say } from "./saying.js";

/** Shows what is said to the notes of the editors, and offers to say more. */
export function addAnswers(own) {
  const { record, reading, signal, article } = own;
  const tools = el(
    "p",
    { class: "postil-actions postil-mine-tools" },
    button(say("answer_note"), () => void answer(reading.active)),
    " ",
    button(say("star"), () => void turn("star"), { "data-mark": "star" }),
    " ",
    button(say("mark_read"), () => void turn("read"), { "data-mark": "read" }),
  );

  const answer = async (id, item) => (await own.writing()).answer(own, id, item);

  const turn = async (mark) => {
    const source = `${article}#${reading.active}`;
    const id = `urn:postil:${mark}:${source}`;
    try {
      if (record.get(id)) await record.remove(id);
      else await keep(record, { id, type: "Annotation", motivation: "bookmarking", "postil:mark": mark, target: { source } });
    } catch (error) {
      complain(own, error);
    }
  };

  const shown = (id, item) =>
    el(
      "div",
      {},
      el("p", { class: "postil-own-text", dir: "auto" }, textOf(item)),
      el(
        "p",
        { class: "postil-actions" },
        `${say("my_answer")} · ${dayOf(item)} `,
        button(say("change_note"), () => void answer(id, item)),
        " ",
        button(say("delete_note"), () => void remove(own, item.id).then(() => stand(reading.notes.get(id).note))),
      ),
    );

  const offered = () => {
    const { note } = reading.notes.get(reading.active) ?? {};
    for (const one of note ? tools.querySelectorAll("[data-mark]") : []) {
      one.ariaPressed = String(note.hasAttribute(`data-${one.dataset.mark}`));
    }
  };

  /** What the record holds of each note. */
  const sync = () => {
    const about = new Map();
    for (const item of inOrder(record.all())) {
      const { source = "" } = item.target ?? {};
      if (source.startsWith(`${article}#`)) about.set(source, [...(about.get(source) ?? []), item]);
    }
    for (const { id, note, own: isOwn } of reading.notes.values()) {
      if (isOwn) continue;
      const items = about.get(`${article}#${id}`) ?? [];
      for (const mark of ["star", "read"]) note.toggleAttribute(`data-${mark}`, items.some((item) => item["postil:mark"] === mark));
      const answers = items.filter((item) => item.motivation === "replying" && !item["postil:question"]);
      const box = note.querySelector(":scope > .postil-mine-answers");
      const made = answers.length && el("div", { class: "postil-mine postil-mine-answers" }, ...answers.map((item) => shown(id, item)));
      if (box) box.replaceWith(...(made ? [made] : []));
      else if (made) (note.querySelector(":scope > .postil-mine-tools") ?? note.lastElementChild).before(made);
    }
    offered();
  };

  /** Puts what can be done into the note that is open. */
  const offer = ({ note, own: isOwn }) => {
    if (isOwn) return;
    note.append(tools, ...note.querySelectorAll(":scope > .postil-tools"));
    offered();
    own.settle();
  };

  sync();
  record.addEventListener("change", sync, { signal });
  reading.addEventListener("change", ({ detail }) => detail.opened && offer(detail.opened), { signal });
  const open = reading.notes.get(reading.active);
  if (open) offer(open);
}
