/**
 * The way to the learning platform from which an assignment was opened: its SCORM package says in the
 * address (`?lms=`) where it is, and takes the receipt by message. See `course/lms/relay.js`.
 */

const KEY = "postil.lms";
const PATIENCE = 10_000; // milliseconds; the package waits for its platform half as long

/** The window that has opened this one, or holds it. */
const outer = () => window.opener ?? (window.parent === window ? null : window.parent);

/** Remembers the platform for as long as the window is open, on whatever page. @param {string} assignment */
export function remember(assignment) {
  const given = new URLSearchParams(location.search).get("lms");
  if (!given || !outer()) return;
  try {
    const { origin, protocol } = new URL(given);
    if (/^https?:$/.test(protocol)) sessionStorage.setItem(KEY, JSON.stringify({ origin, assignment }));
  } catch {
    // No address, or nothing can be kept: it is handed in as without a platform.
  }
}

/**
 * The platform that an assignment was opened from; nothing where it was opened from none.
 * @param {string} assignment
 * @returns {{host: string, give: (receipt: string) => Promise<{isKept: boolean, said: string}>} | null}
 */
export function platformOf(assignment) {
  try {
    const known = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (!outer() || known?.assignment !== assignment) return null;
    return { host: new URL(known.origin).host, give: (receipt) => give(known.origin, assignment, receipt) };
  } catch {
    return null;
  }
}

/** Gives a receipt, and says what came of it. @param {string} origin @param {string} assignment @param {string} receipt */
function give(origin, assignment, receipt) {
  const there = outer();
  const heard = new AbortController();
  return new Promise((/** @type {(said: {isKept: boolean, said: string}) => void} */ done) => {
    const end = (/** @type {boolean} */ isKept, /** @type {string} */ said) => (heard.abort(), done({ isKept, said }));
    const onMessage = (/** @type {MessageEvent} */ { source, origin: from, data }) => {
      if (source !== there || from !== origin) return;
      if (data?.postil === "kept") end(true, "");
      if (data?.postil === "not-kept") end(false, String(data.said ?? ""));
    };
    addEventListener("message", onMessage, { signal: heard.signal });
    setTimeout(() => end(false, ""), PATIENCE);
    there.postMessage({ postil: "handed-in", assignment, receipt }, origin);
  });
}
