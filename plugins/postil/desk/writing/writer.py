"""Writing annotations into their files: the one place at which the desk changes anything.

What somebody wants to write is tried before it is written: the edition is loaded as it would be,
by its own loader. Where that finds anything wrong that was not wrong before, or anything else that
would mean something else, nothing is written, and the reason is said. Then the file is replaced in
one step, and the lock file follows.

The two files are not replaced in the same instant. Whoever is killed between the two is left with
an annotation that the lock file does not know yet, as after writing it by hand: what is saved there
for another quote counts for nothing. The next annotation that is written on the article mends that.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from postil.anchoring.lock import FILE_NAME, Anchor, anchor_of
from postil.anchoring.passages import AnchoredArticle, quote_of
from postil.build.build import Build
from postil.edition.edition import Article, Edition, Place
from postil.edition.loading import SUFFIXES
from postil.edition.model import ID_PATTERN, Annotation, Landing, Quote
from postil.edition.problems import Problem
from postil.keeping.saving import save
from postil.keeping.turns import turn

from .anchors import save_anchor
from .entries import EntryFile, Written
from .homes import beginning, home_of
from .ids import taken_ids
from .rewrite import RewriteError

T = TypeVar("T")

# So many deleted entries can be put back.
_MOST_GONE = 200


class WritingError(Exception):
    """Nothing was written; the message says why."""

    def __init__(self, why: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(why)
        self.problems = tuple(problems)


class MissingError(WritingError):
    """There is no such article or annotation."""


class ConflictError(WritingError):
    """An entry is not what somebody has seen of it."""

    def __init__(self, why: str, now: Stored | None) -> None:
        super().__init__(why)
        self.now = now


@dataclass(frozen=True, slots=True)
class Stored:
    """An annotation as it stands in a file."""

    place: Place
    section: str
    file: str
    """The path of the file as its author knows it."""
    written: Written
    annotation: Annotation | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written."""

    stored: Stored | None
    """The annotation; None if it was deleted."""
    file: str
    """The file that was changed."""
    article: str
    is_locked: bool
    """Whether the lock file says something else now."""
    remark: str = ""
    """Why the lock file did not follow; empty where it did, or had no need to."""
    undo: str = ""
    """Names what was deleted, for `put_back`."""


@dataclass(frozen=True, slots=True)
class _Gone:
    """An entry that was deleted."""

    place: Place
    section: str
    path: Path
    before: bytes
    after: bytes
    lines: str
    values: Mapping[str, Any]
    behind: str
    anchor: Anchor | None


class Writer:
    """Writes the annotations of a site that is served."""

    def __init__(self, html: Callable[[str], str | None]) -> None:
        """`html` returns the text of an article as it is rendered; None where there is none."""
        self._html = html
        self._gone: dict[str, _Gone] = {}

    def text(self, build: Build, article: str) -> AnchoredArticle:
        """The text of an article with the passages that are known. Raises MissingError."""
        if article in build.anchored:
            return build.anchored[article]
        html = self._html(article)
        if html is None:
            raise MissingError(f"there is no page of an article '{article}'")
        return AnchoredArticle(build.edition.articles.get(article, Article(article)), html, {})

    def stored(self, build: Build, place: Place, edition: Edition | None = None) -> Stored | None:
        """An annotation as it stands in its file now; None where there is none."""
        edition = edition or build.trial()
        article = edition.articles.get(place.article)
        annotation = article.annotations.get(place.id) if article else None
        if article is None or annotation is None or isinstance(annotation, Landing):
            return None
        home = article.home(place.id)
        section = str(home.keys[0])
        written = _file(build.root / home.file.name).get(section, place.id)
        return (
            None if written is None else Stored(place, section, home.file.name, written, annotation)
        )

    def section(self, build: Build, place: Place) -> str:
        """The section of its file in which an annotation stands. Raises ConflictError where it is
        not there any more."""
        article = build.edition.articles.get(place.article)
        if article and place.id in article.annotations:
            # As a rule nothing is otherwise than it was when the page was made.
            file = build.root / article.home(place.id).file.name
            if file.is_file() and (section := _file(file).section_of(place.id)):
                return section
        stored = self.stored(build, place)
        if stored is None:
            raise _missing(place)
        return stored.section

    def create(
        self, build: Build, place: Place, section: str, values: Mapping[str, Any], by: str = ""
    ) -> Saved:
        """Writes a new annotation.

        Args:
            build: The site as it is.
            place: The article, and an id that no other annotation of it has.
            section: `claims` or `notes`.
            values: What its entry says, as in a file.
            by: Whose it is: decides in which file it stands.

        Raises WritingError; MissingError where there is no such article.
        """
        text = self.text(build, place.article)
        with turn(build.folder):
            edition = build.trial()
            self._make_sure_of_id(edition, text, place)
            span, anchor = self._anchored(text, values.get("quote"))
            self._make_sure_of_targets(build, place.article, values, {})
            path, is_signed = home_of(build, edition, place.article, by)
            values = {**values, **({"by": by} if by and not is_signed else {})}
            file = _file(path) if _is_begun(path) else EntryFile(beginning(build, path))
            after = _neighbour(file, section, text, span)
            new = _done(lambda: file.with_entry(section, place.id, values, after))
            return self._write(build, edition, text, path, new, place, anchor)

    def change(
        self, build: Build, place: Place, seen: str, values: Mapping[str, Any], id: str = ""
    ) -> Saved:
        """Writes other values of an annotation, or gives it another id; its old one is kept under
        `was`. Where `quote` is among the values, its passage is as right as it was, or lies
        elsewhere now, and is saved so.

        Args:
            build: The site as it is.
            place: The annotation.
            seen: The hash of what was seen of it.
            values: What its entry is to say otherwise; None takes a field away.
            id: Its new id; empty for the same.

        Raises ConflictError where the entry is another one by now; MissingError; WritingError.
        """
        text = self.text(build, place.article)
        with turn(build.folder):
            edition = build.trial()
            stored = self._seen(build, place, seen, edition)
            old = stored.written.values
            new = {key: value for key, value in {**old, **values}.items() if value is not None}
            now = Place(place.article, id or place.id)
            if now != place:
                self._make_sure_of_id(edition, text, now)
                was = old.get("was", [])
                new["was"] = [*([was] if isinstance(was, str) else was), place.id]
            anchor = _saved_anchor(build, text, place)
            is_moved = "quote" in values
            if is_moved:
                _, anchor = self._anchored(text, new["quote"])
            self._make_sure_of_targets(build, place.article, new, old)
            path = build.root / stored.file
            file = _file(path)
            data = _done(lambda: file.changed(stored.section, place.id, new, now.id))
            return self._write(
                build, edition, text, path, data, now, anchor,
                former=place, locks=is_moved or now != place,
            )  # fmt: skip

    def delete(self, build: Build, place: Place, seen: str) -> Saved:
        """Takes an annotation out; `put_back` can undo it. Raises as `change` does."""
        text = self.text(build, place.article)
        with turn(build.folder):
            edition = build.trial()
            stored = self._seen(build, place, seen, edition)
            path = build.root / stored.file
            before = path.read_bytes()
            file = EntryFile(before)
            ids = file.ids(stored.section)
            number = ids.index(place.id)
            data = _done(lambda: file.without(stored.section, place.id))
            gone = _Gone(
                place, stored.section, path, before, data, file.lines_of(stored.section, place.id),
                stored.written.values, ids[number - 1] if number else "",
                _saved_anchor(build, text, place),
            )  # fmt: skip
            saved = self._write(build, edition, text, path, data, place, None, is_gone=True)
        name = secrets.token_urlsafe(9)
        self._gone[name] = gone
        for oldest in list(self._gone)[:-_MOST_GONE]:
            del self._gone[oldest]
        return replace(saved, undo=name)

    def put_back(self, build: Build, name: str) -> Saved:
        """Writes an entry that was deleted with the same bytes at its old place. Raises
        MissingError where nothing of that name was deleted in this run; WritingError."""
        if name not in self._gone:
            raise MissingError("nothing was deleted under this name since the server was started")
        gone = self._gone[name]
        text = self.text(build, gone.place.article)
        with turn(build.folder):
            edition = build.trial()
            self._make_sure_of_id(edition, text, gone.place)
            now = gone.path.read_bytes() if gone.path.exists() else b""
            data = gone.before
            if now != gone.after:
                data = _done(
                    lambda: EntryFile(now).with_lines(
                        gone.section, gone.place.id, gone.lines, gone.values, gone.behind
                    )
                )
            saved = self._write(build, edition, text, gone.path, data, gone.place, gone.anchor)
        del self._gone[name]
        return saved

    def add_source(self, build: Build, id: str, fields: Mapping[str, Any]) -> str:
        """Writes a source into the list of sources, and returns the name of its file. Raises
        WritingError."""
        with turn(build.folder):
            edition = build.trial()
            listed = [build.folder / f"sources{suffix}" for suffix in SUFFIXES]
            path = next(filter(Path.exists, listed), listed[0])
            data = path.read_bytes() if _is_begun(path) else beginning(build, path, "sources")
            new = _done(lambda: EntryFile(data).with_entry("", id, fields))
            self._try(build, edition, path, new, None)
            path.parent.mkdir(parents=True, exist_ok=True)
            _save(path, new)
        return self._name(build, path)

    # What is made sure of

    def _seen(self, build: Build, place: Place, seen: str, edition: Edition) -> Stored:
        stored = self.stored(build, place, edition)
        if stored is None:
            raise _missing(place)
        if stored.written.hash != seen:
            raise ConflictError(
                f"{place.name} was changed in {stored.file} since you have seen it; nothing was "
                "written",
                stored,
            )
        return stored

    def _make_sure_of_id(self, edition: Edition, text: AnchoredArticle, place: Place) -> None:
        if not ID_PATTERN.match(place.id):
            raise WritingError(
                f"'{place.id}' cannot be an id: ids are small letters a-z, digits and single "
                "hyphens, and do not begin with 'note-' or 'postil'"
            )
        if place.id in taken_ids(edition.articles.get(place.article, Article("")), text.html):
            raise WritingError(
                f"'{place.id}' is taken in {place.article}, by an annotation or a heading"
            )

    def _make_sure_of_targets(
        self, build: Build, article: str, new: Mapping[str, Any], old: Mapping[str, Any]
    ) -> None:
        """That cross-references to words of an article, as far as they are new, lead to some."""
        links, known = (values.get("cross_references") or () for values in (new, old))
        for link in links:
            to = link.get("to") if isinstance(link, dict) else None
            if link not in known and isinstance(to, dict) and to.get("quote"):
                self._anchored(self.text(build, str(to.get("article") or article)), to["quote"])

    def _anchored(self, text: AnchoredArticle, given: Any) -> tuple[tuple[int, int], Anchor]:
        """The passage of a new quote, and what is to be saved of it."""
        try:
            quote = Quote(**(given if isinstance(given, dict) else {"exact": given}))
        except (TypeError, ValueError) as error:
            raise WritingError("'quote' is missing, or is no words of the article") from error
        found = text.index.locate(quote_of(quote))
        if found.status != "exact" or found.start is None or found.end is None:
            why = "stand there more than once" if found.status == "ambiguous" else "are not there"
            raise WritingError(
                f"the words of the quote {why}: an annotation has to stand on words of "
                f"{text.article.path} as it is now; select them anew"
            )
        span = found.start, found.end
        return span, anchor_of(text.index, span, quote)

    def _name(self, build: Build, path: Path) -> str:
        is_inside = path.is_relative_to(build.root)
        return path.relative_to(build.root).as_posix() if is_inside else path.as_posix()

    def _try(
        self, build: Build, before: Edition, path: Path, data: bytes, place: Place | None
    ) -> Edition:
        """The edition as it would be. Raises WritingError where that would be wrong."""
        after = build.trial({path: data})
        new = _new(before.problems, after.problems, self._name(build, path), _shift(path, data))
        if new:
            said = "; ".join(f"{p.what}" + (f" ({p.advice})" if p.advice else "") for p in new)
            raise WritingError(f"nothing was written: {said}", new)
        if dict(_others(before, place)) != dict(_others(after, place)):
            raise WritingError(
                "nothing was written: something else in the annotations would mean something else"
            )
        return after

    def _write(
        self,
        build: Build,
        before: Edition,
        text: AnchoredArticle,
        path: Path,
        data: bytes,
        place: Place,
        anchor: Anchor | None,
        *,
        former: Place | None = None,
        locks: bool = True,
        is_gone: bool = False,
    ) -> Saved:
        """Writes a file that was made for an annotation, and what the lock file says of it."""
        concerned = before
        if former and former != place:
            # It is the same under another name.
            articles = dict(before.articles)
            own = articles[former.article]
            rest = {id: a for id, a in own.annotations.items() if id != former.id}
            articles[former.article] = replace(own, annotations=rest)
            concerned = replace(before, articles=articles)
        after = self._try(build, concerned, path, data, place)
        stored = None
        if not is_gone:
            found = after.articles.get(place.article)
            if found is None or place.id not in found.annotations:
                raise WritingError("nothing was written: the entry would not be read")
        path.parent.mkdir(parents=True, exist_ok=True)
        _save(path, data)
        remark = self._lock(build, text, before, after, place, former, anchor) if locks else ""
        if not is_gone:
            stored = self.stored(build, place, after)
        return Saved(stored, self._name(build, path), place.article, locks and not remark, remark)

    def _lock(
        self,
        build: Build,
        text: AnchoredArticle,
        before: Edition,
        after: Edition,
        place: Place,
        former: Place | None,
        anchor: Anchor | None,
    ) -> str:
        """Has the lock file follow. Returns why it does not; empty where it does."""
        known = before.articles.get(place.article)
        if known and known.annotations and not text.passages:
            return "the lock file is as it was: mend what is wrong first, then run 'postil lock'"
        if former and former != place:
            rest = {id: p for id, p in text.passages.items() if id != former.id}
            text = replace(text, passages=rest)
        return save_anchor(build.folder / FILE_NAME, after, build.moves, text, place, anchor)


def _new(
    before: Iterable[Problem], after: Iterable[Problem], file: str, shift: Callable[[int], int]
) -> list[Problem]:
    """The problems that were not there before. What is wrong at a place may be said otherwise now,
    for there is more to choose from; in the file that is written, the place may be another one,
    which `shift` knows by the line."""
    known: Counter[tuple[str, int, int | str]] = Counter()
    for problem in before:
        line = shift(problem.line) if problem.file == file else problem.line
        known[problem.file, line, problem.column if line else problem.what] += 1
    found = []
    for problem in after:
        keys = (problem.file, problem.line, problem.column), (problem.file, 0, problem.what)
        key = next((key for key in keys if known[key]), None)
        if key:
            known[key] -= 1
        else:
            found.append(problem)
    return found


def _shift(path: Path, data: bytes) -> Callable[[int], int]:
    """Where the lines of a file are when it holds other data: 0 for those that are not there."""
    old, new = (path.read_bytes() if path.exists() else b"").splitlines(), data.splitlines()
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - first
    last = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)

    def shift(line: int) -> int:
        if line <= first:
            return line
        return line + len(new) - len(old) if line > len(old) - last else 0

    return shift


def _missing(place: Place) -> ConflictError:
    return ConflictError(f"{place.name} is not there any more", None)


def _is_begun(path: Path) -> bool:
    """Whether a file is there, and somebody has written something into it."""
    return path.exists() and bool(path.read_bytes().strip())


def _save(path: Path, data: bytes) -> None:
    try:
        save(path, data)
    except OSError as error:
        raise WritingError(f"{path.name} cannot be written: {error.strerror}") from error


def _file(path: Path) -> EntryFile:
    try:
        return _parsed(path.read_bytes())
    except OSError as error:
        raise WritingError(f"{path.name} cannot be read: {error.strerror}") from error
    except RewriteError as error:
        raise WritingError(f"{path.name}: {error}") from error


# Each annotation of a file is asked for.
@lru_cache(maxsize=4)
def _parsed(data: bytes) -> EntryFile:
    return EntryFile(data)


def _done(make: Callable[[], T]) -> T:
    try:
        return make()
    except RewriteError as error:
        raise WritingError(f"nothing was written: {error}") from error


def _saved_anchor(build: Build, text: AnchoredArticle, place: Place) -> Anchor | None:
    passage = text.passages.get(place.id)
    return passage.saved if passage else None


def _others(edition: Edition, place: Place | None) -> Iterator[tuple[Place, Annotation]]:
    """All annotations that somebody has written, but for one."""
    for where, annotation in edition.annotations():
        if where != place and not isinstance(annotation, Landing):
            yield where, annotation


def _neighbour(
    file: EntryFile, section: str, text: AnchoredArticle, span: tuple[int, int]
) -> str | None:
    """Behind which entry a new one stands: in the order of the text, if the others do; None for
    the end."""
    found = {id: _start(file, section, id, text) for id in file.ids(section)}
    ids = [id for id, start in found.items() if start is not None]
    starts = [start for start in found.values() if start is not None]
    if not ids or starts != sorted(starts):
        return None
    before = [id for id, start in zip(ids, starts, strict=True) if start <= span[0]]
    return before[-1] if before else ""


def _start(file: EntryFile, section: str, id: str, text: AnchoredArticle) -> int | None:
    """Where the passage of an entry begins; None where that is not known. Of one that was written
    while the site is being made, the words are looked up."""
    if passage := text.passages.get(id):
        return passage.span[0] if passage.span else None
    written = file.get(section, id)
    quote = written.values.get("quote") if written and isinstance(written.values, dict) else None
    try:
        parts = Quote(**(quote if isinstance(quote, dict) else {"exact": quote}))
    except (TypeError, ValueError):
        return None
    return text.index.locate(quote_of(parts)).start
