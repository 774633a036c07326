/**
 * The student's side of an article: notes of the reader's own, and what they say to the editors'. All of
 * it stays on this device. It is loaded when there is something to show, or to write: see door.js. What
 * is needed only for writing, for what is done with notes, or for answers is loaded when it is used.
 */

import { hasBegun } from "./begun.js";
import { Own } from "./own.js";
import { page } from "./postil.js";
import { open } from "./record.js";
import { styled } from "./styled.js";


async function begin() {
  const { reading, signal } = page;
  page.own = null;
  if (!reading?.section.dataset.student) return;
  const [record] = await Promise.all([open(), styled(page.addressOf, "student.css")]);
  if (signal.aborted) return;
  let written = null;
  const writing = () => (written ??= page.bring("noting").then(({ noting }) => noting.addNoting(own)));
  const own = new Own(record, reading, signal, { bring: page.bring, writing });
  answers(own);
  listen(own);
  const select = () => getSelection().isCollapsed || void writing();
  document.addEventListener("selectionchange", select, { signal });
  select();
  if (hasBegun(record, own.article)) void writing();
  const complain = () => record.trouble && act((acting) => acting.warn(own));
  record.addEventListener("change", complain, { signal });
  if (record.trouble && record.all().length) complain();
  page.own = own;
  document.dispatchEvent(new Event("postil:own"));
}

/** Does something with what is loaded for it. */
const act = (does) => void page.bring("acting").then(({ acting }) => does(acting));

/** Lets notes of the reader's own be opened, and the buttons in the bar work. */
function listen(own) {
  const { reading, signal } = own;
  const onChange = ({ detail }) => detail.opened?.own && act((acting) => acting.complete(own, detail.opened));
  reading.addEventListener("change", onChange, { signal });
  const onClick = ({ target }) => {
    const button = target.closest("[data-own]");
    if (button) act((acting) => acting.press(own, button));
  };
  reading.root.querySelector(".postil-bar")?.addEventListener("click", onClick, { signal });
}

/** Brings what says something to the editors' notes, when there is anything, or one of them is read. */
function answers(own) {
  const { record, reading, signal, article } = own;
  let come = false;
  const bring = async () => {
    if (come) return;
    come = true;
    const { answering } = await page.bring("answering");
    if (!signal.aborted) answering.addAnswers(own);
  };
  // What was judged, or answered to a question, others show.
  const isHere = (item) => item.motivation !== "assessing" && !item["postil:question"] && item.target?.source?.startsWith(`${article}#`);
  const look = () => (reading.notes.get(reading.active)?.own === undefined && reading.active) || record.all().some(isHere);
  const onChange = () => {
    if (look()) void bring();
  };
  for (const target of [record, reading]) target.addEventListener("change", onChange, { signal });
  onChange();
}

document.addEventListener("postil:reading", () => void begin());
void begin();
