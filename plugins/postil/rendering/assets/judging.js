/**
 * Whether a reader judges before they see what others think: where the page asks for it, or they do.
 * The choice is kept on this device; where nothing can be kept, it is as the page says.
 */

const KEY = "postil.judge";

/** What the reader chose: to judge first everywhere, and articles that do ask for it and shall not. */
function chosen() {
  try {
    const { everywhere = false, free = [] } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { everywhere: everywhere === true, free: [free].flat() };
  } catch {
    return { everywhere: false, free: [] };
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
  const others = free.filter((article) => article !== dataset.first);
  const turned =
    !("first" in dataset) ? { everywhere: !everywhere, free }
    : { everywhere, free: others.length < free.length ? others : [...free, dataset.first] };
  try {
    localStorage.setItem(KEY, JSON.stringify(turned));
  } catch {
    // It holds for this page.
  }
}
