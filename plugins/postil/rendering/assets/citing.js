/**
 * "Cite this" in a note: copies a plain citation of the annotation. The button needs this script,
 * so it is hidden until the script is there.
 */

/** Makes the buttons in the notes work; `data-cite` of the section is the form of a citation. */
export function addCiting(reading, signal) {
  const { section } = reading;
  for (const button of section.querySelectorAll(".postil-cite")) button.hidden = false;
  section.addEventListener(
    "click",
    async ({ target }) => {
      const button = target.closest(".postil-cite");
      if (!button) return;
      const output = button.parentElement.querySelector("output");
      const citation = cite(section.dataset.cite, reading.notes.get(reading.idOf(button)));
      // Where the browser does not let us copy, the reader can.
      output.value = (await copied(citation)) ? section.dataset.copied : citation;
    },
    { signal },
  );
  reading.addEventListener("change", ({ detail }) => {
    for (const output of detail.closed?.note.querySelectorAll("output") ?? []) output.value = "";
  });
}

function cite(form, { id, note }) {
  const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split(/[?#]/)[0];
  const values = {
    note: id,
    words: note.querySelector(".postil-quote q").textContent,
    address: `${page}#${id}`,
  };
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
