/**
 * The bar above the text: how many annotations there are by assessment and kind, buttons that show
 * only some of them, the bare text, and the way from note to note. The choice is kept on this
 * device and stands in the address (`?notes=disputed+statistic`, `?notes=none`) while it is made,
 * so that it can be sent to others.
 */

import { recall, remember } from "./store.js";

const PARAMETER = "notes";
const NONE = "none";

/** Makes the bar of a page work. */
export function addBar(reading, signal) {
  const bar = document.querySelector(".postil-bar");
  if (!bar) return;
  const buttons = [...bar.querySelectorAll("[data-show]")];
  const bareSwitch = bar.querySelector(".postil-bare-switch");
  const known = new Set(buttons.map((button) => button.dataset.show));
  const choice = asked() ?? recall();
  choice.show = choice.show.filter((word) => known.has(word));

  const show = () => {
    for (const button of buttons) {
      button.ariaPressed = String(!choice.bare && choice.show.includes(button.dataset.show));
    }
    if (bareSwitch) bareSwitch.ariaPressed = String(choice.bare);
    reading.root.classList.toggle("postil-bare", choice.bare);
    const groups = grouped(choice.show, buttons);
    reading.filter((note) => !groups.every((words) => words.some((w) => has(note, w))), choice.bare);
  };

  const change = () => {
    remember(choice);
    const query = new URLSearchParams(location.search);
    if (choice.bare) query.set(PARAMETER, NONE);
    else if (choice.show.length) query.set(PARAMETER, choice.show.join(" "));
    else query.delete(PARAMETER);
    const search = String(query);
    history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}${location.hash}`);
    show();
  };

  bar.addEventListener(
    "click",
    ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      if (button.dataset.step) return reading.step(Number(button.dataset.step));
      if (button === bareSwitch) choice.bare = !choice.bare;
      else {
        const word = button.dataset.show;
        choice.bare = false;
        choice.show = choice.show.includes(word)
          ? choice.show.filter((other) => other !== word)
          : [...choice.show, word];
      }
      change();
    },
    { signal },
  );
  if (choice.bare || choice.show.length) show();
}

/** The choice in the address, if there is one. */
function asked() {
  const value = new URLSearchParams(location.search).get(PARAMETER);
  if (value === null) return null;
  const show = value.split(/[ +]/).filter(Boolean);
  return { show: show.filter((word) => word !== NONE), bare: show.includes(NONE) };
}

/** Words of one group (assessments, kinds) widen the choice, those of several narrow it. */
function grouped(words, buttons) {
  const groups = {};
  for (const { dataset } of buttons) {
    if (words.includes(dataset.show)) (groups[dataset.group] ??= []).push(dataset.show);
  }
  return Object.values(groups);
}

function has(note, word) {
  return note.dataset.assessment === word || note.dataset.kind === word;
}
