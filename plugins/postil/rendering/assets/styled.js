/**
 * Style sheets that only those load who use what they are for.
 */

/** Loads one of them, once a page. @param {(name: string) => string} addressOf @param {string} [name] */
export function styled(addressOf, name = "judge.css") {
  const href = addressOf(name);
  const there = document.querySelector(`link[href="${href}"]`);
  if (there?.sheet) return undefined;
  return new Promise((done) => {
    const link = there ?? Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.addEventListener("load", done);
    link.addEventListener("error", () => (link.remove(), done()));
    // Not into the head, which Material fills anew for each page; within the head there is no body yet.
    if (!there) (document.body ?? document.documentElement).append(link);
  });
}
