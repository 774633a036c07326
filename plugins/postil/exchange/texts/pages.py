"""A saved web page as a text.

trafilatura finds which paragraphs are the article, and what the page says of itself. Of their form
it loses notes and lines of verse: so they are looked up in the page, and what is there is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from .dates import date_of, without_month
from .footnotes import footnotes_found
from .remains import stretches
from .text import Element, Text
from .tree import HEADINGS, made, parsed, removed, tidied, words_of

_ROLES = frozenset("navigation banner contentinfo search dialog alert alertdialog menu".split())
_CODE = ("script", "style", "noscript", "template")
_HIDDEN = re.compile(r"display:none|visibility:hidden", re.IGNORECASE)
# Words in the class or id of what stands around an article.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:share|shares|sharing|social|socials|cookie|cookies|consent|gdpr|newsletter|"
    r"subscribe|subscription|signup|promo|promotion|related|recommended|recommendations|"
    r"recirc|sidebar|breadcrumb|breadcrumbs|comments|comment|respond|author-?(?:box|bio|card|info)|"
    r"about-?author|bio|pagination|pager|prevnext|post-?nav\w*|nav|navbar|navigation|menu|advert|"
    r"adverts?|ads?|adsbygoogle|sponsored|sponsor|taboola|outbrain|toc|table-of-contents|skip|"
    r"skip-link|popup|modal|overlay|paywall|toolbar|tools|tags|taglist|tag-list|masthead|footer|"
    r"noprint|navbox|mw-editsection|edit-?section|more-?(?:stories|articles|from)|read-?more|"
    r"read-?next|print-?only|screen-reader-text|sr-only|visually-hidden|catlinks|printfooter|"
    r"actions|buttons|widget|audio-player|donate|donation|byline-?box|wp-block-buttons|jp-relatedposts)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


def read_page(html: str, address: str = "") -> Text:
    """Reads a saved page."""
    root = parsed(html)
    text = Text(made("body"), page=stretches(root))
    base = address or _address(root)
    _described(text, root, html)
    text.source = text.source or base
    _resolve(root, text.source or base)
    footnotes_found(root.find("body") if root.find("body") is not None else root)
    found = _Found(root, html)
    _clean(root, text, found)
    place = found.place()
    notes = [note for note in root.iter("footnote") if place not in note.iterancestors()]
    images = sum(1 for _ in place.iter("img"))
    text.body = tidied(place)
    for note in notes:
        if any(mark.get("name") == note.get("name") for mark in text.body.iter("fn")):
            text.body.extend(tidied(made("div", note)))
    if images:
        text.guess(
            f"{images} image{'s were' if images > 1 else ' was'} left out; captions are paragraphs",
            "write ![what is to be seen](file) where one belongs",
        )
    return text


def _address(root: Element) -> str:
    for path in (
        "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content", "//base/@href",
    ):  # fmt: skip
        for found in root.xpath(path):
            if str(found).startswith(("http://", "https://")):
                return str(found)
    # What browsers write into a page that they save.
    comments = [str(c.text) for c in root.getroottree().xpath("//comment()")][:5]
    for comment in comments:
        if match := re.search(r"saved from url=\(\d+\)(\S+)", comment):
            return match[1]
    return ""


def _described(text: Text, root: Element, html: str) -> None:
    """Title, authors, date, licence and language, from what is written for machines."""
    said = dict(_linked_data(root))
    text.title = said.get("title") or _meta(root, "citation_title", "dc.title", "og:title")
    authors = said.get("authors") or _metas(root, "citation_author") or _metas(root, "dc.creator")
    text.authors = authors or [
        name for name in _metas(root, "author", "article:author", "parsely-author")
        if not name.startswith(("http", "@"))
    ]  # fmt: skip
    date = said.get("date") or _meta(
        root, "article:published_time", "citation_publication_date", "citation_date", "dc.date",
        "date", "datepublished", "dcterms.created", "parsely-pub-date",
    )  # fmt: skip
    text.date = date_of(date.replace("/", "-")) or date
    text.licence = said.get("licence") or _licence(root)
    text.language = str(
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    _from_trafilatura(text, html)
    if not text.title:
        found = root.find(".//title")
        text.title = words_of(found) if found is not None else ""
    heads = [words_of(h) for h in root.iter("h1")]
    # The site's name stands behind the title, or before it.
    for head in heads:
        if head and head != text.title and head in text.title:
            text.title = head
    if len(heads) == 1 and heads[0] and text.title not in heads:
        text.title = heads[0] if not text.title or heads[0] in text.title else text.title


def _from_trafilatura(text: Text, html: str) -> None:
    from trafilatura import extract_metadata

    try:
        found = extract_metadata(html)
    except Exception:
        # It is made for good pages; whatever it stumbles over, the others have been asked.
        return
    if not text.title and found.title:
        text.title = found.title
        text.guess(f"the title “{text.title}” was found on the page", "change 'title'")
    if not text.authors and without_month(found.author or ""):
        names = [without_month(name.strip()) for name in found.author.split(";")]
        text.authors = [name for name in names if name]
        text.guess(
            f"“{', '.join(text.authors)}” was taken for the author", "change 'author', or delete it"
        )
    if not text.date and found.date:
        text.date = found.date
        text.guess(f"{text.date} was taken for the date", "change 'date', or delete it")
    text.source = text.source or (found.url or "")
    text.language = text.language or (found.language or "")


def _linked_data(root: Element) -> Iterator[tuple[str, Any]]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads("".join(script.itertext()))
        except ValueError:
            continue
        for item in _items(data):
            if any(
                k in str(item.get("@type")) for k in ("Article", "Posting", "Report", "Chapter")
            ):
                if title := item.get("headline") or item.get("name"):
                    yield "title", " ".join(str(title).split())
                authors = item.get("author") or []
                names = [
                    str(a.get("name") if isinstance(a, dict) else a)
                    for a in (authors if isinstance(authors, list) else [authors])
                ]
                if names := [name for name in names if name and name != "None"]:
                    yield "authors", names
                if date := item.get("datePublished"):
                    yield "date", str(date)
                if licence := item.get("license"):
                    yield "licence", str(licence)


def _items(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _items(item)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph", []))


def _metas(root: Element, *names: str) -> list[str]:
    found = []
    for name in names:
        for meta in root.iter("meta"):
            key = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
            if key.lower() == name and (content := " ".join((meta.get("content") or "").split())):
                found.append(content)
        if found:
            return list(dict.fromkeys(found))
    return found


def _meta(root: Element, *names: str) -> str:
    return next(iter(_metas(root, *names)), "")


def _licence(root: Element) -> str:
    for link in root.xpath("//a[@rel='license']|//link[@rel='license']"):
        said = words_of(link)
        return said if 0 < len(said) < 60 else str(link.get("href") or "")
    for address in root.xpath("//a/@href"):
        if match := re.search(r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+)", str(address)):
            return f"CC {match[1].upper()} {match[2]}"
    return _meta(root, "dc.rights", "dcterms.license", "dc.rights.license")


def _resolve(root: Element, base: str) -> None:
    """Makes addresses absolute; a link that leads nowhere from here becomes text."""
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if href.startswith("#") or not href:
            continue
        page, _, place = href.partition("#")
        if base and page == base.partition("#")[0] and place:
            link.set("href", f"#{place}")
            continue
        link.set("href", urljoin(base, href) if base else href)


class _Found:
    """The paragraphs that trafilatura takes for the article, and which element holds how much."""

    def __init__(self, root: Element, html: str) -> None:
        self.body = root.find("body") if root.find("body") is not None else root
        self.wanted = {_key(line) for line in _extracted(html) if len(line) > 30}
        self.held: dict[Element, int] = {}
        """Characters of the article in each element."""
        seen: set[str] = set()
        # Not its title, which stands with names and dates above the article.
        for block in self.body.iter("p", "li", "blockquote", "td", "div", *HEADINGS[1:]):
            said = words_of(block)
            key = _key(said)
            if key in self.wanted and key not in seen:
                seen.add(key)
                for element in (block, *block.iterancestors()):
                    self.held[element] = self.held.get(element, 0) + len(said)
        if len(seen) < 0.5 * len(self.wanted):
            # Its paragraphs are none of the page's: texts that stand loose between breaks.
            self._look_for_texts()

    def _look_for_texts(self) -> None:
        self.held = {}
        for element in self.body.iter("div", "article", "section", "main", "td", "body", "form"):
            said = re.sub(r"\W+", "", words_of(element))
            if count := sum(len(key) for key in self.wanted if key in said):
                self.held[element] = count

    def is_article(self, element: Element) -> bool:
        """Whether an element is part of the article, whatever its class says."""
        count = self.held.get(element, 0)
        return count > 200 and (
            count > 0.5 * len(words_of(element)) or count > 0.3 * self.held.get(self.body, 1)
        )

    def place(self) -> Element:
        """The element that holds the article: the deepest with almost all of it."""
        whole = max(self.held.values(), default=0)
        places = [
            e for e, count in self.held.items()
            if count >= 0.95 * whole and e.tag not in ("p", "li", *HEADINGS)
        ]  # fmt: skip
        return max(places, key=lambda e: sum(1 for _ in e.iterancestors()), default=self.body)


def _clean(root: Element, text: Text, found: _Found) -> None:
    """Takes away what stands around the article."""
    whole = len(words_of(root)) or 1
    for element in list(found.body):
        _cleaned(element, text, found, whole)


def _cleaned(element: Element, text: Text, found: _Found, whole: int) -> None:
    if not isinstance(element.tag, str) or element.tag in ("footnote", "fn"):
        return
    if not _is_around(element, found, whole):
        for child in list(element):
            _cleaned(child, text, found, whole)
        return
    said = words_of(element)[:60]
    if re.search(r"\w{3}", said) and element.tag not in _CODE:
        text.left_out.append(said)
    for note in element.xpath(".//footnote"):
        found.body.append(note)
    removed(element)


def _is_around(element: Element, found: _Found, whole: int) -> bool:
    tag = element.tag
    if tag in _CODE:
        return True
    if tag in ("article", "main", "a") or found.is_article(element):
        return False
    if tag == "footer" and element.getparent().tag in ("blockquote", "figure"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(
        tag in ("nav", "footer", "form")
        or (tag == "aside" and not element.xpath(".//footnote"))
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search((element.get("style") or "").replace(" ", ""))
        or set((element.get("role") or "").split()) & _ROLES
        or (_AROUND.search(names) and len(words_of(element)) < 0.4 * whole)
        or _is_only_links(element, found)
    )


def _is_only_links(element: Element, found: _Found) -> bool:
    """Whether an element is a menu that nothing calls one."""
    if element.tag not in ("ul", "div", "section", "table") or found.held.get(element):
        return False
    links = [len(words_of(link)) for link in element.iter("a")]
    return len(links) >= 3 and sum(links) > 0.7 * len(words_of(element))


def _key(line: str) -> str:
    return re.sub(r"\W+", "", line)[:80]


def _extracted(html: str) -> list[str]:
    from trafilatura import extract

    try:
        found = extract(html, include_comments=False, include_tables=True, favor_recall=True)
    except Exception:
        # It is made for good pages; whatever it stumbles over, all of the page is taken.
        return []
    return (found or "").split("\n")
