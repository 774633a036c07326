/**
 * The student's side of an article: notes of the reader's own, and what they say to the editors'. All of
 * it stays on this device. It is loaded when there is something to show, or to write: see door.js. What
 * is needed only for writing, choosing by keys or saving is loaded when it is used.
 */

import { isDue } from "./due.js";
import { stand } from "./dom.js";
import { aside, tell } from "./foot.js";
import { Own } from "./own.js";
import { open } from "./record.js";
import { say } from "./saying.js";
import { styled } from "./styled.js";
import { saidOf } from "./trouble.js";

const DAY = 24 * 3600 * 1000;
const { page } = window["postil-postil"].postil;

async function begin() {
  const { reading, signal } = page;
  if (!reading?.section.dataset.student) return;
  const [record] = await Promise.all([open(), styled(page.addressOf, "student.css")]);
  if (signal.aborted) return;
  aside();
  let written = null;
  const writing = () => (written ??= page.bring("noting").then(({ noting }) => noting.addNoting(own)));
  const own = new Own(record, reading, signal, { bring: page.bring, writing });
  answers(own);
  const saved = async () => {
    try {
      await (await page.bring("saving")).saving.save(record, reading.section.dataset.site);
    } catch (error) {
      tell(error.message, [], true);
    }
  };
  listen(own, saved);
  const select = () => getSelection().isCollapsed || void writing();
  document.addEventListener("selectionchange", select, { signal });
  select();
  if (own.hasDrafts) void writing();
  const complain = () => record.trouble && tell(saidOf(record.trouble), [[say("save_to_file"), saved]], true);
  record.addEventListener("change", complain, { signal });
  if (record.trouble && record.all().length) complain();
  remind(record, saved, signal);
  document.dispatchEvent(new Event("postil:own"));
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

/** Makes the buttons in the bar work. */
function listen(own, saved) {
  const acts = {
    choose: async (button) => {
      const opener = document.querySelector(`[popovertarget="${button.closest("[popover]").id}"]`);
      const [{ walking }, { choosing }] = await Promise.all([page.bring("walking"), own.writing()]);
      const words = { choosing: say("choosing_words"), choosingHelp: say("choosing_help"), cancel: say("cancel") };
      walking.chooseWords({ name: "postil-mine", host: aside(), words }, () => choosing.look(true), (byKeys) => byKeys && stand(opener));
    },
    save: saved,
    show: (button) => {
      const shows = button.ariaPressed !== "true";
      button.ariaPressed = String(shows);
      own.hide(!shows);
    },
  };
  const onClick = ({ target }) => {
    const button = target.closest("[data-own]");
    if (!button) return;
    if (button.dataset.own !== "show") button.closest("[popover]")?.hidePopover();
    void acts[button.dataset.own](button);
  };
  own.reading.root.querySelector(".postil-bar")?.addEventListener("click", onClick, { signal: own.signal });
}

/** Offers to save when much has changed, once a day. */
function remind(record, saved, signal) {
  const now = new Date();
  const { saved: last, reminded } = record.about;
  if (!isDue(record.everything(), last, now) || (reminded && now - Date.parse(reminded) < DAY)) return;
  const gone = tell(say("worth_saving"), [[say("save_to_file"), saved]], true);
  // Saved by whatever button.
  record.addEventListener("change", () => record.about.saved !== last && gone(), { signal });
  void record.note({ reminded: now.toISOString() });
}

document.addEventListener("postil:reading", () => void begin());
void begin();
