/**
 * Narrow screens: while one scrolls up, the bar is at the top of the window. So it is reached from
 * everywhere, and covers nothing that is read on.
 */

import { headerBottom } from "./lines.js";

/** Lets the bar of a page follow its reader. */
export function follow(reading, signal) {
  const bar = reading.root.querySelector(".postil-bar");
  if (!bar) return;
  let last = scrollY;
  const onScroll = () => {
    const up = scrollY < last && !reading.active;
    if (Math.abs(scrollY - last) < 4 && !reading.active) return;
    last = scrollY;
    const near = up && !reading.section.matches(".postil-beside");
    if (near) bar.style.top = `${headerBottom()}px`;
    bar.classList.toggle("postil-near", near);
  };
  addEventListener("scroll", onScroll, { signal, passive: true });
  reading.addEventListener("change", ({ detail }) => {
    if (detail.opened) bar.classList.remove("postil-near");
  });
}
