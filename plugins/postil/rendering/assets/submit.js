/**
 * Handing in an assignment: the dialog, loaded when its button is pressed.
 */

import { show } from "./handin.js";
import { platformOf } from "./platform.js";

/**
 * Opens the dialog.
 * @param {any} record @param {any} about @param {any[]} items @param {(at: string) => void} made is told when it is made
 */
export const submit = (record, about, items, made) => show(record, about, items, { made, platform: platformOf(about.assignment) });
