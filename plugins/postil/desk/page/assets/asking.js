/** What the page asks of its server, and what it is answered. */

const TOKEN = "postil-desk";

/**
 * @typedef {{status: number, values: any}} Answer
 * @typedef {{address: string, article: string, token: string, page: string}} Known
 */

/** What the server has told a page of the desk. @returns {Known | null} */
export function known(root = document) {
  const element = root.getElementById("postil-desk");
  if (!element) return null;
  const told = JSON.parse(element.textContent ?? "");
  return { ...told, token: told.token || givenToken() };
}

/** The token that the terminal printed behind the address: it does not stay there. */
function givenToken() {
  const given = /^#postil-desk=([\w-]+)$/.exec(location.hash)?.[1];
  try {
    if (given) {
      sessionStorage.setItem(TOKEN, given);
      history.replaceState(history.state, "", location.pathname + location.search);
    }
    return sessionStorage.getItem(TOKEN) ?? "";
  } catch {
    return given ?? "";
  }
}

/** The server, as a page may speak to it. */
export class Server {
  /** @param {Known} told */
  constructor(told) {
    this.told = told;
  }

  /** @param {string} name */
  get(name) {
    return this.#ask("GET", name);
  }

  /** @param {string} name @param {any} body */
  post(name, body) {
    return this.#ask("POST", name, body);
  }

  /** Changes an annotation that was seen. @param {any} seen @param {any} body */
  change(seen, body) {
    return this.#ask("PATCH", named(seen.id), body, seen.etag);
  }

  /** @param {any} seen */
  delete(seen) {
    return this.#ask("DELETE", named(seen.id), undefined, seen.etag);
  }

  /** An annotation as it stands in its file now. @param {string} id its full name */
  annotation(id) {
    return this.get(named(id));
  }

  /**
   * @param {string} method
   * @param {string} name
   * @param {any} [body]
   * @param {string} [seen]
   * @returns {Promise<Answer>} of status 0 where the server does not answer
   */
  async #ask(method, name, body, seen) {
    const { address, token, page } = this.told;
    /** @type {Record<string, string>} */
    const headers = { "X-Postil-Token": token, "X-Postil-Page": page };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (seen) headers["If-Match"] = seen;
    try {
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const answer = await fetch(address + name, { method, headers, body: sent, cache: "no-store" });
      return { status: answer.status, values: await answer.json() };
    } catch {
      return { status: 0, values: { error: "" } };
    }
  }
}

/** @param {string} id */
const named = (id) => `annotations/${encodeURIComponent(id).replaceAll("%2F", "/")}`;
