/**
 * Judging first: an open claim asks how well it stands, and tells what its editors think when its reader
 * has said it, or wants to be shown. Both verdicts then stand side by side, and at the end of the text is
 * what to look at twice. What the reader says is kept in the record of this device. Without this script the
 * notes tell what they have to say.
 */

import { Asking } from "./ask.js";
import { Compared } from "./compared.js";
import { isSaid, Judgements } from "./judgements.js";
import { open } from "./record.js";
import { styled } from "./styled.js";
import { claimsOf, tell } from "./telling.js";

/** What the script of the page shares. */
const { page } = window["postil-postil"].postil;

async function start() {
  const { reading, signal, arrange } = page;
  const template = reading?.section.querySelector(".postil-judging");
  if (!template) return;
  const [record] = await Promise.all([open(), styled(page.addressOf)]);
  if (signal.aborted) return;
  const judged = judge(template, record);
  const show = () => {
    judged();
    reading.root.dataset.told = "";
    arrange();
  };
  const options = { signal };
  reading.addEventListener("judging", show, options);
  record.addEventListener("change", ({ detail }) => detail.ids.some(isSaid) && show(), options);
  show();
}

/** Lets claims ask before they tell; returns what shows how things are. */
function judge(template, record) {
  const { reading, signal, arrange } = page;
  const { root, section } = reading;
  const wordsOf = (id) => reading.notes.get(id)?.note.querySelector(".postil-quote q")?.textContent ?? "";
  const judgements = new Judgements(record, section.dataset, wordsOf);
  const claims = claimsOf(reading);
  const asking = new Asking(reading, template, judgements);
  const compared = new Compared(root, template, judgements);
  const show = () => {
    if (!reading.judging) {
      for (const { note } of claims) asking.clear(note);
      compared.clear();
    } else {
      for (const entry of claims) {
        tell(entry, judgements.has(entry.id), template.dataset.name);
        asking.show(entry);
      }
      compared.show(claims);
    }
    for (const element of root.querySelectorAll("[data-tells]")) {
      element.toggleAttribute("data-seen", judgements.knows(element.dataset.tells));
    }
    const opened = reading.notes.get(reading.active);
    if (opened && reading.judging) asking.open(opened);
  };
  const options = { signal };
  reading.addEventListener("opening", ({ detail }) => reading.judging && asking.open(detail), options);
  asking.addEventListener("judged", ({ detail }) => {
    show();
    arrange();
    asking.greet(detail);
  }, options);
  asking.addEventListener("ended", () => {
    reading.close();
    compared.reveal();
  }, options);
  return show;
}

document.addEventListener("postil:reading", () => void start());
void start();
