/**
 * Which version of Postil makes a file, for whoever reads it later. Its number is put before the scripts
 * that make files: see bundle.py.
 */

export const maker = () => /** @type {any} */ (globalThis)["postil:maker"] ?? "";
