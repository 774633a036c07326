/**
 * Which rows of an overview a choice is about: by what they hold (`data-…`), and by their words.
 */

// What holds several values, and what stands between them.
const LISTS = { source: " ", gap: " ", tag: "|" };

const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
const texts = new WeakMap();

/** A text as it is compared: without accents and vowel signs, "ß" as "ss", in one case. */
export function folded(text) {
  return text.normalize("NFKD").replace(MARKS, "").toUpperCase();
}

/** A function that says whether a row is one of the chosen, given as pairs of name and value. */
export function matching(chosen) {
  const words = chosen.filter(([name]) => name === "q").flatMap(([, value]) => folded(value).split(/\s+/));
  const values = chosen.filter(([name]) => name !== "q");
  return (row) =>
    values.every(([name, value]) => holds(row, name, value)) &&
    words.every((word) => textOf(row).includes(word));
}

function holds(row, name, value) {
  const held = row.dataset[name] ?? "";
  return name in LISTS ? held.split(LISTS[name]).includes(value) : held === value;
}

function textOf(row) {
  if (!texts.has(row)) texts.set(row, folded(row.textContent));
  return texts.get(row);
}
