/**
 * The wording that was cited: an address `?v=3833be2e#id` shows what the note said when it was cited,
 * above what it says now. Loaded where such an address is opened; without it, the note tells what it was before.
 */

import { el } from "./dom.js";
import { page } from "./postil.js";
import { say } from "./saying.js";

let loaded = "";

/** Puts a wording into a note, by its short hash, if it says something else now. */
export async function show({ notes, section }, id, mark) {
  const { note } = notes.get(id) ?? {};
  if (!note || note.dataset.v === mark) return;
  const { wordings } = section.dataset;
  const src = wordings ? new URL(wordings, location.href).href : "";
  // A page that is swapped in has wordings of its own.
  if (src && src !== loaded) await load(src);
  loaded = src;
  const known = (src && window["postil:wordings"]) || {};
  const html = known[id]?.[mark];
  // Whoever went on to another note has the hash of the first one still in the address.
  const isOthers = Object.values(known).some((own) => mark in own) || section.querySelector(`[data-v="${CSS.escape(mark)}"]`);
  if (note.querySelector(".postil-cited") || (!html && isOthers)) return;
  const shown = el("div", { class: "postil-cited", role: "note" });
  if (html) shown.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  else shown.append(el("p", { class: "postil-changed" }, say("unknown_wording")));
  note.querySelector(".postil-quote").after(shown);
  page.arrange();
}

const load = (src) =>
  new Promise((resolve) => {
    const script = el("script", { src, onload: resolve, onerror: resolve });
    document.body.append(script);
  });
