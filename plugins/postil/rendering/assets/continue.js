/**
 * On a page of the site's own, where its author wants it: the way back to where the reader stopped. It stands
 * right behind its place, and runs before what follows is painted. Without this script nothing is there.
 */

import { places } from "./places.js";

const script = document.currentScript;

/** The place at which the reader was last, of all articles. @returns {import("./places.js").Place | undefined} */
const last = () => Object.values(places()).flatMap(({ place }) => place ?? []).sort((a, b) => b.at - a.at)[0];

function show() {
  const root = script.src.replace(/assets\/postil\/.*$/, "");
  for (const place of document.querySelectorAll(".postil-continuing")) {
    const there = last();
    if (!there || place.firstChild) continue;
    const link = document.createElement("a");
    link.href = `${root}${there.url}#${there.id}`;
    link.textContent = place.dataset.say.replace("{words}", there.words);
    place.append(link, there.title && ` (${there.title})`);
  }
}

show();
window.document$?.subscribe(show);
addEventListener("DOMContentLoaded", () => window.document$?.subscribe(show));
