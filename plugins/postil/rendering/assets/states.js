/**
 * How far a student is with the tasks of an assignment, as their record knows it. Without a page.
 *
 * @typedef {import("./versions.js").Item} Item
 * @typedef {{id: string, kind: string, places?: string[], count?: number, of?: string[]}} Task
 * @typedef {{id: string, readings: string[], articles: Record<string, {link: string, claims: string[]}>, tasks: Task[]}} Plan
 * @typedef {{id: string, kind: string, state: "todo" | "begun" | "done", count: number, all: number, open?: string[]}} State
 * @typedef {{all: () => Item[], get: (id: string) => Item | undefined}} Known the record, or what is like it
 */

/** The id of what was written for a task. @param {string} assignment @param {string} task */
export const doingOf = (assignment, task) => `urn:postil:doing:${nameOf(assignment)}#${task}`;

/** An assignment as the target of what is written for it. @param {string} assignment */
export const nameOf = (assignment) => `assignments/${assignment}`;

/** The parts of what was written: texts, and a source. @param {Item | undefined} item */
export function partsOf(item) {
  const bodies = /** @type {any[]} */ ([item?.body ?? []].flat());
  const link = bodies.find(({ purpose }) => purpose === "linking")?.source ?? "";
  return { texts: bodies.flatMap(({ type, value }) => (type === "TextualBody" ? [value] : [])), link };
}

/** How far each of the tasks is. @param {Plan} plan @param {Known} record @returns {State[]} */
export const statesOf = (plan, record) => plan.tasks.map((task) => ({ id: task.id, kind: task.kind, ...counted(plan, task, record) }));

/** How many of them are done. @param {State[]} states */
export const doneOf = (states) => ({ count: states.filter(({ state }) => state === "done").length, all: states.length });

/** @param {Plan} plan @param {Task} task @param {Known} record */
function counted(plan, { id, kind, places = [], count: asked = 0, of = [] }, record) {
  if (kind === "annotate") {
    return { all: asked, ...stateOf(annotated(plan, record).filter(({ motivation }) => of.includes(motivation)).length, asked) };
  }
  if (kind === "judge" || kind === "answer") {
    const has = kind === "judge" ? isJudged : isAnswered;
    const open = places.filter((place) => !has(record, place));
    return { all: places.length, ...stateOf(places.length - open.length, places.length), open };
  }
  const { texts, link } = partsOf(record.get(doingOf(plan.id, id)));
  // A source is named, and it is said how it bears on the claim.
  const all = kind === "find" ? 2 : 1;
  return { all, ...stateOf(kind === "find" ? Number(texts.length > 0) + Number(link !== "") : Math.min(texts.length, 1), all) };
}

/** @param {number} count @param {number} all @returns {{count: number, state: State["state"]}} */
const stateOf = (count, all) => ({ count, state: count >= all ? "done" : count ? "begun" : "todo" });

/** Whether a claim was judged, and not only shown. @param {Known} record @param {string} place */
const isJudged = (record, place) => Boolean(record.get(`urn:postil:assessing:${place}`)?.body);

/** @param {Known} record @param {string} place */
const isAnswered = (record, place) => Boolean(record.get(`urn:postil:answer:${place}`));

const articleOf = ({ target }) => String(target?.source ?? "").split("#")[0];

/** What is said about words of the readings. @param {Plan} plan @param {Known} record */
const annotated = ({ readings }, record) =>
  record.all().filter((item) => item.target?.selector && readings.includes(articleOf(item)));

/** What the record says of a reading. @param {Plan} plan @param {string} article @param {Known} record */
export function progressOf(plan, article, record) {
  const { claims } = plan.articles[article];
  const own = record.all().filter((item) => articleOf(item) === article);
  return {
    all: claims.length,
    judged: claims.filter((id) => isJudged(record, `${article}#${id}`)).length,
    read: own.filter((item) => item["postil:mark"] === "read").length,
    written: own.filter(({ target, motivation }) => target.selector && motivation !== "bookmarking").length,
  };
}

/** The articles whose items are handed in: the readings, and those that tasks name besides. @param {Plan} plan */
export const articlesOf = ({ articles }) => Object.keys(articles);
