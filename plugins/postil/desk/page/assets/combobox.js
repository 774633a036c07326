/**
 * A field that finds things while its user types, and offers them in a list: the pattern "combobox" of
 * the ARIA practices. The keys stay in the field; arrows choose, Enter takes, Escape folds the list.
 */

import { el } from "../../../rendering/assets/dom.js";
import { afterwards, freeId } from "./common.js";
import { WORDS } from "./words.js";

/**
 * @param {object} options
 * @param {string} options.id of the field
 * @param {string} [options.hint] the id of what describes it
 * @param {string} [options.placeholder]
 * @param {(query: string) => Promise<any[]>} options.find
 * @param {(item: any) => any} options.show what an item looks like: children of an option
 * @param {(item: any) => void} options.take
 * @param {(text: string) => boolean} [options.paste] whether what is pasted is taken as it is
 * @returns {HTMLElement}
 */
export function combobox({ id, hint, placeholder, find, show, take, paste }) {
  const list = el("ul", { role: "listbox", id: freeId(), hidden: true, "aria-label": WORDS.found(0) });
  const said = el("span", { class: "postil-desk-heard", role: "status" });
  const field = el("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    placeholder,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-describedby": hint,
  });
  /** @type {any[]} */
  let items = [];
  let chosen = -1;
  let turn = 0;

  const fold = () => {
    turn += 1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (/** @type {number} */ index) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = list.children[index];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const accept = (/** @type {any} */ item) => {
    field.value = "";
    fold();
    take(item);
  };
  const look = afterwards(async () => {
    const own = (turn += 1);
    const query = field.value.trim();
    const found = query ? await find(query) : [];
    if (own !== turn) return;
    items = found;
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    said.textContent = query ? WORDS.found(items.length) : "";
    const options = items.map((item) =>
      el("li", { role: "option", id: freeId(), "aria-selected": "false", onclick: () => accept(item) }, ...show(item)),
    );
    const nothing = el("li", { class: "postil-desk-none" }, WORDS.nothingFound);
    list.replaceChildren(...(options.length || !query ? options : [nothing]));
    list.setAttribute("aria-label", WORDS.found(items.length));
    list.setAttribute("role", options.length ? "listbox" : "presentation");
    list.hidden = !query;
    field.setAttribute("aria-expanded", String(options.length > 0));
    if (options.length) choose(0);
  }, 120);

  field.addEventListener("input", look);
  field.addEventListener("blur", fold);
  // The field keeps the focus.
  list.addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
  field.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    if (paste?.(event.clipboardData?.getData("text/plain") ?? "")) event.preventDefault();
  });
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (open && items.length) choose((chosen + by + items.length) % items.length);
      else look();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (open && items[chosen]) accept(items[chosen]);
      else if (paste?.(field.value)) field.value = "";
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      fold();
    }
  });
  return el("div", { class: "postil-desk-combobox" }, field, list, said);
}
