"""What people say in other programs, as Markdown: plain text comes out as it was written, HTML with
its emphasis, links, lists and quotations."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from urllib.parse import urljoin

import nh3

from .remark import ReadingError, seen

_ADDRESS = re.compile(r"https?://(?:[^\s<>()\[\]{}\\`|^\"“”]|\([^\s<>()\[\]{}\\`|^]*\))+")
_SIGNS = re.compile(r"[\\`*_{}\[\]]")
# Those that Python-Markdown has no backslash for, where they would mean something: an entity of
# HTML, and what extensions take for struck out, marked, inserted or raised.
_NAMED = re.compile(r"<|&(?=#?\w+;)|[~^=+](?=[~^=+])")
_BEGINNING = re.compile(
    r"(?P<slashed>[#>]|[-+](?=\s|$|-)|!(?=!!))|(?P<named>[=?](?=[=?]{2})|=(?==*$)|:(?=\s|$))"
    r"|(?P<number>\d+)\.(?=\s|$)"
)
_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029\x0b\x0c]")


def cleaned(text: str) -> str:
    """A text with line ends that are all the same, and without what nobody sees."""
    return seen(_ENDS.sub("\n", text)).strip()


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it as it was written, lines and addresses included."""
    text = cleaned(text)
    # One of them alone means nothing.
    pairs = [sign for sign in "~^" if text.count(sign) > 1]
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(
        "  \n".join(_line(line.strip(), pairs) for line in paragraph.split("\n"))
        for paragraph in paragraphs
        if paragraph.strip()
    )


def _line(line: str, pairs: list[str]) -> str:
    parts, done = [], 0
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(".,;:!?'’*_")
        parts += [_words(line[done : match.start()], pairs), f"<{address}>"]
        done = match.start() + len(address)
    shown = "".join([*parts, _words(line[done:], pairs)])
    begin = _BEGINNING.match(shown)
    return f"{_harmless(begin)}{shown[begin.end() :]}" if begin else shown


def _harmless(match: re.Match[str]) -> str:
    if match["number"]:
        return f"{match['number']}\\."
    return f"\\{match['slashed']}" if match["slashed"] else f"&#{ord(match['named'])};"


def without_signs(text: str) -> str:
    """A part of a line as Markdown in which no sign means anything."""
    return _words(text, [sign for sign in "~^" if text.count(sign) > 1])


def _words(text: str, pairs: list[str]) -> str:
    text = _NAMED.sub(_entity, text)
    for sign in pairs:
        text = text.replace(sign, f"&#{ord(sign)};")
    return _SIGNS.sub(r"\\\g<0>", text)


def _entity(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], f"&#{ord(match[0])};")


def emphasized(text: str, sign: str) -> str:
    """Markdown between signs of emphasis, which stand beside words and not beside spaces."""
    inner = text.strip()
    if not inner:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{sign}{inner}{sign}{trail}"


def from_html(html: str, base: str = "") -> str:
    """HTML as Markdown; `base` is the address that relative links are seen from. Raises
    ReadingError where the package for it is not installed."""
    if "<" not in html:
        return escaped(unescape(html))
    try:
        from .converter import Converter
    except ImportError as error:
        raise ReadingError(
            "there are notes with HTML in this file, and what reads them is not installed; run: "
            'pip install "postil[import]"'
        ) from error
    safe = nh3.clean(cleaned(html), attribute_filter=partial(_absolute, base), link_rel=None)
    text: str = Converter().convert(safe)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _absolute(base: str, tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("href", "src", "cite"):
        address = urljoin(base, value)
        return address if address.startswith(("http://", "https://", "mailto:")) else None
    return value
