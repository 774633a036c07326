/**
 * Wide screens: puts each note beside its line. No note covers another; where they crowd they
 * shrink to one line, and the open one pushes its neighbours aside. Without this the notes stay
 * endnotes.
 */

const GAP = 6;

/** Lays out the notes of a page. All reading of the layout comes before all writing. */
export function layOut(reading) {
  const { section, root } = reading;
  if (!section.classList.contains("postil-beside")) {
    for (const { note } of reading.notes.values()) note.style.top = "";
    return;
  }
  const shown = reading.shown;
  for (const { note } of shown) note.classList.remove("postil-short");
  const origin = section.getBoundingClientRect().top;
  const places = shown.map((entry) => ({
    entry,
    wish: entry.marks[0].getClientRects()[0].top - origin - 3,
    tall: entry.note.offsetHeight,
    short: 0,
  }));
  const line = lineHeight(shown);
  const open = places.findIndex(({ entry }) => entry.id === reading.active);
  places.forEach((place, index) => {
    const room = (places[index + 1]?.wish ?? Infinity) - place.wish;
    place.height = index === open || room >= place.tall + GAP ? place.tall : Math.min(place.tall, line);
    place.short = place.height < place.tall;
  });
  const tops = arrange(places, open);
  places.forEach(({ entry, short }, index) => {
    entry.note.classList.toggle("postil-short", Boolean(short));
    entry.note.style.top = `${tops[index]}px`;
  });
  const last = places.length - 1;
  const end = last < 0 ? 0 : tops[last] + places[last].height;
  root.style.minHeight = end > root.clientHeight ? `${Math.ceil(end)}px` : root.style.minHeight;
  section.classList.add("postil-laid");
}

/** The height of a note of one line, measured on one of them. */
function lineHeight(shown) {
  const note = shown.find(({ note }) => !note.classList.contains("postil-open"))?.note;
  if (!note) return 0;
  note.classList.add("postil-short");
  const height = note.offsetHeight;
  note.classList.remove("postil-short");
  return height;
}

/**
 * Tops for notes of given heights that come as near as possible to their wishes without covering
 * each other: notes that touch form a group, and a group stands where its members' wishes are met
 * on average (pool adjacent violators, the solution of least squares). The open note keeps its
 * line, and the others keep clear of it.
 */
export function arrange(places, open) {
  if (open < 0) return pool(places, 0, Infinity);
  const held = places[open];
  const needed = places.slice(0, open).reduce((sum, { height }) => sum + height + GAP, 0);
  const top = Math.max(held.wish, needed);
  const before = pool(places.slice(0, open), 0, top - GAP);
  const after = pool(places.slice(open + 1), top + held.height + GAP, Infinity);
  return [...before, top, ...after];
}

function pool(places, from, to) {
  const groups = [];
  for (const { wish, height } of places) {
    let group = { sum: wish, count: 1, size: height + GAP };
    while (groups.length) {
      const last = groups.at(-1);
      if (position(last, from, to) + last.size <= position(group, from, to)) break;
      groups.pop();
      group = {
        sum: last.sum + group.sum - group.count * last.size,
        count: last.count + group.count,
        size: last.size + group.size,
      };
    }
    groups.push(group);
  }
  const tops = [];
  for (const group of groups) {
    let top = position(group, from, to);
    for (let n = 0; n < group.count; n += 1) {
      tops.push(top);
      top += places[tops.length - 1].height + GAP;
    }
  }
  return tops;
}

function position({ sum, count, size }, from, to) {
  return Math.max(from, Math.min(sum / count, to - size + GAP));
}
