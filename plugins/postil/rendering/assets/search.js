/**
 * The search page: asks the index that Pagefind made of the site, of which only the parts are
 * loaded that a search needs. Words and facets stand in the address, so that a search can be
 * linked to. Without this script there is no search: the page says so.
 */

const AT_ONCE = 20;
/** Milliseconds to wait for the next key. */
const PAUSE = 120;

/** Makes the search form of a page answer. */
async function enhance(form) {
  const [list, output] = [document.querySelector(".postil-hits"), form.querySelector("output")];
  const more = document.querySelector(".postil-more button");
  const selects = [...form.querySelectorAll("select")];
  const [words, clear] = [form.elements.q, form.querySelector("button")];
  form.hidden = false;
  const engine = await load(new URL(form.dataset.index, location.href)).catch(() => null);
  if (!engine) {
    output.value = form.dataset.failed;
    return;
  }
  let turn = 0;
  let waiting = [];

  const search = async (pause) => {
    const mine = ++turn;
    await new Promise((go) => setTimeout(go, pause));
    if (mine !== turn || !form.isConnected) return;
    const { q = "", ...filters } = Object.fromEntries(asked(form));
    remember(form);
    clear.hidden = !Object.keys(filters).length;
    const empty = !q.trim() && !Object.keys(filters).length;
    const found = await engine.search(empty ? "" : q.trim() || null, { filters });
    if (mine !== turn) return;
    const counts = empty ? await engine.filters() : found.filters;
    for (const select of selects) offer(select, counts[select.name] ?? {});
    output.value = empty ? "" : said(form, found.results.length);
    list.replaceChildren();
    waiting = found.results;
    await show();
  };

  const show = async () => {
    const mine = turn;
    const hits = await Promise.all(waiting.slice(0, AT_ONCE).map((result) => result.data()));
    if (mine !== turn) return;
    waiting = waiting.slice(AT_ONCE);
    list.append(...hits.map(hit));
    more.hidden = !waiting.length;
  };

  for (const select of selects) offer(select, (await engine.filters())[select.name] ?? {});
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.addEventListener("input", (event) => search(event.target.name === "q" ? PAUSE : 0));
  form.addEventListener("reset", () => {
    // The event comes before the values are those of the empty form. The words stay.
    const { value } = words;
    setTimeout(() => ((words.value = value), search(0)));
    words.focus();
  });
  form.addEventListener("submit", (event) => (event.preventDefault(), search(0)));
  more.addEventListener("click", show);
  words.focus({ preventScroll: true });
  search(0);
}

/** Pagefind, ready to search the site above the folder of its index. */
async function load(folder) {
  const engine = await import(new URL("pagefind.js", folder).href);
  await engine.options({ baseUrl: new URL("..", folder).pathname, excerptLength: 30 });
  await engine.init();
  return engine;
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

/** Fills a list with the values of a facet; numbers only where nothing is chosen in it. */
function offer(select, counts) {
  const chosen = select.value;
  for (const [value, count] of Object.entries(counts)) {
    let option = [...select.options].find((option) => option.value === value);
    if (!option) select.add((option = new Option(value, value)));
    option.text = chosen ? value : `${value} (${count})`;
    option.hidden = !chosen && !count;
  }
}

function hit({ url, meta, excerpt, filters }) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: url });
  link.append(meta.title);
  item.append(link);
  const [article] = filters.article ?? [];
  if (article && article !== meta.title) {
    item.append(" ", Object.assign(document.createElement("cite"), { textContent: article }));
  }
  item.append(Object.assign(document.createElement("p"), { className: "postil-excerpt" }));
  item.lastChild.append(...marked(excerpt));
  return item;
}

/** Pagefind's excerpt as nodes: text, and `<mark>` around the words that were looked for. */
function marked(excerpt) {
  return excerpt.split(/<mark>(.*?)<\/mark>/s).map((part, index) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return index % 2 ? Object.assign(document.createElement("mark"), { textContent: text }) : text;
  });
}

function start() {
  const form = document.querySelector(".postil-search");
  if (form?.hidden) enhance(form);
}

// Material swaps pages without loading them anew when its instant navigation is on.
if (window.document$) window.document$.subscribe(start);
else start();
