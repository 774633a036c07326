/**
 * Judging first: an open claim asks how well it stands, and tells what its editors think when its reader
 * has said it, or wants to be shown. Both verdicts then stand side by side, and at the end of the text is
 * what to look at twice. What the reader says is kept in the record of this device. Without this script the
 * notes tell what they have to say.
 */

import { Both } from "./both.js";
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
  const both = new Both(reading, template, judgements, async (entry, what) => (await asking()).do(entry, what));
  const compared = new Compared(root, template, judgements);
  let judges = false;
  const show = () => {
    // Who turns it off is told everything.
    if (reading.judging || judges) for (const entry of claims) showClaim(entry);
    judges = reading.judging;
    for (const element of root.querySelectorAll("[data-tells]")) {
      element.toggleAttribute("data-seen", judgements.knows(element.dataset.tells));
    }
    if (judges) compared.show(claims);
    else compared.clear();
    const opened = reading.notes.get(reading.active);
    if (opened) ask(opened);
  };
  const showClaim = (entry) => {
    tell(entry, !reading.judging || judgements.has(entry.id), template.dataset.name);
    if (reading.judging) both.show(entry);
    else both.clear(entry.note);
  };
  const judged = () => {
    show();
    arrange();
  };
  const ended = () => {
    reading.close();
    compared.reveal();
  };
  let form = null;
  const asking = async () => {
    const { Asking } = (await page.bring("ask")).ask;
    return (form ??= new Asking(reading, both, judgements, { judged, ended }));
  };
  const ask = (entry) => {
    const { note, id } = entry;
    if (!reading.judging || "aside" in note.dataset || judgements.has(id)) return;
    if (form) return void form.ask(entry);
    asking().then(() => {
      if (reading.active !== id) return;
      ask(entry);
      arrange();
    }, () => {});
  };
  const options = { signal };
  reading.addEventListener("opening", ({ detail }) => ask(detail), options);
  // Whoever points at a note is about to open it.
  for (const type of ["pointerover", "focusin"]) {
    const onPoint = ({ target }) => form || (reading.judging && reading.idOf(target) && asking().catch(() => {}));
    root.addEventListener(type, onPoint, options);
  }
  return show;
}

document.addEventListener("postil:reading", () => void start());
void start();
