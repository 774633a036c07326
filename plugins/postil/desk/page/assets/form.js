/**
 * The form: where an annotation is written and changed. It stands in the margin where the note will
 * stand, and on narrow screens as a sheet at the foot. What is not saved yet is kept as a draft.
 */

import { keepDraft, keepWriter, lastWriter } from "./drafts.js";
import { button } from "../../../rendering/assets/buttons.js";
import { el } from "../../../rendering/assets/dom.js";
import { afterwards, freeId } from "./common.js";
import { choice, line, prose, references, sources, terms, words } from "./fields.js";
import { WORDS } from "./words.js";

/** Which words of a complaint belong to which field; the first that fits. @type {[RegExp, string][]} */
const ABOUT = [
  [/relation|cross.?reference/, "cross_references"],
  [/source|stance|locator/, "sources"],
  [/assessment/, "assessment"],
  [/'kind'|unknown kind/, "kind"],
  [/\btags?\b/, "tags"],
  [/\bterms?\b/, "terms"],
  [/question/, "question"],
  [/title|80 characters/, "title"],
  [/taken|\bids?\b/, "id"],
  [/because|says nothing|'note'/, "because"],
];

/**
 * @typedef {object} Task
 * @property {string} mode claim, note, term or reference
 * @property {any} target
 * @property {any} sentence the words within their sentence
 * @property {string} id
 * @property {any} [seen] the annotation that is changed, as it was seen
 * @property {any} [values] what was written in a draft
 */

export class Form {
  /**
   * @param {object} desk
   * @param {import("./asking.js").Server} desk.server
   * @param {any} desk.session
   * @param {(text: string) => void} desk.tell
   * @param {(dialog: HTMLDialogElement, target: any) => void} desk.place
   * @param {(saved: any) => Promise<void>} desk.saved
   * @param {() => void} desk.closed
   */
  constructor(desk) {
    this.desk = desk;
    /** @type {any} */
    this.dialog = null;
    /** @type {import("./fields.js").Field[]} */
    this.fields = [];
    /** @type {Task | null} */
    this.task = null;
    this.isChanged = false;
    this.keep = afterwards(() => this.#keep(), 250);
    addEventListener("pagehide", () => this.#keep());
  }

  get isOpen() {
    return this.task !== null;
  }

  /** Shows the form. @param {Task} task @param {boolean} modal */
  open(task, modal) {
    this.#remove();
    this.task = task;
    this.isChanged = Boolean(task.values);
    const is = (/** @type {string[]} */ ...modes) => modes.includes(task.mode);
    const { session, server } = this.desk;
    const old = task.seen?.body ?? {};
    const values = task.values ?? { ...old, id: idOf(task.id), by: task.seen?.creator ?? lastWriter() };
    const preview = async (/** @type {string} */ markdown) => {
      const { status, values } = await server.post("preview", { article: server.told.article, markdown });
      return status === 200 ? values : null;
    };
    const isNote = is("note", "term");
    const first = [
      is("claim", "reference") && prose("because", values.because, 3, preview),
      is("note") && prose("note", values.note, 3, preview),
      is("term") && terms("term", [values.term ?? (task.seen ? "" : termIn(task.sentence.words, session.terms))], session, true),
      !isNote && choice("kind", values.kind, session.kinds),
      !isNote && choice("assessment", values.assessment, session.assessments),
    ];
    const cross = references(values.cross_references, session, server);
    const cited = sources(values.sources, session, server, this.desk.tell);
    const rest = [
      !isNote && line("title", values.title, { maxlength: 80 }),
      is("term") && prose("note", values.note, 2, preview),
      prose("question", values.question, 2, preview),
      !is("reference") && cross,
      !isNote && session.terms.length > 0 && terms("terms", values.terms, session, false),
      words("tags", values.tags, session.tags),
      session.annotators.length > 0 && choice("by", values.by, session.annotators.map((/** @type {any} */ one) => ({ id: one.id, label: one.name }))),
      line("id", values.id, { spellcheck: "false", dir: "ltr" }),
    ];
    /** @param {any[]} all @returns {import("./fields.js").Field[]} */
    const present = (all) => all.filter(Boolean);
    const [seen, folded] = [present(is("reference") ? [cross, ...first, cited] : [...first, cited]), present(rest)];
    this.fields = [...seen, ...folded];
    this.#show(seen, folded, modal);
    this.start = JSON.stringify(this.values());
  }

  /** @param {import("./fields.js").Field[]} seen @param {import("./fields.js").Field[]} folded @param {boolean} modal */
  #show(seen, folded, modal) {
    const task = /** @type {Task} */ (this.task);
    const heading = freeId();
    const { before, words: quoted, after } = task.sentence;
    const title = task.seen ? `${WORDS.editing}: ${/** @type {any} */ (WORDS.kinds)[task.mode]}` : /** @type {any} */ (WORDS.newOf)[task.mode];
    this.wrong = el("div", { class: "postil-desk-wrong", role: "alert" });
    this.foot = el("div", { class: "postil-desk-foot" });
    this.dialog = el(
      "dialog",
      { class: "postil-tool postil-desk postil-desk-form", "aria-labelledby": heading, lang: WORDS.language },
      el("h2", { id: heading }, title),
      el("p", { class: "postil-desk-quote", lang: document.documentElement.lang || null, dir: "auto" }, before, el("mark", {}, quoted), after),
      this.wrong,
      el(
        "form",
        { method: "dialog", novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.save()) },
        ...seen.map(({ element }) => element),
        el("details", { open: folded.some(({ key, read }) => key !== "id" && key !== "by" && String(read()) !== "") }, el("summary", {}, WORDS.more), ...folded.map(({ element }) => element)),
        this.foot,
      ),
    );
    this.#offer();
    this.dialog.addEventListener("input", () => {
      this.isChanged = true;
      this.keep();
    });
    this.dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#onKey(event));
    this.dialog.addEventListener("cancel", (/** @type {Event} */ event) => (event.preventDefault(), this.leave()));
    document.body.append(this.dialog);
    if (modal) this.dialog.showModal();
    // `show` would give it the focus where it stands before it is put into its place, and scroll there.
    else this.dialog.open = true;
    this.desk.place(this.dialog, task.target);
    this.dialog.querySelector("textarea, select, input")?.focus({ preventScroll: true });
  }

  /** The buttons at the foot. */
  #offer() {
    this.foot.replaceChildren(
      el("button", { type: "submit", class: "postil-desk-main", title: WORDS.keys }, WORDS.save),
      button(WORDS.cancel, () => this.leave()),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // No key of the page.
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.save();
    } else if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      this.leave();
    }
  }

  /** What is written in the fields. @returns {Record<string, any>} */
  values() {
    return Object.fromEntries(this.fields.map(({ key, read }) => [key, read()]));
  }

  #keep() {
    if (!this.task || !this.isChanged) return;
    keepDraft(this.desk.server.told.article, { ...this.task, values: this.values() });
  }

  /** Closes the form; asks before anything is lost. */
  leave() {
    if (!this.isChanged || JSON.stringify(this.values()) === this.start && !this.task?.values) return this.close();
    const keep = button(WORDS.keep, () => {
      this.#offer();
      this.foot.querySelector("button").focus();
    }, { class: "postil-desk-main" });
    this.foot.replaceChildren(el("p", { role: "alert" }, WORDS.discardAsk), keep, button(WORDS.discard, () => this.close()));
    keep.focus();
  }

  /** Closes the form, and forgets the draft. */
  close() {
    keepDraft(this.desk.server.told.article, null);
    this.#remove();
    this.desk.closed();
  }

  #remove() {
    this.dialog?.remove();
    this.dialog = null;
    this.task = null;
  }

  /** Saves what is written. @param {any} [over] what is written over: an annotation; null if none is there */
  async save(over) {
    const task = this.task;
    if (!task || this.isSaving) return;
    this.isSaving = true;
    this.#complain("", []);
    const seen = over === undefined ? task.seen : over;
    const main = this.foot.querySelector(".postil-desk-main");
    if (main) main.textContent = WORDS.saving;
    const request = this.#request(task, seen);
    const { server } = this.desk;
    const { status, values } = seen ? await server.change(seen, request) : await server.post("annotations", request);
    this.isSaving = false;
    if (this.task !== task) return;
    this.#offer();
    if (status === 200) {
      if (request.creator) keepWriter(request.creator);
      this.isChanged = false;
      this.close();
      await this.desk.saved(values);
    } else if (status === 412) this.#conflict(values);
    else this.#refused(status, values);
  }

  /**
   * What is sent: all of a new annotation, and of an old one what is not as it was.
   * @param {Task} task @param {any} seen
   */
  #request(task, seen) {
    const { id, by, ...body } = this.values();
    const isNote = ["note", "term"].includes(task.mode);
    if (!seen) {
      const whole = { type: isNote ? "Note" : "Claim", ...(task.seen ? task.seen.body : {}), ...body };
      return { target: task.target, id, ...(by ? { creator: by } : {}), body: withoutEmpty(whole) };
    }
    const before = task.seen?.body ?? {};
    const changed = Object.entries(body).filter(([key, value]) => !same(key, value, before[key]));
    /** @type {any} */
    const request = { body: Object.fromEntries(changed.map(([key, value]) => [key, isEmpty(value) ? null : value])) };
    if (id && id !== idOf(seen.id)) request.id = id;
    if (by !== undefined && by !== (task.seen?.creator ?? "")) request.creator = by || null;
    return request;
  }

  /** @param {number} status @param {any} values */
  #refused(status, values) {
    /** @type {{what: string, advice: string}[]} */
    const problems = values.problems?.length ? values.problems : [{ what: values.error, advice: "" }];
    if (status === 0) problems[0].what = WORDS.unreachable;
    if (status === 401) problems[0].what = WORDS.oldToken;
    this.#keep();
    this.#complain(status === 422 || status === 400 ? "" : problems[0].what, status === 422 || status === 400 ? problems : []);
  }

  /** Shows what is wrong at the fields that it is about, and the rest above them.
   * @param {string} text @param {{what: string, advice: string}[]} problems */
  #complain(text, problems) {
    /** @type {Map<string, string[]>} */
    const at = new Map();
    const rest = text ? [text] : [];
    for (const { what, advice } of problems) {
      const said = [what, advice].filter(Boolean).join("; ");
      const key = ABOUT.find(([pattern]) => pattern.test(what))?.[1] ?? "";
      const field = this.fields.find((one) => one.key === key) ?? (key === "because" && this.fields[0]);
      if (field) at.set(field.key, [...(at.get(field.key) ?? []), said]);
      else rest.push(said);
    }
    for (const field of this.fields) field.complain(at.get(field.key) ?? []);
    this.wrong.replaceChildren(...rest.map((one) => el("p", {}, one)));
    const first = this.fields.find(({ key }) => at.has(key));
    if (!first) {
      if (rest.length) this.wrong.scrollIntoView({ block: "nearest" });
      return;
    }
    const fold = first.element.closest("details");
    if (fold) fold.open = true;
    /** @type {any} */ (first.element.querySelector(":is(input, select, textarea)[id]"))?.focus();
  }

  /** Both versions, to choose from. @param {any} said */
  #conflict({ now, yours }) {
    const task = /** @type {Task} */ (this.task);
    this.#keep();
    const box = el(
      "div",
      { class: "postil-desk-conflict" },
      el("p", {}, now ? WORDS.conflict : WORDS.conflictGone),
      now && el("h3", {}, WORDS.theirs),
      now && el("pre", { tabindex: 0 }, dedented(now.yaml)),
      el("h3", {}, WORDS.yours),
      el("pre", { tabindex: 0 }, written(yours?.body ?? this.values())),
      now
        ? button(WORDS.takeTheirs, () => (keepDraft(this.desk.server.told.article, null), this.open({ ...task, seen: now, values: undefined }, this.dialog.matches(":modal"))))
        : button(WORDS.discard, () => this.close()),
      button(now ? WORDS.takeYours : WORDS.writeAnew, () => void this.save(now)),
    );
    this.wrong.replaceChildren(box);
    box.querySelector("button").focus();
  }
}

/**
 * The term of the glossary that stands in the words; the longest, where these are several.
 * What stands in brackets behind a term is another name of it.
 * @param {string} words @param {{id: string, term: string}[]} known
 */
function termIn(words, known) {
  const plain = (/** @type {string} */ text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim()} `;
  const said = plain(words);
  const names = known.flatMap(({ id, term }) => term.split(/[()]/).map(plain).filter((name) => name.trim()).map((name) => ({ id, name })));
  const fits = names.filter(({ name }) => said.includes(name));
  return fits.sort((one, other) => other.name.length - one.name.length)[0]?.id ?? "";
}

/** @param {string} name the full name of an annotation, or its id */
export const idOf = (name) => name.slice(name.indexOf("#") + 1);

/** @param {any} value */
const isEmpty = (value) => value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);

/** @param {any} body */
const withoutEmpty = (body) => Object.fromEntries(Object.entries(body).filter(([, value]) => !isEmpty(value)));

/** Whether a value means what stands in the file. @param {string} key @param {any} value @param {any} old */
function same(key, value, old) {
  if (isEmpty(value) && isEmpty(old)) return true;
  /** @param {any} one @returns {any} */
  const plain = (one) => {
    if (Array.isArray(one)) return one.map(plain);
    if (one && typeof one === "object") return Object.keys(one).sort().map((name) => [name, plain(one[name])]);
    return key === "sources" && typeof one === "string" ? [["source", one]] : String(one).trim();
  };
  // Not within the entries of sources: there a text is a text.
  if (key === "sources") {
    const long = (/** @type {any} */ one) => (typeof one === "string" ? { source: one } : one);
    return JSON.stringify(value.map(long).map(entries)) === JSON.stringify((Array.isArray(old) ? old : [old]).filter(Boolean).map(long).map(entries));
  }
  return JSON.stringify(plain(value)) === JSON.stringify(plain(old));
}

/** @param {any} value */
const entries = (value) => Object.entries(value).map(([name, part]) => [name, String(part)]).sort();

/** @param {string} text */
function dedented(text) {
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  return text.replaceAll(new RegExp(`^ {0,${indent}}`, "gm"), "").trimEnd();
}

/** @param {any} body */
const written = (body) =>
  Object.entries(body)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
