/**
 * An assignment that was opened from a learning platform remembers it before anything on the page can be
 * pressed: who goes on to a text at once leaves the only address that says where it was opened from.
 */

import { remember } from "./platform.js";

remember(/** @type {HTMLScriptElement} */ (document.currentScript).dataset.assignment ?? "");
