/**
 * The search page: asks the index that Pagefind made of the site, of which only the parts are
 * loaded that a search needs. What hits can be chosen by is loaded when the reader opens the
 * filters. Words and filters stand in the address, so that a search can be linked to. Without this
 * script there is no search: the page says so.
 */

import { asks } from "./asking.js";
import { elsewhere } from "./elsewhere.js";
import { load } from "./hits.js";
import { judgesEverywhere } from "./judging.js";
import { masked } from "./masking.js";
import { onEachPage } from "./pages.js";

const AT_ONCE = 20;
/** Milliseconds to wait for the next key: longer where so few letters would find most of a site. */
const [PAUSE, LONG_PAUSE, FEW] = [120, 500, 3];

/** Makes the search form of a page answer. */
function enhance(form) {
  const [list, output] = [document.querySelector(".postil-hits"), form.querySelector("output")];
  const more = document.querySelector(".postil-more button");
  const opener = form.querySelector("[aria-expanded]");
  const panel = document.getElementById(opener.getAttribute("aria-controls"));
  // Who judges first is told no verdicts here, either.
  const judges = "verdicts" in form.dataset && ("first" in form.dataset || judgesEverywhere());
  if (judges) panel.querySelector("[name=assessment]").parentElement.remove();
  // Of texts that ask for it, which cannot be chosen by verdicts, wherever they are met.
  const isAsked = (hit) => "verdicts" in form.dataset && asks(hit.querySelector("a").pathname);
  const selects = [...panel.querySelectorAll("select")];
  const [words, clear] = [form.elements.q, form.querySelector("[type=reset]")];
  form.hidden = false;
  const fail = () => void (output.value = form.dataset.failed);
  const own = new URL(form.dataset.index, location.href);
  const others = elsewhere(
    own,
    () => words.value.trim(),
    (count) => said(form, count),
    (hit) => judges && mask(hit, form),
    () => form.dataset.failed,
  );
  // Words that are typed, and filters that are opened, before it is there, wait for it.
  const loading = load(own).catch(fail);
  let turn = 0;
  let waiting = [];
  let facets = null;
  let running = null;

  const search = (pause) => answer(pause).catch(fail);

  const answer = async (pause) => {
    const mine = ++turn;
    await new Promise((go) => setTimeout(go, pause));
    const index = await loading;
    // A search cannot be broken off: of those that wait for it, only the last is made.
    await running;
    if (mine !== turn || !index || !form.isConnected) return;
    const { q = "", ...values } = Object.fromEntries(asked(form));
    remember(form);
    others(q.trim());
    const isChosen = Object.keys(values).length > 0;
    clear.hidden = !isChosen;
    const asking = q.trim() ? index.search(q.trim()) : facets ? index.all() : [];
    running = Promise.allSettled([asking]);
    const found = await asking;
    if (mine !== turn) return;
    const chosen = isChosen ? among(found, facets, values) : found;
    if (facets) for (const select of selects) count(select, facets[select.name], chosen);
    waiting = q.trim() || isChosen ? chosen : [];
    output.value = q.trim() || isChosen ? said(form, waiting.length) : "";
    await show(true);
  };

  const show = async (isFirst) => {
    const mine = turn;
    const next = waiting.splice(0, AT_ONCE);
    const index = await loading;
    const hits = await Promise.all(next.map(index.shown));
    if (mine !== turn) return;
    for (const hit of hits) if (judges || isAsked(hit)) mask(hit, form);
    if (isFirst) list.replaceChildren();
    list.append(...hits);
    more.hidden = !waiting.length;
  };

  const open = async (isOpen) => {
    opener.setAttribute("aria-expanded", isOpen);
    panel.hidden = !isOpen;
    if (facets || !isOpen) return;
    const loaded = await (await loading)?.facets().catch(fail);
    if (facets || !loaded) return;
    facets = loaded;
    for (const select of selects) fill(select, facets[select.name]);
  };

  const begin = async () => {
    const given = new URLSearchParams(location.search);
    words.value ||= given.get("q") ?? "";
    if (selects.some(({ name }) => given.get(name))) {
      await open(true);
      for (const select of selects) select.value = given.get(select.name) ?? "";
    }
    search(0);
  };

  form.addEventListener("input", ({ target }) => {
    const isLong = words.value.trim().length >= FEW;
    search(target !== words ? 0 : isLong ? PAUSE : LONG_PAUSE);
  });
  form.addEventListener("reset", () => {
    // The event comes before the values are those of the empty form. The words stay.
    const { value } = words;
    setTimeout(() => ((words.value = value), search(0)));
    words.focus();
  });
  form.addEventListener("submit", (event) => (event.preventDefault(), search(0)));
  opener.addEventListener("click", async () => {
    await open(panel.hidden);
    if (!panel.hidden) search(0);
  });
  more.addEventListener("click", () => show().catch(fail));
  words.focus({ preventScroll: true });
  begin();
}

/** Leaves of a hit that is a claim no more than its words. */
function mask(hit, { dataset: { claim, verdicts } }) {
  const link = hit.querySelector("a");
  const title = masked(link.textContent, { claim, verdicts: JSON.parse(verdicts) });
  if (title === undefined) return;
  link.textContent = title;
  hit.querySelector(".postil-excerpt").remove();
}

function asked(form) {
  return [...new FormData(form)].filter(([, value]) => value);
}

function remember(form) {
  const query = new URLSearchParams(asked(form)).toString();
  history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
}

function said(form, count) {
  return count === 1 ? form.dataset.one : form.dataset.hits.replace("{count}", count);
}

/** The hits that have values of facets. */
function among(hits, facets, values) {
  const wanted = Object.entries(values).map(([name, value]) => {
    const { labels, of } = facets[name];
    return [of, labels.indexOf(value)];
  });
  return hits.filter(([number]) => wanted.every(([of, value]) => of[number] === value));
}

/** Fills a list with the values of a facet, each at its number; the first one is none. */
function fill(select, facet) {
  select.append(...(facet?.labels.slice(1) ?? []).map((label) => new Option(label, label)));
  select.disabled = false;
}

/** Says how many hits have each value; where one is chosen, all are offered without numbers. */
function count(select, facet, hits) {
  const counts = new Array(select.options.length).fill(0);
  if (facet) for (const [number] of hits) counts[facet.of[number]]++;
  for (const option of [...select.options].slice(1)) {
    const { value, index } = option;
    option.text = select.value ? value : `${value} (${counts[index]})`;
    option.hidden = !select.value && !counts[index];
  }
}

function start() {
  const form = document.querySelector(".postil-search");
  if (form?.hidden) enhance(form);
}

onEachPage(start);
