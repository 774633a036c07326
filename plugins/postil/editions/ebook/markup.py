"""HTML of a page as an e-reader takes it: XHTML of the elements and attributes that EPUB allows.

The HTML of articles may be anything: extensions make their own, and authors write some. So a new
tree is made, into which nothing comes but what is known here. What stands in an element that is not
known stays; what an e-reader cannot show, such as a film, is replaced by its address, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree, html

from postil.editions.formulas import Formulas, bare, left, replaced
from postil.rendering.lettering import in_letters

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XML = "http://www.w3.org/XML/1998/namespace"
TYPE = f"{{{OPS}}}type"

# Its package has no types.
Element: TypeAlias = Any

_INLINE = frozenset(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small "
    "span strong sub sup time u var wbr".split()
)
# What they hold is text, and elements that stand in a line.
_LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "pre"))
_BLOCKS = frozenset(
    "aside blockquote caption col colgroup dd details div dl dt figcaption figure hr li ol section "
    "table tbody td tfoot th thead tr ul".split()
)
# Elements for which others do as well.
_INSTEAD = {
    **dict.fromkeys(
        "address article center dialog fieldset footer form header hgroup".split(), "div"
    ),
    **dict.fromkeys("main nav search".split(), "div"),
    **dict.fromkeys("big button font label meter output progress select".split(), "span"),
    **{"acronym": "abbr", "dir": "ul", "legend": "p", "menu": "ul", "strike": "s", "tt": "code"},
    **{"optgroup": "span", "option": "span", "textarea": "span"},
}
_SILENT = frozenset(
    "base datalist head link map meta noscript param script source style template title "
    "track".split()
)
# What e-readers cannot be relied on to show, and where its address stands.
_MEDIA = {
    **dict.fromkeys("audio embed iframe video".split(), "src"),
    **{"canvas": "", "object": "data", "applet": ""},
}
_INSIDE = {
    "ul": ("li",),
    "ol": ("li",),
    "dl": ("dt", "dd", "div"),
    "table": ("caption", "colgroup", "thead", "tbody", "tfoot", "tr"),
    "thead": ("tr",),
    "tbody": ("tr",),
    "tfoot": ("tr",),
    "tr": ("td", "th"),
    "colgroup": ("col",),
}
_PARENTS: dict[str, tuple[str, ...]] = {}
for _parent, _children in _INSIDE.items():
    for _child in _children:
        if _child != "div":
            _PARENTS[_child] = (*_PARENTS.get(_child, ()), _parent)
_PARENTS |= {"figcaption": ("figure",), "summary": ("details",), "rt": ("ruby",), "rp": ("ruby",)}

_NUMBER = re.compile(r"\d{1,5}$")
_WORDS = re.compile("")
_ATTRIBUTES: dict[tuple[str, str], re.Pattern[str]] = {
    ("*", "class"): _WORDS,
    ("*", "dir"): re.compile("ltr|rtl|auto"),
    ("*", "lang"): re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$"),
    ("*", "title"): _WORDS,
    ("ol", "start"): re.compile(r"-?\d{1,9}$"),
    ("ol", "type"): re.compile("[1aAiI]$"),
    ("ol", "reversed"): _WORDS,
    ("li", "value"): re.compile(r"-?\d{1,9}$"),
    ("img", "width"): _NUMBER,
    ("img", "height"): _NUMBER,
    ("td", "colspan"): _NUMBER,
    ("td", "rowspan"): _NUMBER,
    ("th", "colspan"): _NUMBER,
    ("th", "rowspan"): _NUMBER,
    ("th", "scope"): re.compile("row|col|rowgroup|colgroup"),
    ("time", "datetime"): re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?$"),
}
_CODE = frozenset(("pre", "code", "samp"))
_EMPTY = frozenset(("br", "col", "hr", "wbr"))
# Elements that mean nothing without it.
_NEEDED = {"bdo": "dir", "data": "value", "time": "datetime"}
# What our own templates say besides.
_OWN = ("role", "aria-label", "aria-labelledby", "aria-hidden", "data-kind", "data-assessment")
_ALIGNED = re.compile(r"text-align:\s*(left|right|center)")
_WEB = ("http", "https")
_SCHEMES = ("", *_WEB, "mailto", "tel")
_HOST = re.compile(r"[\w.-]*|[0-9a-f:]+")
_SAFE = "%/:=&?~+!$,;'@()*-._"
# XML has no place for them.
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# HTML knows no capitals in names; SVG does.
_CAPITALS = {
    name.lower(): name
    for name in (
        "viewBox preserveAspectRatio gradientUnits gradientTransform patternUnits linearGradient "
        "patternTransform patternContentUnits radialGradient clipPath clipPathUnits textPath "
        "textLength lengthAdjust markerWidth markerHeight markerUnits refX refY pathLength "
        "spreadMethod startOffset stdDeviation maskUnits maskContentUnits feGaussianBlur feOffset "
        "feBlend feMerge "
        "feMergeNode feColorMatrix feFlood feComposite filterUnits primitiveUnits baseFrequency"
    ).split()
}
_NO_DRAWING = frozenset(("script", "foreignobject", "animate", "animatetransform", "set"))
# What would be fetched, and what lies in the same drawing.
_ELSEWHERE = re.compile(r"://|@import|javascript:", re.IGNORECASE)
_OWN_PART = re.compile(r"""(url\(\s*["']?)#""")
# The ids in a style sheet, which colours look like.
_OWN_RULE = re.compile(r"#([A-Za-z_][\w-]*)(?=[^{}]*\{)")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z-]*$")


@dataclass
class Conversion:
    """What is known while HTML is converted, and what turned out."""

    link: Callable[[str], str]
    """Where a link leads in the book; empty where nowhere."""
    image: Callable[[str], str]
    """The file of an image in the book; empty where it has none. May add a remark."""
    remark: Callable[[str], None]
    """Is told what cannot be set."""
    say: Callable[[str], str]
    """Words for the reader."""
    formulas: Formulas = field(default_factory=Formulas)
    """Formulas as MathML."""
    ids: set[str] = field(default_factory=set)
    """The ids that were given so far: each once."""
    unnamed_images: int = 0
    """How many images say nothing to those who do not see them."""
    has_drawings: bool = False
    _drawings: int = 0
    has_formulas: bool = False

    def body(self, source: str, *, own: bool = False) -> list[Element]:
        """The elements of a piece of HTML; `own` for what our templates made, which may say more of
        itself than an article."""
        fit = _UNFIT.sub("\ufffd", replaced(source, self.formulas))
        if not fit.strip():
            return []
        root = html.fragment_fromstring(fit, create_parent="div")
        made = _new("div")
        _simplified(root)
        for child in root:
            self._copy(child, made, own=own)
        _put_text(made, root.text)
        # Text that stands between blocks has no paragraph of its own.
        _mended(made)
        found: list[Element] = []
        if (made.text or "").strip():
            found.append(_new("p"))
            found[-1].text = made.text
        return [*found, *made]

    def _copy(self, source: Element, parent: Element, *, own: bool) -> None:
        """Copies an element to the end of another, and the text behind it."""
        if isinstance(source.tag, str):
            self._element(source, source.tag.lower(), parent, own=own)
        _append_text(parent, source.tail)

    def _element(self, source: Element, tag: str, parent: Element, *, own: bool) -> None:
        classes = (source.get("class") or "").split()
        if tag in _SILENT or "headerlink" in classes or source.get("hidden") is not None:
            return
        if tag == "svg":
            self.has_drawings = True
            self._drawings += 1
            for left_out in dict.fromkeys(_draw(source, parent, SVG, f"drawing-{self._drawings}")):
                self.remark(f"<{left_out}> of a drawing is left out")
        elif tag == "math":
            self.has_formulas = True
            self._drawings += 1
            _draw(source, parent, MATHML, f"formula-{self._drawings}")
        elif tag in _MEDIA:
            self._media(source, tag, parent)
        elif tag == "img":
            self._image(source, parent)
        elif tag == "input":
            self._field(source, parent)
        elif tag == "div" and "footnote" in classes and not own:
            self._footnotes(source, parent)
        elif "footnote-ref" in classes and not own:
            self._footnote_reference(source, parent)
        elif tag == "a" and "postil-ref" in classes:
            self._reference(source, parent)
        else:
            self._known(source, tag, parent, own=own)

    def _known(self, source: Element, tag: str, parent: Element, *, own: bool) -> None:
        tag = _INSTEAD.get(tag, tag)
        if tag not in _INLINE and tag not in _LINES and tag not in _BLOCKS:
            tag = "span"
        made = etree.SubElement(parent, _named(tag))
        self._attributes(source, tag, made, own=own)
        if "postil" in (source.get("class") or "").split() and tag == "mark":
            made.tag = _named("span")
            made.set("class", "passage")
            _set(made, "data-assessment", source.get("data-assessment"))
        if tag == "a":
            address = self.link(source.get("href") or "") if source.get("href") else ""
            if address and not _within_link(made):
                made.set("href", address)
            else:
                made.tag = _named("span")
        if tag == "details":
            made.set("open", "open")
        if tag in _CODE and "dir" not in made.attrib:
            # Whatever the language; a style sheet of a book must not say so.
            made.set("dir", "ltr")
        needed = _NEEDED.get(tag)
        if needed and needed not in made.attrib:
            made.tag = _named("span")
        if "arithmatex" in (source.get("class") or "").split() and source.find(".//math") is None:
            self.remark(left(bare(source.text_content())))
        # The parser does not know of all of them that they hold nothing.
        inside = parent if tag in _EMPTY else made
        _append_text(inside, source.text)
        for child in source:
            self._copy(child, inside, own=own)

    def _attributes(self, source: Element, tag: str, made: Element, *, own: bool) -> None:
        for name, value in source.attrib.items():
            pattern = _ATTRIBUTES.get((tag, name)) or _ATTRIBUTES.get(("*", name))
            if pattern and pattern.match(value):
                made.set(name, "reversed" if name == "reversed" else value)
            elif own and name in _OWN:
                made.set(name, value)
        if language := made.get("lang"):
            made.set(f"{{{XML}}}lang", language)
        if aligned := _ALIGNED.search(source.get("style") or f"text-align:{source.get('align')}"):
            made.set("class", f"{made.get('class') or ''} {aligned[1]}".strip())
        if own and (type := source.get("data-type")):
            made.set(TYPE, type)
        self._name(made, source.get("id") or (tag == "a" and source.get("name")) or "")

    def _name(self, made: Element, id: str) -> None:
        """Gives an id, which no other element may have."""
        id = re.sub(r"\s+", "-", id)
        if id and id not in self.ids:
            self.ids.add(id)
            made.set("id", id)

    def _reference(self, source: Element, parent: Element) -> None:
        """The reference to a note, with its number."""
        made = etree.SubElement(parent, _named("a"))
        note = (source.get("href") or "").removeprefix("#")
        made.set("class", "reference")
        made.set("href", f"#{note}")
        made.set("role", "doc-noteref")
        made.set(TYPE, "noteref")
        # The passage has the id of the annotation, unless it lies too deep in others.
        self._name(made, source.get("id") or f"postil-ref-{note.removeprefix('note-')}")
        made.text = source.get("data-number")
        for child in source:
            self._copy(child, made, own=True)

    def _footnote_reference(self, source: Element, parent: Element) -> None:
        """A reference to a footnote of the article itself."""
        made = etree.SubElement(parent, _named("a"))
        made.set("class", "own-reference")
        made.set("href", source.get("href") or "#")
        made.set("role", "doc-noteref")
        made.set(TYPE, "noteref")
        self._name(made, source.get("id") or "")
        number = "".join(source.itertext()).strip()
        made.text = letters(int(number)) if number.isdigit() else number

    def _footnotes(self, source: Element, parent: Element) -> None:
        """The footnotes of the article itself."""
        section = etree.SubElement(parent, _named("section"))
        section.set("class", "own-notes")
        section.set("role", "doc-endnotes")
        section.set(TYPE, "endnotes")
        section.set("aria-labelledby", "text-notes")
        heading = etree.SubElement(section, _named("h2"))
        self._name(heading, "text-notes")
        heading.text = self.say("footnotes_of_text")
        for number, item in enumerate(source.iter("li"), 1):
            if (item.getparent().getparent()) is not source:
                continue
            note = etree.SubElement(section, _named("aside"))
            note.set("class", "own-note")
            note.set("role", "doc-footnote")
            note.set(TYPE, "footnote")
            self._name(note, item.get("id") or "")
            back = item.xpath(".//a[contains(concat(' ', @class, ' '), ' footnote-backref ')]")
            label = etree.SubElement(note, _named("p"))
            label.set("class", "label")
            sign: Element = label
            if back:
                sign = etree.SubElement(label, _named("a"))
                sign.set("href", back[0].get("href") or "#")
                sign.set("role", "doc-backlink")
                sign.set("title", self.say("back_to_text"))
            sign.text = letters(number)
            for link in back:
                link.drop_tree()
            _put_text(note, item.text)
            for child in item:
                self._copy(child, note, own=False)

    def _image(self, source: Element, parent: Element) -> None:
        said = source.get("alt") or ""
        if said and not any(map(str.isalnum, said)):
            # An emoji, which is a character as well.
            _append_text(parent, said)
            return
        file = self.image(source.get("src") or "")
        if not file:
            made = etree.SubElement(parent, _named("span"))
            address = self.link(source.get("src") or "")
            if address and not _within_link(made):
                made.tag = _named("a")
                made.set("href", address)
            made.set("class", "missing")
            words = said or self.say("image")
            made.text = f"[{words}]"
            return
        made = etree.SubElement(parent, _named("img"))
        self._attributes(source, "img", made, own=False)
        made.set("src", file)
        made.set("alt", said)
        self.unnamed_images += not said

    def _field(self, source: Element, parent: Element) -> None:
        """A box to be ticked, as a sign; other fields have nothing that can be read."""
        if source.get("type") == "checkbox":
            _append_text(parent, "☑ " if source.get("checked") is not None else "☐ ")
        elif source.get("type") not in ("radio", "hidden"):
            self.remark("a field of a form is left out")

    def _media(self, source: Element, tag: str, parent: Element) -> None:
        written = source.get(_MEDIA[tag] or "src") or next(
            (child.get("src") for child in source.iter("source") if child.get("src")), ""
        )
        address = self.link(written) if written else ""
        named = f"<{tag}> of {written}" if written else f"<{tag}>"
        self.remark(f"{named} is left out; its address stands there")
        made = etree.SubElement(parent, _named("span"))
        made.set("class", "missing")
        if address and not _within_link(made):
            made.tag = _named("a")
            made.set("href", address)
        made.text = f"[{source.get('title') or written or tag}]"


def new_section(tag: str, **attributes: str) -> Element:
    """An element of XHTML by itself; `type` is that of EPUB, `aria_x` stands for `aria-x`."""
    made = _new(tag)
    for name, value in attributes.items():
        made.set(TYPE if name == "type" else name.rstrip("_").replace("_", "-"), value)
    return made


def letters(number: int) -> str:
    """A number in letters, as footnotes of the text have it, so that nobody takes them for notes on
    it: a, b, …, z, aa."""
    return in_letters(max(number, 1) - 1)


def fit_address(address: str) -> str:
    """An address that an e-reader can follow, with everything escaped that addresses have no place
    for; empty for one that is none."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES or (scheme in _WEB) != bool(host) or not _HOST.fullmatch(host):
        return ""
    path, query, fragment = (quote(part, safe=_SAFE) for part in parts[2:])
    return urlunsplit((scheme, parts.netloc, path, query, fragment))


def _named(tag: str) -> str:
    return f"{{{XHTML}}}{tag}"


def _new(tag: str) -> Element:
    return etree.Element(_named(tag), nsmap={None: XHTML, "epub": OPS})


def _set(made: Element, name: str, value: str | None) -> None:
    if value:
        made.set(name, value)


def _put_text(made: Element, text: str | None) -> None:
    if text:
        made.text = text + (made.text or "")


def _append_text(parent: Element, text: str | None) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _within_link(element: Element) -> bool:
    return any(above.tag == _named("a") for above in element.iterancestors())


def _draw(source: Element, parent: Element, namespace: str, name: str = "") -> list[str]:
    """Copies a drawing or a formula, but for programs, links and what lies elsewhere; its own ids
    begin with a name that it has in the document. Returns the elements that were left out."""
    tag = str(source.tag).lower()
    made = etree.SubElement(
        parent,
        f"{{{namespace}}}{_CAPITALS.get(tag, tag) if tag != 'a' else 'g'}",
        nsmap=None if parent.tag.startswith(f"{{{namespace}}}") else {None: namespace},
    )
    for attribute, value in source.attrib.items():
        attribute = "href" if attribute == "xlink:href" else attribute
        if _is_harmless(tag, attribute, value):
            made.set(_CAPITALS.get(attribute, attribute), _within(attribute, value, name))
    made.text = _within("style", source.text, name) if tag == "style" else source.text
    left_out = []
    for child in source:
        if not isinstance(child.tag, str):
            _append_text(made, child.tail)
        elif (inner := child.tag.lower()) in _NO_DRAWING or (
            inner == "style" and _ELSEWHERE.search(child.text or "")
        ):
            left_out.append(inner)
            _append_text(made, child.tail)
        else:
            left_out += _draw(child, made, namespace, name)
            made[-1].tail = child.tail
    return left_out


def _is_harmless(tag: str, attribute: str, value: str) -> bool:
    if not _NAME.match(attribute) or attribute.startswith("on") or attribute == "xmlns":
        return False
    if attribute == "href":
        return tag != "a" and (value.startswith("#") or (tag == "image" and ";base64," in value))
    return not _ELSEWHERE.search(value)


def _within(attribute: str, value: str | None, name: str) -> str:
    """What an attribute of a drawing says, with its ids as they are in the document."""
    value = value or ""
    if not name:
        return value
    if attribute == "id":
        return f"{name}-{value}"
    if attribute == "href" and value.startswith("#"):
        return f"#{name}-{value[1:]}"
    if attribute in ("aria-labelledby", "aria-describedby"):
        return " ".join(f"{name}-{id}" for id in value.split())
    value = _OWN_PART.sub(rf"\g<1>#{name}-", value)
    return _OWN_RULE.sub(rf"#{name}-\g<1>", value) if attribute == "style" else value


def _local(element: Element) -> str:
    """The name of an element of XHTML; empty for those of others."""
    name = etree.QName(element)
    return name.localname if name.namespace == XHTML else ""


def _is_block(element: Element) -> bool:
    return (name := _local(element)) in _BLOCKS or name in _LINES


def _mended(root: Element) -> None:
    """Lets every element stand where it may: parts of lists and tables that stand elsewhere become
    what may stand there, and what holds blocks and must not becomes a block."""
    for element in reversed([*root.iter(f"{{{XHTML}}}*")]):
        if (name := _local(element)) in _INSIDE:
            _order(element, name)
        elif name == "details" and not (len(element) and _local(element[0]) == "summary"):
            element.tag = _named("div")
            element.attrib.pop("open", None)
        elif name == "summary":
            for inner in element.iterdescendants(f"{{{XHTML}}}*"):
                inner.tag = _named("span") if _is_block(inner) else inner.tag
    for element in root.iter(f"{{{XHTML}}}*"):
        name, parent = _local(element), element.getparent()
        parents = _PARENTS.get(name)
        if parents and (parent is None or _local(parent) not in parents):
            element.tag = _named("span" if name in ("rt", "rp") else "div")
            for attribute in ("value", "colspan", "rowspan", "scope"):
                element.attrib.pop(attribute, None)
    for element in reversed([*root.iter(f"{{{XHTML}}}*")]):
        name = _local(element)
        if (name in _LINES or name in _INLINE) and any(map(_is_block, element)):
            element.tag = _named("div")
            element.attrib.pop("href", None)


def _order(element: Element, name: str) -> None:
    """Puts what a list may not hold into an item, and makes a plain block of another element that
    holds what it may not."""
    wrong = [child for child in element if _local(child) not in _INSIDE[name]]
    is_text = any((t or "").strip() for t in (element.text, *(c.tail for c in element)))
    if name in ("ul", "ol"):
        for child in wrong:
            item = _new("li")
            item.tail, child.tail = child.tail, None
            element.replace(child, item)
            item.append(child)
        for text in _loose(element):
            etree.SubElement(element, _named("li")).text = text
    elif wrong or is_text or (name == "dl" and not _is_paired(element)):
        element.tag = _named("div")


def _is_paired(element: Element) -> bool:
    """Whether each term of a list has a definition, and the other way around."""
    names = [_local(child) for child in element if _local(child) != "div"]
    return not names or (names[0] == "dt" and names[-1] == "dd")


def _loose(element: Element) -> Iterator[str]:
    """Text that stands between items; it is taken away there."""
    if (element.text or "").strip():
        yield element.text or ""
        element.text = None
    for child in [*element]:
        if (child.tail or "").strip():
            yield child.tail or ""
            child.tail = None


def _simplified(root: Element) -> None:
    """Takes apart what only works on a screen: tabs stand one below the other, each with its name,
    and code has no column of line numbers."""
    for tabs in root.xpath(".//div[contains(concat(' ', @class, ' '), ' tabbed-set ')]"):
        labels = tabs.xpath("./div/label | ./label")
        blocks = tabs.xpath("./div/div[contains(@class, 'tabbed-block')]")
        # The older form has a block behind each label.
        blocks = blocks or tabs.xpath("./div[contains(@class, 'tabbed-content')]")
        for label, block in zip(labels, blocks, strict=False):
            label.tag = "p"
            label.attrib.clear()
            label.set("class", "tab")
            # A note on the label stands behind it, as a label may hold no link.
            for reference in [*label.itersiblings()]:
                if "postil-ref" not in (reference.get("class") or "").split():
                    break
                label.append(reference)
            block.insert(0, label)
        for label in labels[len(blocks) :]:
            label.drop_tree()
    for table in root.xpath(".//table[contains(concat(' ', @class, ' '), ' highlighttable ')]"):
        for code in table.xpath(".//td[@class='code']/*"):
            table.addprevious(code)
        table.drop_tree()
