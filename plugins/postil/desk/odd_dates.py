"""Dates of sources that no program can read: they are printed as they stand, and nothing is sorted
or told apart by them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from postil.build.survey import Survey
from postil.edition.dates import date_of
from postil.edition.free_dates import from_words
from postil.edition.loading import SUFFIXES
from postil.edition.problems import Problem, shortened
from postil.edition.yamlfile import YamlFile

_DATES = ("issued", "accessed", "original-date", "event-date", "available-date", "submitted")


def odd_dates(found: Survey) -> Iterator[Problem]:
    """Advice on each date in the file of sources that is none. One that is written as `{literal:
    …}` is meant so."""
    for path in (found.folder / f"sources{suffix}" for suffix in SUFFIXES):
        if path.is_file():
            yield from _of(path, found.root)


def _of(path: Path, root: Path) -> Iterator[Problem]:
    file = YamlFile.of(path)
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    sources = file.values if isinstance(file.values, dict) else {}
    for id, source in sources.items():
        for key in _DATES if isinstance(source, dict) else ():
            text = source.get(key)
            if isinstance(text, str) and text.strip() and not date_of(from_words(text)):
                line, column = file.place((id, key))
                what = f"“{shortened(text)}” is no date that is known, and is printed as it stands"
                advice = (
                    "write a date as 2014, 2014-02, 13 February 2014 or c. 1848; or, "
                    f"if it is meant so, {key}: {{literal: …}}"
                )
                yield Problem(name, line, column, what, advice)
