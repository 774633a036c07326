/**
 * Judge first: the switch in the bar. What asks and compares is a script of its own, which is loaded
 * where a reader judges. Where it cannot be loaded, nothing stays hidden.
 */

import { bring } from "./door.js";
import { judges, turn } from "./judging.js";
import { recallsKinds } from "./store.js";
import { claimsOf, tell } from "./telling.js";

/** Makes the switch of a page work, and loads what a reader needs who judges. */
export function addJudging(reading, signal) {
  const { root, section } = reading;
  const button = root.querySelector(".postil-first");
  if (!button) return;
  const form = section.querySelector(".postil-judging").dataset.name;
  let on = judges(root);
  const show = () => {
    if (on || reading.judging) for (const entry of claimsOf(reading)) tell(entry, !on, form);
    button.ariaPressed = String(on);
    root.toggleAttribute("data-veiled", on);
    document.documentElement.toggleAttribute("data-postil-veiled", on);
    reading.judging = on;
    reading.dispatchEvent(new CustomEvent("judging"));
  };
  const begin = () => {
    // What others ask for may have been judged there.
    const tells = root.querySelector("[data-tells]") && recallsKinds().includes("assessing");
    if (on || tells) bring("judge").catch(() => ((on = false), show()));
  };
  button.addEventListener("click", () => {
    reading.close();
    turn(root);
    on = !on;
    show();
    begin();
  }, { signal });
  show();
  begin();
}
