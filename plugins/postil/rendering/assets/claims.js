/**
 * The page of claims: filters, and columns that sort. Both stand in the address, so that a choice
 * of claims can be linked to. Without this script the page is a plain table of all claims.
 */

import { onEachPage } from "./pages.js";

const LISTS = { source: " ", tag: "|" };

/** Makes the table of claims of a page answer to its filters and headings. */
function enhance(form, table) {
  const rows = [...table.tBodies].flatMap((group) => [...group.rows]);
  const output = form.querySelector("output");
  const clear = form.querySelector("button");
  const all = output.value;

  const matches = (row, name, value) => {
    const held = row.dataset[name] ?? "";
    return name in LISTS ? held.split(LISTS[name]).includes(value) : held === value;
  };

  const choice = () => [...new FormData(form)].filter(([, value]) => value);

  const filter = () => {
    const chosen = choice();
    let count = 0;
    for (const row of rows) {
      const shows = chosen.every(([name, value]) => matches(row, name, value));
      count += shows;
      // To write what is there already would cost as much as a change.
      if (row.hidden === shows) row.hidden = !shows;
    }
    measure(table);
    const some = form.dataset.shown.replace("{shown}", count).replace("{count}", rows.length);
    output.value = chosen.length ? some : all;
    clear.hidden = !chosen.length;
  };

  const query = () => new URLSearchParams([...choice(), ...sorted(table)]).toString();

  const remember = () => {
    const asked = query();
    history.replaceState(history.state, "", asked ? `?${asked}` : location.pathname);
    carry(asked);
  };

  const asked = new URLSearchParams(location.search);
  for (const select of form.querySelectorAll("select")) {
    const value = asked.get(select.name);
    // Else the browser may have put back what was chosen when the reader left the page.
    select.value = [...select.options].some((option) => option.value === value) ? value : "";
  }
  const change = () => {
    filter();
    remember();
  };
  form.addEventListener("change", change);
  form.addEventListener("reset", () => {
    // The event comes before the values are those of the empty form.
    setTimeout(change);
    form.querySelector("select").focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
  sortable(table, rows, asked.get("sort") ?? "", remember);
  carry(query());
}

/** Lets what was chosen be chosen on the other pages of claims, too, if there are any. */
function carry(query) {
  const links = document.querySelectorAll(".postil-parts a[href], .postil-onward a[rel=next]");
  for (const link of links) link.search = query;
}

/** What a table is sorted by, for the address: a column, after a hyphen where it is sorted down. */
function sorted(table) {
  const heading = table.querySelector("th[aria-sort]");
  if (!heading) return [];
  const sign = heading.getAttribute("aria-sort") === "descending" ? "-" : "";
  return [["sort", `${sign}${heading.dataset.column}`]];
}

/** Turns the headings of a table into buttons that sort it; sorts it as it is asked to. */
function sortable(table, rows, asked, onsort) {
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const text = (row, column) => row.cells[column].textContent.trim().replace(/^[^\p{L}\p{N}]+/u, "");
  const headings = [...table.tHead.rows[0].cells];
  const sizes = [...table.tBodies].map((group) => [group, group.rows.length]);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = table.dataset.sort.replace("{column}", heading.textContent);
    button.append(...heading.childNodes);
    heading.append(button);
    const sort = (down) => {
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keys = new Map(rows.map((row) => [row, text(row, column)]));
      rows.sort((a, b) => order.compare(keys.get(a), keys.get(b)) * (down ? -1 : 1));
      let at = 0;
      for (const [group, size] of sizes) group.append(...rows.slice(at, (at += size)));
      measure(table);
    };
    button.addEventListener("click", () => {
      sort(heading.getAttribute("aria-sort") === "ascending");
      onsort();
    });
    const name = heading.dataset.column;
    if (asked === name || asked === `-${name}`) sort(asked !== name);
  });
}

/** Tells the style sheet how many rows each group shows, so that it can leave room for them. */
function measure(table) {
  for (const group of table.tBodies) {
    const shown = [...group.rows].filter((row) => !row.hidden).length;
    group.hidden = !shown;
    group.style.setProperty("--postil-rows", shown);
  }
}

function start() {
  const form = document.querySelector(".postil-filters");
  const table = document.querySelector(".postil-claims");
  if (form?.hidden && table) enhance(form, table);
}

onEachPage(start);
