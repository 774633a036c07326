/**
 * Lines at the foot of the window: what was done, what can be undone, what went wrong.
 */

import { button } from "./buttons.js";
import { el, stand } from "./dom.js";
import { say } from "./saying.js";

const STAYS = 12_000; // milliseconds that a line is there, unless something is wrong

/** The region in which everything stands that is none of the page's. */
export function aside() {
  const there = document.querySelector(".postil-mine-aside");
  if (there) return there;
  const made = el("aside", { class: "postil-mine-aside", "aria-label": say("my_notes") }, el("div", { class: "postil-mine postil-mine-foot", role: "status" }));
  document.body.append(made);
  return made;
}

/** Says something at the foot, with buttons given as pairs of a label and what it does; `left` is told when it is closed. Gives what takes it back. */
export function tell(text, choices = [], stays = false, left = () => {}) {
  const foot = aside().querySelector(".postil-mine-foot");
  let from;
  const gone = () => {
    const isHeld = line.contains(document.activeElement);
    line.remove();
    // What had it may be gone as well.
    if (isHeld) stand(from?.isConnected ? from : document.querySelector("h1"));
  };
  const line = el(
    "p",
    { popover: "manual" },
    el("span", {}, text),
    ...choices.map(([label, does]) => button(label, () => (gone(), does()))),
    button("×", () => (gone(), left()), { "aria-label": say("close_line"), class: "postil-mine-remove" }),
  );
  line.addEventListener("focusin", ({ relatedTarget }) => (from ??= relatedTarget));
  // The last line is what counts.
  foot.replaceChildren(line);
  // Above an open note on a phone, which is a popover as well.
  line.showPopover();
  if (!stays) setTimeout(gone, STAYS);
  return gone;
}
