/**
 * The index that a site is searched in: Pagefind, which finds the numbers of hits in portions of
 * the site, and the files of what is shown of hits and what they can be chosen by. Each is loaded
 * when it is needed.
 */

/** Words that are shown of a hit. */
const EXCERPT = 30;

/**
 * The index in a folder of the site; or in one of another site, which is read by the script that this
 * site has in `own`: no other site's script runs here.
 */
export async function load(folder, own = folder) {
  const script = new URL("pagefind.js", own);
  // Each index has a script that is loaded for it. No worker is: that would be the other site's.
  if (own !== folder) script.search = new URLSearchParams({ index: folder.href }).toString();
  const [engine, about] = await Promise.all([
    import(script.href),
    fetch(new URL("hits.json", folder), { cache: "no-cache" }).then((answer) => answer.json()),
  ]);
  const options = { metaCacheTag: about.version, ...(own !== folder && { basePath: folder.href, noWorker: true }) };
  await engine.options(options);
  await engine.init();
  const portions = Array.from({ length: about.portions - 1 }, (_, n) => `${n + 1}/`);
  await Promise.all(
    portions.map((portion) => engine.mergeIndex(new URL(portion, folder).href, { metaCacheTag: about.version })),
  );
  const read = async (name) => unpacked(await fetch(new URL(`${name}?${about.version}`, folder)));
  const files = new Map();
  return {
    /** The hits of words, best first: their numbers, and where the words stand in their texts. */
    search: async (words) =>
      (await engine.search(words)).results.map(({ id, words }) => [parseInt(id, 36), words]),
    all: () => Array.from({ length: about.count }, (_, number) => [number, []]),
    facets: () => read("facets.packed"),
    /** A hit as it is shown. */
    shown: async ([number, places]) => {
      const file = Math.floor(number / about.together);
      if (!files.has(file)) files.set(file, read(`hits/${file}.packed`));
      const [url, ...said] = (await files.get(file))[number % about.together];
      const site = new URL("..", folder);
      const address = new URL(url, site);
      // Another site says what it likes.
      if (!address.href.startsWith(site.href)) throw new Error(`${address} is on no page of ${site}`);
      return hit(address, ...said, places);
    },
  };
}

/** The content of a file that is compressed, unless somebody on the way has unpacked it. */
async function unpacked(answer) {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const data = await answer.arrayBuffer();
  const isPacked = new Uint8Array(data)[0] === 0x1f;
  const stream = new Blob([data]).stream();
  return new Response(isPacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream).json();
}

function hit(address, title, text, article, places) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: address.href });
  link.append(title);
  item.append(link);
  if (article && article !== title) {
    item.append(" ", Object.assign(document.createElement("cite"), { textContent: article }));
  }
  item.append(Object.assign(document.createElement("p"), { className: "postil-excerpt" }));
  item.lastChild.append(...excerpt(text, places));
  return item;
}

/** The part of a text in which most words stand that were looked for, with marks around them. */
function excerpt(text, places) {
  // Where words are not divided by spaces, Pagefind divides them by this.
  const [words, space] = text.includes("\u200B") ? [text.split("\u200B"), ""] : [text.split(/\s+/), " "];
  const sorted = [...new Set(places)].sort((one, other) => one - other);
  const reached = (first) => sorted.filter((place) => place >= first && place < first + EXCERPT);
  const best = sorted.map(reached).reduce((a, b) => (b.length > a.length ? b : a), []);
  const [first = 0] = best;
  const middle = Math.round((first + (best.at(-1) ?? first)) / 2);
  const start = Math.max(0, Math.min(middle - EXCERPT / 2, words.length - EXCERPT));
  return words.slice(start, start + EXCERPT).flatMap((word, at) => {
    if (!sorted.includes(start + at)) return [word, space];
    return [Object.assign(document.createElement("mark"), { textContent: word }), space];
  });
}
