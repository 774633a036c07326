/**
 * What leads others to a note: "Permanent link" copies its address, and "Cite …" a citation of the
 * passage, the claim or the note in the style of the site. Without this script the link leads to the
 * passage, and the buttons are hidden.
 */

// The quotation marks within a quotation, by those around it.
const WITHIN = { "“": "‘’", "„": "‚‘", "«": "“”", "‘": "“”" };
const QUOTED = /“([^“”]*)”|„([^„“]*)“|"([^"]*)"|«([^«»]*)»/g;

/** Makes the links and buttons in the notes work. */
export function addCiting(reading, signal) {
  const { section } = reading;
  const forms = JSON.parse(section.dataset.cite ?? "{}");
  for (const button of section.querySelectorAll(".postil-cite")) button.hidden = false;
  const onClick = async (event) => {
    const asked = event.target.closest(".postil-actions :is(a, .postil-cite)");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // The page is not to go anywhere; nor is Material, which would take the address for a place.
    event.preventDefault();
    event.stopPropagation();
    const entry = reading.notes.get(reading.idOf(asked));
    const address = `${pageAddress()}#${entry.id}`;
    const text = asked.matches("a")
      ? address
      : cite(forms[asked.dataset.form], { ...about(entry, asked, section), address });
    // Where the browser does not let us copy, the reader can.
    asked.parentElement.querySelector("output").value = (await copied(text))
      ? section.dataset.copied
      : text;
  };
  section.addEventListener("click", onClick, { signal });
  reading.addEventListener("change", ({ detail }) => {
    for (const output of detail.closed?.note.querySelectorAll("output") ?? []) output.value = "";
  });
}

function pageAddress() {
  return document.querySelector("link[rel=canonical]")?.href ?? location.href.split(/[?#]/)[0];
}

/** What a form leaves open. */
function about({ id, note }, button, { dataset }) {
  return {
    note: id,
    words: note.querySelector(".postil-quote q").textContent,
    title: dataset.title,
    year: button.dataset.year ?? dataset.undated,
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
