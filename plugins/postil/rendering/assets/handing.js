/**
 * The button at the end of the text, which hands in: what it does is loaded when it is pressed.
 */

import { bring } from "./door.js";

/** Makes the button of an article work. */
export function addHandIn({ root }, signal) {
  const place = root.querySelector(".postil-hand-in");
  if (!place) return;
  place.hidden = false;
  const onClick = async () => (await bring("handin")).handin.handIn();
  place.querySelector("button").addEventListener("click", onClick, { signal });
}
