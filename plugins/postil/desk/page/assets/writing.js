/**
 * The desk: while a site is served to its author, words of an article can be selected and annotated on
 * the page, and each note can be changed, moved and deleted. What is written stands in the YAML files.
 * Without this script the page is as its readers will have it.
 */

import { known, Server } from "./asking.js";
import { button } from "../../../rendering/assets/buttons.js";
import { el } from "../../../rendering/assets/dom.js";
import { aside } from "./common.js";
import { draftOf, keepDraft, keepRoom, keepSaid, takeRoom, takeSaid } from "./drafts.js";
import { Form, idOf } from "./form.js";
import { SelectionBar } from "./selecting.js";
import { address, showArticle } from "./showing.js";
import { textRoot } from "../../../rendering/assets/roots.js";
import { waitingList } from "./waiting.js";
import { chooseWords } from "../../../rendering/assets/walking.js";
import { WORDS } from "./words.js";
import { onEachPage } from "../../../rendering/assets/pages.js";

const GAP = 12; // pixels between the form and what is around it
const PATIENCE = 200; // times that a page is asked for until it is there anew
const NARROWEST = 300; // pixels that the form has at least
const SMALLEST = 926; // pixels of a window in which the form stands beside the text

/** The desk of one page. */
class Desk {
  /**
   * @param {Server} server
   * @param {any} session
   * @param {HTMLElement} head the line above the text
   * @param {AbortSignal} signal
   */
  constructor(server, session, head, signal) {
    this.server = server;
    this.head = head;
    this.session = session;
    this.signal = signal;
    /** The annotation that is about to be moved. @type {any} */
    this.moving = null;
    /** The annotations of this article by id. @type {Map<string, any>} */
    this.annotations = new Map();
    /** Where the words are that are being written about. @type {DOMRect | null} */
    this.rect = null;
    this.isWalking = false;
    /** What the lines at the foot say of what was done. @type {Map<Element, {text: string, undo: string}>} */
    this.said = new Map();
    /** What has the focus when the form is closed: its place on the page. @type {HTMLElement | null} */
    this.from = null;
    this.lines = el("div", { class: "postil-tool postil-desk postil-desk-lines", role: "status" });
    aside(WORDS.aside, WORDS.language).append(this.lines);
    this.form = new Form({
      server,
      session,
      tell: (text) => this.tell(text),
      place: (dialog) => this.#place(dialog),
      saved: (values) => this.#saved(values, WORDS.saved(values.file)),
      closed: () => {
        highlight();
        if (this.from?.isConnected) this.from.focus({ preventScroll: true });
      },
    });
    this.bar = new SelectionBar(server, () => this.#choices(), signal);
    addEventListener("keydown", (event) => this.#onKey(event), { signal });
    signal.addEventListener("abort", () => {
      this.lines.remove();
      this.form.dialog?.remove();
    });
    head.querySelector("button")?.addEventListener("click", () => this.#walk(), { signal });
    // A page that is loaded anew keeps the room for the list that comes later, and stays where it was;
    // it says once more what it said, and lets it be undone, as often as it is loaded.
    addEventListener("pagehide", () => (keepRoom(this.#waits.offsetHeight), this.#keepSaid()), { signal });
  }

  /** @param {boolean} hasBegun whether this is not the first page since it was loaded */
  async begin(hasBegun) {
    const draft = draftOf(this.server.told.article);
    const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    // The server has a page loaded anew when somebody else has changed a file: who writes goes on.
    const isAnew = navigation?.type === "reload" && !hasBegun;
    if (draft && isAnew) this.#write(draft);
    else if (draft) {
      this.tell(
        WORDS.draft(draft.sentence.words.slice(0, 60)),
        button(WORDS.goOn, (event) => (dismiss(event), this.#write(draft))),
        button(WORDS.discard, (event) => (dismiss(event), keepDraft(this.server.told.article, null))),
      );
    }
    for (const { text, undo, hasFocus } of takeSaid(this.server.told.article)) {
      if (!isAnew) continue;
      const line = this.#tellDone(text, undo);
      if (hasFocus) line.querySelector("button")?.focus({ preventScroll: true });
    }
    await this.#look();
  }

  /** What can be made of words that are selected. */
  #choices() {
    if (this.form.isOpen || this.isWalking) return [];
    if (this.moving) return [{ label: WORDS.moveHere, does: (/** @type {any} */ quoted) => void this.#moveTo(quoted) }];
    const modes = ["claim", "note", ...(this.session.terms.length ? ["term"] : []), "reference"];
    return modes.map((mode) => ({
      label: /** @type {any} */ (WORDS.kinds)[mode],
      does: (/** @type {any} */ quoted) => {
        this.rect = onPage(quoted.rect);
        this.from = null;
        highlight(getSelection()?.getRangeAt(0));
        this.#write({ mode, target: quoted.target, sentence: quoted.sentence, id: quoted.id });
      },
    }));
  }

  /** @param {any} task */
  #write(task) {
    this.bar.hide();
    this.form.open(task, innerWidth < SMALLEST);
  }

  /** Beside the words, as far as it is seen there. @param {HTMLDialogElement} dialog */
  #place(dialog) {
    if (dialog.matches(":modal")) return aboveKeyboard(dialog);
    const margin = document.querySelector(".postil-beside")?.getBoundingClientRect();
    const text = textRoot()?.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const rightToLeft = getComputedStyle(document.body).direction === "rtl";
    // Where there is some room it leaves the text free.
    const beside = margin ?? text;
    const free = beside && (margin ? (rightToLeft ? margin.right : room - margin.left) : (rightToLeft ? beside.left : room - beside.right) - GAP) - GAP;
    if (free) dialog.style.maxWidth = `${Math.max(NARROWEST, free)}px`;
    const { width } = dialog.getBoundingClientRect();
    let left = margin ? margin.left : rightToLeft ? (text?.left ?? 0) - width - GAP : (text?.right ?? 0) + GAP;
    // It is wider than a note, and grows away from the text.
    if (margin && rightToLeft) left = margin.right - width;
    left = Math.max(GAP, Math.min(left, room - width - GAP));
    const put = () => {
      const top = (this.rect?.top ?? scrollY + innerHeight / 3) - GAP;
      const head = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
      const highest = scrollY + Math.max(0, head) + GAP;
      const lowest = scrollY + innerHeight - dialog.offsetHeight - GAP;
      dialog.style.translate = `${Math.round(left + scrollX)}px ${Math.round(Math.max(highest, Math.min(top, lowest)))}px`;
    };
    put();
    const grown = new ResizeObserver(put);
    grown.observe(dialog);
  }

  /** Says something at the foot of the window. @param {string} text @param {...HTMLElement} buttons */
  tell(text, ...buttons) {
    const line = el("p", {}, el("span", {}, text), ...buttons, button("×", dismiss, { "aria-label": WORDS.dismiss, class: "postil-desk-remove" }));
    // What has nothing to be pressed gives way to what is newer.
    for (const old of [...this.lines.children]) if (old.querySelectorAll("button").length < 2) old.remove();
    this.lines.append(line);
    return line;
  }

  /** Where the list stands of what waits. */
  get #waits() {
    return /** @type {HTMLElement} */ (this.head.lastElementChild);
  }

  /** Asks what there is on this page, and lets each note be changed. */
  async #look() {
    const article = encodeURIComponent(this.server.told.article);
    /** The page as the server has it. @type {Promise<string>} */
    this.before = pageNow();
    const [own, waiting] = await Promise.all([
      this.server.get(`annotations?article=${article}`),
      this.server.get(`problems?article=${article}`),
    ]);
    if (this.signal.aborted || own.status !== 200) return;
    this.annotations = new Map(own.values.items.map((/** @type {any} */ one) => [idOf(one.id), one]));
    for (const id of this.annotations.keys()) this.#addTools(id);
    const list = waitingList(waiting.values.passages ?? [], {
      settle: (id, selector) => void this.#settle(id, selector),
      move: (id) => this.#move(idOf(id)),
      edit: (id) => void this.#edit(idOf(id)),
      remove: (id) => void this.#delete(idOf(id)),
    });
    this.#waits.replaceChildren(...(list ? [list] : []));
    this.#waits.style.minHeight = "";
  }

  /** @param {string} id */
  #addTools(id) {
    const note = document.getElementById(`note-${id}`);
    if (!note || note.querySelector(".postil-desk-tools")) return;
    const tools = el(
      "p",
      { class: "postil-actions postil-desk-tools" },
      button(WORDS.edit, () => void this.#edit(id)),
      button(WORDS.move, () => this.#move(id)),
      button(WORDS.delete, () => void this.#delete(id)),
    );
    note.insertBefore(tools, note.querySelector(":scope > :is(.postil-actions, .postil-tools)"));
  }

  /** @param {string} id */
  async #edit(id) {
    const { status, values: seen } = await this.server.annotation(`${this.server.told.article}#${id}`);
    if (status !== 200) return void this.tell(seen.error || WORDS.unreachable);
    const mark = this.#marks(id);
    this.rect = mark ? onPage(mark.getBoundingClientRect()) : null;
    this.from = /** @type {any} */ (document.querySelector(`#note-${CSS.escape(id)} .postil-desk-tools button`));
    await this.#closePanel();
    const mode = seen.body.type === "Claim" ? "claim" : seen.body.term ? "term" : "note";
    const words = this.#words(id, seen);
    this.#write({ mode, target: seen.target, sentence: { before: "", words, after: "" }, id: seen.id, seen });
  }

  /** @param {string} id @returns {HTMLElement | null} */
  #marks(id) {
    return document.querySelector(`mark[data-postil="${CSS.escape(id)}"]`);
  }

  /** @param {string} id @param {any} seen */
  #words(id, seen) {
    const marks = [...document.querySelectorAll(`mark[data-postil="${CSS.escape(id)}"]`)];
    return marks.map((mark) => mark.textContent).join("") || seen.target.selector[0].exact;
  }

  /** The sheet of a note on a phone would lie over everything; the page has to know that it is closed. */
  async #closePanel() {
    const close = document.querySelector(".postil-note:popover-open .postil-close");
    if (!close) return;
    /** @type {HTMLElement} */ (close).click();
    await new Promise((done) => setTimeout(done, 60));
  }

  /** @param {string} id */
  #move(id) {
    this.moving = this.annotations.get(id) ?? { id: `${this.server.told.article}#${id}` };
    void this.#closePanel();
    getSelection()?.removeAllRanges();
    this.movingLine?.remove();
    this.movingLine = this.tell(
      WORDS.moving(id),
      button(WORDS.chooseByKeys, () => this.#walk()),
      button(WORDS.cancel, (event) => (dismiss(event), (this.moving = null))),
    );
  }

  /** @param {any} quoted */
  async #moveTo(quoted) {
    getSelection()?.removeAllRanges();
    await this.#change(this.moving.id, { target: quoted.target });
  }

  /** @param {string} id @param {any} selector */
  async #settle(id, selector) {
    await this.#change(id, { target: { source: this.server.told.article, selector: [selector] } });
  }

  /** @param {string} id @param {any} request */
  async #change(id, request) {
    const { status, values: seen } = await this.server.annotation(id);
    if (status !== 200) return void this.tell(seen.error || WORDS.unreachable);
    const done = await this.server.change(seen, request);
    // Else the next words that are selected may do.
    if (done.status !== 200) return void this.tell(refusal(done));
    if (this.moving?.id === id) {
      this.moving = null;
      this.movingLine?.remove();
    }
    await this.#saved(done.values, WORDS.moved);
  }

  /** @param {string} id */
  async #delete(id) {
    const seen = this.annotations.get(id);
    await this.#closePanel();
    const done = await this.server.delete(seen);
    if (done.status === 412) {
      // What is shown is not what is there: they see it first.
      this.tell(WORDS.conflict, button(WORDS.edit, (event) => (dismiss(event), void this.#edit(id))));
      return;
    }
    if (done.status !== 200) return void this.tell(refusal(done));
    await this.#saved(done.values, WORDS.deleted(id));
  }

  /** The page when the server has made it, where that could not answer with it. @param {string} said @param {string} undo */
  async #newer(said, undo) {
    const line = this.tell(`${said} ${WORDS.waitingForPage}`);
    // The server may have the page loaded anew meanwhile.
    this.said.set(line, { text: said, undo });
    const before = await this.before;
    for (let count = 0; count < PATIENCE && !this.signal.aborted; count += 1) {
      const now = await pageNow();
      if (articleIn(now) !== articleIn(before)) {
        line.remove();
        return now;
      }
      await new Promise((done) => setTimeout(done, 300));
    }
    return "";
  }

  /** Says what was done, and offers to undo it. @param {string} text @param {string} undo */
  #tellDone(text, undo) {
    const buttons = undo ? [button(WORDS.undo, (event) => (dismiss(event), void this.#putBack(undo)))] : [];
    const line = this.tell(text, ...buttons);
    this.said.set(line, { text, undo });
    return line;
  }

  /** Keeps what the lines say that are still there. */
  #keepSaid() {
    const lines = [...this.said].filter(([line]) => line.isConnected);
    const kept = lines.map(([line, said]) => ({ ...said, hasFocus: line.contains(document.activeElement) }));
    keepSaid(this.server.told.article, kept);
  }

  /** @param {string} undo */
  async #putBack(undo) {
    const done = await this.server.post("annotations", { undo });
    if (done.status === 200) await this.#saved(done.values, WORDS.restored);
    else this.tell(refusal(done));
  }

  /** Shows what has become of it. @param {any} values @param {string} text */
  async #saved({ annotation, page, changed, remark, undo }, text) {
    const id = annotation ? idOf(annotation.id) : "";
    const problems = page.problems.map((/** @type {any} */ one) => `${one.file}:${one.line}: ${one.what}`);
    const more = page.state === "stopped" ? [WORDS.stopped, ...problems] : page.state === "building" ? [WORDS.building] : [];
    const said = [text, remark, WORDS.changedFiles(changed.length), ...more].filter(Boolean).join(" ");
    const wide = innerWidth >= SMALLEST;
    const left = annotation ? "" : undo;
    let { html } = page;
    if (!html && page.state === "building") {
      // The page that is loaded anew meanwhile opens this note.
      address(wide ? id : "");
      html = await this.#newer(said, left);
    }
    if (html && !showArticle(html, wide ? id : "")) {
      this.#tellDone(said, left);
      address(id);
      location.reload();
      return;
    }
    stand(this.head);
    // The reader's choice above the text may leave only a trace of it.
    const isTrace = !wide && this.#marks(id)?.hasAttribute("data-off");
    const line = this.#tellDone(isTrace ? `${said} ${WORDS.trace}` : said, left);
    await this.#look();
    // The focus goes on where one would go on.
    if (!annotation) line.querySelector("button")?.focus();
    else /** @type {HTMLElement | null} */ (document.querySelector(wide ? `#note-${CSS.escape(id)}` : `.postil-ref[href="#note-${CSS.escape(id)}"]`))?.focus({ preventScroll: true });
  }

  #walk() {
    this.bar.hide();
    this.isWalking = true;
    const end = (/** @type {() => void} */ then) => {
      this.isWalking = false;
      then();
    };
    chooseWords(
      { name: "postil-desk", host: aside(WORDS.aside, WORDS.language), words: WORDS },
      () => end(() => void this.bar.enter()),
      (byKeys) => end(() => byKeys && this.head.querySelector("button")?.focus()),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || this.form.isOpen || this.isWalking) return;
    if (target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === WORDS.shortcut) {
      event.preventDefault();
      this.#walk();
    }
  }
}

/** The page of this address, as it is now. */
const pageNow = () => fetch(location.pathname, { cache: "no-store" }).then((answer) => answer.text(), () => "");

/** The article in the source of a page. @param {string | undefined} html */
function articleIn(html) {
  const page = new DOMParser().parseFromString(html ?? "", "text/html");
  return page.querySelector(".postil-article, .md-content__inner, [role=main]")?.innerHTML ?? "";
}

/** @param {Event} event of a button in a line at the foot */
const dismiss = ({ currentTarget }) => /** @type {HTMLElement} */ (currentTarget).closest("p")?.remove();

/** Paints words without changing the page; none where none are given. @param {Range} [range] */
function highlight(range) {
  if (!("highlights" in CSS)) return;
  if (range) CSS.highlights.set("postil-desk", new Highlight(range));
  else CSS.highlights.delete("postil-desk");
}

/** A sheet stands above the keyboard of a phone, which lies over the page. @param {HTMLElement} sheet */
function aboveKeyboard(sheet) {
  const seen = visualViewport;
  const put = () => {
    if (!seen || !sheet.isConnected) return gone.abort();
    // Who enlarges the page sees less of it, too.
    const covered = seen.scale > 1.01 ? 0 : Math.max(0, Math.round(document.documentElement.clientHeight - seen.height - seen.offsetTop));
    sheet.style.bottom = covered ? `${covered}px` : "";
    sheet.style.maxHeight = covered ? `${Math.round(seen.height - GAP)}px` : "";
  };
  const gone = new AbortController();
  for (const type of ["resize", "scroll"]) seen?.addEventListener(type, put, { signal: gone.signal });
  put();
}

/** A place in the window as a place on the page. @param {DOMRect} rect */
const onPage = ({ x, y, width, height }) => new DOMRect(x + scrollX, y + scrollY, width, height);

/** @param {import("./asking.js").Answer} done */
const refusal = ({ status, values }) =>
  status === 0 ? WORDS.unreachable : status === 401 ? WORDS.oldToken : values.problems?.map((/** @type {any} */ one) => one.what).join(" ") || values.error;

/** @type {AbortController | null} */
let current = null;
/** @type {import("./asking.js").Known | null} */
let first = null;

/** The line above the text, with room for what waits. */
function headLine() {
  const waits = el("div", {});
  waits.style.minHeight = `${takeRoom()}px`;
  return el(
    "div",
    { class: "postil-tool postil-desk postil-desk-head", role: "region", "data-writes": true, "aria-label": WORDS.desk, lang: WORDS.language },
    el("p", {}, `${WORDS.invitation} `, button(WORDS.chooseByKeys, () => {}), " ", el("kbd", {}, WORDS.shortcut)),
    waits,
  );
}

/** Puts the line into its place in the article that is shown. @param {HTMLElement} head */
function stand(head) {
  const root = textRoot();
  const above = root?.querySelector(":scope > .postil-bar") ?? root?.querySelector("h1");
  if (above) above.after(head);
  else root?.prepend(head);
}

/** Opens the desk of the page that is there now. */
async function start() {
  current?.abort();
  const own = (current = new AbortController());
  const hasBegun = Boolean(first);
  // Without waiting on the first page, which is not shown yet.
  const told = hasBegun ? await toldOf(location.href) : known();
  first ??= told;
  if (own.signal.aborted || !told?.article || !told.token) return;
  // The page that asks for a newer site is the one that was loaded first.
  const server = new Server({ ...told, page: first?.page ?? "" });
  const head = headLine();
  own.signal.addEventListener("abort", () => head.remove());
  // At once: what comes into a page later moves what is read.
  stand(head);
  const { status, values } = await server.get("session");
  if (own.signal.aborted) return;
  if (status === 200) await new Desk(server, values, head, own.signal).begin(hasBegun);
  else head.remove();
}

/** What the server tells a page that was swapped in, of which it is not in the page itself. @param {string} address */
async function toldOf(address) {
  const answer = await fetch(address);
  return known(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

onEachPage(() => void start());
