/**
 * Where notes stand that are not to cover each other: the arithmetic of the margin, without a page.
 */

export const GAP = 8; // pixels between notes

/**
 * Tops for notes of given heights that come as near as possible to their wishes without covering
 * each other: notes that touch form a group, and a group stands where its members' wishes are met
 * on average (pool adjacent violators, the solution of least squares). The open note keeps its
 * line, and the others keep clear of it. None stands above `from`.
 */
export function arrange(places, open, from) {
  if (open < 0) return pool(places, from, Infinity);
  const held = places[open];
  const needed = places.slice(0, open).reduce((sum, { height }) => sum + height + GAP, from);
  const top = Math.max(held.wish, needed);
  const before = pool(places.slice(0, open), from, top - GAP);
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
