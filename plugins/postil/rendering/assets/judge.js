/**
 * Judging first: an open claim asks how well it stands, and tells what its editors think when its reader
 * has said it, or wants to be shown. What asks and compares is loaded when the reader turns to a claim, or
 * comes near the end of the text. What they say is kept in the record of this device. Without this script
 * the notes tell what they have to say.
 */

import { isSaid, Judgements } from "./judgements.js";
import { page } from "./postil.js";
import { open } from "./record.js";
import { styled } from "./styled.js";
import { claimsOf, tell } from "./telling.js";

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
  let judges = false;
  let form = null;
  const show = () => {
    const { judging } = reading;
    // Who turns it off is told everything.
    if (judging || judges) for (const entry of claims) tell(entry, !judging || judgements.has(entry.id), template.dataset.name);
    judges = judging;
    for (const element of root.querySelectorAll("[data-tells]")) {
      element.toggleAttribute("data-seen", judgements.knows(element.dataset.tells));
    }
    if (judges) count();
    compare();
  };
  /** Says beside the switch how many were judged. */
  const count = () => {
    const judged = claims.filter(({ id }) => judgements.verdict(id)).length;
    // As wide as it will ever be: what stands behind it does not move.
    const said = String(judged).padStart(String(claims.length).length, "\u2007");
    root.querySelector(".postil-first .postil-count").textContent = template.dataset.count.replace("{count}", said);
  };
  const compare = () => {
    form?.show();
    const opened = reading.notes.get(reading.active);
    if (opened) ask(opened);
  };
  const judged = () => {
    show();
    arrange();
  };
  const asking = async () => {
    if (form || !reading.judging) return;
    const { Asking } = (await page.bring("ask")).ask;
    if (form || signal.aborted) return;
    form = new Asking(reading, template, judgements, claims, judged);
    compare();
    arrange();
  };
  const bring = () => void asking().catch(() => {});
  const ask = (entry) => {
    if (!reading.judging || "aside" in entry.note.dataset) return;
    if (form) form.ask(entry);
    else bring();
  };
  const options = { signal };
  reading.addEventListener("opening", ({ detail }) => ask(detail), options);
  // The last words of the text lead to what was judged.
  reading.addEventListener("turning", bring, options);
  addEventListener("keydown", bring, options);
  const near = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && bring(), { rootMargin: "0% 0% 100%" });
  near.observe(section.previousElementSibling ?? root);
  signal.addEventListener("abort", () => near.disconnect());
  return show;
}

document.addEventListener("postil:reading", () => void start());
void start();
