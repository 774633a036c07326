/**
 * What a reader saw beside the words that they write about, kept with what they write: so both stand side
 * by side on paper, and in a file, whatever becomes of the page.
 */

const words = (element) => (element?.innerText ?? "").replace(/\s+/g, " ").trim();

/** What a note of the editors says, as far as it is shown. */
export function seen({ root }, { id, note }) {
  // A verdict that is not to be seen yet is not to be kept either.
  const tells = !("veiled" in root.dataset) || "seen" in note.dataset || "aside" in note.dataset;
  const said = (name) => (tells ? words(note.querySelector(`:scope > ${name}`)) : "");
  return { id, words: note.querySelector(".postil-quote q")?.textContent ?? "", label: said(".postil-label"), said: said(".postil-gist") };
}

/** What is said of the passages that a range touches. */
export function seenAt(reading, range) {
  const marks = [...reading.root.querySelectorAll("mark.postil")].filter((mark) => range.intersectsNode(mark));
  const ids = new Set(marks.map(({ dataset }) => dataset.postil));
  return [...ids].map((id) => reading.notes.get(id)).filter(Boolean).map((entry) => seen(reading, entry));
}
