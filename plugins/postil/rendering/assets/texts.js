/**
 * Two texts side by side, on the page of their cross-references: both are loaded from their own
 * pages when the reader opens them, stand in columns that scroll on their own, and come together
 * at each cross-reference. Without this script there are links to the two articles.
 */
import { column } from "./column.js";
import { atOnceAndOnEachPage } from "./pages.js";

/** What joins the texts, from the list on the page: for each the ids at both ends. */
function references(addresses) {
  return [...document.querySelectorAll(".postil-pair[id]")].flatMap((pair) => {
    const ends = addresses.map((address) => {
      const links = [...pair.querySelectorAll(".postil-passage")];
      return links.find((link) => link.href.split("#")[0] === address)?.hash.slice(1);
    });
    const label = pair.querySelector(".postil-relation").textContent.trim();
    return ends.every(Boolean) ? [{ pair, ends, label }] : [];
  });
}

/** Makes the columns of a page work. */
function enhance(frame) {
  const [opener, ...steps] = frame.querySelectorAll("button");
  const room = frame.querySelector("#postil-columns");
  const [output, together, failed] = frame.querySelectorAll("output, input, .postil-failed");
  const sides = [...frame.querySelectorAll(".postil-column")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let columns, joined;
  let at = -1;

  const load = async () => {
    // The list of cross-references comes after the script.
    if (document.readyState === "loading") {
      await new Promise((done) => addEventListener("DOMContentLoaded", done));
    }
    const addresses = sides.map((side) => new URL(side.dataset.text, location).href);
    joined = references(addresses);
    columns = await Promise.all(sides.map((side, n) => column(side, n, addresses[n], joined)));
    const [first] = columns;
    for (const each of columns) each.stand();
    joined = joined.filter((reference) => columns.every((each) => each.has(reference)));
    joined.sort((a, b) => first.top(a) - first.top(b));
    for (const each of columns) each.number(joined);
    const asked = joined.findIndex(({ pair }) => `#${pair.id}` === location.hash);
    show(Math.max(0, asked), { smooth: false });
    columns.forEach((each, n) => {
      each.onpassage((reference) => show(joined.indexOf(reference), { from: n }));
      each.onscroll((reference) => together.checked && show(joined.indexOf(reference), { from: n }));
    });
  };

  /** Shows a cross-reference in both columns, at the same height; or in the other than `from`. */
  const show = (number, { from, smooth = !calm.matches } = {}) => {
    const reference = joined[number];
    if (!reference || (from !== undefined && number === at)) return;
    at = number;
    const height = from === undefined ? sides[0].clientHeight / 4 : columns[from].height(reference);
    columns.forEach((each, n) => each.show(reference, n === from ? undefined : height, smooth));
    output.value = frame.dataset.at.replace("{number}", number + 1).replace("{count}", joined.length);
  };

  const open = (opens) => {
    room.hidden = !opens;
    opener.setAttribute("aria-expanded", opens);
    if (opens && !columns) load().catch(() => (failed.hidden = false));
  };
  opener.addEventListener("click", () => {
    open(room.hidden);
    const asked = room.hidden ? location.pathname : "?texts";
    history.replaceState(history.state, "", asked + location.hash);
  });
  for (const step of steps) {
    const next = () => (at + Number(step.dataset.step) + joined.length) % joined.length;
    step.addEventListener("click", () => joined && show(next()));
  }
  frame.hidden = false;
  open(new URLSearchParams(location.search).has("texts"));
}

function start() {
  const frame = document.querySelector(".postil-texts");
  if (frame?.hidden) enhance(frame);
}

atOnceAndOnEachPage(start);
