"""Markdown of notes to HTML that is safe to put into a page.

Notes are written with the site's own Markdown extensions, and may come from people whom the site
does not trust, such as students. So what the extensions make of a note is sanitised: no scripts,
no event handlers, no addresses but those of the web and of the site, no ids and classes that
belong to the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from time import thread_time
from typing import Any

import markdown
import nh3
from markupsafe import Markup

from postil.anchoring.projection import VOID

from .extensions import configs_for_notes, for_notes, includes_files
from .lines import plain
from .paragraphs import with_short_cuts
from .plain import PlainProse

_TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p path pre q rp rt ruby s samp small "
    "span strong sub summary sup svg table tbody td tfoot th thead time tr u ul var".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "details": {"open"},
    "img": {"alt", "height", "loading", "src", "width"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "path": {"d", "fill-rule", "clip-rule"},
    "q": {"cite"},
    "svg": {"viewbox", "viewBox", "xmlns", "aria-hidden"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "time": {"datetime"},
}
# Classes by which themes (Material; Bootstrap in `mkdocs`; `readthedocs`) place things over the
# page or hide them, and those that hide content tabs whose switches do not survive the sanitiser.
_FOREIGN_CLASS = re.compile(
    r"^(?:md-|postil|tabbed-|fixed-|sticky-|position-|modal|navbar|offcanvas|stretched-link|toast"
    r"|dropdown-menu|m[a-z]?-n\d|rst-|wy-|affix|bs-|btn-c|card-img|carousel|popover|tooltip|valid-"
    r"|invalid-|translate-middle|shift$)"
)
# Material fetches a program from another server where this stands.
_DIAGRAM = "mermaid"

# What the sanitiser leaves as it is, character for character, but for the `rel` of links: most are
# a paragraph or two with a link to another site. (A no-break space it writes as an entity, and it
# knows of no halves of characters. Hosts that it looks at twice, such as numbers, are left to it.)
_TEXT = r"[^<>&\0\r\xa0\ud800-\udfff]*"
_HOST = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)+"
_LINK = rf'<a href="https?://{_HOST}(?:[/?#][a-zA-Z0-9_./:#?=%~+,;-]*)?">'
HARMLESS = re.compile(
    rf"(?:<p>{_TEXT}(?:(?:<(em|strong|code)>{_TEXT}</\1>|{_LINK}{_TEXT}</a>){_TEXT})*</p>\n?)+"
)
_REL = "noopener noreferrer"

_LISTS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",)}
_WRITTEN_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[^>\"]|\"[^\"]*\")*>")

# What `pymdownx.snippets` takes for the name of a file, unless a semicolon stands before it.
_SNIPPET = re.compile(r"^([ \t]*)(?=;*-+8<-+)", re.MULTILINE)

MANY_SIGNS = 400
"""From how many signs on a text is converted with care: a note has twenty."""
MOST_SECONDS = 1.0
"""How long the conversion of one text may take, of the processor's time; a long note takes 0.01."""
_SIGNS = re.compile(r"[^\w\s.,;]")

# How many of the texts that take long to convert are remembered.
_MOST_KNOWN = 20_000

# Browsers take a backslash for a slash, and read over white space.
_ELSEWHERE = re.compile(r"\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]\s*[/\\])")

Link = Callable[[str], "str | None"]


class NoteError(Exception):
    """A text cannot be converted; the message says why."""


class NoteMarkdown:
    """Converts the Markdown of notes with the extensions of a site."""

    def __init__(
        self,
        extensions: Sequence[Any] = (),
        extension_configs: Mapping[str, Mapping[str, Any]] | None = None,
        allowed: Collection[str] = (),
        *,
        images_of_others: bool = False,
    ) -> None:
        """With `images_of_others`, images may come from other hosts; else they are links like
        others, of which `link` says what is to become."""
        self._images_of_others = images_of_others
        self._extensions = for_notes(extensions, allowed)
        self._configs = configs_for_notes(extension_configs or {}, allowed)
        fences = [f for o in self._configs.values() for f in o.get("custom_fences") or ()]
        self._has_diagrams = any(fence.get("class") == _DIAGRAM for fence in fences)
        self._includes_files = includes_files(self._extensions)
        self._markdown = self._converter()
        self._plain = PlainProse(self._markdown, self._extensions)
        self._known: dict[str, str] = {}
        self._scope = ""
        self._link: Link = lambda address: address
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=self._filter,
            url_schemes={"http", "https", "mailto"},
            link_rel=_REL,
        )

    def html(self, source: str, scope: str, link: Link) -> Markup:
        """The HTML of a piece of Markdown.

        Args:
            source: The Markdown.
            scope: Is put before all ids, so that notes cannot take ids from each other.
            link: Makes the address of a relative link; None removes it.

        Raises NoteError when an extension fails on it.
        """
        if not source.strip():
            return Markup("")
        if self._includes_files:
            source = _SNIPPET.sub(r"\1;", source)
        html = self._converted(source)
        if HARMLESS.fullmatch(html):
            return Markup(harmless(html))
        return Markup(self.sanitised(html, scope, link))

    def line(self, source: str) -> str:
        """The words of a piece of Markdown on one line. Raises NoteError as `html` does."""
        words = self._plain.line(source)
        return plain(self.html(source, "", str)) if words is None else words

    def sanitised(self, html: str, scope: str, link: Link) -> str:
        """HTML without anything that must not stand in a note; `scope` and `link` as in `html`."""
        self._scope, self._link = scope, link
        return _kept_inside(self._cleaner.clean(html))

    def _converted(self, source: str) -> str:
        """What the extensions make of a text. One that takes long to convert is remembered: the
        search and other pages show it, too.

        All texts of a page at once would take a quarter less (measured: 3.5 ms for 50 reasons that
        take 4.7 ms one by one), but they could leak into each other: footnotes, abbreviations, ids.
        """
        if (plain := self._plain.html(source)) is not None:
            return plain
        if source in self._known:
            return self._known[source]
        if len(_SIGNS.findall(source)) > MANY_SIGNS:
            self._make_sure(source)
        html = self._made(source)
        if len(self._known) < _MOST_KNOWN:
            self._known[source] = html
        return html

    def _made(self, source: str) -> str:
        self._markdown.reset()
        try:
            return self._markdown.convert(source)
        except Exception as error:
            # The extensions are not ours, and what they raise is not known.
            self._markdown = self._converter()
            raise NoteError(_reason(error)) from error

    def _make_sure(self, source: str) -> None:
        """Raises NoteError where a text would take too long. Longer and longer beginnings of it
        are converted: what grows with the square or the cube of a text shows itself in time."""
        last = 0.0
        for part in (16, 8, 4, 2):
            started = thread_time()
            self._made(source[: len(source) // part])
            taken = thread_time() - started
            # Doubled once more, it takes at least twice as long.
            growth = max(2.0, taken / last) if last else 2.0
            if taken * growth > MOST_SECONDS:
                raise NoteError(
                    "the Markdown of this text would take too long to convert; write fewer of its "
                    "signs, or put it on a page of its own and link it"
                )
            last = taken

    def _converter(self) -> markdown.Markdown:
        return with_short_cuts(
            markdown.Markdown(extensions=self._extensions, extension_configs=self._configs)
        )

    def _filter(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id":
            return f"{self._scope}--{value}"
        if attribute == "class":
            return " ".join(filter(self._may_stand, value.split())) or None
        if attribute == "src" and _ELSEWHERE.match(value) and not self._images_of_others:
            return self._link(value)
        if attribute in ("href", "src", "cite"):
            return self._address(value)
        return value

    def _may_stand(self, name: str) -> bool:
        """Whether a class may stand in a note."""
        return not _FOREIGN_CLASS.match(name) and (name != _DIAGRAM or self._has_diagrams)

    def _address(self, value: str) -> str | None:
        if _ELSEWHERE.match(value):
            return value
        if value.startswith(("#fn:", "#fnref:")):
            return f"#{self._scope}--{value[1:]}"
        return self._link(value)


def harmless(html: str) -> str:
    """What the sanitiser would make of HTML that is known to be harmless."""
    return html.replace('">', f'" rel="{_REL}">') if "<a" in html else html


def is_elsewhere(address: str) -> bool:
    """Whether an address is that of another host."""
    return bool(_ELSEWHERE.match(address))


def _kept_inside(html: str) -> str:
    """Takes out items that stand in no list: they would end the item that holds the note.

    `html` is what the sanitiser writes: every tag is closed in its turn.
    """
    if not any(f"<{item}" in html for item in _LISTS):
        return html
    open_tags: list[tuple[str, bool]] = []

    def kept(match: re.Match[str]) -> str:
        name = match["name"]
        if match["close"]:
            keep = open_tags.pop()[1]
        else:
            lists = _LISTS.get(name)
            keep = lists is None or any(tag in lists for tag, _ in open_tags)
            if name not in VOID:
                open_tags.append((name, keep))
        return match[0] if keep else ""

    return _WRITTEN_TAG.sub(kept, html)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the Markdown of this text is nested too deeply"
    said = " ".join(str(error).split())
    return f"an extension of Markdown fails on this text: {type(error).__name__}: {said}"
