"""`postil import`: annotations that people have made elsewhere become notes of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import click
from pydantic import ValidationError

from postil.anchoring.findings import difference
from postil.anchoring.index import MOST_SUGGESTIONS
from postil.anchoring.passages import AnchoredArticle
from postil.anchoring.proposals import proposed
from postil.anchoring.whereabouts import whereabouts
from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.survey import Survey
from postil.edition.loading import SUFFIXES
from postil.edition.model import Annotation, Claim, Note, composed
from postil.edition.problems import shortened, unknown, visible
from postil.exchange.annotations.dates import is_day
from postil.exchange.annotations.prose import escaped
from postil.exchange.annotations.reading import read
from postil.exchange.annotations.remark import Document, ReadingError, Remark, Remarks
from postil.keeping.saving import save
from postil.keeping.turns import BusyError, turn

from .asking import WHY
from .documents import About, chosen, listed
from .looking import counted, sound
from .placing import Placed, place
from .writing.entering import NewAnnotator, NewEntry, NewNote, shown, with_entries
from .writing.ids import new_id, taken_ids
from .writing.rewrite import RewriteError

ANNOTATORS = "annotators"


def import_annotations(
    config_file: Path, file: Path, *, article: str, document: str, by: str, dry_run: bool
) -> bool:
    """Brings the annotations of a file into that of an article, and accounts for each of them.

    Args:
        config_file: The configuration of the site.
        file: The file of annotations.
        article: The article: `readings/x`, or the file of its text.
        document: A part of the title or address of the document that is meant, where the file has
            annotations on several.
        by: Who made the annotations of which the file does not say so.
        dry_run: Whether nothing is written.

    Returns:
        Whether every quote has its place.
    """
    remarks = _read(file)
    path = _article(config_file, article)
    found = sound(config_file, [path])
    if path not in found.anchored:
        raise click.ClickException(
            f"{path} is no page of the site that is built (a draft, or left out): its text cannot "
            "be looked at; nothing was written"
        )
    about = About.of(path, found.texts[path])
    taken, others = chosen(remarks.remarks, about, document)
    account = Account(found, found.anchored[path], remarks.program, by)
    for remark in taken:
        account.take(remark)
    try:
        with turn(found.folder):
            files = Files(found, path, account)
            _say(account, remarks, taken, others, file.name)
            if dry_run or not account.notes:
                files.show()
                click.echo("Nothing was written.")
            else:
                files.write()
    except BusyError as error:
        raise click.ClickException(f"{error}; nothing was written") from error
    return account.is_complete


def _read(file: Path) -> Remarks:
    try:
        return read(file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from error
    except ReadingError as error:
        raise click.ClickException(f"{file}: {error}") from error


def _article(config_file: Path, article: str) -> str:
    """The path of an article without its suffix. Raises ClickException where there is none."""
    try:
        configuration = read_configuration(config_file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    docs = configuration.docs
    paths = {composed(p.relative_to(docs).with_suffix("").as_posix()) for p in docs.rglob("*.md")}
    given = composed(article.replace("\\", "/")).removeprefix("./").removesuffix(".md")
    for path in (given, given.removeprefix(f"{docs.name}/")):
        if path in paths:
            return path
    what, advice = unknown("article", given, paths)
    raise click.ClickException(what + (f"; {advice}" if advice else ""))


class Files:
    """The files that are to be written: that of the article's annotations, and the list of
    annotators where somebody is new."""

    def __init__(self, found: Survey, path: str, account: Account) -> None:
        """Raises ClickException where something cannot be put in."""
        self.root = found.root
        own = found.folder / path
        names = [own.with_name(f"{own.name}{suffix}") for suffix in SUFFIXES]
        listed = [found.folder / f"{ANNOTATORS}{suffix}" for suffix in SUFFIXES]
        for written in found.edition.articles[path].files:
            if not written.file.is_of(found.root / written.name):
                raise click.ClickException(
                    f"{written.name} has changed since it was read: run the command again"
                )
        self.new: list[tuple[Path, Sequence[NewEntry], str]] = []
        if account.annotators:
            self.new.append((_existing(listed), account.annotators, ""))
        if account.notes:
            self.new.append((_existing(names), account.notes, "notes"))
        self.data = [self._made(*one) for one in self.new]

    def _made(self, path: Path, entries: Sequence[NewEntry], section: str) -> bytes:
        try:
            return with_entries(path.read_bytes() if path.exists() else None, entries, section)
        except (RewriteError, OSError) as error:
            raise click.ClickException(
                f"{self._name(path)}: {error}; nothing was written. Put this in by hand:\n\n"
                f"{shown(entries, section)}"
            ) from error

    def _name(self, path: Path) -> str:
        is_inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if is_inside else path.as_posix()

    def show(self) -> None:
        """Shows what would be written."""
        for path, entries, section in self.new:
            click.echo(f"\nThis would be added to {self._name(path)}:\n")
            click.echo("\n".join(map(visible, shown(entries, section).split("\n"))))

    def write(self) -> None:
        """Writes it, and says so."""
        for (path, entries, section), data in zip(self.new, self.data, strict=True):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                save(path, data)
            except OSError as error:
                raise click.ClickException(
                    f"{self._name(path)} cannot be written: {error.strerror}"
                ) from error
            thing = "note" if section else "annotator"
            click.echo(f"{self._name(path)}: {counted(len(entries), thing)} added")


def _existing(paths: Sequence[Path]) -> Path:
    """The first that is there; the first of all where none is."""
    return next((path for path in paths if path.exists()), paths[0])


# What becomes of each remark


class _Said(NamedTuple):
    """What two notes share if the second says nothing new."""

    span: tuple[int, int] | None
    text: str
    tags: tuple[str, ...]
    by: str


@dataclass
class Account:
    """What has become of the remarks that were taken so far."""

    found: Survey
    anchored: AnchoredArticle
    program: str
    by: str
    """Who made the remarks that do not say so."""
    notes: list[NewNote] = field(default_factory=list)
    annotators: list[NewAnnotator] = field(default_factory=list)
    """Those who made them and are in no list yet."""
    changed: list[Placed] = field(default_factory=list)
    """Those placed on other words than they quote."""
    there: list[tuple[Remark, Annotation]] = field(default_factory=list)
    """Those that are notes already."""
    ambiguous: list[Placed] = field(default_factory=list)
    gone: list[Placed] = field(default_factory=list)
    refused: list[tuple[Remark, str]] = field(default_factory=list)
    """Those that have a place and cannot be written, and why."""
    unquoted: list[Remark] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    """The ids of annotators, by the letters of their names: those that are known beforehand and are
    in no list yet."""

    def __post_init__(self) -> None:
        article = self.anchored.article
        self._known = {a.origin: a for a in article.annotations.values() if a.origin}
        self._said = {
            _Said(passage.span, _plain(_text_of(note)), note.tags, note.by): note
            for passage in self.anchored.placed
            for note in [passage.annotation]
        }
        self._ids = taken_ids(article, self.anchored.html)
        known = self.found.edition.annotators
        self.people |= {_letters(one.name): id for id, one in known.items()}
        self.people |= {_letters(id): id for id in known if _letters(id) not in self.people}

    @property
    def is_complete(self) -> bool:
        """Whether every quote has its place."""
        return not (self.ambiguous or self.gone or self.refused)

    @property
    def quotes(self) -> int:
        """How many remarks have words."""
        return (
            len(self.notes)
            + len(self.there)
            + len(self.ambiguous)
            + len(self.gone)
            + len(self.refused)
        )

    def take(self, remark: Remark) -> None:
        """Makes a remark a note, or takes down why it is none."""
        if remark.quote is None:
            self.unquoted.append(remark)
            return
        text = note_text(remark, self.program)
        if there := self._known.get(remark.origin):
            self.there.append((remark, there))
            return
        placed = place(self.anchored, remark)
        if placed.span is None:
            is_ambiguous = placed.location.status == "ambiguous"
            (self.ambiguous if is_ambiguous else self.gone).append(placed)
        elif there := self._said.get(self._saying(placed, text)):
            self.there.append((remark, there))
        elif placed.quote is None:
            self.refused.append((remark, "no quote names this passage alone"))
        else:
            self._add(placed, text)

    def _add(self, placed: Placed, text: str) -> None:
        remark, quote = placed.remark, placed.quote
        assert quote is not None
        on = remark.on if is_day(remark.on) else ""
        try:
            note = Note(quote=quote, note=text, tags=remark.tags, origin=remark.origin, on=on)
        except ValidationError as error:
            self.refused.append((remark, error.errors()[0]["msg"]))
            return
        by = self._annotator(remark.by or self.by)
        id = new_id(self.anchored.words(placed.span or (0, 0)), self._ids)
        self._ids.add(id)
        self._known[remark.origin] = note
        self._said[self._saying(placed, text)] = note
        self.notes.append(NewNote(id, quote, text, remark.tags, by, on, remark.origin))
        if placed.location.status == "changed":
            self.changed.append(placed)

    def _saying(self, placed: Placed, text: str) -> _Said:
        """What a remark says, and who says it as far as they are known."""
        remark = placed.remark
        who = self.people.get(_letters(remark.by or self.by), "")
        return _Said(placed.span, _plain(text), remark.tags, who)

    def _annotator(self, name: str) -> str:
        """The id of somebody, who is put into the list if they are not in it."""
        key = _letters(name)
        if not key:
            return ""
        if key not in self.people:
            taken = {*self.people.values()}
            self.people[key] = new_id(name, taken, "annotator")
            self.annotators.append(NewAnnotator(self.people[key], " ".join(name.split())))
        return self.people[key]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def note_text(remark: Remark, program: str) -> str:
    """What a remark says with its answers, as the text of a note; where it comes from is its last
    line, if `program` says it."""
    parts = [remark.text] if remark.text else []
    for answer in remark.answers:
        who = f"**{escaped(answer.by) or '…'}**"
        parts += [f"{who}, {escaped(answer.on)}:" if answer.on else f"{who}:", answer.text]
    return "\n\n".join([*parts, *filter(None, [_whence(remark, program)])])


def _whence(remark: Remark, program: str) -> str:
    """Where a remark comes from, and its time if that is no day that a note can have."""
    is_address = remark.origin.startswith(("http://", "https://"))
    home = f"[{program}](<{remark.origin}>)" if is_address else program
    time = "" if is_day(remark.on) else escaped(remark.on)
    said = ", ".join(filter(None, (home, escaped(remark.at), time)))
    return f"*{said}*" if said else ""


def _text_of(annotation: Annotation) -> str:
    if isinstance(annotation, Note):
        return annotation.note
    return annotation.because if isinstance(annotation, Claim) else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


# What is said of it


def _say(
    account: Account,
    remarks: Remarks,
    taken: Sequence[Remark],
    others: Counter[Document],
    file: str,
) -> None:
    """Accounts for every remark of a file."""
    for heading, lines in lists(account):
        if lines:
            click.echo(f"{heading}:")
            for line in lines:
                click.echo(visible_lines(line))
            click.echo()
    if others:
        click.echo(f"On other documents, left out:\n{listed(others)}\n")
    for sentence in remarks.left:
        click.echo(visible(sentence))
    click.echo(_summary(account, remarks.program, file))


def visible_lines(text: str) -> str:
    """A text of several lines for a terminal, indented."""
    return "\n".join(f"  {visible(line)}" for line in text.split("\n"))


def lists(account: Account) -> Iterator[tuple[str, list[str]]]:
    """What is left to a person, under headings."""
    yield (
        "Placed on words that differ from the quote; look whether the notes still hold",
        [_of_changed(account, placed) for placed in account.changed],
    )
    yield (
        "Ambiguous, not written: say which place is meant by the quote that is shown",
        [_of_unplaced(account, placed) for placed in account.ambiguous],
    )
    yield (
        "Gone, not written: no place is certain, and none is guessed",
        [_of_unplaced(account, placed) for placed in account.gone],
    )
    yield (
        "Not written, although their words were found",
        [f"{_shown(remark, account.by)}\n  {why}" for remark, why in account.refused],
    )
    yield (
        "Notes without words of the article, not written",
        [f"{_shown(r, account.by, whole=True)}\n  {r.why}" for r in account.unquoted],
    )
    news = ((remark, [*_news(remark, note)]) for remark, note in account.there)
    yield (
        "There already, with other words there now; put these in by hand if they are to count",
        ["\n  ".join([_shown(remark, account.by), *new]) for remark, new in news if new],
    )


def _shown(remark: Remark, by: str, *, whole: bool = False) -> str:
    """A remark in a line: its words, who made it and when, what it says."""
    quote = f"“{shortened(remark.quote.exact)}”" if remark.quote else ""
    who = ", ".join(filter(None, (remark.by or by, remark.on, remark.at)))
    says = _plain(remark.text)
    says = says if whole else shortened(says)
    about = ": ".join(filter(None, (who, says)))
    return " ".join(filter(None, (quote, f"({about})" if quote and about else about)))


_DIFFERS = (
    "for “{}” the article has “{}”",
    "the article lacks “{}”",
    "the article has “{}” besides",
)


def _of_changed(account: Account, placed: Placed) -> str:
    assert placed.span is not None and placed.remark.quote is not None
    old, new = _plain(placed.remark.quote.exact), account.anchored.words(placed.span)
    where = _where(account, placed.span[0])
    said = (
        difference(old, new, _DIFFERS)
        or "the words are the same, in other case or beside other words"
    )
    return f"{_shown(placed.remark, account.by)}\n  {where}: {said}"


def _of_unplaced(account: Account, placed: Placed) -> str:
    location = placed.location
    lines = [_shown(placed.remark, account.by)]
    if location.status == "missing":
        lines.append(
            f"  {WHY[location.why]}" + ("" if location.suggestions else "; no place is likely")
        )
    for suggestion in location.suggestions:
        where = _where(account, suggestion.start)
        perhaps = "perhaps " if location.status == "missing" else ""
        lines.append(f"  {perhaps}{where}\n    {proposed(account.anchored, suggestion)}")
    if len(location.suggestions) == MOST_SUGGESTIONS:
        lines.append("  and perhaps at more places")
    return "\n".join(lines)


def _where(account: Account, offset: int) -> str:
    text = account.found.texts[account.anchored.article.path]
    root = account.found.root
    name = text.relative_to(root).as_posix() if text.is_relative_to(root) else text.as_posix()
    return whereabouts(account.anchored, offset, text, name)


def _news(remark: Remark, note: Annotation) -> Iterator[str]:
    """What a remark and the answers to it say now that its note does not."""
    has = _plain(_text_of(note))
    for text, by, on in (
        (remark.text, remark.by, remark.on),
        *((answer.text, answer.by, answer.on) for answer in remark.answers),
    ):
        if _plain(text) not in has:
            yield f"{', '.join(filter(None, (by, on)))}: {_plain(text)}"


def _summary(account: Account, program: str, file: str) -> str:
    """How many remarks there are, and what has become of them."""
    placed = f"{len(account.notes)} placed"
    if account.changed:
        placed += f" ({len(account.changed)} on words that differ)"
    parts = [placed]
    for count_, what in (
        (len(account.there), "there already"),
        (len(account.ambiguous), "ambiguous"),
        (len(account.gone), "gone"),
        (len(account.refused), "not to be written"),
    ):
        if count_:
            parts.append(f"{count_} {what}")
    said = f"{file} ({program}): {counted(account.quotes, 'quote')}: {', '.join(parts)}"
    if account.unquoted:
        said += f"; {counted(len(account.unquoted), 'note')} without a quote"
    return said
