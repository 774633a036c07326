/**
 * The overviews, of claims, sources and evidence: filters, a field for words, and columns that
 * sort. All stand in the address, so that a choice can be linked to. Without this script an
 * overview is a plain table of everything.
 *
 * It runs before the table is parsed, so that a choice in the address is made before any row of it
 * is painted.
 */
import { atOnceAndOnEachPage } from "./pages.js";
import { elsewhere } from "./parts.js";
import { matching } from "./rows.js";
import { measure, sortable, sorted } from "./sorting.js";

/** Makes the table of an overview answer to its form and its headings. */
function enhance(form, table) {
  const rows = [...table.tBodies].flatMap((group) => [...group.rows]);
  const output = form.querySelector("output");
  const clear = form.querySelector("button");
  const all = output.value;
  const none = table.nextElementSibling;
  const others = elsewhere();

  const choice = () => [...new FormData(form)].filter(([, value]) => value.trim());

  const filter = () => {
    const chosen = choice();
    const matches = matching(chosen);
    let count = 0;
    for (const row of rows) {
      const shows = matches(row);
      count += shows;
      // To write what is there already would cost as much as a change.
      if (row.hidden === shows) row.hidden = !shows;
    }
    measure(table);
    const some = form.dataset.shown.replace("{shown}", count).replace("{count}", rows.length);
    output.value = chosen.length ? some : all;
    clear.hidden = !chosen.length;
    none.hidden = count > 0;
    others.count(chosen, (more) => {
      output.value = `${some} · ${form.dataset.elsewhere.replace("{count}", more)}`;
    });
  };

  const query = () => new URLSearchParams([...choice(), ...sorted(table)]).toString();

  const remember = () => {
    const asked = query();
    history.replaceState(history.state, "", asked ? `?${asked}` : location.pathname);
    others.carry(asked);
  };

  const asked = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name || field.nodeName === "OUTPUT") continue;
    const value = asked.get(field.name) ?? "";
    // Another part of the list may have it.
    if (field.options && value && others.some) offer(field, value);
    // Else the browser may have put back what was chosen when the reader left the page.
    field.value = value;
    if (field.options && field.value !== value) field.value = "";
  }
  const change = () => {
    filter();
    remember();
  };
  let typing;
  form.addEventListener("input", ({ target }) => {
    if (target.type !== "search") return;
    filter();
    // Browsers take the address amiss that changes with every key.
    clearTimeout(typing);
    typing = setTimeout(() => form.isConnected && remember(), 400);
  });
  form.addEventListener("change", change);
  form.addEventListener("reset", () => {
    // The event comes before the values are those of the empty form.
    setTimeout(change);
    form.elements[0].focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
  sortable(table, rows, asked.get("sort") ?? "", remember);
  others.carry(query());
}

/** Puts a value among those of a field that does not have it. */
function offer(field, value) {
  if (![...field.options].some((option) => option.value === value)) field.add(new Option(value, value));
}

/** Makes the overview of a page work, as soon as its table is there. */
function start() {
  const form = document.querySelector(".postil-filters[data-shown]");
  if (!form?.hidden) return;
  // With nothing to choose, rows are shown as they come.
  if (!location.search) form.dataset.ready = "";
  const begin = () => {
    const table = document.querySelector(".postil-overview");
    if (!table?.nextElementSibling) return false;
    enhance(form, table);
    form.dataset.ready = "";
    return true;
  };
  if (begin()) return;
  const observer = new MutationObserver(() => begin() && observer.disconnect());
  observer.observe(document, { childList: true, subtree: true });
}

atOnceAndOnEachPage(start);
