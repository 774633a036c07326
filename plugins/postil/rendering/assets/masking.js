/**
 * The titles of claims in a search, without what is thought of them.
 */

/**
 * The title of a hit without its verdict; undefined if it is that of no claim.
 * @param {string} title as in `Claim · Disputed: words`
 * @param {{claim: string, verdicts: string[]}} form how a claim is called, and what can be thought of it
 */
export function masked(title, { claim, verdicts }) {
  const verdict = verdicts.find((word) => title.startsWith(`${claim} · ${word}: `));
  if (verdict) return title.replace(` · ${verdict}`, "");
  return title.startsWith(`${claim}: `) ? title : undefined;
}
