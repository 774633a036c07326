/**
 * Style sheets that only those load who use what they are for.
 */

/** Loads one of them, once a page. @param {(name: string) => string} addressOf @param {string} [name] */
export function styled(addressOf, name = "judge.css") {
  const href = addressOf(name);
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  return new Promise((done) => {
    // Not into the head, which Material fills anew for each page.
    document.body.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}
