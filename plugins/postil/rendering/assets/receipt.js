/**
 * A receipt: a hand-in as one line of text, `POSTIL1.<the hand-in>.<checksum>`. What it holds, and why,
 * stands in `course/receipts.py`, which is the same in Python: tests hold the two together. Without a
 * page and without a store.
 *
 * @typedef {import("./dense.js").HandIn} HandIn
 */

import { base64url, bytesOf } from "./base64.js";
import { dense, ofDense } from "./dense.js";
import { sha256 } from "./sha256.js";

const PREFIX = "POSTIL1.";
const LARGEST = 4_000_000;

/** Whether this browser can make receipts. */
export const canWrite = () => "CompressionStream" in globalThis;

/** The receipt of a hand-in. @param {HandIn} handIn */
export async function write(handIn) {
  const text = new TextEncoder().encode(JSON.stringify(dense(handIn)));
  const body = PREFIX + base64url(await through(new CompressionStream("deflate-raw"), text));
  return `${body}.${checksum(body)}`;
}

/**
 * The hand-in of a receipt, which may have white space and quoting in it. Throws where one letter of it
 * is not as it was.
 * @param {string} text @returns {Promise<HandIn>}
 */
export async function read(text) {
  const found = /^(POSTIL1\.([A-Za-z0-9_-]+))\.([0-9a-f]{8})$/.exec(text.replace(/[\s>]/g, ""));
  if (!found || checksum(found[1]) !== found[3]) throw new Error("the receipt is cut or damaged");
  const bytes = await through(new DecompressionStream("deflate-raw"), bytesOf(found[2]), LARGEST);
  return ofDense(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
}

/** @param {string} body */
const checksum = (body) => sha256(new TextEncoder().encode(body)).slice(0, 8);

/** What comes out of a stream when all has gone in. @param {GenericTransformStream} stream @param {Uint8Array} bytes */
async function through(stream, bytes, largest = Infinity) {
  const writer = stream.writable.getWriter();
  // Who reads is told of what goes wrong here.
  writer.write(bytes).then(() => writer.close()).catch(() => {});
  const chunks = [];
  let size = 0;
  for (const reader = stream.readable.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > largest) throw new Error("the receipt holds too much");
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
