/**
 * Handing in: what a student did on an article or for an assignment as a file, and as text for forms. It asks for name and
 * number only here, shows what is in it, and sends nothing anywhere. It is loaded when the button at the
 * end of the text is pressed.
 */

import { button } from "./buttons.js";
import { el } from "./dom.js";
import { addressOf } from "./door.js";
import { maker } from "./maker.js";
import { canWrite, write } from "./receipt.js";
import { open, siteOf } from "./record.js";
import { download } from "./saving.js";
import { say } from "./saying.js";
import { counted, fileName, fileOf, handedIn, partOf, sheetOf } from "./sheet.js";
import { styled } from "./styled.js";

const PARTS = ["judgements", "answers", "notes"];
/** Where one form has no room for more letters, others have. */
const USUAL = 6000;

/** Opens the dialog for the article that is on the page. */
export async function handIn() {
  const record = await open();
  const said = about();
  await show(record, said, handedIn(record.all(), [said.article]));
}

/**
 * Opens the dialog.
 * @param {any} record
 * @param {Record<string, any>} about what is handed in: see `about` below
 * @param {any[]} items
 * @param {{made?: (at: string) => void, platform?: any}} [more] who is told when it is made, and the
 *   platform that the assignment was opened from
 */
export async function show(record, about, items, more = {}) {
  await styled(addressOf, "handin.css");
  document.querySelector(".postil-handing")?.remove();
  const dialog = new Dialog(record, { site: siteAddress(), ...about }, items, more);
  document.body.append(dialog.element);
  dialog.element.showModal();
}

/** What the page knows of the article. */
function about() {
  const section = /** @type {HTMLElement} */ (document.querySelector(".postil-endnotes"));
  const { article, version = "", title, site, course = site } = section.dataset;
  return {
    title,
    course: course ?? "",
    article: article ?? "",
    version,
    claims: section.querySelectorAll(".postil-notes > .postil-note:not([data-aside])").length,
    questions: section.querySelectorAll(".postil-question").length,
  };
}

/** The address of the site, as it calls itself; nothing where it was opened from a disk. */
function siteAddress() {
  const root = siteOf();
  const within = location.pathname.slice(root.length);
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"))?.href;
  if (canonical?.endsWith(within)) return canonical.slice(0, canonical.length - within.length);
  return location.protocol === "file:" ? "" : new URL(root, location.href).href;
}

class Dialog {
  constructor(record, about, items, { made, platform }) {
    Object.assign(this, { record, about, items, told: made, platform });
    this.counts = counted(this.items);
    const { name = "", number = "" } = record.about.handsInAs ?? {};
    this.name = el("input", { type: "text", required: true, autocomplete: "name", maxlength: 200, value: name });
    this.number = el("input", { type: "text", autocomplete: "off", maxlength: 100, value: number });
    this.keep = el("input", { type: "checkbox", checked: Boolean(name) });
    this.parts = new Map(PARTS.map((part) => [part, el("input", { type: "checkbox", checked: this.counts[part] > 0 || (part === "notes" && this.counts.marks > 0) })]));
    this.made = el("div", { class: "postil-handed", hidden: true, tabindex: -1, role: "group", "aria-labelledby": "postil-handed" });
    this.element = el(
      "dialog",
      { class: "postil-handing", "aria-labelledby": "postil-handing" },
      el(
        "div",
        { class: "postil-handing-head" },
        el("h2", { id: "postil-handing" }, say("hand_in")),
        button("✕", () => this.element.close(), { class: "postil-handing-close", "aria-label": say("close_hand_in") }),
      ),
      el("p", {}, say("hand_in_lead", { title: about.title })),
      this.items.length ? this.#form() : el("p", {}, el("strong", {}, about.assignment ? say("nothing_done_yet") : say("nothing_to_hand_in"))),
      this.made,
    );
    // A click beside it closes it, as everywhere; what was typed is still there.
    this.element.addEventListener("click", ({ target }) => target === this.element && this.element.close());
    document.addEventListener("postil:reading", () => this.element.remove(), { once: true });
  }

  /** What is asked for. */
  #form() {
    const { claims, questions, tasks = 0 } = this.about;
    const asked = questions + tasks;
    const { judgements, answers, notes, marks } = this.counts;
    const said = {
      judgements: claims || judgements ? say("handed_judgements", { count: judgements, all: Math.max(claims, judgements) }) : "",
      answers: asked || answers ? say("handed_answers", { count: answers, all: Math.max(asked, answers) }) : "",
      notes: [say("handed_notes", { count: notes }), marks && say("handed_marks", { count: marks })].filter(Boolean).join(", "),
    };
    const choices = PARTS.filter((part) => said[part]).map((part) => {
      const box = this.parts.get(part);
      box.disabled = !this.items.some((item) => partOf(item) === part);
      return el("label", { class: "postil-handing-choice" }, box, " ", said[part]);
    });
    const form = el(
      "form",
      { onsubmit: (event) => (event.preventDefault(), void this.#make()) },
      el("label", {}, el("span", {}, say("your_name")), this.name),
      el("label", {}, el("span", {}, say("your_number")), this.number),
      el("label", { class: "postil-handing-choice" }, this.keep, " ", say("keep_name")),
      el("fieldset", {}, el("legend", {}, say("what_is_in_it")), ...choices, el("p", {}, say("also_in_it"))),
      el("p", {}, el("button", { type: "submit" }, say("make_hand_in"))),
    );
    // What was made holds no longer.
    form.addEventListener("input", () => (this.made.hidden = true));
    return form;
  }

  /** Makes the file and the receipt, and shows both. */
  async #make() {
    const [name, number] = [this.name.value.trim(), this.number.value.trim()];
    if (!name) {
      this.name.value = "";
      this.name.reportValidity();
      return;
    }
    void this.record.note({ handsInAs: this.keep.checked ? { name, number } : undefined });
    const { title, ...about } = this.about;
    const chosen = this.items.filter((item) => this.parts.get(partOf(item)).checked);
    const sheet = sheetOf(chosen, { ...about, name, number, maker: maker() }, new Date());
    this.told?.(new Date().toISOString());
    const receipt = canWrite() ? await write(sheet) : "";
    const file = fileName(sheet);
    const saves = () => download(file, `${JSON.stringify(fileOf(sheet), null, 1)}\n`, "application/json");
    this.made.replaceChildren(
      el("h3", { id: "postil-handed" }, say("handed_in_as", { name, at: new Date().toLocaleString(document.documentElement.lang || undefined) })),
      el("p", {}, el("strong", {}, say("nothing_sent"))),
      ...(receipt && this.platform ? [this.#given(receipt)] : []),
      el("p", {}, button(say("save_hand_in"), saves), " ", el("span", { class: "postil-handed-file", dir: "ltr" }, file)),
      ...(receipt ? this.#receipt(receipt) : [el("p", {}, say("no_receipt"))]),
    );
    this.made.hidden = false;
    this.made.focus();
    this.made.scrollIntoView({ block: "nearest" });
  }

  /** The way to the platform that the assignment was opened from. */
  #given(receipt) {
    const { host, give } = this.platform;
    const said = el("output", {});
    const onClick = async () => {
      const { isKept, said: why } = await give(receipt);
      said.value = isKept ? say("given_to_course") : why || say("course_is_silent");
    };
    return el("p", {}, button(say("give_to_course", { where: host }), () => void onClick(), { class: "postil-handing-main" }), " ", said);
  }

  /** The receipt, to be copied. */
  #receipt(receipt) {
    const count = receipt.length.toLocaleString(document.documentElement.lang || undefined);
    const box = el("p", { class: "postil-receipt", dir: "ltr", translate: "no" }, receipt);
    const shown = el("details", {}, el("summary", {}, say("show_receipt")), box);
    // At the end of the dialog it would open where nobody sees it.
    shown.addEventListener("toggle", () => shown.open && box.scrollIntoView({ block: "nearest" }));
    const copied = el("output", {});
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(receipt);
        copied.value = say("receipt_copied");
      } catch {
        // Where the browser does not let us copy, the student can.
        shown.open = true;
        getSelection()?.selectAllChildren(box);
        copied.value = say("copy_receipt_yourself");
      }
    };
    return [
      el("p", {}, button(say("copy_receipt"), () => void copy()), " ", el("span", {}, say("receipt_letters", { letters: count })), " ", copied),
      receipt.length > USUAL && el("p", {}, say("receipt_is_long")),
      shown,
    ].filter(Boolean);
  }
}
