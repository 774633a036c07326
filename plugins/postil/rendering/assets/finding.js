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
// So many are kept, and prove it where those on the other side say otherwise.
const KEPT = 32;
// So many are looked at, white space at the ends included.
const NEAR = KEPT + 16;
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
 * What a text tells of words that may be looked for when it was corrected.
 * @typedef {object} Known
 * @property {number} [count] how often the words stood there; once, where nobody says
 * @property {[number, number, number]} [alone] of words that stood there several times: with how many of the
 *   characters before them, behind them, and on both sides they stood there once; 0 where with none
 * @property {boolean} [echoed] whether what stood before or behind them stood elsewhere, too
 */

/**
 * Where the words of a quote stand in a text: their span, or in `why` what keeps one from telling:
 * "gone" or "several".
 * @param {{text: string, starts: number[]}} folded
 * @param {Quote} quote
 * @param {Known & {isThere?: (start: number) => boolean}} [known] what is known of the text in which they stood, and, where
 *   the text is as it was, whether they began at an offset
 * @returns {Span | {why: "gone" | "several"}}
 */
export function find(folded, quote, known = {}) {
  const { exact, prefix, suffix } = foldedQuote(quote);
  const span = (/** @type {number} */ at, length = exact.length) => ({ start: folded.starts[at], end: folded.starts[at + length - 1] + lastLength(folded, at + length - 1) });
  const isGlued = (/** @type {string} */ text, /** @type {number} */ at) => LETTER.test(text.charAt(at - 1)) && LETTER.test(text.charAt(at));
  const [own, first] = [prefix + exact + suffix, prefix.length];
  // Part of a word is another word, unless it was part of one.
  const isWhole = (/** @type {number} */ at) =>
    [0, exact.length].every((end) => isGlued(own, first + end) || !isGlued(folded.text, at + end));
  const places = placesOf(folded.text, exact).filter(isWhole);
  const beside = besides(folded.text, exact, prefix, suffix);
  const alike = (/** @type {number} */ before, /** @type {number} */ behind) => places.filter((at) => beside(at, before, behind));
  const { count = 1, alone = count > 1 ? [0, 0, KEPT] : [KEPT, KEPT, BESIDE], echoed = false } = known;
  const [before, behind, both] = alone.map((length) => length && Math.max(length, BESIDE));
  let found = both ? alike(both, both) : [];
  // It was copied, with all that stands near it.
  if (found.length > 1 && both < KEPT) found = alike(KEPT, KEPT);
  if (found.length === 1) return span(found[0]);
  if (!found.length) {
    const one = new Set([...(before ? alike(before, 0) : []), ...(behind ? alike(0, behind) : [])]);
    if (one.size === 1) return span([...one][0]);
    if (places.length === 1 && count === 1 && exact.length >= TELLING) return span(places[0]);
  }
  const same = places.find((at) => known.isThere?.(span(at).start));
  if (same !== undefined) return span(same);
  const changed = found.length || echoed ? null : corrected(folded, exact, prefix.trim(), suffix.trim(), span);
  return changed ?? { why: places.length > 1 ? "several" : "gone" };
}

/**
 * What a text tells of words in it that may be looked for later.
 * @param {{text: string}} folded @param {Quote} quote @returns {Known}
 */
export function knownOf({ text }, quote) {
  const { exact, prefix, suffix } = foldedQuote(quote);
  const places = placesOf(text, exact);
  const echoed = [prefix, suffix].some((side) => placesOf(text, side.trim()).length > 1);
  if (places.length < 2) return { ...(echoed && { echoed }) };
  const beside = besides(text, exact, prefix, suffix);
  const least = (/** @type {(length: number) => [number, number]} */ sides) => {
    for (let length = BESIDE; length <= KEPT; length += 4) {
      if (places.filter((at) => beside(at, ...sides(length))).length === 1) return length;
    }
    return 0;
  };
  const alone = /** @type {[number, number, number]} */ ([least((n) => [n, 0]), least((n) => [0, n]), least((n) => [n, n])]);
  return { count: places.length, alone, ...(echoed && { echoed }) };
}

/** @param {Quote} quote */
function foldedQuote({ exact, prefix, suffix }) {
  return { exact: fold(exact).text.trim(), prefix: fold(prefix ?? "").text, suffix: fold(suffix ?? "").text };
}

/** Whether so many characters before and behind a place are those of a quote. @param {string} text @param {string} exact @param {string} prefix @param {string} suffix */
function besides(text, exact, prefix, suffix) {
  const [own, next] = [prefix.trimEnd(), suffix.trimStart()];
  return (/** @type {number} */ at, /** @type {number} */ before, /** @type {number} */ behind) =>
    endsAlike(text.slice(Math.max(0, at - NEAR), at).trimEnd(), own, before) &&
    startsAlike(text.slice(at + exact.length, at + exact.length + NEAR).trimStart(), next, behind);
}

/** Words in which a correction was made, between surroundings that are as they were, and stand there once; null where there are none.
 * @param {{text: string, starts: number[]}} folded @param {string} exact @param {string} prefix @param {string} suffix
 * @param {(at: number, length: number) => Span} span @returns {Span | null} */
function corrected(folded, exact, prefix, suffix, span) {
  const [one, two] = [placesOf(folded.text, prefix), placesOf(folded.text, suffix)];
  if (Math.min(prefix.length, suffix.length) < BESIDE || one.length !== 1 || two.length !== 1) return null;
  const [from, to] = [one[0] + prefix.length, two[0]];
  const there = folded.text.slice(from, to);
  const words = new Set(there.split(/\P{L}+/u).filter(Boolean));
  const own = exact.split(/\P{L}+/u).filter(Boolean);
  const left = own.filter((word) => words.has(word)).length;
  if (to <= from || there.length > 2 * exact.length + BESIDE || left < LEFT * own.length || !left) return null;
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

/** Less than so much is there only where a text begins or ends. @param {string} before @param {string} prefix @param {number} length */
const endsAlike = (before, prefix, length) => !length || (prefix.length < BESIDE ? before === prefix : before.endsWith(prefix.slice(-length)));

/** @param {string} behind @param {string} suffix @param {number} length */
const startsAlike = (behind, suffix, length) => !length || (suffix.length < BESIDE ? behind === suffix : behind.startsWith(suffix.slice(0, length)));
