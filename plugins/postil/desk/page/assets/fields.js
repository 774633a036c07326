/** The fields of the form: each knows its value as it stands in a file, and how to show another. */

import { combobox } from "./combobox.js";
import { button } from "../../../rendering/assets/buttons.js";
import { el } from "../../../rendering/assets/dom.js";
import { afterwards, freeId } from "./common.js";
import { WORDS } from "./words.js";

/**
 * @typedef {object} Field
 * @property {string} key
 * @property {HTMLElement} element
 * @property {() => any} read the value; empty where there is none
 * @property {(texts: string[]) => void} complain shows what is wrong with it
 */

/** What libraries and identifiers look like that are pasted where a source is looked for. */
const LIBRARY = /^\s*(@\w+\s*[{(]|[[{]\s*["{\]]|TY {2}- |(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?10\.\d{4,9}\/\S+\s*$)/i;

/**
 * A labelled field around a control.
 * @param {string} key
 * @param {(id: string, hint: string) => HTMLElement[]} control its elements; the first has the id
 * @param {() => any} read
 * @returns {Field}
 */
function field(key, control, read) {
  const id = freeId();
  const [hint, wrong] = [`${id}-hint`, `${id}-wrong`];
  const complaint = el("p", { class: "postil-desk-wrong", id: wrong, hidden: true });
  const text = /** @type {Record<string, string>} */ (WORDS.hints)[key];
  const element = el(
    "div",
    { class: "postil-desk-field", "data-field": key },
    el("label", { for: id }, /** @type {Record<string, string>} */ (WORDS.fields)[key]),
    ...control(id, `${hint} ${wrong}`),
    text ? el("p", { class: "postil-desk-hint", id: hint }, text) : null,
    complaint,
  );
  return {
    key,
    element,
    read,
    complain(texts) {
      complaint.hidden = !texts.length;
      complaint.textContent = texts.join(" ");
      element.querySelector("input, select, textarea")?.setAttribute("aria-invalid", String(texts.length > 0));
    },
  };
}

/**
 * One line of text.
 * @param {string} key @param {string} value @param {Record<string, any>} [attributes]
 */
export function line(key, value, attributes = {}) {
  const input = el("input", { type: "text", value: value ?? "", autocomplete: "off", ...attributes });
  return field(key, (id, hint) => [set(input, id, hint)], () => input.value.trim());
}

/** Words with commas between. @param {string} key @param {string[]} values @param {string[]} known */
export function words(key, values, known) {
  const list = el("datalist", { id: freeId() }, ...known.map((value) => el("option", { value })));
  const input = el("input", { type: "text", value: (values ?? []).join(", "), autocomplete: "off", list: list.id });
  const read = () => input.value.split(",").map((/** @type {string} */ word) => word.trim()).filter(Boolean);
  return field(key, (id, hint) => [set(input, id, hint), list], read);
}

/**
 * One of several concepts, whose description is shown.
 * @param {string} key @param {string} value
 * @param {{id: string, label: string, description?: string}[]} concepts
 */
export function choice(key, value, concepts) {
  const says = el("p", { class: "postil-desk-hint" });
  const select = el("select", {}, ...options(concepts, value));
  const describe = () => {
    says.textContent = concepts.find(({ id }) => id === select.value)?.description ?? "";
  };
  select.addEventListener("change", describe);
  describe();
  return field(key, (id, hint) => {
    says.id = `${id}-says`;
    return [set(select, id, `${says.id} ${hint}`), says];
  }, () => select.value);
}

/**
 * Markdown, with how it will look.
 * @param {string} key @param {string} value @param {number} rows
 * @param {(markdown: string) => Promise<{html: string, remarks: string[]} | null>} preview
 */
export function prose(key, value, rows, preview) {
  const area = el("textarea", { rows });
  area.value = value ?? "";
  const shown = el("div", { class: "postil-desk-preview md-typeset", role: "group", "aria-label": WORDS.preview, hidden: true });
  const fit = () => {
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
  };
  let turn = 0;
  const show = afterwards(async () => {
    const own = (turn += 1);
    // What is written as it will be seen needs no second look.
    const marked = /[*_`[\]<>#&\\^~{}|]|\n|--|"/.test(area.value);
    const made = marked ? await preview(area.value) : null;
    if (own !== turn) return;
    shown.hidden = !made;
    if (!made) return;
    shown.innerHTML = made.html; // made and cleaned by the site's own server
    for (const remark of made.remarks) shown.append(el("p", { class: "postil-desk-wrong" }, remark));
  }, 250);
  area.addEventListener("input", () => (fit(), show()));
  setTimeout(() => (fit(), show()));
  return field(key, (id, hint) => [set(area, id, hint), shown], () => area.value.trim());
}

/**
 * The sources that it rests on.
 * @param {any[]} values @param {any} session
 * @param {import("./asking.js").Server} server
 * @param {(text: string) => void} tell
 */
export function sources(values, session, server, tell) {
  const list = el("ul", { class: "postil-desk-rows" });
  const add = (/** @type {any} */ value, /** @type {any} */ found) => {
    const given = typeof value === "string" ? { source: value } : value;
    list.append(sourceRow(given, found, session));
  };
  for (const value of values ?? []) {
    const given = typeof value === "string" ? { source: value } : value;
    const name = el("span", {}, given.source);
    add(given, name);
    void server.get(`search?q=${encodeURIComponent(given.source)}`).then(({ values }) => {
      const source = values.sources?.find((/** @type {any} */ one) => one.id === given.source);
      if (source) name.replaceChildren(...sourceWords(source));
    });
  }
  const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));
  const paste = (/** @type {string} */ text) => {
    if (!LIBRARY.test(text)) return false;
    void server.post("sources", { text: text.trim() }).then(({ status, values }) => {
      if (status !== 200) return own.complain([values.error]);
      own.complain([]);
      for (const { id, source } of values.sources) add({ source: id }, el("span", {}, ...sourceWords(pasted(id, source))));
      const fresh = values.sources.filter((/** @type {any} */ one) => !one.there);
      if (fresh.length) tell(WORDS.sourceAdded(fresh.map((/** @type {any} */ one) => one.id).join(", ")));
      changed();
    });
    return true;
  };
  const own = field(
    "sources",
    (id, hint) => [
      list,
      combobox({
        id,
        hint,
        find: async (query) => (await server.get(`search?q=${encodeURIComponent(query)}`)).values.sources ?? [],
        show: sourceWords,
        take: (source) => (add({ source: source.id }, el("span", {}, ...sourceWords(source))), changed()),
        paste,
      }),
    ],
    () => [...list.children].map((row) => /** @type {any} */ (row).read()),
  );
  return own;
}

/** @param {any} given @param {HTMLElement} name @param {any} session */
function sourceRow(given, name, session) {
  const stance = el("select", { "aria-label": WORDS.stance }, ...options(session.stances, given.stance));
  const locator = el("input", { type: "text", "aria-label": WORDS.locator, placeholder: WORDS.locator, value: given.locator ?? "" });
  const quote = el("input", { type: "text", "aria-label": WORDS.sourceQuote, placeholder: WORDS.sourceQuote, value: given.quote ?? "" });
  const row = el("li", {}, name, remover(given.source), el("div", { class: "postil-desk-pair" }, stance, locator), quote);
  row.read = () => {
    const value = { ...given, stance: stance.value, locator: locator.value.trim(), quote: quote.value.trim() };
    return withoutEmpty(value);
  };
  return row;
}

/**
 * Where else to look.
 * @param {any[]} values @param {any} session @param {import("./asking.js").Server} server
 */
export function references(values, session, server) {
  const { article } = server.told;
  const list = el("ul", { class: "postil-desk-rows" });
  const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));
  for (const value of values ?? []) {
    const name = el("span", {}, nameOf(value.to));
    list.append(referenceRow(value, name, session));
    if (typeof value.to !== "string" || !value.to.includes("#")) continue;
    const full = value.to.startsWith("#") ? article + value.to : value.to;
    void server.annotation(full).then(({ status, values }) => {
      if (status === 200) name.replaceChildren(el("q", {}, values.target.selector[0].exact), " ", el("cite", {}, value.to));
    });
  }
  return field(
    "cross_references",
    (id, hint) => [
      list,
      combobox({
        id,
        hint,
        find: async (query) => {
          const { values } = await server.get(`search?q=${encodeURIComponent(query)}`);
          const titles = session.articles.filter(
            (/** @type {any} */ one) => one.annotated && one.article !== article && one.title.toLowerCase().includes(query.toLowerCase()),
          );
          return [...(values.annotations ?? []), ...titles.slice(0, 3).map((/** @type {any} */ one) => ({ ...one, id: one.article }))];
        },
        show: passageWords,
        take: (found) => {
          const to = found.id.startsWith(`${article}#`) ? found.id.slice(article.length) : found.id;
          const row = referenceRow({ to }, el("span", {}, ...passageWords(found)), session);
          list.append(row);
          changed();
          row.querySelector("select").focus();
        },
      }),
    ],
    () => [...list.children].map((row) => /** @type {any} */ (row).read()),
  );
}

/** @param {any} given @param {HTMLElement} name @param {any} session */
function referenceRow(given, name, session) {
  const relation = el("select", { "aria-label": WORDS.relation }, ...options(session.relations, given.relation, WORDS.chooseRelation));
  const because = el("input", { type: "text", "aria-label": WORDS.referenceBecause, placeholder: WORDS.referenceBecause, value: given.because ?? "" });
  const row = el("li", {}, name, remover(nameOf(given.to)), relation, because);
  row.read = () => {
    // A reason of several lines stays as it is while nobody changes it.
    const same = because.value === because.defaultValue;
    return withoutEmpty({ ...given, relation: relation.value, because: same ? given.because : because.value.trim() });
  };
  return row;
}

/** Terms of the glossary. @param {string} key @param {string[]} values @param {any} session
 * @param {boolean} single */
export function terms(key, values, session, single) {
  const known = /** @type {{id: string, term: string}[]} */ (session.terms);
  if (single) return choice(key, values[0] ?? "", known.map(({ id, term }) => ({ id, label: term })));
  const list = el("ul", { class: "postil-desk-chips" });
  const add = (/** @type {string} */ id) => {
    const term = known.find((one) => one.id === id)?.term ?? id;
    const chip = el("li", {}, term, remover(term));
    chip.read = () => id;
    list.append(chip);
  };
  for (const value of values ?? []) add(value);
  return field(
    key,
    (id, hint) => [
      list,
      combobox({
        id,
        hint,
        find: async (query) => known.filter(({ id, term }) => `${id} ${term}`.toLowerCase().includes(query.toLowerCase())),
        show: ({ term }) => [term],
        take: ({ id }) => (add(id), list.dispatchEvent(new Event("input", { bubbles: true }))),
      }),
    ],
    () => [...list.children].map((chip) => /** @type {any} */ (chip).read()),
  );
}

/** @param {any} input @param {string} id @param {string} hint */
function set(input, id, hint) {
  input.id = id;
  // What is written may run the other way than the page.
  if (input.matches("input, textarea") && !input.dir) input.dir = "auto";
  input.setAttribute("aria-describedby", hint);
  return input;
}

/** @param {any[]} concepts @param {string} value */
function options(concepts, value, none = WORDS.none) {
  const unknown = value && !concepts.some(({ id }) => id === value) ? [{ id: value, label: value }] : [];
  return [
    el("option", { value: "" }, none),
    ...[...concepts, ...unknown].map(({ id, label }) => el("option", { value: id, selected: id === value }, label)),
  ];
}

/** @param {string} what */
function remover(what) {
  return button("×", ({ currentTarget }) => {
    const row = /** @type {HTMLElement} */ (currentTarget).closest("li");
    const list = row?.parentElement;
    const next = row?.closest(".postil-desk-field")?.querySelector("[role=combobox]");
    row?.remove();
    list?.dispatchEvent(new Event("input", { bubbles: true }));
    /** @type {HTMLElement | null | undefined} */ (next)?.focus();
  }, { class: "postil-desk-remove", "aria-label": WORDS.remove(what) });
}

/** @param {any} source */
function sourceWords({ id, title, author, issued, "container-title": container }) {
  const who = (author ?? []).join(", ") || container;
  return [el("strong", {}, [who, String(issued ?? "").slice(0, 4)].filter(Boolean).join(" ") || id), " ", el("cite", {}, title || id)];
}

/** A source as it was pasted, as the search shows one. @param {string} id @param {any} fields */
function pasted(id, fields) {
  const author = (fields.author ?? []).map((/** @type {any} */ one) => one.literal ?? [one.given, one.family].filter(Boolean).join(" "));
  return { id, title: fields.title ?? fields.DOI, author, issued: typeof fields.issued === "string" ? fields.issued : "" };
}

/** @param {any} found an annotation, or an article as a whole */
function passageWords({ title, sentence }) {
  if (!sentence) return [el("cite", {}, title), ` (${WORDS.wholeArticle})`];
  const { before, words, after } = sentence;
  return [el("span", { class: "postil-desk-sentence" }, before, el("mark", {}, words), after), " ", el("cite", {}, title)];
}

/** @param {any} to where a cross-reference leads */
const nameOf = (to) => (typeof to === "string" ? to : [to.article, to.id && `#${to.id}`, to.quote && ` “${to.quote.exact ?? to.quote}”`].filter(Boolean).join(""));

/** @param {any} value @returns {any} */
const withoutEmpty = (value) => Object.fromEntries(Object.entries(value).filter(([, part]) => part !== "" && part !== undefined && part !== null));
