"""What the host's Markdown makes of an article, as one build keeps it for the next.

To convert the Markdown of a site takes half of the time of building it without notes. An article
is not converted again while its text is the same, everything that its conversion depends on is
the same, and its extensions are known to look at nothing else: at the text, their options, the
files that these name, and the files of the site that the host is asked for.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was made of the Markdown of a page."""

    html: str
    title: str | None
    """The text of its first heading."""
    contents: list[dict[str, Any]]
    """Its headings, as the extension `toc` lists them."""
    ids: frozenset[str]
    links: Mapping[str, Mapping[str, str]]
    """The pages of the site that it links to; for each, the fragments and the links as written."""
    answers: Mapping[str, str | None]
    """What the host said of the files that it was asked for."""

    def texts(self) -> list[str]:
        """The same as texts."""
        values = [self.title, self.contents, sorted(self.ids), self.links, self.answers]
        return [self.html, json.dumps(values, ensure_ascii=False)]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Conversion:
        """What `texts` were made of. Raises TypeError or ValueError for anything else."""
        html, values = texts
        title, contents, ids, links, answers = json.loads(values)
        return cls(html, title, contents, frozenset(ids), links, answers)

    def is_of(self, files: Any) -> bool:
        """Whether the host would say the same of its files now."""
        return all(
            answer(files.get_file_from_path(path)) == said for path, said in self.answers.items()
        )


class Asked:
    """Stands for the files of a site while a page is converted, and notes what was asked."""

    def __init__(self, files: Any) -> None:
        self._files = files
        self.answers: dict[str, str | None] = {}
        self.is_complete = True
        """Whether nothing was asked for that could not be noted."""

    def get_file_from_path(self, path: str) -> Any:
        """The file at a path below the folder of the texts, or None."""
        file = self._files.get_file_from_path(path)
        self.answers[path] = answer(file)
        return file

    def __getattr__(self, name: str) -> Any:
        self.is_complete = False
        return getattr(self._files, name)


def answer(file: Any) -> str | None:
    """All that a link to a file depends on."""
    return file and f"{file.src_uri} {file.url} {file.inclusion}"


@contextmanager
def listening(level: int = logging.NOTSET) -> Iterator[list[str]]:
    """Collects what is logged from a level on, whoever says it and whoever else hears it."""
    said: list[str] = []
    make = logging.getLogRecordFactory()

    def noted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.levelno >= level:
            said.append(record.getMessage())
        return record

    logging.setLogRecordFactory(noted)
    try:
        yield said
    finally:
        logging.setLogRecordFactory(make)
