/**
 * The questions that notes ask: in an open note stands a button for an answer. What it needs is loaded when
 * it is used, or where something may have been answered before: see door.js. Without this script they are questions.
 */

import { bring } from "./door.js";

/** Puts the button into each note that is opened and asks something. */
export function addQuestions(reading, signal) {
  const { section } = reading;
  const offer = section.querySelector(":scope > .postil-asked");
  if (!offer || !section.querySelector(".postil-question")) return;
  const ask = ({ note }) => {
    const question = note.querySelector(".postil-question");
    if (!question) return;
    offer.hidden = false;
    if (offer.parentElement !== question) question.append(offer);
  };
  reading.addEventListener("opening", ({ detail }) => ask(detail));
  const opened = reading.notes.get(reading.active);
  if (opened) ask(opened);
  const onClick = async () => {
    const { answers } = await bring("answers");
    answers.answer(reading.idOf(offer));
  };
  offer.querySelector("button").addEventListener("click", () => void onClick(), { signal });
}
