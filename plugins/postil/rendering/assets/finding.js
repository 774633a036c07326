/**
 * Where words of a text are found again, after the text was corrected: as the editor's are, at a place
 * that is proven by what stands there and beside it, or nowhere. Without a page.
 *
 * @typedef {{exact: string, prefix: string, suffix: string}} Quote the words, and what stood beside them
 * @typedef {{start: number, end: number, changed?: boolean}} Span offsets in the text
 */

const QUOTES = /['‘’‚‛‹›`´ʻʼʽˈ′‵\u05f3]|(["“”„‟«»″‶〝〞\u05f4])/u;
const HAN = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const LETTER = /[\p{L}\p{N}]/u;
// White space, invisible characters, dashes, quotation marks, and what may have another form.
const IRREGULAR = /[\s\p{Cf}\ufe00-\ufe0f\u034f\u0640]+|[-‐‑‒–—―−⁃\u05be]+|[`'"]|[^\x00-\x7f]\p{M}*|[\x00-\x7f]\p{M}+/gu;
const INVISIBLE = /^[\p{Cf}\ufe00-\ufe0f\u034f\u0640]+$/u;

// So many characters beside a place prove that it is the one; a text may begin or end before.
const BESIDE = 12;
// So many are looked at, white space at the ends included.
const NEAR = 4 * BESIDE;
// Words of so many characters, which stood there once and stand there once, need no proof.
const TELLING = 40;
// So much of the words has to be left where a correction was made in them.
const LEFT = 0.5;

/**
 * A text as it is compared: quotation marks, dashes, spaces and invisible characters as one hears them.
 * @param {string} text
 */
export function fold(text) {
  /** @type {number[]} */
  const starts = [];
  let folded = "";
  let [done, last] = [0, ""];
  const put = (/** @type {string} */ piece, /** @type {number} */ at) => {
    for (let unit = 0; unit < piece.length; unit += 1) starts.push(at);
    folded += piece;
    last = piece.slice(-2) || last;
  };
  const copy = (/** @type {number} */ to) => {
    for (let at = done; at < to; at += 1) starts.push(at);
    folded += text.slice(done, to);
    if (to > done) last = text.slice(Math.max(done, to - 2), to);
  };
  for (const { 0: found, index } of text.matchAll(IRREGULAR)) {
    copy(index);
    done = index + found.length;
    put(foldedPart(found, last, text.slice(done, done + 2)), index);
  }
  copy(text.length);
  starts.push(text.length);
  return { text: folded, starts };
}

/** @param {string} part @param {string} before @param {string} behind */
function foldedPart(part, before, behind) {
  if (/\s/.test(part)) {
    const [last, next] = [[...before].at(-1) ?? "", [...behind][0] ?? ""];
    // Of Han characters a line may be broken anywhere.
    return (HAN.test(last) && LETTER.test(next)) || (LETTER.test(last) && HAN.test(next)) ? "" : " ";
  }
  if (INVISIBLE.test(part)) return "";
  if (/^[-‐‑‒–—―−⁃\u05be]/u.test(part)) return "-";
  const quote = QUOTES.exec(part);
  if (quote && part.length === 1) return quote[1] ? '"' : "'";
  return part.normalize("NFKC");
}

/**
 * Where the words of a quote stand in a text: their span, or in `why` what keeps one from telling:
 * "gone" or "several".
 * @param {{text: string, starts: number[]}} folded
 * @param {Quote} quote
 * @param {{count?: number, isThere?: (start: number) => boolean}} [known] how often the words stood
 *   there, and, where the text is as it was, whether they began at an offset
 * @returns {Span | {why: "gone" | "several"}}
 */
export function find(folded, quote, known = {}) {
  const exact = fold(quote.exact).text.trim();
  const [prefix, suffix] = [fold(quote.prefix ?? "").text, fold(quote.suffix ?? "").text];
  const span = (/** @type {number} */ at, length = exact.length) => ({ start: folded.starts[at], end: folded.starts[at + length - 1] + lastLength(folded, at + length - 1) });
  const places = exact ? placesOf(folded.text, exact) : [];
  const holds = (/** @type {number} */ at) => {
    const before = folded.text.slice(Math.max(0, at - NEAR), at).trimEnd();
    const behind = folded.text.slice(at + exact.length, at + exact.length + NEAR).trimStart();
    return [endsAlike(before, prefix.trimEnd()), startsAlike(behind, suffix.trimStart())];
  };
  if (!places.length) return corrected(folded, exact, prefix.trim(), suffix.trim(), span);
  const beside = places.map((at) => ({ at, sides: holds(at) }));
  const both = beside.filter(({ sides }) => sides.every(Boolean));
  if (both.length === 1) return span(both[0].at);
  if (!both.length) {
    const one = beside.filter(({ sides }) => sides.some(Boolean));
    if (one.length === 1) return span(one[0].at);
    const isTelling = places.length === 1 && (known.count ?? 1) === 1 && exact.length >= TELLING;
    if (isTelling) return span(places[0]);
    if (places.length === 1) return { why: "gone" };
  }
  const same = places.find((at) => known.isThere?.(span(at).start));
  return same === undefined ? { why: "several" } : span(same);
}

/** How often words stand in a text. @param {{text: string}} folded @param {string} exact */
export const countOf = (folded, exact) => placesOf(folded.text, fold(exact).text.trim()).length;

/** Words in which a correction was made, between surroundings that are as they were, and stand there once.
 * @param {{text: string, starts: number[]}} folded @param {string} exact @param {string} prefix @param {string} suffix
 * @param {(at: number, length: number) => Span} span @returns {Span | {why: "gone"}} */
function corrected(folded, exact, prefix, suffix, span) {
  const [one, two] = [placesOf(folded.text, prefix), placesOf(folded.text, suffix)];
  if (Math.min(prefix.length, suffix.length) < BESIDE || one.length !== 1 || two.length !== 1) return { why: "gone" };
  const [from, to] = [one[0] + prefix.length, two[0]];
  const there = folded.text.slice(from, to);
  const words = new Set(there.split(/\P{L}+/u).filter(Boolean));
  const own = exact.split(/\P{L}+/u).filter(Boolean);
  const left = own.filter((word) => words.has(word)).length;
  if (to <= from || there.length > 2 * exact.length + BESIDE || left < LEFT * own.length || !left) return { why: "gone" };
  const begin = from + there.length - there.trimStart().length;
  return { ...span(begin, there.trim().length), changed: true };
}

/** @param {string} text @param {string} words */
function placesOf(text, words) {
  const found = [];
  for (let at = text.indexOf(words); words && at >= 0; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}

/** How long in the text the last character is. @param {{starts: number[]}} folded @param {number} at */
function lastLength({ starts }, at) {
  let next = at + 1;
  while (starts[next] === starts[at]) next += 1;
  return starts[next] - starts[at];
}

/** @param {string} before @param {string} prefix */
const endsAlike = (before, prefix) => (prefix.length < BESIDE ? before === prefix : before.endsWith(prefix.slice(-BESIDE)));

/** @param {string} behind @param {string} suffix */
const startsAlike = (behind, suffix) => (suffix.length < BESIDE ? behind === suffix : behind.startsWith(suffix.slice(0, BESIDE)));
