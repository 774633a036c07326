/**
 * The way to the student's side: its scripts are loaded when there are notes of the reader's own on this
 * device, or when words are selected or it is asked for. Nobody else loads any of it.
 */

// What each of these scripts adds to.
const BEFORE = {
  keeping: ["record"],
  student: ["record"],
  acting: ["student"],
  lost: ["acting"],
  noting: ["lost", "keeping"],
  answering: ["acting", "keeping"],
  walking: ["student"],
  saving: ["student", "keeping"],
  judge: ["record"],
  ask: ["judge"],
  answers: ["record"],
  handin: ["record", "keeping"],
  progress: ["record"],
  stopping: ["progress"],
};

/** The address of a file beside the scripts of the page; a page that is one file knows better. */
export const addressOf =
  window["postil:addressOf"] ?? ((name) => new URL(name, document.querySelector('script[src*="assets/postil/"]').src).href);

/** The address of the site, or of the folder in which a page is that is one file. */
export const rootOf = () => new URL("../../", addressOf("postil.js")).href;

const brought = new Map();

/** Loads one of the scripts, once, after those that it adds to; gives what it exports. */
export function bring(name) {
  if (!brought.has(name)) {
    const loaded = load(name);
    brought.set(name, loaded);
    loaded.catch(() => brought.delete(name));
  }
  return brought.get(name);
}

async function load(name) {
  await Promise.all((BEFORE[name] ?? []).map(bring));
  await new Promise((onload, onerror) => {
    document.body.append(Object.assign(document.createElement("script"), { src: addressOf(`${name}.js`), onload, onerror }));
  });
  return window["postil-modules"];
}

/** Loads several of them; as one file, which is less, if none of it is there. Gives each with its name. */
function bringAll(names) {
  if (names.length > 1 && !brought.has("record")) {
    const all = ["record", ...names];
    const loaded = load(all.join("-"));
    for (const name of all) brought.set(name, loaded);
    loaded.catch(() => all.forEach((name) => brought.delete(name)));
  }
  return names.map((name) => [name, bring(name)]);
}

/**
 * Lets notes of the reader's own come to an article, and what judges, if that is needed: `unveil` is called
 * where it does not come.
 */
export function addDoor({ root, section }, signal, { judges, unveil } = {}) {
  // What has run in the head knows what there is on this device, and is the first of these scripts.
  const known = window["postil-veil"]?.kinds;
  if (!known || !("student" in section.dataset)) return;
  const kinds = known.recallsKinds();
  const names = [kinds.length && "progress", known.recallsNotes() && "student", judges && "judge"];
  for (const [name, come] of bringAll(names.filter(Boolean))) come.catch(() => name === "judge" && unveil());
  if (kinds.includes("answer") && section.querySelector(".postil-question")) void bring("answers");
  const onSelection = () => {
    const { isCollapsed, anchorNode } = getSelection();
    if (!isCollapsed && root.contains(anchorNode)) void bring("student");
  };
  document.addEventListener("selectionchange", onSelection, { signal });
  const onClick = ({ target }) => {
    const button = target.closest("[data-own]");
    if (!button || window["postil-student"]) return;
    // It has to read what is kept before it can listen.
    document.addEventListener("postil:own", () => button.click(), { once: true });
    void bring("student");
  };
  root.querySelector(".postil-bar")?.addEventListener("click", onClick, { signal });
}
