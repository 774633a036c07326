"""`postil class adopt`: notes of students become annotations of the edition.

It is the one way from what was handed in to what is published: each note is named, and nothing is
written before somebody has said that its author agrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from postil.anchoring.quote import Quote
from postil.build.survey import Survey
from postil.course.acts import Act
from postil.course.report.roll import Roll, Student, roll
from postil.edition.problems import shortened, visible
from postil.exchange.annotations.prose import escaped
from postil.exchange.annotations.remark import Remark, named
from postil.keeping.turns import BusyError, turn

from .asking import somebody_is_there
from .classes import private, read_in, subject_of
from .importing import Account, Files, lists, visible_lines
from .looking import counted, sound

_KINDS = ("note", "question")
_CONSENT = "Have those whose notes these are agreed that they are published?"
_FEW = 8
"""How many letters of an id are enough to name it, mostly."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody says beforehand."""

    notes: Sequence[str] = ()
    """The notes that are wanted, by the beginnings of their ids."""
    by: str = ""
    """Under which name they are published."""
    is_named: bool = False
    """Whether each is published under its author's own name."""
    is_agreed: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A note that can be adopted."""

    handle: str
    student: Student
    act: Act


def adopt(config_file: Path, paths: Sequence[Path], wishes: Wishes) -> bool:
    """Makes notes of students annotations of the edition. Returns whether every one has its place.

    Raises ClickException where none is named, or nobody says that their authors agree.
    """
    private(config_file, paths)
    found = sound(config_file)
    results = read_in(paths)
    who = roll(results.read, subject_of(found), results.problems)
    offered = [*_offered(who, found)]
    if not offered:
        raise click.ClickException("there is no note and no question of a student in it")
    wanted = wishes.notes or _asked(offered)
    chosen = [_named(offered, one) for one in wanted]
    if not chosen:
        click.echo("Nothing was written. Name notes with --note, by the letters before them.")
        return True
    if not (wishes.is_agreed or wishes.dry_run):
        _ask_consent(chosen)
    return _write(found, chosen, wishes)


def _offered(who: Roll, found: Survey) -> Iterator[Offered]:
    """The notes and questions of a class, in the order of the texts."""
    given = [
        (path, act.words.start or 0, act.id, student, act)
        for path in found.anchored
        for student in who.students
        for act in student.work.words(path)
        if act.kind in _KINDS and act.text.strip() and act.words
    ]
    ids = [_letters(act) for *_, act in given]
    for *_, student, act in sorted(given, key=lambda one: one[:3]):
        letters = _letters(act)
        length = next(
            (
                n
                for n in range(_FEW, len(letters))
                if sum(i.startswith(letters[:n]) for i in ids) == 1
            ),
            len(letters),
        )
        yield Offered(letters[:length], student, act)


def _letters(act: Act) -> str:
    """What names a note on the command line."""
    return act.id.removeprefix("urn:uuid:")


def _asked(offered: Sequence[Offered]) -> Sequence[str]:
    """Shows all notes, and asks for some where somebody can answer."""
    article = ""
    for one in offered:
        if one.act.article != article:
            article = one.act.article
            click.secho(f"\n{article}", bold=True)
        words = one.act.words.exact if one.act.words else ""
        sign = "?" if one.act.kind == "question" else " "
        click.echo(
            f"{visible(one.handle)} {sign} “{visible(shortened(words))}” "
            f"({visible(one.student.code)}): {visible(' '.join(one.act.text.split()))}"
        )
    click.echo()
    if not somebody_is_there():
        return []
    given = click.prompt(
        "Which of them? Their letters, with spaces between; Enter for none",
        default="", show_default=False,
    )  # fmt: skip
    return str(given).split()


def _named(offered: Sequence[Offered], begin: str) -> Offered:
    """The note that some letters name. Raises ClickException where they name none, or several."""
    begin = begin.removeprefix("urn:uuid:")
    found = [one for one in offered if begin and _letters(one.act).startswith(begin)]
    if len({_letters(one.act) for one in found}) == 1:
        return found[0]
    what = f"{len(found)} notes begin with" if found else "there is no note with the letters"
    raise click.ClickException(
        f"{what} '{shortened(begin)}'; without --note, all are listed with theirs; "
        "nothing was written"
    )


def _ask_consent(chosen: Sequence[Offered]) -> None:
    if somebody_is_there():
        for one in chosen:
            click.echo(f"  {visible(one.student.name or one.student.code)}: “"
                       f"{visible(shortened(' '.join(one.act.text.split())))}”")  # fmt: skip
        if click.confirm(_CONSENT):
            return
        raise click.ClickException("nothing was written; ask them first")
    raise click.ClickException(
        "what students wrote is theirs; ask them, and say --agreed when they have agreed that it "
        "is published. Nothing was written"
    )


def _write(found: Survey, chosen: Sequence[Offered], wishes: Wishes) -> bool:
    is_complete = True
    people: dict[str, str] = {}
    try:
        with turn(found.folder):
            for path in dict.fromkeys(one.act.article for one in chosen):
                account = Account(found, found.anchored[path], "", "", people=people)
                for one in chosen:
                    if one.act.article == path:
                        account.take(_remark(one, wishes))
                people = account.people
                _say(account)
                files = Files(found, path, account)
                if wishes.dry_run or not account.notes:
                    files.show()
                else:
                    files.write()
                is_complete = is_complete and account.is_complete
    except BusyError as error:
        raise click.ClickException(f"{error}; nothing was written") from error
    if wishes.dry_run:
        click.echo("Nothing was written.")
    return is_complete


def _remark(one: Offered, wishes: Wishes) -> Remark:
    act = one.act
    assert act.words is not None
    # Where an id is no name that all know, the words and the text make one.
    is_known = act.id.startswith("urn:uuid:")
    origin = act.id if is_known else named("student", act.article, act.words.exact, act.text)
    own = one.student.name if wishes.is_named else ""
    return Remark(
        origin=origin,
        quote=Quote(act.words.exact, prefix=act.words.prefix, suffix=act.words.suffix),
        start=act.words.start,
        text=escaped(act.text),
        by=own or wishes.by,
    )


def _say(account: Account) -> None:
    for heading, lines in lists(account):
        if lines:
            click.echo(f"{heading}:")
            for line in lines:
                click.echo(visible_lines(line))
            click.echo()
    if account.there:
        click.echo(f"{counted(len(account.there), 'note')} of these there already")
