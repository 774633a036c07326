/**
 * What is copied of a note: its address, or a citation of the passage, the claim or the note in the style
 * of the site. It is loaded when a note is opened.
 */

// The quotation marks within a quotation, by those around it.
const WITHIN = { "“": "‘’", "„": "‚‘", "«": "“”", "‘": "“”" };
const QUOTED = /“([^“”]*)”|„([^„“]*)“|"([^"]*)"|«([^«»]*)»/g;

/** Copies what a link or a button of a note promises; `says` is where the reader hears of it. */
export async function copy(reading, asked, says) {
  const { section } = reading;
  const forms = JSON.parse(section.dataset.cite ?? "{}");
  const entry = reading.notes.get(reading.idOf(asked));
  const { v } = entry.note.dataset;
  // What is cited is what it says now, and the address shows that whatever it will say.
  const version = v && asked.matches("[data-form]:not([data-form=text])") ? `?v=${v}` : "";
  const address = `${pageAddress()}${version}#${entry.id}`;
  const form = asked.dataset.form === "text" ? "text" : entry.note.dataset.form;
  const text = asked.matches("a") ? address : cite(forms[form], { ...about(entry, section), address });
  // Where the browser does not let us copy, the reader can.
  says.value = (await copied(text)) ? section.dataset.copied : text;
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
