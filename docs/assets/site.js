/**
 * Material puts the copy button of each block of code into a landmark for navigation, all without
 * a name. To a screen reader they are none.
 */
new MutationObserver(() => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) {
    nav.setAttribute("role", "presentation");
  }
}).observe(document, { childList: true, subtree: true });
