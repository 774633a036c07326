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
  const bar = reading.root.querySelector(".postil-bar");
  if (!bar) return;
  const buttons = [...bar.querySelectorAll("[data-show]")];
  const known = new Set(buttons.map(wordOf));
  const choice = asked() ?? recall();
  choice.show = choice.show.filter((word) => known.has(word));

  const show = () => {
    filter(reading, choice, buttons);
    paint(bar, choice, buttons);
  };
  const onClick = ({ target }) => {
    const button = target.closest("button");
    if (!button || button.popoverTargetElement) return;
    if (button.dataset.step) {
      reading.step(Number(button.dataset.step));
      return;
    }
    choose(choice, button);
    remember(choice);
    putIntoAddress(choice);
    show();
  };
  bar.addEventListener("click", onClick, { signal });
  reading.addEventListener("change", () => count(bar, reading));
  if (choice.bare || choice.show.length) show();
}

/** The word for a button in the address: a kind and an annotator may have the same id. */
function wordOf({ dataset }) {
  return dataset.word ?? dataset.show;
}

/** Changes the choice as a button of the bar asks for it. */
function choose(choice, button) {
  const word = wordOf(button);
  choice.bare = button.matches(".postil-bare-switch") && !choice.bare;
  if (button.matches(".postil-all")) choice.show = [];
  if (!word) return;
  const without = choice.show.filter((other) => other !== word);
  choice.show = without.length < choice.show.length ? without : [...without, word];
}

/** Words of one group (assessments, kinds) widen the choice, those of several narrow it. */
function filter(reading, choice, buttons) {
  const groups = {};
  for (const button of buttons) {
    const { group, show } = button.dataset;
    if (choice.show.includes(wordOf(button))) (groups[group] ??= []).push(show);
  }
  const wanted = Object.entries(groups);
  const hides = ({ dataset }) => !wanted.every(([group, words]) => words.includes(dataset[group]));
  reading.filter(hides, choice.bare);
}

/** Shows the choice on the bar. */
function paint(bar, choice, buttons) {
  const chosen = (button) => !choice.bare && choice.show.includes(wordOf(button));
  for (const button of buttons) button.ariaPressed = String(chosen(button));
  for (const fold of bar.querySelectorAll("[popovertarget]")) {
    const within = buttons.filter(({ dataset }) => dataset.group === fold.dataset.group);
    fold.classList.toggle("postil-chosen", within.some(chosen));
  }
  const narrowed = choice.bare || choice.show.length > 0;
  for (const bare of bar.querySelectorAll(".postil-bare-switch")) {
    bare.ariaPressed = String(choice.bare);
  }
  for (const all of bar.querySelectorAll(".postil-all")) all.hidden = !narrowed;
}

/** Says how many notes there are to read, where the bar does. */
function count(bar, reading) {
  const output = bar.querySelector("output");
  if (!output?.firstChild) return;
  const { all, shown } = output.dataset;
  const left = reading.shown.length;
  const text = left < reading.notes.size ? shown.replace("{shown}", left) : all;
  // A new text, rather than a new node, which would have every note styled anew.
  if (output.firstChild.data !== text) output.firstChild.data = text;
}

/** The choice in the address, if there is one. */
function asked() {
  const value = new URLSearchParams(location.search).get(PARAMETER);
  if (value === null) return null;
  const show = value.split(/[ +]/).filter(Boolean);
  return { show: show.filter((word) => word !== NONE), bare: show.includes(NONE) };
}

function putIntoAddress({ show, bare }) {
  const query = new URLSearchParams(location.search);
  if (bare) query.set(PARAMETER, NONE);
  else if (show.length) query.set(PARAMETER, show.join(" "));
  else query.delete(PARAMETER);
  const search = query.size ? `?${query}` : "";
  history.replaceState(history.state, "", location.pathname + search + location.hash);
}
