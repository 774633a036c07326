/**
 * The page of an assignment: how far each task and each reading is, the fields that keep what is written,
 * and handing in, once for all of it. Without this script the page is a sheet to be read and printed.
 */

import { Doing } from "./doing.js";
import { bring } from "./door.js";
import { onEachPage } from "./pages.js";
import { open } from "./record.js";
import { say } from "./saying.js";
import { handedIn } from "./sheet.js";
import { articlesOf, doneOf, nameOf, progressOf, statesOf } from "./states.js";

class Assignment {
  constructor(page, record, signal) {
    Object.assign(this, { page, record });
    this.plan = JSON.parse(page.dataset.plan);
    this.title = page.dataset.title;
    const about = { id: this.plan.id, title: this.title };
    const fields = [...page.querySelectorAll("[data-way]:not([data-way=''])")];
    this.doings = fields.map((element) => new Doing(element, record, about, signal));
    this.button = page.querySelector(".postil-hand-in button");
    this.button.disabled = false;
    this.button.addEventListener("click", () => void this.#handIn(), { signal });
    record.addEventListener("change", () => this.show(), { signal });
    this.show();
  }

  /** Says how far it is. */
  show() {
    const states = statesOf(this.plan, this.record);
    for (const state of states) this.#task(state);
    for (const line of this.page.querySelectorAll(".postil-progress")) this.#reading(line);
    const all = this.page.querySelector(".postil-all-done");
    if (all) all.textContent = say("tasks_done", doneOf(states));
    this.page.querySelector(".postil-made").textContent = this.#made();
  }

  #task({ id, kind, state, count, all, open = [] }) {
    const task = this.page.querySelector(`#task-${CSS.escape(id)}`);
    const line = task.querySelector(".postil-state");
    const values = { count, all };
    const said = {
      judge: () => say("all_judged", values),
      answer: () => say("all_answered", values),
      annotate: () => say("all_annotated", values),
    };
    const stands = { todo: say("task_todo"), begun: say("task_begun"), done: say("task_done") };
    line.dataset.state = state;
    line.textContent = [stands[state], said[kind]?.()].filter(Boolean).join(" · ");
    for (const place of task.querySelectorAll("[data-place]")) {
      place.toggleAttribute("data-done", state !== "todo" && !open.includes(place.dataset.place));
    }
    const link = open.length && this.#addressOf(open[0]);
    if (link) task.querySelector(".postil-begin a")?.setAttribute("href", link);
  }

  #addressOf(place) {
    const [article, id] = place.split("#");
    const { link } = this.plan.articles[article] ?? {};
    return link && `${link}#${id}`;
  }

  #reading(line) {
    const { all, judged, read, written } = progressOf(this.plan, line.dataset.article, this.record);
    const parts = [
      all && say("all_judged", { count: judged, all }),
      read && say("notes_read", { count: read }),
      written && say("of_your_own", { count: written }),
    ];
    line.textContent = parts.filter(Boolean).join(" · ");
  }

  /** What there is to be handed in. */
  #items() {
    return handedIn(this.record.all(), [...articlesOf(this.plan), nameOf(this.plan.id)]);
  }

  /** When it was made, as far as the record knows. */
  #made() {
    const at = this.record.about.made?.[this.plan.id];
    if (!at) return "";
    const language = document.documentElement.lang || undefined;
    const when = new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const isOlder = this.#items().some(({ modified }) => modified > at);
    return [say("made_hand_in", { when }), isOlder && say("changed_since_made")].filter(Boolean).join(" ");
  }

  async #handIn() {
    // What is being typed goes along.
    await Promise.all(this.doings.map((doing) => doing.save()));
    const { submit } = (await bring("submit")).submit;
    const { tasks, id } = this.plan;
    const places = (kind) => new Set(tasks.filter((task) => task.kind === kind).flatMap((task) => task.places)).size;
    const { title, course, site } = this.page.dataset;
    const about = {
      title,
      course: course || site,
      article: "",
      assignment: id,
      version: "",
      claims: places("judge"),
      questions: places("answer"),
      tasks: this.doings.length,
    };
    submit(this.record, about, this.#items(), (at) => this.record.note({ made: { ...this.record.about.made, [id]: at } }));
  }
}

let leave = new AbortController();

async function start() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const page = document.querySelector(".postil-assignment[data-plan]");
  if (!page) return;
  const record = await open();
  if (!signal.aborted) new Assignment(page, record, signal);
}

onEachPage(() => void start());
