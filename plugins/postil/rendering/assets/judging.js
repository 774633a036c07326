/**
 * Whether a reader judges before they see what others think: where the page asks for it, or they do.
 * The choice is kept on this device; where nothing can be kept, it is as the page says.
 */

const CHOICE = "postil.judge";

/** What the reader chose: to judge first everywhere, and articles that do ask for it and shall not. */
export function chosen() {
  try {
    const { everywhere, free = [], at = 0 } = JSON.parse(localStorage.getItem(CHOICE) ?? "{}");
    return { everywhere: everywhere === true, free: [free].flat(), at };
  } catch {
    return { everywhere: false, free: [], at: 0 };
  }
}

/** Keeps it, with the moment at which it was chosen. */
export function choose(values) {
  try {
    localStorage.setItem(CHOICE, JSON.stringify(values));
  } catch {
    // It holds for this page.
  }
}

/** Whether the reader wants to judge first on pages that leave it to them. */
export const judgesEverywhere = () => chosen().everywhere;

/**
 * Whether the reader of an article judges first.
 * @param {HTMLElement} root
 */
export function judges({ dataset }) {
  const { everywhere, free } = chosen();
  return "first" in dataset ? !free.includes(dataset.first) : everywhere;
}

/**
 * Turns it on or off: for this article, if it asks for it, else wherever it is left to the reader.
 * @param {HTMLElement} root
 */
export function turn({ dataset }) {
  const { everywhere, free } = chosen();
  const at = Date.now();
  const others = free.filter((article) => article !== dataset.first);
  if (!("first" in dataset)) choose({ everywhere: !everywhere, free, at });
  else choose({ everywhere, free: others.length < free.length ? others : [...free, dataset.first], at });
}
