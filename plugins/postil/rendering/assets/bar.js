/**
 * The bar above the text: how much is shown (the claims, all notes, the bare text), buttons that
 * show only some notes, and the way from note to note. The choice is kept on this device and stands
 * in the address (`?notes=all`, `?notes=disputed+statistic`, `?notes=none`) while it is made, so
 * that it can be sent to others.
 */

import { recall, remember } from "./store.js";

const PARAMETER = "notes";
const NONE = "none";

/** Makes the bar of a page work. */
export function addBar(reading, signal) {
  const bar = reading.root.querySelector(".postil-bar");
  if (!bar) return;
  const buttons = [...bar.querySelectorAll("[data-show]")];
  const densities = [...bar.querySelectorAll("[data-notes]")];
  // To show the disputed claims only would tell which they are.
  const tells = ({ dataset }) => dataset.group === "assessment" && "veiled" in reading.root.dataset;
  const understood = (words) => {
    const known = new Set([...buttons.filter((b) => !tells(b)), ...densities].map(wordOf));
    return words?.filter((word) => known.has(word)) ?? [];
  };
  const usual = bar.dataset.default ?? "all";
  const addressed = understood(asked());
  // What was chosen on another page, perhaps long ago, and hides something, is told of.
  const kept = addressed.length ? [] : understood(recall());
  const says = bar.querySelector(".postil-kept");
  if (says) says.hidden = !kept.length || isDensity(kept[0]);
  let choice = addressed.length ? addressed : kept.length ? kept : [usual];

  function isDensity(word) {
    return word !== NONE && densities.some((button) => wordOf(button) === word);
  }

  const show = () => {
    for (const button of [...buttons, ...densities]) {
      button.ariaPressed = String(choice.includes(wordOf(button)));
    }
    filter(reading, choice, buttons);
    for (const fold of bar.querySelectorAll(".postil-choose")) {
      const within = buttons.filter(({ dataset }) => dataset.group === fold.dataset.group);
      fold.classList.toggle("postil-chosen", within.some((b) => b.ariaPressed === "true"));
    }
  };
  const onClick = ({ target }) => {
    const button = target.closest("button");
    if (!button || button.popoverTargetElement || button.matches("[data-own], .postil-first")) return;
    if (button.dataset.step) {
      reading.step(Number(button.dataset.step));
      return;
    }
    choice = chosen(choice, button, densities, usual);
    if (says) says.hidden = true;
    remember(choice);
    putIntoAddress(choice[0] === usual ? [] : choice);
    show();
  };
  bar.addEventListener("click", onClick, { signal });
  reading.addEventListener("judging", () => {
    const left = understood(choice);
    if (left.length === choice.length) return;
    choice = left.length ? left : [usual];
    show();
  });
  reading.addEventListener("change", () => count(bar, reading));
  reading.root.removeAttribute("data-few");
  if (buttons.length && (usual !== "all" || choice[0] !== usual)) show();
}

/** The word for a button in the address: a kind and an annotator may have the same id. */
function wordOf({ dataset }) {
  return dataset.notes ?? dataset.word ?? dataset.show;
}

/**
 * The choice after a button was pressed. One density is chosen, or words that only some notes have;
 * when the last of them is taken back, what a reader sees first.
 */
function chosen(choice, button, densities, usual) {
  const word = wordOf(button);
  if (button.dataset.notes) return choice.includes(word) ? [usual] : [word];
  const words = choice.filter((other) => !densities.some((density) => wordOf(density) === other));
  const without = words.filter((other) => other !== word);
  const now = without.length < words.length ? without : [...without, word];
  return now.length ? now : [usual];
}

/** Words of one group (assessments, kinds) widen the choice, those of several narrow it. */
function filter(reading, choice, buttons) {
  const groups = {};
  for (const button of buttons) {
    const { group, show } = button.dataset;
    if (choice.includes(wordOf(button))) (groups[group] ??= []).push(show);
  }
  const wanted = Object.entries(groups);
  const claims = choice.includes("claims");
  const hides = ({ dataset }) =>
    (claims && "aside" in dataset) ||
    !wanted.every(([group, words]) => words.includes(dataset[group]));
  reading.filter(hides, choice.includes(NONE));
}

/** Says how many notes there are to read, where no button does. */
function count(bar, reading) {
  const output = bar.querySelector("output");
  if (!output) return;
  const said = bar.querySelector("[data-notes][aria-pressed=true] .postil-count")?.textContent ?? "0";
  const left = reading.shown.filter(({ off, own }) => !off && !own).length;
  const text = left === Number(said) ? "" : output.dataset.shown.replace("{shown}", left);
  if (output.value !== text) output.value = text;
}

/** The choice in the address, if there is one. */
function asked() {
  return new URLSearchParams(location.search).get(PARAMETER)?.split(/[ +]/).filter(Boolean);
}

function putIntoAddress(choice) {
  const query = new URLSearchParams(location.search);
  if (choice.length) query.set(PARAMETER, choice.join(" "));
  else query.delete(PARAMETER);
  const search = query.size ? `?${query}` : "";
  history.replaceState(history.state, "", location.pathname + search + location.hash);
}
