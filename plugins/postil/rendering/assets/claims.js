/**
 * The page of claims: filters that stand in the address, so that a choice of claims can be linked
 * to, and columns that sort. Without this script the page is a plain table of all claims.
 */

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

  const filter = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
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
    return chosen;
  };

  const remember = () => {
    const query = new URLSearchParams(filter()).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
    carry(query);
  };

  const asked = new URLSearchParams(location.search);
  for (const select of form.querySelectorAll("select")) {
    const value = asked.get(select.name);
    // Else the browser may have put back what was chosen when the reader left the page.
    select.value = [...select.options].some((option) => option.value === value) ? value : "";
  }
  form.addEventListener("change", remember);
  form.addEventListener("reset", () => {
    // The event comes before the values are those of the empty form.
    setTimeout(remember);
    form.querySelector("select").focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  carry(new URLSearchParams(filter()).toString());
  sortable(table, rows);
}

/** Lets what was chosen be chosen on the other pages of claims, too, if there are any. */
function carry(query) {
  const links = document.querySelectorAll(".postil-parts a[href], .postil-onward a[rel=next]");
  for (const link of links) link.search = query;
}

/** Turns the headings of a table into buttons that sort it. */
function sortable(table, rows) {
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
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keys = new Map(rows.map((row) => [row, text(row, column)]));
      rows.sort((a, b) => order.compare(keys.get(a), keys.get(b)) * (down ? -1 : 1));
      let at = 0;
      for (const [group, size] of sizes) group.append(...rows.slice(at, (at += size)));
      measure(table);
    });
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

// Material swaps pages without loading them anew when its instant navigation is on.
if (window.document$) window.document$.subscribe(start);
else start();
