/**
 * What leads others to a note: "Permanent link" copies its address, and "Cite …" a citation of the
 * passage, the claim or the note in the style of the site. Without this script they are hidden: the
 * way back to the text is the same address.
 */

// The quotation marks within a quotation, by those around it.
const WITHIN = { "“": "‘’", "„": "‚‘", "«": "“”", "‘": "“”" };
const QUOTED = /“([^“”]*)”|„([^„“]*)“|"([^"]*)"|«([^«»]*)»/g;

/**
 * Puts the link and the buttons into each note that is opened, and makes them work. They are on the
 * page once.
 */
export function addCiting(reading, signal) {
  const { section } = reading;
  const forms = JSON.parse(section.dataset.cite ?? "{}");
  const actions = section.querySelector(":scope > .postil-actions");
  if (!actions) return;
  const output = actions.querySelector("output");
  reading.addEventListener("change", ({ detail }) => {
    if (detail.opened) output.value = "";
    if (!detail.opened?.note.dataset.form) return;
    const { id, note } = detail.opened;
    actions.querySelector("a").href = `#${id}`;
    for (const button of actions.querySelectorAll("button")) {
      const { form } = button.dataset;
      button.hidden = form !== "text" && !note.dataset.form.startsWith(form);
    }
    actions.hidden = false;
    // On a phone, the buttons that lead to other notes stay at the foot.
    if (actions.parentElement !== note) note.insertBefore(actions, note.querySelector(":scope > .postil-tools"));
  });
  const onClick = async (event) => {
    const asked = event.target.closest("a, button");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // The page is not to go anywhere; nor is Material, which would take the address for a place.
    event.preventDefault();
    event.stopPropagation();
    const entry = reading.notes.get(reading.idOf(asked));
    const { v } = entry.note.dataset;
    // What is cited is what it says now, and the address shows that whatever it will say.
    const version = v && asked.matches("[data-form]:not([data-form=text])") ? `?v=${v}` : "";
    const address = `${pageAddress()}${version}#${entry.id}`;
    const form = asked.dataset.form === "text" ? "text" : entry.note.dataset.form;
    const text = asked.matches("a") ? address : cite(forms[form], { ...about(entry, section), address });
    // Where the browser does not let us copy, the reader can.
    output.value = (await copied(text)) ? section.dataset.copied : text;
  };
  actions.addEventListener("click", onClick, { signal });
}

function pageAddress() {
  return document.querySelector("link[rel=canonical]")?.href ?? location.href.split(/[?#]/)[0];
}

/** What a form leaves open. */
function about({ id, note }, { dataset }) {
  return {
    note: id,
    words: note.querySelector(".postil-quote q").textContent,
    title: dataset.title,
    year: note.dataset.year ?? dataset.undated,
    // Braces that stand in what is cited.
    open: "{",
    close: "}",
  };
}

/** A form with its values, in which quotations within quotations have marks of their own. */
function cite(form, values) {
  return form.replace(/(.?)\{(\w+)\}/gsu, (_, before, name) => {
    const marks = WITHIN[before];
    const turned = marks
      ? values[name].replace(QUOTED, (_, ...words) => {
          const within = words.slice(0, 4).find((some) => some !== undefined);
          return marks[0] + within + marks[1];
        })
      : values[name];
    return before + turned;
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
