/**
 * Numbers as people type them: with a comma or a point, with spaces between thousands, in the digits of
 * their language. Without a page.
 */

/**
 * A number with a point as its decimal sign; null for what is none. Where a sign may stand for either, as in
 * `1.871` and `1,871`, the language says what it is.
 * @param {string} typed @param {string} language
 */
export function numberIn(typed, language) {
  const plain = digits(typed.normalize("NFKC"))
    .replace(/[\s\u200e\u200f\u061c'’_]/g, "")
    .replace(/[−‒–]/g, "-")
    .replace(/٫/g, decimalOf(language))
    .replace(/٬/g, "");
  const said = pointed(plain, decimalOf(language));
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(said) ? tidy(said) : null;
}

/** The digits of any language as those of English. @param {string} text */
const digits = (text) =>
  text.replace(/\p{Nd}/gu, (digit) => {
    // Those of a language stand together, from a zero on.
    let zero = /** @type {number} */ (digit.codePointAt(0));
    const code = zero;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return code < 0x80 ? digit : String(code - zero);
  });

/** @param {string} language */
function decimalOf(language) {
  try {
    return new Intl.NumberFormat(language).formatToParts(1.5).find(({ type }) => type === "decimal")?.value === "," ? "," : ".";
  } catch {
    return ".";
  }
}

/** @param {string} text @param {string} decimal */
function pointed(text, decimal) {
  const other = decimal === "," ? "." : ",";
  const isGrouped = (/** @type {string} */ sign) => new RegExp(`^[-+]?\\d{1,3}(\\${sign}\\d{3})+$`).test(text.split(sign === "." ? "," : ".")[0]);
  if (text.includes(".") && text.includes(",")) {
    const last = text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
    const group = last === "." ? "," : ".";
    return isGrouped(group) ? text.split(group).join("").replace(last, ".") : "";
  }
  if (text.includes(other) && isGrouped(other)) return text.split(other).join("");
  const sign = text.includes(",") ? "," : ".";
  if (text.split(sign).length > 2) return isGrouped(sign) ? text.split(sign).join("") : "";
  return text.replace(",", ".");
}

/** @param {string} text without zeros that say nothing */
const tidy = (text) => {
  const [whole, fraction = ""] = text.replace("+", "").split(".");
  const sign = whole.startsWith("-") ? "-" : "";
  const kept = whole.replace("-", "").replace(/^0+(?=\d)/, "") || "0";
  return `${sign}${kept}${fraction ? `.${fraction}` : ""}`;
};
