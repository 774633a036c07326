/**
 * How each kind of task is answered on the page of an assignment: what its fields say, and how they are
 * filled. Each way reads the fields as the parts of what was written (null where nothing was, and `wrong`
 * where it cannot be kept), and fills them from such parts.
 *
 * @typedef {{texts: string[], link: string}} Parts
 */

import { numberIn } from "./numbers.js";
import { say } from "./saying.js";

const language = () => document.documentElement.lang || "en";

/** Puts a value into a field, unless that says so already: who is typing keeps their place. */
const put = (field, value) => {
  if (field.value.trim() !== value) field.value = value;
};

const text = {
  read(box) {
    const value = box.querySelector("textarea").value.trim();
    return value ? { texts: [value], link: "" } : null;
  },
  fill: (box, { texts: [value = ""] }) => put(box.querySelector("textarea"), value),
};

const number = {
  read(box) {
    const typed = box.querySelector("input").value.trim();
    if (!typed) return null;
    const value = numberIn(typed, language());
    return value === null ? { wrong: say("no_number") } : { texts: [value], link: "" };
  },
  fill(box, { texts: [value = ""] }) {
    const field = box.querySelector("input");
    if (numberIn(field.value, language()) !== value) field.value = value;
  },
  /** What was understood, where it was typed otherwise. */
  says: (box, [value]) => (box.querySelector("input").value.trim() === value ? "" : say("read_as", { number: value })),
};

const choices = {
  read(box) {
    const chosen = box.querySelector("input:checked");
    return chosen && { texts: [chosen.value], link: "" };
  },
  fill(box, { texts: [value] }) {
    for (const field of box.querySelectorAll("input")) field.checked = field.value === value;
  },
  /** What to say of a choice that the author has reworded since, or taken away. */
  gone: (box, { texts: [words] }) => (words && !box.querySelector("input:checked") ? say("choice_gone", { words }) : ""),
  empty: (box) => choices.fill(box, { texts: [] }),
};

const find = {
  read(box) {
    const link = box.querySelector("input").value.trim();
    const value = box.querySelector("textarea").value.trim();
    return link || value ? { texts: value ? [value] : [], link } : null;
  },
  fill(box, { texts: [value = ""], link }) {
    put(box.querySelector("input"), link);
    put(box.querySelector("textarea"), value);
  },
};

const order = {
  /** Until something was moved, the order on the page is nobody's. */
  read: (box) => ("own" in box.dataset ? { texts: [...box.querySelectorAll("li")].map(({ dataset }) => dataset.item), link: "" } : null),
  fill(box, { texts }) {
    const list = box.querySelector("ol");
    order.mixed.get(list) ?? order.mixed.set(list, [...list.children]);
    const items = order.mixed.get(list);
    // What the author has changed since stands after what the student had put in order.
    const place = (item) => (texts.includes(item.dataset.item) ? texts.indexOf(item.dataset.item) : texts.length + items.indexOf(item));
    const wanted = [...items].sort((one, other) => place(one) - place(other));
    if (wanted.some((item, at) => list.children[at] !== item)) list.append(...wanted);
    box.toggleAttribute("data-own", texts.length > 0);
    ends(list);
  },
  empty: (box) => order.fill(box, { texts: [] }),
  /** The order in which the page shows them, of each list. @type {WeakMap<Element, Element[]>} */
  mixed: new WeakMap(),
  /** Moves an item by one, and says where it is now. */
  press(box, button) {
    box.dataset.own = "";
    const item = button.closest("li");
    if (!item) return "";
    const list = item.parentElement;
    const up = button.dataset.move === "-1";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (other && up) other.before(item);
    else other?.after(item);
    ends(list);
    button.focus();
    return say("moved_to", { item: item.dataset.item, number: [...list.children].indexOf(item) + 1, count: list.children.length });
  },
};

/** The first goes no further up, and the last no further down; whoever is on such a button stays there. */
function ends(list) {
  const last = list.children.length - 1;
  [...list.children].forEach((item, at) => {
    for (const button of item.querySelectorAll("[data-move]")) {
      button.ariaDisabled = String(button.dataset.move === "-1" ? at === 0 : at === last);
    }
  });
}

export const WAYS = { text, number, choices, find, order };
