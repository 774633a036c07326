/**
 * Judging first: an open claim asks how well it stands, and tells what its editors think when its reader
 * has said it, or wants to be shown. Both verdicts then stand side by side, and at the end of the text is
 * what to look at twice. What the reader says is kept in the record of this device. Without this script
 * the notes tell what they have to say.
 */

import { Asking } from "./ask.js";
import { Compared } from "./compared.js";
import { isJudgement, Judgements } from "./judgements.js";
import { open } from "./record.js";
import { Results } from "./results.js";
import { claimsOf, tell } from "./telling.js";

/** What the script of the page shares. */
const { page } = window["postil-postil"].postil;
const sheet = styled();

/** The style sheet beside this script. Until it is there, forms are not seen. */
function styled() {
  return new Promise((done) => {
    const href = page.addressOf("judge.css");
    // Not into the head, which Material fills anew for each page.
    document.body.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}

async function start() {
  const { reading, signal, arrange } = page;
  const template = reading?.section.querySelector(".postil-judging");
  if (!template) return;
  const [record] = await Promise.all([open(), sheet]);
  if (signal.aborted) return;
  const { root, section } = reading;
  const judgements = new Judgements(record, section.dataset);
  const claims = claimsOf(reading);
  const asking = new Asking(reading, template, judgements);
  const compared = new Compared(root, template, judgements);
  const results = new Results(template, judgements);

  /** Shows what is told, and asked, as things are. */
  const show = () => {
    if (!reading.judging) {
      for (const { note } of claims) asking.clear(note);
      compared.clear();
    } else {
      for (const entry of claims) {
        tell(entry, judgements.has(entry.id), template.dataset.name);
        asking.show(entry);
      }
      for (const element of root.querySelectorAll("[data-tells]")) {
        element.toggleAttribute("data-seen", judgements.knows(element.dataset.tells));
      }
      compared.show(claims);
    }
    root.dataset.told = "";
    results.look();
    arrange();
  };
  const options = { signal };
  reading.addEventListener("judging", show, options);
  record.addEventListener("change", ({ detail }) => detail.ids.some(isJudgement) && show(), options);
  reading.addEventListener("opening", ({ detail }) => reading.judging && asking.open(detail), options);
  asking.addEventListener("judged", ({ detail }) => {
    show();
    asking.greet(detail);
  }, options);
  results.watch(signal);
  show();
  const opened = reading.notes.get(reading.active);
  if (opened && reading.judging) asking.open(opened), arrange();
}

document.addEventListener("postil:reading", start);
start();
