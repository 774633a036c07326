/**
 * The page of all notes of the reader's own: by article, with the way to each; to be searched, printed,
 * saved to a file, and opened from one again. Where two versions differ, the reader is asked.
 */

import { idOf, labelOf, textOf } from "./card.js";
import { button } from "./buttons.js";
import { el, stand } from "./dom.js";
import { changedSince } from "./due.js";
import { aside, tell } from "./foot.js";
import { markdown, nameOf } from "./notefile.js";
import { dayOf } from "./opened.js";
import { openFile } from "./opening.js";
import { inOrder } from "./order.js";
import { onEachPage } from "./pages.js";
import { articleOf, open } from "./record.js";
import { folded } from "./rows.js";
import { download, save } from "./saving.js";
import { say } from "./saying.js";
import { saidOf } from "./trouble.js";

const LISTED = new Set(["highlighting", "commenting", "questioning", "replying", "assessing"]);

class Notebook {
  constructor(page, record) {
    Object.assign(this, { page, record, conflicts: [] });
    const part = (name) => page.querySelector(name);
    this.articles = JSON.parse(page.dataset.articles);
    this.assessments = JSON.parse(page.dataset.assessments);
    this.label = page.dataset.site;
    this.list = part(".postil-notebook-list");
    this.asked = part(".postil-notebook-asked");
    this.state = part(".postil-notebook-state");
    this.search = part("input[type=search]");
    this.output = part("output");
    this.search.addEventListener("input", () => this.#filter());
    const does = { save: () => this.#save(), open: () => this.#choose(), markdown: () => this.#markdown(), print: () => print() };
    part(".postil-notebook-tools").addEventListener("click", ({ target }) => void does[target.dataset.does]?.());
    this.show();
  }

  /** Shows what the record holds. */
  show() {
    const groups = Map.groupBy
      ? Map.groupBy(this.#items(), articleOf)
      : this.#items().reduce((map, item) => map.set(articleOf(item), [...(map.get(articleOf(item)) ?? []), item]), new Map());
    const order = Object.keys(this.articles);
    const place = (article) => (order.includes(article) ? order.indexOf(article) : order.length);
    const sorted = [...groups].sort(([one], [other]) => place(one) - place(other));
    const sections = sorted.map(([article, items]) => this.#section(article, items));
    const left = this.#held();
    this.list.replaceChildren(...(sections.length ? sections : [el("p", {}, say("no_own_notes"))]));
    this.#filter();
    left();
    this.#say();
  }

  /** Remembers where in the list the focus is; gives what puts it back there, or on what stands there then. */
  #held() {
    const entries = () => [...this.list.querySelectorAll(".postil-notebook-item")];
    const { activeElement: held } = document;
    const at = entries().findIndex((entry) => entry.contains(held));
    if (at < 0) return () => {};
    const { id } = entries()[at].dataset;
    return () => {
      const there = entries();
      const entry = there.find(({ dataset }) => dataset.id === id) ?? there.slice(0, at + 1).at(-1);
      stand(entry?.querySelector(held.localName) ?? document.querySelector("h1"));
    };
  }

  #items() {
    return inOrder(this.record.all()).filter(({ motivation }) => LISTED.has(motivation));
  }

  /** The title of an article and its address; of one that is no longer there, as it was. */
  #article(article, items) {
    const [title, address] = this.articles[article] ?? [];
    return { title: title ?? items.map((item) => item["postil:seen"]?.title).find(Boolean) ?? article, address };
  }

  #section(article, items) {
    const { title, address } = this.#article(article, items);
    const heading = el("h2", {}, address ? el("a", { href: address }, title) : title);
    return el("section", {}, heading, ...items.map((item) => this.#entry(item, address)));
  }

  #entry(item, address) {
    const { words, label, text, seen } = this.said(item);
    const within = item.target.source?.split("#")[1];
    const id = within ? `${item["postil:task"] ? "task-" : ""}${within}` : idOf(item);
    return el(
      "div",
      { class: "postil-notebook-item", "data-id": item.id },
      words && el("blockquote", {}, address ? el("a", { href: `${address}#${id}` }, words) : words),
      text && el("p", { class: "postil-own-text", dir: "auto" }, text),
      el("p", { class: "postil-about" }, `${label} · ${dayOf(item)} `, button(say("delete_note"), () => void this.#remove(item.id))),
      seen.length && el("div", { class: "postil-notebook-seen" }, ...seen.map(({ said, label: of }) => el("div", {}, said && el("p", {}, said), of && el("p", { class: "postil-about" }, of)))),
    );
  }

  /** What an item says, for whatever shows it. */
  said(item) {
    const seen = (item["postil:seen"]?.notes ?? []).filter(({ said, label }) => said || label);
    const exact = [item.target?.selector ?? []].flat().find(({ type }) => type === "TextQuoteSelector")?.exact;
    const classified = [item.body ?? []].flat().find(({ purpose }) => purpose === "classifying")?.source;
    const judged = classified && (this.assessments[classified] ?? classified);
    const label = item.motivation === "assessing" ? say("my_judgement") : labelOf(item);
    return {
      words: (exact ?? item["postil:seen"]?.notes?.[0]?.words ?? "").replace(/\s+/g, " "),
      label: judged ? `${label}: ${judged}` : label,
      text: textOf(item),
      seen,
    };
  }

  #filter() {
    const words = folded(this.search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    const entries = [...this.list.querySelectorAll(".postil-notebook-item")];
    for (const entry of entries) {
      const text = folded(entry.textContent);
      entry.hidden = !words.every((word) => text.includes(word));
      count += !entry.hidden;
    }
    for (const section of this.list.querySelectorAll("section")) {
      section.hidden = !section.querySelector(".postil-notebook-item:not([hidden])");
    }
    this.output.value = say("own_note_count", { count });
  }

  /** Says where the notes are, and when they were saved. */
  #say() {
    const { saved, promised } = this.record.about;
    const all = this.record.everything();
    const changed = changedSince(all, saved);
    const language = document.documentElement.lang || undefined;
    const when = saved && new Date(saved).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const parts = [
      this.record.trouble && saidOf(this.record.trouble),
      when ? say("saved_on", { when }) : all.length && say("never_saved"),
      when && changed && say("changed_since", { count: changed }),
      all.length && promised === false && say("not_promised"),
    ];
    const said = parts.filter(Boolean).join(" ");
    // It is read out each time that it is written.
    if (this.state.textContent !== said) this.state.textContent = said;
  }

  async #save() {
    await save(this.record, this.label).catch((error) => tell(error.message, [], true));
    this.#say();
  }

  #markdown() {
    const groups = new Map();
    for (const item of this.#items()) groups.set(articleOf(item), [...(groups.get(articleOf(item)) ?? []), item]);
    const articles = [...groups].map(([article, items]) => {
      const { title, address } = this.#article(article, items);
      return { title, address: address ? new URL(address, location.href).href : "", entries: items.map((item) => this.said(item)) };
    });
    download(`${nameOf(this.label)}-notes.md`, markdown(say("my_notes"), articles), "text/markdown");
  }

  #choose() {
    const input = el("input", { type: "file", accept: ".json,application/json" });
    input.addEventListener("change", () => input.files[0] && void openFile(this, input.files[0]));
    input.click();
  }

  async #remove(id) {
    try {
      const was = await this.record.remove(id);
      tell(say("note_deleted"), [[say("undo"), () => void this.record.put(was)]]);
    } catch (error) {
      tell(error.message, [], true);
    }
  }
}

let leave = new AbortController();

async function start() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const page = document.querySelector(".postil-notebook");
  if (!page) return;
  aside();
  const record = await open();
  if (signal.aborted) return;
  const notebook = new Notebook(page, record);
  record.addEventListener("change", () => notebook.show(), { signal });
}

onEachPage(() => void start());
