/**
 * The page of a SCORM 1.2 package: opens the assignment on the site, and brings what its student
 * hands in there to the platform.
 *
 * The platform is found as SCORM has it: an object `API` in a window above, or in the one that has
 * opened this one. Where another site is above, whose objects nobody here may touch, it is asked by
 * messages, in the way of scorm-again's cross-frame modules. The site is told where its answer goes
 * to by its address (`?lms=`), and only what comes from it, from the window that was opened here,
 * is taken.
 */
(() => {
  "use strict";

  /** As many letters as a field of SCORM 1.2 holds (CMIString4096). */
  const MOST = 4096;

  /** Milliseconds. A platform that has not answered by then will not. */
  const PATIENCE = 5000;

  const started = Date.now();
  const { address = "", assignment = "" } = document.body.dataset;
  const site = new URL(address).origin;
  const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
  const state = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));

  /** @typedef {(method: string, ...values: string[]) => Promise<string | null>} Ask */

  /** The window in which the assignment is open. @type {Window | null} */
  let opened = null;

  /**
   * Says one of the sentences of the page, and returns it.
   * @param {string} name @param {Record<string, number>} [values] what stands in it
   */
  function tell(name, values = {}) {
    const template = document.querySelector(`template[data-say=${name}]`);
    const text = /** @type {HTMLTemplateElement} */ (template).content.textContent ?? "";
    const said = text.replace(/\{(\w+)\}/g, (all, key) => String(values[key] ?? all));
    state.textContent = said;
    state.dataset.state = name;
    return said;
  }

  /** The object of the platform, if there is one that may be touched. */
  function nearApi() {
    const above = (/** @type {any} */ start) => {
      try {
        for (let at = start, steps = 0; at && steps < 12; steps++) {
          if (at.API) return at.API;
          if (at.parent === at) break;
          at = at.parent;
        }
      } catch {
        // Of another site.
      }
      return null;
    };
    let opener = null;
    try {
      opener = window.top?.opener;
    } catch {
      opener = window.opener;
    }
    return above(window) ?? above(opener);
  }

  /** The origin of the page above. */
  function above() {
    if (window.parent === window) return "";
    const [nearest] = window.location.ancestorOrigins ?? [];
    if (nearest) return nearest;
    return document.referrer ? new URL(document.referrer).origin : "";
  }

  /** A way to ask the platform by messages; nothing where no other site is above. @returns {Ask | null} */
  function distant() {
    const origin = above();
    if (!/^https?:/.test(origin)) return null;
    const waiting = new Map();
    let count = 0;
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== origin) return;
      const { messageId, result, error } = event.data ?? {};
      waiting.get(messageId)?.(error ? "false" : String(result));
      waiting.delete(messageId);
    });
    return (method, ...params) => {
      const messageId = `postil-${started}-${(count += 1)}`;
      window.parent.postMessage({ messageId, method, params }, origin);
      return new Promise((resolve) => {
        waiting.set(messageId, resolve);
        setTimeout(() => resolve(null), PATIENCE);
      });
    };
  }

  const near = nearApi();
  const known = near ? (/** @type {Ask} */ (async (method, ...values) => String(near[method](...values)))) : distant();

  /** Asks the platform; null where there is none, or it does not answer. @type {Ask} */
  const ask = known ?? (async () => null);

  const get = (/** @type {string} */ name) => ask("LMSGetValue", name);
  const set = async (/** @type {string} */ name, /** @type {string} */ value) =>
    (await ask("LMSSetValue", name, value)) === "true";

  /** Begins: says what was handed in before. Returns whether there is a platform. */
  async function begin() {
    // A page in a sandbox has no name by which the site could answer.
    if (!known || window.origin === "null") return false;
    const begun = await ask("LMSInitialize", "");
    if (begun === null) return false;
    const status = await get("cmi.core.lesson_status");
    if (status === "completed" || status === "passed") tell("before");
    else {
      tell("waiting");
      await set("cmi.core.lesson_status", "incomplete");
      await ask("LMSCommit", "");
    }
    return true;
  }

  /**
   * Puts a receipt where the platform keeps texts: whole in the first of two fields, if that takes
   * more than SCORM asks for; else its first letters there, and the others in the field for
   * comments, to which platforms only add. Returns whether all of it is there.
   * @param {string} receipt
   */
  async function put(receipt) {
    const field = "cmi.suspend_data";
    if ((await set(field, receipt)) && (await get(field)) === receipt) return true;
    const [first, rest] = [receipt.slice(0, MOST), receipt.slice(MOST)];
    if (!rest || rest.length > MOST) return false;
    const comments = await get("cmi.comments");
    if (comments !== rest && (comments !== "" || !(await set("cmi.comments", rest)))) return false;
    return set(field, first);
  }

  /** Hands in. Returns what the student is told, and whether it is in the course now. @param {string} receipt */
  async function keep(receipt) {
    if (!(await ready)) return { said: tell("alone"), isKept: false };
    const before = await get("cmi.suspend_data");
    const count = receipt.length;
    if (!(await put(receipt))) {
      await set("cmi.suspend_data", before ?? "");
      await ask("LMSCommit", "");
      return { said: tell(count > MOST ? "long" : "refused", { count, most: MOST }), isKept: false };
    }
    await set("cmi.core.lesson_status", "completed");
    // Else a platform may begin anew, and forget what it holds.
    await set("cmi.core.exit", "suspend");
    const isKept = (await ask("LMSCommit", "")) === "true";
    return { said: tell(isKept ? "kept" : "refused", { count, most: MOST }), isKept };
  }

  window.addEventListener("message", async ({ source, origin, data }) => {
    if (origin !== site || !source || (source !== opened && source !== frame.contentWindow)) return;
    const { postil, receipt } = data ?? {};
    if (postil !== "handed-in" || data.assignment !== assignment) return;
    if (typeof receipt !== "string" || !receipt.startsWith("POSTIL")) return;
    const { said, isKept } = await keep(receipt);
    const answer = isKept ? { postil: "kept" } : { postil: "not-kept", said };
    /** @type {Window} */ (source).postMessage(answer, site);
  });

  window.addEventListener("pagehide", () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
      String(Math.floor(part)).padStart(2, "0"),
    );
    ask("LMSSetValue", "cmi.core.session_time", parts.join(":"));
    ask("LMSFinish", "");
  });

  const there = new URL(address);
  there.searchParams.set("lms", window.location.origin);

  document.querySelector("[data-open=window]")?.addEventListener("click", () => {
    // With `noopener`, the page could not answer.
    opened = window.open(there, `postil-${assignment}`);
    if (!opened) tell("blocked");
  });
  document.querySelector("[data-open=here]")?.addEventListener("click", () => {
    frame.hidden = false;
    frame.src = String(there);
    frame.focus();
  });

  const ready = begin().then((is) => {
    if (!is) tell("alone");
    return is;
  });
})();
