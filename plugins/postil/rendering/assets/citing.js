/**
 * What leads others to a note: "Permanent link" copies its address, and "Cite …" a citation in the style
 * of the site. Without this script they are hidden: the way back to the text is the same address.
 */

import { bring } from "./door.js";

/**
 * Puts the link and the buttons into each note that is opened. They are on the page once. What copies
 * comes after them.
 */
export function addCiting(reading, signal) {
  const actions = reading.section.querySelector(":scope > .postil-actions");
  if (!actions) return;
  const says = actions.querySelector("output");
  const link = actions.querySelector("a");
  const offer = ({ id, note }) => {
    says.value = "";
    if (!note.dataset.form) return;
    link.href = `#${id}`;
    for (const button of actions.querySelectorAll("button")) {
      const { form } = button.dataset;
      button.hidden = form !== "text" && !note.dataset.form.startsWith(form);
    }
    actions.hidden = false;
    // On a phone, the buttons that lead to other notes stay at the foot.
    if (actions.parentElement !== note) note.insertBefore(actions, note.querySelector(":scope > .postil-tools"));
    if (!reading.how.addressed) bring("copying").catch(() => {});
  };
  reading.addEventListener("opening", ({ detail }) => offer(detail));
  const opened = reading.notes.get(reading.active);
  if (opened) offer(opened);
  const onClick = (event) => {
    const asked = event.target.closest("a, button");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // The page is not to go anywhere; nor is Material, which would take the address for a place.
    event.preventDefault();
    event.stopPropagation();
    const copied = bring("copying").then(({ copying }) => copying.copy(reading, asked, says));
    // What copies cannot be loaded: the reader can.
    copied.catch(() => (says.value = link.href));
  };
  actions.addEventListener("click", onClick, { signal });
}
