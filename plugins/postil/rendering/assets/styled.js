/**
 * The style sheet of what judges, answers and goes on, which nobody else loads.
 */

const SHEET = "judge.css";

/** Loads it once a page. @param {(name: string) => string} addressOf */
export function styled(addressOf) {
  const href = addressOf(SHEET);
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  return new Promise((done) => {
    // Not into the head, which Material fills anew for each page.
    document.body.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}
