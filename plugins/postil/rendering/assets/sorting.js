/**
 * Tables that sort by their columns. What a column is sorted by stands in its cells: as `data-key`,
 * or as their text.
 */

/** What a table is sorted by, for the address: a column, after a hyphen where it is sorted down. */
export function sorted(table) {
  const heading = table.querySelector("th[aria-sort]");
  if (!heading) return [];
  const sign = heading.getAttribute("aria-sort") === "descending" ? "-" : "";
  return [["sort", `${sign}${heading.dataset.column}`]];
}

/** Turns the headings of a table into buttons that sort it; sorts it as it is asked to. */
export function sortable(table, rows, asked, onsort) {
  const order = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
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
      const keys = new Map(rows.map((row) => [row, keyOf(row.cells[column])]));
      rows.sort((a, b) => order.compare(keys.get(a), keys.get(b)) * (down ? -1 : 1));
      let at = 0;
      for (const [group, size] of sizes) group.append(...rows.slice(at, (at += size)));
      measure(table);
    };
    // Of some columns one wants to see the greatest first.
    const downFirst = heading.dataset.first === "down";
    button.addEventListener("click", () => {
      const now = heading.getAttribute("aria-sort");
      sort(downFirst ? now !== "descending" : now === "ascending");
      onsort();
    });
    const name = heading.dataset.column;
    if (asked === name || asked === `-${name}`) sort(asked !== name);
  });
}

function keyOf(cell) {
  return cell.dataset.key ?? cell.textContent.trim().replace(/^[^\p{L}\p{N}]+/u, "");
}

/** Tells the style sheet how many rows each group shows, so that it can leave room for them. */
export function measure(table) {
  for (const group of table.tBodies) {
    const shown = [...group.rows].filter((row) => !row.hidden).length;
    group.hidden = !shown;
    group.style.setProperty("--postil-rows", shown);
  }
}
