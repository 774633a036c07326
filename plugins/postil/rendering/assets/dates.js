/**
 * Dates of a course in the reader's own time, with those of the course beside them, where the two differ at
 * that moment. It runs before they are seen. Without this script there are those of the course.
 */

import { say } from "./saying.js";

/** Minutes by which a moment of the course is ahead of UTC. @param {string} at as ISO 8601 */
function offsetOf(at) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(at) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
}

/** The language of the page, in the way of the reader's country. */
function locale() {
  const { lang } = document.documentElement;
  return navigator.languages.find((one) => one.split("-")[0] === lang.split("-")[0]) ?? (lang || undefined);
}

function show() {
  for (const time of document.querySelectorAll(".postil-page time[datetime]:not([data-there])")) {
    const there = time.textContent;
    time.dataset.there = there;
    const moment = new Date(time.dateTime);
    // By the clocks of that day, not of this one.
    if (-moment.getTimezoneOffset() === offsetOf(time.dateTime)) continue;
    const when = moment.toLocaleString(locale(), { dateStyle: "long", timeStyle: "short" });
    time.textContent = say("your_time", { when, there });
  }
}

const seen = new MutationObserver(show);
seen.observe(document.documentElement, { childList: true, subtree: true });
show();
addEventListener("DOMContentLoaded", () => {
  show();
  seen.disconnect();
  // Material swaps in other pages.
  /** @type {any} */ (window).document$?.subscribe(show);
});
