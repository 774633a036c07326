/**
 * What a page on the site loads stands in this one, as scripts that do not run: where each of these files is,
 * for those that load it.
 */
{
  const made = new Map();
  const held = (name) => document.querySelector(`script[data-postil-file="${name}"]`)?.textContent;

  /** The text of a file; one whose name is made of several has those. */
  const textOf = (name) => held(name) ?? name.split(".")[0].split("-").map((part) => held(`${part}.js`)).join("");

  window["postil:addressOf"] = (name) => {
    const text = textOf(name);
    if (!text) return new URL(`assets/postil/${name}`, location.href).href;
    const type = name.endsWith(".css") ? "text/css" : "text/javascript";
    if (!made.has(name)) made.set(name, URL.createObjectURL(new Blob([text], { type })));
    return made.get(name);
  };
}
