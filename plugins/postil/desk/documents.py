"""Which of the documents in a file of annotations is meant: the one that the article is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from postil.edition.problems import visible
from postil.edition.yamlfile import YamlFile
from postil.exchange.annotations.remark import Document, Remark

_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class About:
    """What an article says of itself."""

    path: str
    title: str
    source: str

    @classmethod
    def of(cls, path: str, file: Path) -> About:
        """What stands in the file of an article."""
        text = file.read_bytes().decode("utf-8", "replace")
        front = _MATTER.match(text)
        values = YamlFile(front[1].encode()).values if front else None
        fields = values if isinstance(values, dict) else {}
        heading = _HEADING.search(text, front.end() if front else 0)
        title = fields.get("title") or (heading[1] if heading else "")
        return cls(path, str(title), str(fields.get("source") or ""))

    def is_in(self, document: Document) -> bool:
        """Whether a document is this article: by its address, or by its title, behind which that
        of the site may follow."""
        address = _plain(document.address)
        if address and self.source and address == _plain(self.source):
            return True
        if address and (address == self.path or address.endswith(f"/{self.path}")):
            return True
        title, own = _letters(document.title), _letters(self.title)
        return bool(own) and (title == own or _letters(_first(document.title)) == own)


def _plain(address: str) -> str:
    """An address without what differs from one link to the same page to the next."""
    address = re.sub(r"^[a-z]+://(?:www\.)?", "", address.strip(), flags=re.IGNORECASE)
    address = re.split(r"[?#]", address, maxsplit=1)[0]
    return re.sub(r"(?:/index)?(?:\.html?)?/*$", "", address).lower()


def _first(title: str) -> str:
    return re.split(r"\s[-–—|·]\s", title)[0]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def chosen(
    remarks: Sequence[Remark], about: About, wanted: str
) -> tuple[list[Remark], Counter[Document]]:
    """The remarks on an article, and on which documents there are others.

    `wanted` is a part of the title or address of the document that is meant; empty where it is to
    be found out. Raises ClickException where that cannot be told.
    """
    names = _named(remark.document for remark in remarks)
    counts = Counter(names[_key(remark.document)] for remark in remarks)
    if wanted:
        meant = {d for d in counts if wanted.casefold() in d.name.casefold()}
        if not meant:
            raise click.ClickException(
                f"there is no document in the file whose title or address has '{wanted}' in it; "
                f"there are:\n{listed(counts)}"
            )
    else:
        meant = {document for document in counts if about.is_in(document)}
        # Where all are about one thing, the words will show whether it is this one.
        if not meant and len({document for document in counts if document.name}) <= 1:
            meant = set(counts)
        if not meant:
            raise click.ClickException(
                "the file has annotations on several documents, and none of them has the title or "
                f"the address (front matter 'source') of {about.path}; say which is meant with "
                f"--document and a part of its name:\n{listed(counts)}"
            )
    taken = [remark for remark in remarks if names[_key(remark.document)] in meant]
    return taken, Counter({d: count for d, count in counts.items() if d not in meant})


def _key(document: Document) -> str:
    """What all mentions of a document share: its address, or else its title."""
    return _plain(document.address) or _letters(document.title)


def _named(documents: Iterable[Document]) -> dict[str, Document]:
    """The documents by their keys; of several mentions, the first with a title."""
    found: dict[str, Document] = {}
    for document in documents:
        known = found.setdefault(_key(document), document)
        if document.title and not known.title:
            found[_key(document)] = document
    return found


def listed(counts: Counter[Document]) -> str:
    """Documents with the number of remarks on each, a line for each."""
    return "\n".join(
        f"  {count:>4}  {visible(document.name or '(no title)')}"
        for document, count in counts.most_common()
    )
