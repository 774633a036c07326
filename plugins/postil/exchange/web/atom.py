"""An Atom feed (RFC 4287).

What stands in a feed are a few texts, which the standard library writes; the one package for feeds
that is in use brings two others along.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

_SPACE = "http://www.w3.org/2005/Atom"
# What XML 1.0 has no sign for.
_NONE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class FeedEntry(NamedTuple):
    """Something that is told in a feed."""

    id: str
    """What no other entry of the site has, nor ever will."""
    title: str
    address: str
    moment: str
    """`2027-03-03T09:30:00+01:00`."""
    text: str


def feed(
    title: str, author: str, page: str, address: str, entries: Sequence[FeedEntry], language: str
) -> str:
    """A feed.

    Args:
        title: What it is called.
        author: Whose it is.
        page: The address of the page that it belongs to.
        address: Its own address.
        entries: What it tells, the newest first.
        language: The language of its texts.
    """
    root = ET.Element("feed", {"xmlns": _SPACE, "xml:lang": language})
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "updated", entries[0].moment if entries else "1970-01-01T00:00:00Z")
    _add(ET.SubElement(root, "author"), "name", author or title)
    ET.SubElement(root, "link", {"rel": "self", "href": address, "type": "application/atom+xml"})
    ET.SubElement(root, "link", {"rel": "alternate", "href": page, "type": "text/html"})
    host = urlsplit(address).hostname or "site"
    for entry in entries:
        made = ET.SubElement(root, "entry")
        # RFC 4151: what a host gives a name to on a day.
        _add(made, "id", f"tag:{host},{entry.moment[:10]}:{quote(entry.id, safe='/@+.~')}")
        _add(made, "title", entry.title)
        _add(made, "updated", entry.moment)
        ET.SubElement(made, "link", {"rel": "alternate", "href": entry.address})
        _add(made, "summary", entry.text or entry.title)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text.translate(_NONE)
