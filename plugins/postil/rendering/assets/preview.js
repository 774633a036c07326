/**
 * While a site is served to its author, the server has a page loaded anew when it has changed: it
 * then stands where it was scrolled to, and its list of problems is folded as it was. Without this
 * script the page would start at its top, or at the passage of the open note.
 */

const KEY = "postil-preview";
const list = () => document.querySelector("#postil-complaints details");

addEventListener("pagehide", () => {
  const state = { page: location.pathname, top: scrollY, count: count(), open: list()?.open };
  sessionStorage.setItem(KEY, JSON.stringify(state));
});

function count() {
  return list()?.querySelectorAll("li").length;
}

const [navigation] = performance.getEntriesByType("navigation");
const state = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
// Who folded a list does not want it unfolded; a new mistake is shown.
if (state && list() && count() === state.count) list().open = state.open;
if (navigation?.type === "reload" && state?.page === location.pathname) {
  history.scrollRestoration = "manual";
  // After the note is opened that the address names, which scrolls to it.
  const restore = () => scrollTo({ top: state.top, behavior: "instant" });
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(restore)));
}
