/**
 * The field in which a note is written, or written anew.
 */

import { button } from "./buttons.js";
import { el } from "./dom.js";
import { say } from "./saying.js";

/**
 * A field with its buttons. Ctrl+Enter saves, Escape leaves it, and asks first where something would be
 * lost.
 * @param {object} options
 * @param {string} options.label
 * @param {string} options.text what is there, and what it would be left as
 * @param {string} [options.draft] what was written before the page was left
 * @param {(text: string) => Promise<void>} options.save
 * @param {() => void} options.leave
 * @param {(text: string | null) => void} options.keep is told of every change, and null when it is left
 */
export function field({ label, text, draft, save, leave, keep }) {
  const area = el("textarea", { rows: 3, dir: "auto", "aria-label": label });
  area.value = draft ?? text;
  const asks = el("p", { class: "postil-mine-asks", role: "alert", hidden: true });
  const wrong = el("p", { class: "postil-mine-wrong", role: "alert", hidden: true });
  const left = () => (keep(null), leave());
  const saved = async () => {
    if (!area.value.trim()) return area.focus();
    try {
      await save(area.value.trim());
      keep(null);
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  };
  const end = () => {
    if (area.value.trim() === text.trim()) return left();
    asks.replaceChildren(
      el("span", {}, say("discard_writing")),
      button(say("discard"), left),
      button(say("go_on_writing"), () => ((asks.hidden = true), area.focus())),
    );
    asks.hidden = false;
    asks.querySelector("button").focus();
  };
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", () => (keep(area.value), grow()));
  const box = el(
    "div",
    { class: "postil-mine postil-mine-field" },
    area,
    asks,
    wrong,
    el("p", { class: "postil-mine-buttons" }, button(say("save_note"), saved, { class: "postil-mine-main" }), button(say("cancel"), end), el("kbd", {}, say("ctrl_enter"))),
  );
  box.addEventListener("keydown", (event) => {
    // The page, the theme and the notes have keys of their own.
    event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void saved();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (asks.hidden) end();
      else asks.querySelector("button:last-of-type").click();
    }
  });
  // Neither does a click in it open or close a note.
  box.addEventListener("click", (event) => event.stopPropagation());
  const enter = () => {
    area.focus({ preventScroll: true });
    grow();
  };
  return { box, enter };
}
