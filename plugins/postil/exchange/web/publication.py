"""An article as others cite it: what its front matter and the site say of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from postil.anchoring.passages import Passage
from postil.edition.edition import Edition
from postil.edition.model import Annotator

CHANGED = "The text has changed since this note was written."
"""Of a passage whose words were saved; in English, for other programs."""
DIFFERS = "The text differs from the words that this note was written on."
"""Of one of which nobody knows whether the text or the quotation came first."""


def said_of(passage: Passage) -> str:
    """What others are to be told of a passage before they take the words that stand there for what
    its note is about; empty where it is as it was."""
    if not passage.is_changed:
        return ""
    return CHANGED if passage.saved else DIFFERS


@dataclass(frozen=True, slots=True)
class Web:
    """The addresses of a site as others write them: absolute where the site's own is known."""

    article: Callable[[str], str]
    """The page of an article, by its path under the docs folder without suffix."""
    source: Callable[[str], str]
    """The page of a source, by its id."""
    term: Callable[[str], str]
    """The entry of a glossary term, by its id."""
    annotator: Callable[[str], str] = lambda id: ""
    """The page of an annotator, by their id."""
    claim_reviews: bool = False
    """Whether verdicts are told as those of fact checkers: as a ClaimReview."""
    described: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What `json_ld` says of each source: many articles cite the same."""


@dataclass(frozen=True, slots=True)
class Publication:
    """An article as it is published. Texts that are not known are empty."""

    title: str
    url: str
    authors: tuple[str, ...] = ()
    """Names as they are written: `Ivan Grek` or `Grek, Ivan`."""
    date: str = ""
    """`2025-09-03`, or less of it."""
    description: str = ""
    licence: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    site: str = ""
    """The name of the site."""
    item_type: str = "webpage"
    """What Zotero should take the page for."""
    source: str = ""
    """Where the text was published first, in words."""
    source_address: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The authors as they are named in a line of text: `Ivan Grek`."""
        return tuple(" ".join(reversed(name.split(", ", 1))) for name in self.authors)


def person(edition: Edition, id: str, web: Web) -> tuple[str, Annotator] | None:
    """An annotator with the address that names them: their ORCID, their own page, or that on the
    site; None where nobody is named."""
    annotator = edition.annotators.get(id)
    if annotator is None:
        return None
    orcid = annotator.orcid and f"https://orcid.org/{annotator.orcid}"
    return orcid or annotator.address or web.annotator(id), annotator


def publication(
    matter: Mapping[str, Any], *, title: str, url: str, language: str = "", site: str = ""
) -> Publication:
    """Reads the front matter of an article.

    Uses `author` (a name, a mapping with `name` or `family` and `given`, or a list of these),
    `date`, `description`, `licence`, `tags`, `lang`, `item_type` and `source` (where the text was
    published first: an address, words, or a mapping with `title` and `url`). What has another form
    than expected is left out.
    """
    source, address = _source(matter.get("source"))
    return Publication(
        title=_text(matter.get("title")) or title,
        url=url,
        authors=tuple(_authors(matter.get("author") or matter.get("authors"))),
        date=_date(matter.get("date")),
        description=_text(matter.get("description")),
        licence=_text(matter.get("licence") or matter.get("license")),
        keywords=tuple(filter(None, map(_text, _listed(matter.get("tags"))))),
        language=_text(matter.get("lang")) or language,
        site=site,
        item_type=_text(matter.get("item_type")) or "webpage",
        source=source,
        source_address=address,
    )


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _source(value: Any) -> tuple[str, str]:
    """Words and address of the place where a text was published first."""
    if isinstance(value, Mapping):
        title, address = _text(value.get("title")), _text(value.get("url") or value.get("URL"))
    else:
        title, address = "", _text(value)
    if not address.startswith(("https://", "http://")):
        return title or address, ""
    return title or urlsplit(address).hostname or address, address


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _authors(value: Any) -> Iterator[str]:
    for author in _listed(value):
        if isinstance(author, Mapping):
            family, given = _text(author.get("family")), _text(author.get("given"))
            named = ", ".join(filter(None, (family, given)))
            author = author.get("name") or author.get("literal") or named
        if text := _text(author):
            yield text


def _date(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, Mapping):
        return _date(value.get("created"))
    return value.isoformat() if isinstance(value, datetime.date) else _text(value)
