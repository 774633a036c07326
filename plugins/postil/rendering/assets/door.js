/**
 * The way to the student's side: its scripts are loaded when there are notes of the reader's own on this
 * device, or when words are selected or it is asked for. Nobody else loads any of it.
 */

import { recallsKinds, recallsNotes } from "./kinds.js";

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

/** A page that is one file brings the others along, as scripts that do not run. */
const held = (name) => document.querySelector(`script[data-postil-file="${name}"]`);
const made = new Map();

/** The address of a file beside the scripts of the page, or of one that the page holds. */
export function addressOf(name) {
  const file = held(name);
  if (!file) return new URL(name, document.querySelector('script[src*="assets/postil/"]').src).href;
  const type = name.endsWith(".css") ? "text/css" : "text/javascript";
  if (!made.has(name)) made.set(name, URL.createObjectURL(new Blob([file.textContent], { type })));
  return made.get(name);
}

/** The address of the site, or of the folder in which a page is that is one file. */
export const rootOf = () => (held("record.js") ? new URL("./", location.href) : new URL("../../", addressOf("postil.js"))).href;

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
  return window[`postil-${name}`];
}

/** Lets notes of the reader's own come to an article. */
export function addDoor({ root, section }, signal) {
  if (!("student" in section.dataset)) return;
  if (recallsNotes()) void bring("student");
  if (recallsKinds().length) void bring("progress");
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
