"""The HTML of a page as it stands in a file by itself: every other tag stays as it is written.

Links lead to what is in the file, or to the site; images are part of it; what would be loaded from
elsewhere is replaced by its address. Of several texts in one file each has ids of its own, which
begin with its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

# A tag, and what is skipped as a whole.
_TOKEN = re.compile(
    r"<!--.*?-->|(?P<sheet><style\b[^>]*>.*?</style\s*>)"
    r"|<(?P<skipped>script|iframe|video|audio|object|canvas)\b(?P<head>[^>]*)>.*?</(?P=skipped)\s*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)"
    r"(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
# What a drawing says of another part of it, and an id in a style sheet, which colours look like.
_PART = re.compile(r"""(url\(\s*["']?)#""")
_RULE = re.compile(r"#([A-Za-z_][\w-]*)(?=[^{}]*\{)")
_DROPPED = frozenset(("base", "embed", "link", "meta", "noscript", "source", "track"))
_LOADING = frozenset(("background", "ping", "poster", "srcset"))
_IDS = frozenset(
    "aria-controls aria-describedby aria-details aria-labelledby for headers id list "
    "popovertarget".split()
)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How a page is rewritten."""

    link: Callable[[str], str | None]
    """What a link leads to; empty where nowhere, None where the link itself is to go."""
    image: Callable[[str], str]
    """The image as an address that holds it; empty where there is none."""
    remark: Callable[[str], None]
    """Is told what is left out."""
    prefix: str = ""
    """What ids begin with."""

    def html(self, html: str) -> str:
        """The page rewritten."""
        return "".join(self._pieces(html))

    def _pieces(self, html: str) -> Iterator[str]:
        done = 0
        skipped = False
        for token in _TOKEN.finditer(html):
            if not skipped:
                yield html[done : token.start()]
            done = token.end()
            name = (token["name"] or "").lower()
            if skipped:
                skipped = not (name == "a" and token["close"])
            elif name == "a" and not token["close"] and self._is_gone(token["attributes"]):
                skipped = True
            else:
                yield self._piece(token, name)
        yield html[done:]

    def _is_gone(self, attributes: str) -> bool:
        address = dict(_read(attributes)).get("href")
        return bool(address) and self.link(address or "") is None

    def _piece(self, token: re.Match[str], name: str) -> str:
        if token["sheet"]:
            return self._sheet(token["sheet"])
        if token["skipped"]:
            return self._replaced(token["skipped"].lower(), token["head"])
        if not name or name in _DROPPED:
            return ""
        if token["close"]:
            return token[0]
        if name == "img":
            return self._image(token["attributes"])
        parts = [f"<{name}"]
        for attribute, value in _read(token["attributes"]):
            kept = self._value(attribute, value)
            if kept is not None:
                parts.append(f' {attribute}="{escape(kept)}"')
            elif value is None:
                parts.append(f" {attribute}")
        end = "/>" if token[0].endswith("/>") else ">"
        return "".join(parts) + end

    def _value(self, name: str, value: str | None) -> str | None:
        """What an attribute says; None for one that has nothing to say."""
        if value is None or name in _LOADING:
            return None
        if name == "href":
            return self.link(value) or None
        if not self.prefix:
            return value
        if name in _IDS:
            return " ".join(f"{self.prefix}{id}" for id in value.split())
        if name == "xlink:href" and value.startswith("#"):
            return f"#{self.prefix}{value[1:]}"
        return _PART.sub(rf"\g<1>#{self.prefix}", value)

    def _sheet(self, sheet: str) -> str:
        """A style sheet that stands in a text, such as that of a drawing."""
        if not self.prefix:
            return sheet
        # An id that begins with a number has no short form there.
        sheet = _PART.sub(rf"\g<1>#{self.prefix}", sheet)
        return _RULE.sub(rf'[id="{self.prefix}\g<1>"]', sheet)

    def _image(self, attributes: str) -> str:
        values = {name: value for name, value in _read(attributes) if name not in _LOADING}
        said = values.get("alt") or ""
        if said and not any(map(str.isalnum, said)):
            # An emoji, which is a character as well.
            return escape(said)
        if source := self.image(values.get("src") or ""):
            values["src"] = source
            given = (f' {n}="{escape(v)}"' for n, v in values.items() if v is not None)
            return f"<img{''.join(given)}>"
        return f'<span class="one-missing">[{escape(said)}]</span>' if said else ""

    def _replaced(self, name: str, head: str) -> str:
        values = dict(_read(head))
        written = values.get("src") or values.get("data") or ""
        if name == "script":
            if "postil" not in written:
                self.remark(f"a script{f' ({written})' if written else ''} is left out")
            return ""
        address = self.link(written) if written else ""
        named = f"<{name}> of {written}" if written else f"<{name}>"
        self.remark(f"{named} is left out; its address stands there")
        words = escape(values.get("title") or written or name)
        if address:
            return f'<a class="one-missing" href="{escape(address)}">[{words}]</a>'
        return f'<span class="one-missing">[{words}]</span>'


def _read(attributes: str) -> Iterator[tuple[str, str | None]]:
    for match in _ATTRIBUTE.finditer(attributes):
        value = match[2]
        if value and value[0] in "\"'":
            value = value[1:-1]
        yield match[1].lower() if match[1].isupper() else match[1], value and unescape(value)
