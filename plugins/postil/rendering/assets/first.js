/**
 * Judge first: the switch in the bar. What asks and compares is a script of its own, which is loaded
 * where a reader judges. Where it cannot be loaded, nothing stays hidden.
 */

import { bring } from "./door.js";

/** Makes the switch of a page work; gives whether its reader needs what judges, and what to do without. */
export function addJudging(reading, signal) {
  const { root } = reading;
  const button = root.querySelector(".postil-first");
  // The script that hides what is to be judged knows who judges, and comes first.
  const { judging, kinds } = window["postil-veil"] ?? {};
  if (!button || !judging) return {};
  const show = (on) => {
    button.ariaPressed = String(on);
    root.toggleAttribute("data-veiled", on);
    document.documentElement.toggleAttribute("data-postil-veiled", on);
    reading.judging = on;
  };
  const unveil = () => {
    if (!reading.judging) return;
    show(false);
    for (const entry of reading.notes.values()) {
      entry.width = undefined;
      if (entry.reference?.dataset?.name) entry.reference.ariaLabel = entry.reference.dataset.name;
    }
    reading.offerOpening(reading.offers);
    tell();
  };
  const tell = () => reading.dispatchEvent(new CustomEvent("judging"));
  button.addEventListener("click", () => {
    reading.close();
    judging.turn(root);
    show(!reading.judging);
    if (reading.judging) bring("judge").catch(unveil);
    tell();
  }, { signal });
  show(judging.judges(root));
  // What others ask for may have been judged there.
  const tells = root.querySelector("[data-tells]") && kinds.recallsKinds().includes("assessing");
  return { judges: reading.judging || tells, unveil };
}
