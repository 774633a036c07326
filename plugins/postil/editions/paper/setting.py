"""The HTML of articles and notes as Typst sets it.

Every element is set as what it is; what a page does and paper cannot is set as words, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from urllib.parse import unquote

from postil.editions.formulas import bare, left
from postil.rendering.lettering import in_letters

from .blocks import BLOCKS, EMPHASIS, NEVER_SHOWN, PLAYED, SKIPPED
from .listings import listing
from .markup import address, call, code, string, text
from .materials import Materials
from .tables import table
from .tree import Node

_SPACES = re.compile("[ \t\r\n\f]+")
_WIDTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|%)?\s*$")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_POINTS = 0.75
"""How many points a pixel has."""

Content = Sequence["Node | str"]


class Setter:
    """Sets the pieces of one article, or of the notes on it."""

    def __init__(
        self,
        materials: Materials,
        page: str,
        prefix: str = "",
        notes: Mapping[str, str] | None = None,
        footnotes: Mapping[str, Node] | None = None,
    ) -> None:
        """
        Args:
            materials: What all chapters share.
            page: The page from which links and images are seen.
            prefix: What the labels of the chapter begin with; empty for notes, which have none.
            notes: The notes of the chapter, by the ids of their annotations.
            footnotes: The article's own footnotes, by their ids, in order.
        """
        self.materials, self.page, self.prefix = materials, page, prefix
        self.notes, self.footnotes = notes or {}, footnotes or {}
        self.set_notes: set[str] = set()
        """The notes whose references were set."""
        self.set_footnotes: set[str] = set()
        self.abbreviations: dict[str, str] = {}
        """The abbreviations that the article explains."""
        self._spaced = True
        self._level = 1

    def blocks(self, nodes: Content) -> str:
        """Blocks one after the other."""
        parts: list[str] = []
        line: list[Node | str] = []
        for node in nodes:
            if isinstance(node, str) or not _is_block(node):
                line.append(node)
                continue
            parts.append(self.line(line))
            line = []
            parts.append(self._anchored(node, self._block(node)))
        parts.append(self.line(line))
        return "\n\n".join(filter(None, parts))

    def line(self, nodes: Content) -> str:
        """What stands on one line, or breaks as a paragraph does."""
        self._spaced = True
        made = self.inline(nodes)
        return "" if made == '#" "' else made.removesuffix('#" "')

    def inline(self, nodes: Content) -> str:
        """Pieces within a line."""
        return "".join(
            self._words(node) if isinstance(node, str) else self._anchored(node, self._inline(node))
            for node in nodes
        )

    def note(self, id: str) -> str:
        """The reference to a note, with the note, where it was not set yet."""
        if id in self.set_notes or id not in self.notes:
            return ""
        self.set_notes.add(id)
        return self.notes[id]

    def footnote(self, id: str) -> str:
        """A reference to a footnote of the article's own."""
        node = self.footnotes[id]
        mark = string(in_letters(list(self.footnotes).index(id)))
        label = string(f"{self.prefix}:{id}")
        if id in self.set_footnotes:
            return f"#again({mark}, {label})"
        self.set_footnotes.add(id)
        body = self.blocks(node.children)
        self._spaced = False
        return f"#own({mark}, {label})[{body}]"

    def _words(self, words: str) -> str:
        words = _SPACES.sub(" ", words)
        if self._spaced and words.startswith(" "):
            words = words[1:]
        if words:
            self._spaced = words.endswith(" ")
        return text(words)

    def _anchored(self, node: Node, made: str) -> str:
        """What was made of a node, with what links to it lead to."""
        id = node.get("id")
        if not (made and id and self.prefix) or "postil" in node.classes or id.startswith("fn"):
            return made
        label = f"{self.prefix}:{id}"
        if label in self.materials.labels:
            return made
        self.materials.labels.add(label)
        return f"#anchor({string(label)}){made}"

    # Blocks.

    def _block(self, node: Node) -> str:
        if _is_hidden(node):
            return self._passed_over(node)
        if node.tag in _HEADINGS:
            return self._heading(node)
        made = _BLOCKS.get(node.tag, Setter._division)(self, node)
        return f"#spoken({spoken})[{made}]" if made and (spoken := _speech(node)) else made

    def _passed_over(self, node: Node) -> str:
        """The notes on what is not shown."""
        refs = (n for n in node.walk() if "postil-ref" in n.classes)
        return "".join(self._reference(ref) for ref in refs)

    def _heading(self, node: Node) -> str:
        made = self.line(node.children)
        if not made:
            return ""
        if not _says_something(node):
            # A heading without words is none to those who go by headings.
            return f"#block[{made}]"
        if not self.prefix:
            return f"#strong[{made}]"
        # A level that is left out would be one to those who go by headings.
        self._level = max(2, min(int(node.tag[1]), self._level + 1))
        return f"#heading(level: {self._level})[{made}]"

    def _paragraph(self, node: Node) -> str:
        if any(isinstance(child, Node) and _is_block(child) for child in node.children):
            return self.blocks(node.children)
        made = self.line(node.children)
        return call("aligned", made, to=align) if made and (align := _alignment(node)) else made

    def _division(self, node: Node) -> str:
        classes = node.classes
        if "admonition" in classes:
            return self._aside(node, node.find("p", "admonition-title"))
        if "tabbed-set" in classes:
            return self._tabs(node)
        if "arithmatex" in classes:
            return self._formula(node, display=True)
        if "footnote" in classes and self.footnotes:
            return ""
        if "highlight" in classes or "highlighttable" in classes:
            return listing(self, node)
        return self.blocks(node.children)

    def _aside(self, node: Node, title: Node | None) -> str:
        """What stands beside the text: an admonition, a text that is unfolded."""
        heading = self.line(title.children) if title else ""
        rest = [child for child in node.children if child is not title]
        return call("aside", heading, self.blocks(rest))

    def _details(self, node: Node) -> str:
        children = (child for child in node.children if isinstance(child, Node))
        return self._aside(node, next((c for c in children if c.tag == "summary"), None))

    def _tabs(self, node: Node) -> str:
        """Tabs, one below the other."""
        labels: list[list[Node | str]] = []
        bodies: list[Node] = []
        for child in _unwrapped(node, "tabbed-labels"):
            if child.tag == "label":
                labels.append([*child.children])
            elif "postil-ref" in child.classes and labels:
                labels[-1].append(child)
            elif "tabbed-content" in child.classes:
                blocks = [c for c in _unwrapped(child) if "tabbed-block" in c.classes]
                bodies.extend(blocks or [child])
        tabs = zip(labels, bodies, strict=False)
        return "\n\n".join(
            call("aside", self.line(label), self.blocks(body.children)) for label, body in tabs
        )

    def _list(self, node: Node) -> str:
        items = [child for child in node.children if isinstance(child, Node)]
        made = [code(self.blocks(item.children)) for item in items]
        tight = "false" if any(item.find("p") for item in items) else "true"
        if node.tag != "ol":
            is_tasks = "task-list" in node.classes
            options = "marker: none, " if is_tasks else ""
            return f"#list({options}tight: {tight}, {', '.join(made)})" if made else ""
        start = node.get("start") if node.get("start").isdigit() else "1"
        kinds = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}
        numbering = string(kinds.get(node.get("type"), "1."))
        options = f"start: {start}, numbering: {numbering}, tight: {tight}"
        return f"#enum({options}, {', '.join(made)})" if made else ""

    def _definitions(self, node: Node) -> str:
        parts: list[str] = []
        for child in _entries(node):
            if child.tag == "dt":
                parts.append(call("headword", self.line(child.children)))
            elif child.tag == "dd":
                parts.append(call("meaning", self.blocks(child.children)))
        return "\n\n".join(parts)

    def _quotation(self, node: Node) -> str:
        return f"#quote(block: true)[{self.blocks(node.children)}]"

    def _preformatted(self, node: Node) -> str:
        return listing(self, node)

    def _table(self, node: Node) -> str:
        if "highlighttable" in node.classes:
            return listing(self, node)
        return table(self, node)

    def _rule(self, node: Node) -> str:
        return "#rule()"

    def _figure(self, node: Node) -> str:
        caption = node.find("figcaption")
        rest = [child for child in node.children if child is not caption]
        made = self.blocks(rest)
        said = self.blocks(caption.children) if caption else ""
        return call("captioned", made, said) if said else made

    # Within a line.

    def _inline(self, node: Node) -> str:
        if "postil-ref" in node.classes:
            return self._reference(node)
        if _is_hidden(node):
            return self._passed_over(node)
        if node.tag == "mark" and "postil" in node.classes:
            made = self.inline(node.children)
            return f"#passage[{made}]" if made else ""
        if "arithmatex" in node.classes or node.get("type").startswith("math/tex"):
            return self._formula(node, display="mode=display" in node.get("type"))
        if node.tag == "math":
            return self._written_as_elements(node)
        if node.tag in PLAYED:
            return self._played(node)
        if node.tag in SKIPPED:
            return self._passed_over(node)
        return _INLINE.get(node.tag, Setter._plain)(self, node)

    def _plain(self, node: Node) -> str:
        made = self._content(node.children)
        if node.tag == "rt":
            made = made.strip()
        if "comment" in node.classes and "critic" in node.classes:
            return f"#remark[{made}]"
        if function := EMPHASIS.get(node.tag):
            return f"#{function}[{made}]" if made else ""
        return f"#text({spoken})[{made}]" if made and (spoken := _speech(node)) else made

    def _content(self, nodes: Content) -> str:
        """Pieces of a line, which may be blocks where somebody wrote HTML by hand."""
        if any(isinstance(node, Node) and _is_block(node) for node in nodes):
            return self.blocks(nodes)
        return self.inline(nodes)

    def _reference(self, node: Node) -> str:
        return self.note(node.get("href").removeprefix("#note-"))

    def _link(self, node: Node) -> str:
        href = node.get("href")
        if "footnote-ref" in node.classes:
            return self._footnote_reference(node, unquote(href.removeprefix("#")))
        made = self._content(node.children)
        return self.link(href, made) if href and made else made

    def _footnote_reference(self, node: Node, id: str) -> str:
        """A note has its own footnotes below it, with the numbers that they have there."""
        if id in self.footnotes:
            return self.footnote(id)
        return f"#super[{self.inline(node.children)}]"

    def link(self, href: str, made: str) -> str:
        """A link with what stands in it; without one, where it leads to nothing that paper has."""
        target = self.materials.book.target(self.page, href)
        if label := self.materials.label(target.page, unquote(target.fragment)):
            return f"#go({string(label)})[{made}]"
        if target.address and made == text(target.address):
            return address(target.address)
        return f"#link({string(target.address)})[{made}]" if target.address else made

    def _code(self, node: Node) -> str:
        made = listing(self, node, inline=True)
        self._spaced = False
        return made

    def _keys(self, node: Node) -> str:
        return f"#key[{self.inline(node.children)}]"

    def _sup(self, node: Node) -> str:
        if node.find("a", "footnote-ref"):
            return self.inline(node.children)
        return f"#super[{self.inline(node.children)}]"

    def _quoted(self, node: Node) -> str:
        return f"#quoted[{self.inline(node.children)}]"

    def _abbreviation(self, node: Node) -> str:
        short, long = " ".join(node.text.split()), " ".join(node.get("title").split())
        if short and long:
            self.abbreviations.setdefault(short, long)
        return self.inline(node.children)

    def _break(self, node: Node) -> str:
        self._spaced = True
        return "#linebreak()"

    def _may_break(self, node: Node) -> str:
        return "#sym.zws"

    def _input(self, node: Node) -> str:
        if node.get("type") == "checkbox":
            return "#checked" if "checked" in node.attributes else "#unchecked"
        if node.get("type") in ("radio", "hidden"):
            return ""
        self.materials.remark(self.page, "a field of a form is left blank")
        return "#blank"

    def _image(self, node: Node) -> str:
        alt, source = node.get("alt"), node.get("src")
        if {"twemoji", "emojione", "gemoji"} & node.classes and alt:
            return self._words(alt)
        name, why = self.materials.image(self.page, source)
        if not name:
            image = shown(source or alt)
            self.materials.remark(self.page, f"the image '{image}' is not set: {why}")
            return call("absent", text(alt or shown(source)))
        self._spaced = False
        return _picture(name, alt, node.get("width"))

    def _drawing(self, node: Node) -> str:
        svg = str(node.children[0])
        title = re.search(r"<title[^>]*>(.*?)</title>", svg, re.DOTALL)
        alt = " ".join(unescape(title[1]).split()) if title else ""
        self._spaced = False
        name = self.materials.drawing(self.page, svg)
        return call("drawn", name=string(name), alt=string(alt))

    def _icon(self, node: Node) -> str:
        """An icon is as high as the letters beside it."""
        drawing = node.find("postil-svg")
        if drawing is None or not {"twemoji", "emojione"} & node.classes:
            return self._plain(node)
        name = self.materials.drawing(self.page, str(drawing.children[0]))
        self._spaced = False
        return call("icon", name=string(name), alt=string(node.get("title")))

    def _played(self, node: Node) -> str:
        inner = (n.get("src") or n.get("data") for n in node.walk())
        source = next(filter(None, inner), "")
        self.materials.remark(
            self.page, f"<{node.tag}> is set as its address, since paper plays nothing"
        )
        there = self.materials.book.target(self.page, source).address or source
        made = text(node.get("title") or there or node.tag)
        return call("absent", f"#link({string(there)})[{made}]" if there else made)

    def _written_as_elements(self, node: Node) -> str:
        """A formula in MathML, which may say how it is written in TeX."""
        for written in node.walk():
            if written.tag == "annotation" and "tex" in written.get("encoding").lower():
                return self._formula(written, display=node.get("display") == "block")
        said = shown(node.text)
        self.materials.remark(self.page, f"the formula '{said}' is MathML: set as its letters")
        return self._plain(node)

    def _formula(self, node: Node, *, display: bool) -> str:
        notes = self._passed_over(node)
        source = bare(node.text)
        made = self.materials.formulas(source, display=display)
        self._spaced = False
        if not made:
            self.materials.remark(self.page, left(source))
            return f"#raw({string(source)}, block: {str(display).lower()}){notes}"
        options = f"block: {str(display).lower()}, alt: {string(source)}"
        return f"#math.equation({options}, $ {made} $.body){notes}"


def _picture(name: str, alt: str, width: str) -> str:
    """An image. Its width is that of the page's, as far as there is room."""
    given = _WIDTH.match(width)
    options = {"name": string(name), "alt": string(alt)}
    if given:
        is_part = given[2] == "%"
        options["width"] = f"{given[1]}%" if is_part else f"{float(given[1]) * _POINTS:g}pt"
    return call("picture", **options)


def _speech(node: Node) -> str:
    """The language and the direction of what is in an element, where it says so, in code."""
    options = []
    if node.get("dir") in ("rtl", "ltr"):
        options.append(f"dir: {node.get('dir')}")
    language, _, region = node.get("lang").replace("_", "-").partition("-")
    if language.isalpha() and 2 <= len(language) <= 3:
        options.append(f"lang: {string(language.lower())}")
        if region.isalpha() and len(region) == 2:
            options.append(f"region: {string(region.upper())}")
    return ", ".join(options)


def _alignment(node: Node) -> str:
    found = re.search(r"text-align:\s*(left|right|center)", node.get("style"))
    return found[1] if found else ""


def _is_block(node: Node) -> bool:
    """Whether an element stands on lines of its own: what holds a block does, too."""
    if node.tag in BLOCKS:
        return True
    if node.tag in SKIPPED or node.tag in PLAYED or node.tag == "postil-svg":
        return False
    return any(isinstance(child, Node) and _is_block(child) for child in node.children)


def _is_hidden(node: Node) -> bool:
    return "hidden" in node.attributes or bool(NEVER_SHOWN & node.classes)


def _says_something(node: Node) -> bool:
    """Whether an element has letters that are shown."""
    if _is_hidden(node) or node.tag in SKIPPED or node.tag == "postil-svg":
        return False
    return any(
        _says_something(child) if isinstance(child, Node) else any(map(str.isalnum, child))
        for child in node.children
    )


def _unwrapped(node: Node, class_: str = "") -> list[Node]:
    """The elements in an element; in the place of one of this class, those in it."""
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found.extend(_unwrapped(child) if class_ and class_ in child.classes else [child])
    return found


def _entries(node: Node) -> list[Node]:
    """The entries of a list of definitions, which may stand in groups."""
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found.extend(_entries(child) if child.tag == "div" else [child])
    return found


def shown(source: str) -> str:
    """The begin of an address or a formula, for what is said of it."""
    line = " ".join(source.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


_BLOCKS: Mapping[str, Callable[[Setter, Node], str]] = {
    "p": Setter._paragraph,
    "ul": Setter._list,
    "ol": Setter._list,
    "menu": Setter._list,
    "dl": Setter._definitions,
    "blockquote": Setter._quotation,
    "pre": Setter._preformatted,
    "table": Setter._table,
    "hr": Setter._rule,
    "figure": Setter._figure,
    "details": Setter._details,
}
_INLINE: Mapping[str, Callable[[Setter, Node], str]] = {
    "a": Setter._link,
    "code": Setter._code,
    "samp": Setter._code,
    "tt": Setter._code,
    "sup": Setter._sup,
    "q": Setter._quoted,
    "abbr": Setter._abbreviation,
    "br": Setter._break,
    "wbr": Setter._may_break,
    "input": Setter._input,
    "img": Setter._image,
    "postil-svg": Setter._drawing,
    "span": Setter._icon,
}
