/**
 * Several texts in one file: shows the one that the address asks for, `?text=readings/harbour`. Without
 * this script all of them stand one after the other, and their ids begin with their numbers.
 */
{
  const ATTRIBUTES = "aria-controls aria-describedby aria-details aria-labelledby for headers id list popovertarget".split(" ");
  const texts = [...document.querySelectorAll("noscript[data-text]")];
  const main = document.querySelector("main");
  const asked = new URLSearchParams(location.search).get("text");
  const number = texts.findIndex(({ dataset }) => dataset.text === asked) + 1;

  /** Puts a text into the page, with its ids as they are on the site. */
  function show({ dataset, textContent }, prefix) {
    main.innerHTML = textContent;
    for (const name of ATTRIBUTES) {
      for (const element of main.querySelectorAll(`[${name}]`)) {
        const ids = element.getAttribute(name).split(" ").map((id) => (id.startsWith(prefix) ? id.slice(prefix.length) : id));
        element.setAttribute(name, ids.join(" "));
      }
    }
    main.lang = dataset.language;
    document.title = `${dataset.title} · ${document.title}`;
    if (dataset.address) document.head.append(Object.assign(document.createElement("link"), { rel: "canonical", href: dataset.address }));
    document.querySelector(".one-home").hidden = false;
  }

  if (number) show(texts[number - 1], `${number}.`);
  for (const link of main.querySelectorAll('a[href^="#"]')) {
    const [, to, id] = /^#(\d+)\.(.*)$/.exec(link.getAttribute("href")) ?? [];
    if (!to || !texts[to - 1]) continue;
    const there = Number(to) === number ? "" : `?${new URLSearchParams({ text: texts[to - 1].dataset.text })}`;
    link.href = `${there}#${id}`.replace(/^(\?.*)#$/, "$1");
  }
}
