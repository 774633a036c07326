"""Ten texts of our own in the dress of each kind of file that `postil add` reads.

The texts stand in `tests/exchange/texts` as bare HTML (`fn` is a footnote). Every kind has ten
dresses, one for each text, as different as we know them: pages with other things around the
article, paragraphs broken at a width, headings that are only bold, notes at the foot of a page.
"""

from __future__ import annotations

import copy
import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import fill
from typing import Any

from lxml import html as parser

from browser.chromium import ARGUMENTS, find

FOLDER = Path(__file__).parents[1] / "exchange/texts"
KINDS = ("text", "html", "markdown", "docx", "odt", "epub", "pdf")
_NO_DATE = "on"


@dataclass(frozen=True)
class Plain:
    """One of the texts."""

    name: str
    number: int
    title: str
    authors: tuple[str, ...]
    date: str
    blocks: tuple[Any, ...]
    """The body, as elements of lxml."""

    @property
    def words(self) -> list[str]:
        """What has to come out: the words of the body, then those of its notes."""
        notes: list[str] = []
        body = [_said(block, notes) for block in self.blocks]
        return " ".join([*body, *notes]).split()

    def count(self, *tags: str) -> int:
        """How many elements with these tags the body has."""
        return sum(1 for block in self.blocks for _ in block.iter(*tags))


def texts() -> list[Plain]:
    """All texts, in order."""
    return [_read(path, n) for n, path in enumerate(sorted(FOLDER.glob("*.html")))]


def _read(path: Path, number: int) -> Plain:
    root = parser.fragment_fromstring(path.read_text(encoding="utf-8"), create_parent="div")
    title = root.find("h1").text_content()
    authors = tuple(e.text_content() for e in root.findall("p[@class='by']"))
    date = root.find("p[@class='on']").text_content()
    blocks = [e for e in root if e.tag != "h1" and e.get("class") not in ("by", _NO_DATE)]
    for block in blocks:
        block.tail = None
    return Plain(path.stem, number, title, authors, date, tuple(blocks))


def _said(block: Any, notes: list[str]) -> str:
    block = copy.deepcopy(block)
    for note in block.xpath(".//fn"):
        notes.append(note.text_content())
        note.drop_tree()
    for line in block.xpath(".//br"):
        line.tail = f" {line.tail or ''}"
    for cell in block.xpath(".//*[self::li or self::td or self::th or self::p]"):
        cell.tail = f" {cell.tail or ''}"
        cell.text = f" {cell.text or ''}"
    return str(block.text_content())


def dressed(text: Plain, kind: str) -> tuple[bytes, str]:
    """A text as a file of a kind, and the file's name."""
    made: dict[str, Callable[[Plain], bytes]] = {
        "text": _text, "html": _page, "markdown": _markdown, "docx": _docx, "odt": _odt,
        "epub": _epub, "pdf": _pdf,
    }  # fmt: skip
    suffix = {"text": "txt", "markdown": "md"}.get(kind, kind)
    return made[kind](text), f"{text.name}.{suffix}"


# Footnotes, as they are written on pages.


def _html(text: Plain, style: int) -> str:
    """The body as HTML, with its notes at the end in one of four styles."""
    notes: list[str] = []
    found = []
    for block in text.blocks:
        block = copy.deepcopy(block)
        for note in block.xpath(".//fn"):
            notes.append(_inside(note))
            mark = parser.fragment_fromstring(_mark(len(notes), style))
            mark.tail, note.tail = note.tail, None
            note.getparent().replace(note, mark)
        found.append(parser.tostring(block, encoding="unicode"))
    if notes:
        found.append(_notes(notes, style))
    return "\n".join(found)


def _inside(element: Any) -> str:
    return escape(element.text or "", quote=False) + "".join(
        parser.tostring(child, encoding="unicode") for child in element
    )


def _mark(n: int, style: int) -> str:
    return (
        f'<sup id="fnref:{n}"><a class="footnote-ref" href="#fn:{n}">{n}</a></sup>',
        f'<sup class="reference" id="cite_ref-{n}"><a href="#cite_note-{n}">[{n}]</a></sup>',
        f'<a class="footnote-anchor" href="#footnote-{n}" id="footnote-anchor-{n}">{n}</a>',
        f'<a name="back{n}" href="#note{n}">[{n}]</a>',
    )[style]


def _notes(notes: list[str], style: int) -> str:
    if style == 0:
        items = "".join(f'<li id="fn:{n}"><p>{t} <a class="footnote-backref" href="#fnref:{n}">↩</a></p></li>'
                        for n, t in enumerate(notes, 1))  # fmt: skip
        return f'<div class="footnotes"><hr><ol>{items}</ol></div>'
    if style == 1:
        items = "".join(f'<li id="cite_note-{n}"><span class="mw-cite-backlink"><b><a href="#cite_ref-{n}">^'
                        f'</a></b></span> <span class="reference-text">{t}</span></li>'
                        for n, t in enumerate(notes, 1))  # fmt: skip
        return f'<h2>Notes</h2><ol class="references">{items}</ol>'
    if style == 2:
        return "".join(f'<div class="footnote"><a id="footnote-{n}" href="#footnote-anchor-{n}" '
                       f'class="footnote-number">{n}</a><div class="footnote-content"><p>{t}</p></div></div>'
                       for n, t in enumerate(notes, 1))  # fmt: skip
    items = "".join(f'<p><a name="note{n}" href="#back{n}">[{n}]</a> {t}</p>'
                    for n, t in enumerate(notes, 1))  # fmt: skip
    return f"<hr><p><b>Notes</b></p>{items}"


# Plain text.


def _text(text: Plain) -> bytes:
    """Ten habits: broken at a width or not, blank lines or none, marks for headings and notes."""
    n = text.number
    width = (0, 72, 0, 65, 78, 0, 70, 0, 76, 0)[n]
    between = "\n" if n in (0, 5, 9) else "\n\n"
    notes: list[str] = []
    parts = []
    head = [text.title]
    if n % 3 != 2:
        head += [f"By {' and '.join(text.authors)}", _long_date(text.date)]
    parts.append("\n".join(head) if n % 2 else "\n\n".join(head))
    parts += [_text_block(block, n, width, notes) for block in text.blocks]
    if notes:
        parts.append("\n".join(f"[{k}] {_filled(note, width)}" for k, note in enumerate(notes, 1)))
    found = f"{parts[0]}\n\n" + between.join(parts[1:]) + "\n"
    if n == 4:
        found = found.replace("\n", "\r\n")
    if n == 7:
        found += "\nShare this article\nRead more\nWe use cookies to improve this site.\n"
    encoding = {6: "utf-16", 8: "cp1252"}.get(n, "utf-8")
    return found.encode(encoding)


def _long_date(date: str) -> str:
    months = ("January February March April May June July August September October November "
              "December").split()  # fmt: skip
    year, month, day = date.split("-")
    return f"{months[int(month) - 1]} {int(day)}, {year}"


def _filled(text: str, width: int, indent: str = "") -> str:
    if not width:
        return text
    return fill(text, width, subsequent_indent=indent, break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


def _flat(element: Any, notes: list[str]) -> str:
    element = copy.deepcopy(element)
    element.tail = None
    for note in element.xpath(".//fn"):
        notes.append(note.text_content())
        note.text, note.tag = f"[{len(notes)}]", "span"
        for child in list(note):
            note.remove(child)
    return " ".join(element.text_content().split())


def _text_block(block: Any, n: int, width: int, notes: list[str]) -> str:
    tag = block.tag
    if tag in ("h2", "h3"):
        said = _flat(block, notes)
        return f"{said}\n{'-' * len(said)}" if n in (1, 6) else said
    if tag == "hr":
        return "* * *"
    if block.get("class") == "verse":
        return "\n".join(line.strip() for line in _lines(block))
    if tag in ("ul", "ol"):
        return "\n".join(_text_items(block, n, width, notes, ""))
    if tag == "table":
        rows = [[_flat(cell, notes) for cell in row] for row in block.iter("tr")]
        if n == 3:
            return "\n".join("\t".join(row) for row in rows)
        wide = [max(len(row[i]) for row in rows) + 3 for i in range(len(rows[0]))]
        return "\n".join(
            "".join(c.ljust(w) for c, w in zip(row, wide, strict=True)).rstrip() for row in rows
        )
    if tag == "blockquote":
        inner = [_filled(_flat(p, notes), width - 4 if width else 0) for p in block]
        sign = "> " if n in (4, 7) or not width else "    "
        if not width:
            return "\n".join(f"> {p}" for p in inner) if n == 7 else "\n\n".join(inner)
        return "\n\n".join("\n".join(f"{sign}{line}" for line in p.split("\n")) for p in inner)
    return _filled(_flat(block, notes), width)


def _lines(block: Any) -> list[str]:
    inner = re.sub(r"^<p[^>]*>|</p>$", "", parser.tostring(block, encoding="unicode"))
    return re.split(r"<br/?>", inner)


def _text_items(block: Any, n: int, width: int, notes: list[str], indent: str) -> Iterator[str]:
    for k, item in enumerate(block, 1):
        head = f"{k}. " if block.tag == "ol" else ("•" if n in (0, 5) else "-") + " "
        nested = item.find("ul")
        own = copy.deepcopy(item)
        for inner in own.findall("ul"):
            own.remove(inner)
        yield indent + head + _filled(_flat(own, notes), width, f"{indent}   ")
        if nested is not None:
            yield from _text_items(nested, n, width, notes, f"{indent}   ")


# Pages.

_PAGES = (
    # A newspaper.
    """<!DOCTYPE html><html lang="en"><head><title>{title} - The Harbour Post</title>
<link rel="canonical" href="https://post.example/2024/{slug}"><meta property="og:title" content="{title}">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":{json_title},
"datePublished":"{date}T08:00:00Z","author":[{json_authors}]}}</script></head><body>
<a class="skip-link" href="#main">Skip to content</a><header class="site-header"><a href="/">The Harbour Post</a>
<nav><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li><li><a href="/opinion">Opinion</a></li></ul></nav></header>
<main id="main"><article><header><p class="kicker">Local</p><h1>{title}</h1><p class="byline">By {by}</p><time datetime="{date}">{long}</time>
<div class="share-buttons"><a href="https://facebook.example/s">Facebook</a><a href="#">X</a><a href="#">E-mail</a></div></header>
<figure><img src="a.jpg" alt=""></figure><div class="article-body">{body}</div>
<div class="author-box"><h4>{by}</h4><p>{by} has written for the Post since the flood, and lives with two cats near the harbour.</p></div>
<section class="related-articles"><h3>Related articles</h3><ul><li><a href="/1">The mayor and the swan: a reconciliation</a></li><li><a href="/2">Fog expected until further notice</a></li></ul></section>
</article></main><aside class="sidebar"><h3>Most read</h3><ol><li><a href="/3">Ten things to do with an old net</a></li></ol></aside>
<footer>© 2024 The Harbour Post. All rights reserved. <a href="/privacy">Privacy policy</a></footer>
<div id="cookie-banner"><p>We use cookies to give you the best experience on our site. You can change your settings at any time.</p><button>Accept all</button></div></body></html>""",
    # A blog on WordPress.
    """<!DOCTYPE html><html lang="en-GB"><head><title>{title} &#8211; Marginal Notes</title><meta name="author" content="{by}">
<meta property="article:published_time" content="{date}T10:00:00+00:00"></head><body class="single single-post">
<div id="page"><header id="masthead"><p class="site-title"><a href="/">Marginal Notes</a></p><p class="site-description">A blog about small things</p>
<div class="main-navigation"><ul class="menu"><li><a href="/about">About</a></li><li><a href="/archive">Archive</a></li></ul></div></header>
<div id="content"><article class="post"><h1 class="entry-title">{title}</h1><div class="entry-meta"><span>Posted on</span> <a href="/d">{long}</a> by <a href="/a">{by}</a></div>
<div class="entry-content">{body}
<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3><ul><li><a href="#">Twitter</a></li><li><a href="#">Facebook</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3><p>An older post about commas</p></div></div>
<footer class="entry-footer">Filed under: <a href="/t">typography</a>, <a href="/u">signs</a></footer></article>
<nav class="post-navigation"><a href="/p">Previous: On hyphens</a><a href="/n">Next: On dots</a></nav>
<div id="comments" class="comments-area"><h2>3 comments</h2><ol><li><p>Great post, thank you! I have always wondered about this.</p></li><li><p>You forgot the interrobang, as everybody does, and I am not surprised.</p></li></ol>
<form><p>Leave a comment</p><textarea></textarea></form></div></div>
<div id="secondary" class="widget-area"><section class="widget"><h2>Recent posts</h2><ul><li>On hyphens</li><li>On dots</li></ul></section></div></div></body></html>""",
    # Divs only.
    """<html><head><title>{title}</title></head><body><div class="top"><div class="nav"><a href="a.html">Home</a> | <a href="b.html">Songs</a> | <a href="c.html">Contact</a></div></div>
<div class="wrap"><div class="col-main"><h1>{title}</h1><div class="author">By {by}, {long}</div><div class="text">{body}</div>
<div class="tools"><a href="javascript:window.print()">Print</a> <a href="mailto:?subject=x">E-mail this page</a></div></div>
<div class="col-side"><div class="promo"><b>Subscribe to our newsletter</b><p>Get our best stories in your inbox every Friday morning.</p></div></div></div>
<div class="footer">Impressum | Privacy | Terms of use</div></body></html>""",
    # A journal with citation_ keys.
    """<!DOCTYPE html><html lang="en"><head><title>{title} | Annals of Local Counting</title><meta name="citation_title" content="{title}">
{citation_authors}<meta name="citation_publication_date" content="{slashed}"><meta name="citation_journal_title" content="Annals of Local Counting">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head><body><div role="banner"><a href="/">Annals of Local Counting</a></div>
<div role="navigation"><ul><li>Current issue</li><li>Archive</li><li>For authors</li></ul></div>
<div role="main"><h1>{title}</h1><ul class="authors"><li>{by}</li></ul><div class="toolbar"><a href="#">Download PDF</a> <a href="#">Cite</a></div>{body}
</div><div role="complementary"><h2>Metrics</h2><p>1,204 views, 3 citations, 12 readers</p></div><div role="contentinfo">Published by the Society for Local Counting. ISSN 0000-0000</div></body></html>""",
    # A newsletter.
    """<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta name="author" content="{by}"><meta property="og:url" content="https://letters.example/p/{slug}"></head><body>
<div class="topbar"><a href="/">Letters from the reading room</a><button>Subscribe</button><button>Sign in</button></div>
<div class="single-post"><article class="newsletter-post post"><div class="post-header"><h1 class="post-title">{title}</h1><h3 class="subtitle"></h3>
<div class="byline-wrapper byline"><a href="/@r">{by}</a><div>{long}</div></div><div class="post-ufi"><a>12</a><a>3</a><a>Share</a></div></div>
<div class="available-content"><div class="body markup">{body}
<div class="subscription-widget-wrap"><div class="subscription-widget"><p>Thanks for reading! Subscribe for free to receive new posts and support my work.</p><form><input></form></div></div></div></div></article>
<div class="publication-footer"><p>Share this post</p></div></div><div class="footer-wrap"><div class="footer">© 2021 {by} · Privacy ∙ Terms ∙ Collection notice</div></div></body></html>""",
    # An encyclopedia.
    """<!DOCTYPE html><html lang="en"><head><title>{title} - Openpedia</title><link rel="canonical" href="https://open.example/wiki/{slug}"></head><body class="mediawiki">
<div id="mw-navigation"><div id="p-search" role="search">Search Openpedia</div><div role="navigation">Main page Contents Random article Donate</div></div>
<div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading">{title}</h1><div id="bodyContent"><div id="siteSub" class="noprint">From Openpedia, the open encyclopedia</div>
<div id="mw-content-text"><div class="mw-parser-output"><div id="toc" class="toc"><h2>Contents</h2><ul><li>1 Rules</li><li>2 End</li></ul></div>{body_edit}
<div class="navbox" role="navigation"><table><tr><td>Waiting</td><td>Line – Turn – Ticket</td></tr></table></div></div></div>
<div id="catlinks" class="catlinks">Categories: Waiting | Order</div></div></div><div id="footer" role="contentinfo">This page was last edited on 3 March. Text is available under CC BY-SA 4.0.</div></body></html>""",
    # A recipe site.
    """<!DOCTYPE html><html lang="en"><head><title>{title} | Slow Kitchen</title><meta property="og:title" content="{title}"><meta property="article:published_time" content="{date}"></head><body>
<header><nav class="navbar"><a href="/">Slow Kitchen</a><a href="/bread">Bread</a></nav></header><div class="ad">Advertisement</div>
<main><div class="breadcrumbs"><a href="/">Home</a> » <a href="/bread">Bread</a></div><h1>{title}</h1><p class="post-meta">by <span class="author">{by}</span> · {long} · <span class="reading-time">4 min read</span></p>
<div class="jump"><a href="#r">Jump to recipe</a></div><div class="content">{body_ads}</div><div class="tags">Tagged: bread, rye, patience</div>
<div class="newsletter-signup"><h3>Never miss a loaf</h3><p>Sign up to get new recipes every week in your inbox.</p><form><input><button>Sign up</button></form></div></main>
<section id="respond" class="comment-respond"><h3>Leave a Reply</h3><p>Your email address will not be published.</p></section><footer><p>Copyright 2018 Slow Kitchen</p></footer></body></html>""",
    # A page of a parish, from long ago.
    """<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY BGCOLOR="#FFFFFF"><TABLE WIDTH="100%"><TR><TD WIDTH="150" VALIGN="top" CLASS="menu"><A HREF="index.htm">Home</A><BR><A HREF="bells.htm">Our bells</A><BR><A HREF="contact.htm">Contact</A></TD>
<TD VALIGN="top"><H1>{title}</H1><P><I>By {by}, {long}</I></P>{body}<P><A HREF="index.htm">Back to home</A></P></TD></TR></TABLE></BODY></HTML>""",
    # An institute.
    """<!DOCTYPE html><html lang="en"><head><title>Institute of Paths: {title}</title><meta name="dc.title" content="{title}"><meta name="dc.creator" content="{by}"><meta name="dc.date" content="{date}"></head><body>
<div class="cookie-consent" role="dialog"><h2>Your privacy</h2><p>This website uses cookies to analyse traffic. By clicking accept you agree to our terms.</p><a>Accept</a><a>Decline</a></div>
<div class="layout"><div class="layout__header header-global"><ul class="nav"><li>People</li><li>Projects</li><li>Publications</li></ul></div>
<div class="layout__content"><section class="publication"><h1>{title}</h1><div class="meta"><span>{by}</span><span>{long}</span></div><div class="rich-text">{body}</div>
<div class="share"><span>Share</span><a>LinkedIn</a><a>Mastodon</a></div><div class="about-author"><h2>About the author</h2><p>{by} is a research fellow at the institute and works on signs, paths and gates.</p></div></section>
<section class="recommended"><h2>You may also like</h2><div class="card"><h3>The bench as an instrument</h3><p>What happens when a bench is turned by ninety degrees, in seven cities.</p></div></section></div>
<div class="layout__footer footer"><p>Institute of Paths, 12 Mill Lane</p></div></div></body></html>""",
    # A magazine, saved by a browser.
    """<!DOCTYPE html>
<!-- saved from url=(0042)https://magazine.example/essays/{slug} -->
<html lang="en"><head><title>{title} – The Slow Review</title><style>p{{margin:0}}</style></head><body><div id="app"><div class="Header_root__x1 header"><span>The Slow Review</span><button>Menu</button></div>
<div class="ArticlePage_wrapper__9a"><div class="ArticlePage_head__2b"><span class="eyebrow">Essays</span><h1>{title}</h1><div class="Byline_byline__3c byline">{by}</div><time>{long}</time></div>
<div class="ArticlePage_body__4d"><section>{body}</section></div><div class="Paywall_paywall__5e paywall">You have read one of three free articles this month. Subscribe now.</div>
<div class="ReadNext_wrap__6f read-next"><h4>Read next</h4><a href="/x">On stairs, and those who wait on them</a></div></div><div class="Footer_f__7a footer">Masthead Advertise Privacy</div></div></body></html>""",
)  # fmt: skip


def _page(text: Plain) -> bytes:
    body = _html(text, (0, 0, 3, 0, 2, 1, 2, 3, 0, 0)[text.number])
    if text.number == 2:
        body = body.replace('<p class="verse">', '<p class="poem">')
    by = " and ".join(text.authors)
    paragraphs = body.split("</p>\n")
    advert = (
        '</p>\n<div class="ad-slot advert">Advertisement: Flour by post, from four pounds</div>\n'
    )
    page = _PAGES[text.number].format(
        title=escape(text.title, quote=True), slug=text.name, by=escape(by), date=text.date,
        long=_long_date(text.date), slashed=text.date.replace("-", "/"), body=body,
        json_title='"' + text.title.replace('"', '\\"') + '"',
        json_authors=",".join(f'{{"@type":"Person","name":"{name}"}}' for name in text.authors),
        citation_authors="".join(f'<meta name="citation_author" content="{a}">' for a in text.authors),
        body_edit=re.sub(r"</h2>", '<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>', body),
        body_ads=advert.join(["</p>\n".join(paragraphs[:2]), "</p>\n".join(paragraphs[2:])]),
    )  # fmt: skip
    if text.number == 7:
        return page.encode("cp1252", "xmlcharrefreplace")
    return page.encode()


# Markdown, as other programs write and read it.


def _pandoc(source: bytes, *options: str) -> bytes:
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "made"
        command = [pypandoc.get_pandoc_path(), *options, "--output", str(target)]
        subprocess.run(command, input=source, check=True, capture_output=True)
        return target.read_bytes()


def _markdown(text: Plain) -> bytes:
    n = text.number
    forms = (
        ("gfm", "--wrap=none"), ("gfm", "--wrap=none"), ("markdown", "--columns=66"),
        ("gfm", "--wrap=none"), ("commonmark_x", "--wrap=none"),
        ("markdown", "--markdown-headings=setext", "--reference-location=block"),
        ("gfm", "--columns=80"), ("gfm", "--wrap=none"), ("gfm", "--wrap=none", "--reference-links"),
        ("markdown_phpextra", "--wrap=none"),
    )  # fmt: skip
    form, *options = forms[n]
    if form == "markdown":
        form += "-smart-simple_tables-multiline_tables-grid_tables-fenced_divs-bracketed_spans"
    if form == "commonmark_x":
        form += "-smart-attributes-fenced_divs-bracketed_spans"
    made = _pandoc(_as_pandoc(text), "--from", "json", "--to", form, *options).decode()
    # pandoc writes &amp; for &amp;amp;, which is its mistake, not the text's.
    made = made.replace("and &amp; is an", "and &amp;amp; is an")
    if n in (0, 7):
        # A list right behind its paragraph.
        made = re.sub(r"\n\n(?=- |1\. )", "\n", made)
    if n == 6:
        made = re.sub(r"(?m)^ {4}(?=- )", "  ", made)
    if n == 3:
        made = f"---\ntitle: {text.title}\ndate: {text.date}\n---\n" + made.partition("\n")[2]
    if n == 8:
        made = made.replace("\n", "\r\n")
    return made.encode()


def _as_pandoc(text: Plain) -> bytes:
    """The text as pandoc's own tree, whose notes HTML cannot hold."""
    blocks = "".join(parser.tostring(block, encoding="unicode") for block in text.blocks)
    blocks = blocks.replace("<fn>", '<span class="fn">').replace("</fn>", "</span>")
    page = f"<h1>{escape(text.title)}</h1>" + blocks.replace(' class="verse"', "")
    tree = json.loads(_pandoc(page.encode(), "--from", "html", "--to", "json"))
    return json.dumps(_with_notes(tree)).encode()


def _with_notes(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_notes(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "Span" and "fn" in value["c"][0][1]:
        return {"t": "Note", "c": [{"t": "Para", "c": value["c"][1]}]}
    return {key: _with_notes(item) for key, item in value.items()}


# Word processors. Half of the files are pandoc's, half are written here as people make them: bold
# lines as headings, bullets that are typed, breaks in a paragraph.

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(text: Plain) -> bytes:
    n = text.number
    if n in (1, 3, 5, 8):
        return _pandoc(_as_pandoc(text), "--from", "json", "--to", "docx", "--standalone")
    notes: list[str] = []
    body = [
        _w_p(f"<w:r><w:t>{escape(text.title)}</w:t></w:r>", "Title" if n in (0, 6) else "Heading1")
    ]
    if n % 4:
        body.append(_w_p(f"<w:r><w:t>By {escape(' and '.join(text.authors))}</w:t></w:r>"))
        body.append(_w_p(f"<w:r><w:t>{_long_date(text.date)}</w:t></w:r>"))
    for block in text.blocks:
        body += _w_block(block, n, notes)
    footnotes = "".join(
        f'<w:footnote w:id="{k}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {note}</w:t></w:r></w:p></w:footnote>'
        for k, note in enumerate(notes, 1)
    )
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{name}"/></w:style>'
        for i, name in (("Title", "Title"), ("Heading1", "heading 1"), ("Heading2", "heading 2"),
                        ("Heading3", "heading 3"), ("Quote", "Quote"), ("ListParagraph", "List Paragraph"))
    )  # fmt: skip
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{k}">' + "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{sign}"/></w:lvl>' for i in (0, 1)
        ) + "</w:abstractNum>" for k, (form, sign) in enumerate((("bullet", "•"), ("decimal", "%1.")))
    )  # fmt: skip
    numbers = "".join(
        f'<w:num w:numId="{k + 1}"><w:abstractNumId w:val="{k}"/></w:num>' for k in (0, 1)
    )
    core = (
        "" if n == 6 else f"<dc:creator>{escape(text.authors[0])}</dc:creator>"
    ) + "<dc:language>en-GB</dc:language>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return _zipped({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/word/{p}.xml" ContentType="{kind}.{c}+xml"/>' for p, c in (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"), ("footnotes", "footnotes"), ("header1", "header"))) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rels}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(f'<Relationship Id="r{k}" Type="{rels}/{t}" Target="{t}.xml"/>' for k, t in enumerate(("styles", "numbering", "footnotes"), 2)) + "</Relationships>",
        "word/document.xml": f"<w:document {_W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_W}>{levels}{numbers}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {_W}>{footnotes}</w:footnotes>",
        "word/header1.xml": f"<w:hdr {_W}><w:p><w:r><w:t>Draft, not for circulation</w:t></w:r></w:p></w:hdr>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>',
    })  # fmt: skip


def _zipped(files: dict[str, str], stored: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        if stored:
            archive.writestr("mimetype", stored, zipfile.ZIP_STORED)
        for name, content in files.items():
            head = '<?xml version="1.0" encoding="UTF-8"?>' if not name.endswith("html") else ""
            archive.writestr(name, head + content)
    return target.getvalue()


def _w_p(runs: str, style: str = "", rest: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{rest}</w:pPr>{runs}</w:p>"


def _w_block(block: Any, n: int, notes: list[str], level: int = 0) -> list[str]:
    tag = block.tag
    if tag in ("h2", "h3"):
        if n in (4, 9):
            return [_w_p(_w_runs(block, notes, "<w:b/>"))]
        return [_w_p(_w_runs(block, notes), f"Heading{tag[1]}")]
    if tag == "hr":
        return [_w_p("<w:r><w:t>* * *</w:t></w:r>")]
    if tag == "blockquote":
        if n % 2:
            return [
                _w_p(_w_runs(p, notes), "", '<w:ind w:left="720" w:right="720"/>') for p in block
            ]
        return [_w_p(_w_runs(p, notes), "Quote") for p in block]
    if tag in ("ul", "ol"):
        found = []
        for k, item in enumerate(block, 1):
            own = copy.deepcopy(item)
            nested = own.find("ul")
            if nested is not None:
                own.remove(nested)
            if n == 0:
                head = f"{k}. " if tag == "ol" else "• "
                found.append(
                    _w_p(f'<w:r><w:t xml:space="preserve">{head}</w:t></w:r>' + _w_runs(own, notes))
                )
            else:
                number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{1 if tag == "ul" else 2}"/></w:numPr>'
                found.append(_w_p(_w_runs(own, notes), "ListParagraph", number))
            if nested is not None:
                found += _w_block(nested, n, notes, level + 1)
        return found
    if tag == "table":
        rows = "".join(
            "<w:tr>"
            + "".join(f"<w:tc>{_w_p(_w_runs(cell, notes))}</w:tc>" for cell in row)
            + "</w:tr>"
            for row in block.iter("tr")
        )
        return [f"<w:tbl>{rows}</w:tbl>"]
    return [_w_p(_w_runs(block, notes))]


def _w_runs(element: Any, notes: list[str], style: str = "") -> str:
    """Runs of words. Word cuts them where it likes, and so is done here."""
    found = []

    def put(text: str | None, style: str) -> None:
        half = len(text or "") // 2
        pieces = filter(None, ((text or "")[:half], (text or "")[half:]))
        found.extend(
            f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escape(piece, quote=False)}</w:t></w:r>'
            for piece in pieces
        )

    put(element.text, style)
    for child in element:
        if child.tag == "fn":
            notes.append(escape(child.text_content(), quote=False))
            found.append(
                f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{len(notes)}"/></w:r>'
            )
        elif child.tag == "br":
            found.append("<w:r><w:br/></w:r>")
        else:
            found.append(
                _w_runs(
                    child, notes, style + {"em": "<w:i/>", "strong": "<w:b/>"}.get(child.tag, "")
                )
            )
        put(child.tail, style)
    return "".join(found)


def _odt(text: Plain) -> bytes:
    n = text.number
    if n in (0, 2, 6, 9):
        return _pandoc(_as_pandoc(text), "--from", "json", "--to", "odt", "--standalone")
    names = ("office:urn:oasis:names:tc:opendocument:xmlns:office:1.0 text:urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
             "table:urn:oasis:names:tc:opendocument:xmlns:table:1.0 style:urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
             "fo:urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 xlink:http://www.w3.org/1999/xlink "
             "dc:http://purl.org/dc/elements/1.1/ meta:urn:oasis:names:tc:opendocument:xmlns:meta:1.0")  # fmt: skip
    spaces = " ".join(f'xmlns:{p.partition(":")[0]}="{p.partition(":")[2]}"' for p in names.split())
    count = [0]
    body = [f'<text:h text:outline-level="1">{escape(text.title)}</text:h>']
    if n % 2:
        body.append(
            f"<text:p>By {escape(' and '.join(text.authors))}</text:p><text:p>{_long_date(text.date)}</text:p>"
        )
    body += [_o_block(block, n, count) for block in text.blocks]
    styles = (
        '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Q" style:family="paragraph"><style:paragraph-properties fo:margin-left="1.5cm" fo:margin-right="1.5cm"/></style:style>'
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>'
        '<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/><text:list-level-style-bullet text:level="2" text:bullet-char="•"/></text:list-style>'
    )  # fmt: skip
    meta = f"<dc:creator>{escape(text.authors[0])}</dc:creator><dc:title>{escape(text.title)}</dc:title><dc:language>en-GB</dc:language>"
    return _zipped({
        "content.xml": f"<office:document-content {spaces} office:version=\"1.2\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{''.join(body)}</office:text></office:body></office:document-content>",
        "styles.xml": f'<office:document-styles {spaces} office:version="1.2"><office:styles/></office:document-styles>',
        "meta.xml": f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>",
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>',
    }, "application/vnd.oasis.opendocument.text")  # fmt: skip


def _o_block(block: Any, n: int, count: list[int]) -> str:
    tag = block.tag
    if tag in ("h2", "h3"):
        if n == 4:
            return f'<text:p><text:span text:style-name="B">{_o_runs(block, count)}</text:span></text:p>'
        return f'<text:h text:outline-level="{tag[1]}">{_o_runs(block, count)}</text:h>'
    if tag == "hr":
        return "<text:p>* * *</text:p>"
    if tag == "blockquote":
        return "".join(f'<text:p text:style-name="Q">{_o_runs(p, count)}</text:p>' for p in block)
    if tag in ("ul", "ol"):
        items = ""
        for item in block:
            own = copy.deepcopy(item)
            nested = own.find("ul")
            inner = _o_block(nested, n, count) if nested is not None else ""
            if nested is not None:
                own.remove(nested)
            items += (
                f"<text:list-item><text:p>{_o_runs(own, count)}</text:p>{inner}</text:list-item>"
            )
        return f'<text:list text:style-name="{"N" if tag == "ol" else "L"}">{items}</text:list>'
    if tag == "table":
        rows = [list(row) for row in block.iter("tr")]
        made = "".join("<table:table-row>" + "".join(
            f"<table:table-cell><text:p>{_o_runs(cell, count)}</text:p></table:table-cell>" for cell in row
        ) + "</table:table-row>" for row in rows)  # fmt: skip
        return f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{made}</table:table>'
    return f"<text:p>{_o_runs(block, count)}</text:p>"


def _o_runs(element: Any, count: list[int]) -> str:
    found = escape(element.text or "", quote=False)
    for child in element:
        if child.tag == "fn":
            count[0] += 1
            found += (f'<text:note text:id="f{count[0]}" text:note-class="footnote"><text:note-citation>{count[0]}</text:note-citation>'
                      f"<text:note-body><text:p>{_o_runs(child, count)}</text:p></text:note-body></text:note>")  # fmt: skip
        elif child.tag == "br":
            found += "<text:line-break/>"
        elif child.tag in ("em", "strong"):
            found += f'<text:span text:style-name="{"I" if child.tag == "em" else "B"}">{_o_runs(child, count)}</text:span>'
        elif child.tag == "a":
            found += f'<text:a xlink:href="{child.get("href")}">{_o_runs(child, count)}</text:a>'
        else:
            found += _o_runs(child, count)
        found += escape(child.tail or "", quote=False)
    return found


# Books.


def _epub(text: Plain) -> bytes:
    n = text.number
    if n == 9:
        return _pandoc(_as_pandoc(text), "--from", "json", "--to", "epub3", "--standalone",
                       "--metadata", f"title={text.title}", "--metadata", f"author={text.authors[0]}", "--metadata", f"date={text.date}")  # fmt: skip
    style = 0 if n % 2 else 3
    body = _html(text, style)
    if n in (0, 5):
        body = _apart(body)
    pages = {
        "ch1.xhtml": f'<section epub:type="chapter"><h1>{escape(text.title)}</h1>{body}</section>'
    }
    if n == 5:
        pages = _with_endnotes(text)
    if n in (4, 7):
        parts = re.split(r"(?=<h2>)", body)
        pages = {f"ch{k}.xhtml": part for k, part in enumerate(parts, 1)}
        pages["ch1.xhtml"] = f"<h1>{escape(text.title)}</h1>" + pages["ch1.xhtml"]
    front = {"cover.xhtml": '<div><img src="cover.jpg" alt="Cover"/></div>'} if n % 2 else {}
    if n in (2, 3):
        front["title.xhtml"] = (
            f'<section epub:type="titlepage"><h1>{escape(text.title)}</h1><p>{text.authors[0]}</p><p>Slow Press, London</p></section>'
        )
        front["copyright.xhtml"] = (
            '<section epub:type="copyright-page"><p>First published by Slow Press. All rights reserved. No part of this book may be lent to sparrows.</p></section>'
        )
    links = "".join(f'<li><a href="{name}">{name}</a></li>' for name in pages)
    contents = f"<h1>Contents</h1><ol>{links}</ol>"
    if n in (3, 8):
        front["contents.xhtml"] = contents
    spine = {**front, **pages}
    items = "".join(
        f'<item id="i{k}" href="text/{name}" media-type="application/xhtml+xml"/>'
        for k, name in enumerate(spine)
    )
    references = "".join(f'<itemref idref="i{k}"/>' for k in range(len(spine)))
    creators = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in text.authors)
    package = (f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
               f"<dc:title>{escape(text.title)}</dc:title>{creators}<dc:date>{text.date}</dc:date><dc:language>en</dc:language></metadata>"
               f'<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>'
               f'<spine><itemref idref="nav"/>{references}</spine></package>')  # fmt: skip
    head = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>'
    files = {
        f"OEBPS/text/{name}": f"{head}{_as_xml(content)}</body></html>"
        for name, content in spine.items()
    }
    return _zipped({
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": f'{head}<nav epub:type="toc">{contents}</nav></body></html>',
        **files,
    }, "application/epub+zip")  # fmt: skip


def _as_xml(content: str) -> str:
    return re.sub(r"<(br|hr|img[^>]*?)/?>", r"<\1/>", content)


def _apart(body: str) -> str:
    """Notes as asides, which readers show as windows."""
    body = re.sub(
        r'<a name="back(\d+)" href="#note\d+">\[\d+\]</a>',
        r'<a epub:type="noteref" href="#n\1">\1</a>',
        body,
    )
    body = re.sub(
        r'<p><a name="note(\d+)" href="#back\d+">\[\d+\]</a> (.*?)</p>',
        r'<aside epub:type="footnote" id="n\1"><p>\2</p></aside>',
        body,
    )
    return body.replace("<hr><p><b>Notes</b></p>", "")


def _with_endnotes(text: Plain) -> dict[str, str]:
    """Notes on a page of their own at the end of the book."""
    body = _html(text, 0)
    body, _, notes = body.partition('<div class="footnotes">')
    body = body.replace('href="#fn:', 'href="notes.xhtml#fn:')
    notes = (
        notes.removesuffix("</div>")
        .replace('href="#fnref:', 'href="ch1.xhtml#fnref:')
        .removeprefix("<hr>")
    )
    return {
        "ch1.xhtml": f"<h1>{escape(text.title)}</h1>{body}",
        "notes.xhtml": f'<section epub:type="endnotes"><h1>Notes</h1>{notes}</section>',
    }


# PDF, printed by a browser.

_SHEETS = (
    "@page{size:A4;margin:25mm;@bottom-center{content:counter(page)}} body{font:11pt/1.4 serif} p{margin:0 0 .8em}",
    "@page{size:A4;margin:20mm} body{font:10pt/1.5 sans-serif} p{margin:0 0 1em}",
    "@page{size:A5;margin:18mm;@top-center{content:'Slow Press'};@bottom-center{content:counter(page)}} body{font:10pt/1.35 serif} p{margin:0;text-indent:1.5em} p.verse{margin:.8em 0 .8em 2em;text-indent:0} h2+p{text-indent:0}",
    "@page{size:A4;margin:22mm;@top-left{content:'Annals of Local Counting'};@top-right{content:counter(page)}} body{font:10pt/1.3 serif} .body{columns:2;column-gap:8mm;text-align:justify} p{margin:0 0 .7em}",
    "@page{size:letter;margin:1in;@bottom-right{content:'Page ' counter(page) ' of ' counter(pages)}} body{font:12pt/1.5 serif} p{margin:0 0 .9em}",
    "@page{size:A5;margin:15mm 15mm 20mm;@bottom-center{content:counter(page)}} body{font:9.5pt/1.4 serif;text-align:justify;hyphens:auto} p{margin:0 0 .7em}",
    "@page{size:A4;margin:25mm} body{font:11pt/1.5 sans-serif} p{margin:0 0 .8em}",
    "@page{size:A5;margin:16mm;@top-center{content:'Parish of Rosenau'};@bottom-center{content:'— ' counter(page) ' —'}} body{font:10.5pt/1.4 serif;text-align:justify} p{margin:0 0 .6em}",
    "@page{size:A4;margin:20mm;@bottom-left{content:'Institute of Paths'};@bottom-right{content:counter(page)}} body{font:9.5pt/1.35 serif} .body{columns:2;column-gap:7mm} p{margin:0;text-indent:1.2em} h2+p,h3+p,li p{text-indent:0}",
    "@page{size:A5;margin:17mm;@bottom-center{content:counter(page)}} body{font:10.5pt/1.45 serif;text-align:justify;hyphens:auto} p{margin:0;text-indent:1.4em}",
)  # fmt: skip


def _pdf(text: Plain) -> bytes:
    n = text.number
    by = " and ".join(text.authors)
    blocks = [parser.tostring(b, encoding="unicode") for b in text.blocks]
    notes: list[str] = []

    def marked(block: str) -> tuple[str, list[str]]:
        own = []

        def mark(match: re.Match[str]) -> str:
            notes.append(match[1])
            own.append(f'<p class="note"><sup>{len(notes)}</sup> {match[1]}</p>')
            return f"<sup>{len(notes)}</sup>"

        return re.sub(r"<fn>(.*?)</fn>", mark, block), own

    if n in (0, 2):
        # Notes at the foot of the pages that call them.
        half = len(blocks) // 2
        body = ""
        for part in (blocks[:half], blocks[half:]):
            done = [marked(block) for block in part]
            inner = "".join(block for block, _ in done)
            foot = "".join(note for _, own in done for note in own)
            body += f'<section class="sheet">{inner}<div class="foot">{foot}</div></section>'
    else:
        done = [marked(block) for block in blocks]
        foot = "".join(note for _, own in done for note in own)
        body = "".join(block for block, _ in done) + (
            f'<div class="end">{foot}</div>' if foot else ""
        )
    height = "225mm" if n == 0 else "150mm"
    page = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(text.title)}</title><style>{_SHEETS[n]}
h1{{font-size:1.9em;line-height:1.2;margin:0 0 .4em}} h2{{font-size:1.3em;margin:1.2em 0 .4em;break-after:avoid}} h3{{font-size:1em;margin:1em 0 .3em}}
blockquote{{margin:.8em 2em}} .note{{font-size:.8em;margin:0 0 .3em;text-indent:0}} sup{{font-size:.65em;line-height:0}} td,th{{padding:.1em 1.2em .1em 0;text-align:left}}
.sheet{{height:{height};position:relative;break-after:page}} .sheet:last-child{{break-after:auto}} .foot{{position:absolute;bottom:0}} .end{{margin-top:2em;border-top:1px solid}}
li{{margin:.2em 0}} hr{{margin:1em 30%}}</style></head><body><h1>{escape(text.title)}</h1><p>{by}, {_long_date(text.date)}</p><div class="body">{body}</div></body></html>"""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [find(), "--headless", *ARGUMENTS, f"--user-data-dir={folder}/profile",
                   "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()
