/**
 * The page of the course says of each assignment how much of it is done, as far as this device knows.
 * Nothing where nothing was begun.
 */

import { onEachPage } from "./pages.js";
import { open } from "./record.js";
import { say } from "./saying.js";
import { doneOf, statesOf } from "./states.js";
import { recallsKinds } from "./kinds.js";

let leave = new AbortController();

async function start() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const lines = [...document.querySelectorAll(".postil-assignments .postil-state")];
  if (!lines.length || !recallsKinds().length) return;
  const record = await open();
  if (signal.aborted) return;
  const show = () => lines.forEach((line) => tell(line, record));
  record.addEventListener("change", show, { signal });
  show();
}

function tell(line, record) {
  const plan = JSON.parse(line.dataset.plan);
  const states = statesOf(plan, record);
  const { count, all } = doneOf(states);
  const at = record.about.made?.[plan.id];
  const language = document.documentElement.lang || undefined;
  const isBegun = at || states.some(({ state }) => state !== "todo");
  const parts = [
    isBegun && say("tasks_done", { count, all }),
    at && say("hand_in_made", { when: new Date(at).toLocaleDateString(language, { dateStyle: "medium" }) }),
  ];
  line.dataset.state = count === all ? "done" : isBegun ? "begun" : "";
  line.textContent = parts.filter(Boolean).join(" · ");
}

onEachPage(() => void start());
