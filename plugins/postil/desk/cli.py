"""The `postil` command: keep anchors, check an edition, mend quotes, write schemas, clean up."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from postil.anchoring.findings import Finding
from postil.anchoring.lock import FILE_NAME, Anchor, NewerLockError, anchor_of
from postil.anchoring.lock import write as write_lock
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.survey import Survey, SurveyError
from postil.edition.edition import Home, Place
from postil.edition.model import Quote as WrittenQuote
from postil.edition.problems import Problem, visible
from postil.edition.schema import schemas
from postil.hosts.mkdocs.survey import survey_site
from postil.keeping.cache import clean as delete_cache
from postil.keeping.saving import save

from . import pages as pages_of
from .requote import written_for
from .rewrite import NewQuote, RewriteError, replace_value

config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The configuration of the site.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="postil")
def main() -> None:
    """Tools for people who write annotations.

    A build of the site (mkdocs build, mkdocs serve) never changes your files; these commands do,
    and only where they say so.
    """


@main.command()
@config_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              help="How to print what was found.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Passages that wait for review count as problems.")
def check(config_file: Path, form: str, strict: bool) -> None:
    """Report everything that is wrong, without building the site.

    The exit status is 1 if anything has to be mended, 0 if not.
    """
    found = _survey(config_file)
    entries = sorted(_entries(found), key=lambda entry: entry.problem)
    wrong = [e for e in entries if e.severity == "problem" or (strict and e.kind == "changed")]
    if form == "json":
        click.echo(json.dumps([entry.as_dict() for entry in entries], indent=2, ensure_ascii=False))
    else:
        for entry in entries:
            click.echo(
                f"{entry.severity}: {entry.problem}" if entry not in wrong else entry.problem
            )
        articles = found.edition.articles
        count = _counted(sum(len(a.annotations) for a in articles.values()), "annotation")
        verdict = _counted(len(wrong), "problem") if wrong else "nothing to mend"
        click.echo(f"{count} in {_counted(len(articles), 'article')}: {verdict}")
    sys.exit(bool(wrong))


@main.command()
@config_option
def lock(config_file: Path) -> None:
    """Save what is needed to find each passage again after an edit.

    Writes annotations/anchors.lock.json; commit it with the annotations. What was saved of a
    passage that has changed since, or is gone, is kept until the annotation is mended.
    """
    found = _sound(config_file)
    anchors: dict[str, Anchor] = {}
    new = kept = 0
    for place, anchored, passage in _passages(found):
        anchor = _anchor(anchored, passage)
        if anchor is None:
            kept += passage.saved is not None
            anchor = passage.saved
        else:
            new += passage.saved is None
        if anchor:
            anchors[place.name] = anchor
    gone = len(set(found.lock.anchors) - set(anchors))
    changed = _write_lock(found, anchors)
    click.echo(
        f"{_counted(len(anchors), 'anchor')}: {new} new, {gone} removed, {kept} kept for review"
        + ("" if changed else "; the file was right already")
    )
    _tell(found.findings, ("missing", "ambiguous", "changed"))


@main.command()
@config_option
@click.option("--watch", is_flag=True, help="Go on, and write them again at every change.")
def pages(config_file: Path, watch: bool) -> None:
    """Write the generated pages as files, for hosts without plugins.

    Writes the pages of claims, sources, evidence, cross-references and terms, and what they load,
    into the folder of the texts; a .gitignore there lists them. Pages of your own are left alone.
    The exit status is 1 if something has to be mended.
    """
    is_well = pages_of.write(config_file)
    if watch:
        pages_of.watch(config_file)
    elif not is_well:
        sys.exit(1)


@main.command()
@config_option
@click.option("--write", is_flag=True, help="Change the files; without it, only show how.")
def fix(config_file: Path, write: bool) -> None:
    """Rewrite the quotes of passages that have changed.

    Shows the change to each file first. Quotes whose passage was not found are asked about one
    by one, when somebody is there to answer.
    """
    found = _sound(config_file)
    chosen: list[_Choice] = []
    for place, anchored, passage in _passages(found):
        span = passage.span if passage.location.status == "changed" else None
        if span is None and passage.span is None:
            span = _ask(place, anchored, passage)
        if span:
            written = written_for(anchored, span, passage.annotation.quote)
            chosen.append(_Choice(place, anchored, passage, span, written))
    if not chosen:
        click.echo("No quote needs to be rewritten.")
        return
    _rewrite(found, chosen, write=write)


@main.command()
@config_option
def clean(config_file: Path) -> None:
    """Delete what builds have kept for the next.

    Nothing is lost: the next build makes it again, and takes longer. No other file is touched.
    """
    try:
        configuration = read_configuration(config_file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if not configuration.settings.cache:
        click.echo("Builds of this site keep nothing: the option 'cache' is empty.")
        return
    folder = configuration.root / configuration.settings.cache
    try:
        found = delete_cache(folder)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be deleted: {error}") from error
    click.echo(f"{folder} is deleted." if found else f"There is no cache in {folder}.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("schemas"))
def schema(folder: Path) -> None:
    """Write JSON Schemas of the annotation files into FOLDER.

    An editor that knows them completes keys and underlines mistakes while you write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        save(folder / name, text.encode("utf-8"))
        click.echo(f"wrote {folder / name}")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the report of `postil check`."""

    severity: str
    kind: str
    problem: Problem
    annotation: str = ""

    def as_dict(self) -> dict[str, Any]:
        problem = self.problem
        return {
            "severity": self.severity,
            "kind": self.kind,
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "what": problem.what,
            "advice": problem.advice,
            "annotation": self.annotation,
        }


@dataclass(frozen=True, slots=True)
class _Choice:
    """A passage whose quote is to be rewritten, and how."""

    place: Place
    anchored: AnchoredArticle
    passage: Passage
    span: tuple[int, int]
    written: NewQuote | None
    quote: WrittenQuote = field(init=False)

    @property
    def home(self) -> Home:
        """Where the annotation is written."""
        return self.anchored.article.home(self.place.id)

    def __post_init__(self) -> None:
        new = {"exact": self.written} if isinstance(self.written, str) else self.written
        quote = WrittenQuote(**new) if new else self.passage.annotation.quote
        object.__setattr__(self, "quote", quote)


def _survey(config_file: Path) -> Survey:
    try:
        return survey_site(config_file)
    except SurveyError as error:
        raise click.ClickException(str(error)) from error


def _sound(config_file: Path) -> Survey:
    """A survey of an edition whose files can be relied on."""
    found = _survey(config_file)
    if found.edition.problems:
        for problem in found.edition.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException("mend these first; nothing was written")
    if found.lock.is_newer:
        raise click.ClickException(f"{found.lock.problems[0]}; nothing was written")
    return found


def _entries(found: Survey) -> Iterable[_Entry]:
    for problem in (*found.edition.problems, *found.problems):
        yield _Entry("problem", "edition", problem)
    for problem in found.lock.problems:
        yield _Entry("problem", "lock", problem)
    for article, finding in found.findings:
        severity = {"changed": "review", "advice": "advice"}.get(finding.kind, "problem")
        yield _Entry(severity, finding.kind, finding.problem, Place(article, finding.id).name)


def _passages(found: Survey) -> Iterable[tuple[Place, AnchoredArticle, Passage]]:
    for path, anchored in found.anchored.items():
        for passage in anchored.passages.values():
            yield Place(path, passage.id), anchored, passage


def _anchor(anchored: AnchoredArticle, passage: Passage) -> Anchor | None:
    """What is to be saved of a passage; None unless it is known to be right."""
    if passage.location.status != "exact" or passage.span is None:
        return None
    fresh = anchor_of(anchored.index, passage.span, passage.annotation.quote)
    return passage.saved if passage.saved and passage.saved.says_the_same(fresh) else fresh


def _write_lock(found: Survey, anchors: dict[str, Anchor]) -> bool:
    try:
        fresh = {
            path: anchored.pieces for path, anchored in found.anchored.items() if anchored.placed
        }
        pieces = found.lock.pieces_with(fresh, anchors)
        return write_lock(found.folder / FILE_NAME, anchors.items(), pieces.items())
    except (NewerLockError, OSError) as error:
        raise click.ClickException(f"the lock file cannot be written: {error}") from error


def somebody_is_there() -> bool:
    """Whether questions will be answered: not in a pipe, a script or continuous integration."""
    return sys.stdin.isatty()


def _ask(place: Place, anchored: AnchoredArticle, passage: Passage) -> tuple[int, int] | None:
    """Lets a person choose among the suggestions for a passage that was not found."""
    suggestions = passage.location.suggestions
    if not suggestions or not somebody_is_there():
        return None
    quote = passage.saved.exact if passage.saved else passage.annotation.quote.exact
    quote = " ".join(quote.split())
    click.echo(f"\n{place.name} ({passage.location.status}): “{visible(quote)}”")
    for number, suggestion in enumerate(suggestions, 1):
        before, words, after = anchored.in_sentence((suggestion.start, suggestion.end))
        shown = visible(before) + click.style(visible(words), bold=True) + visible(after)
        click.echo(f"  {number}  {shown}")
    answer = click.prompt(
        "Which passage is meant? (number, or Enter to leave it)", default="", show_default=False
    )
    if answer.isdigit() and 1 <= int(answer) <= len(suggestions):
        chosen = suggestions[int(answer) - 1]
        return chosen.start, chosen.end
    return None


def _rewrite(found: Survey, chosen: list[_Choice], *, write: bool) -> None:
    anchors = {place.name: passage.saved for place, _, passage in _passages(found) if passage.saved}
    by_file: dict[str, list[_Choice]] = {}
    for choice in chosen:
        by_file.setdefault(choice.home.file.name, []).append(choice)
    for name, choices in by_file.items():
        file = found.root / name
        old = new = file.read_bytes().decode("utf-8")
        for choice in choices:
            if choice.written is None:
                click.echo(f"{choice.place.name}: no quote names this passage alone", err=True)
                continue
            try:
                if choice.quote != choice.passage.annotation.quote:
                    new = replace_value(new, (*choice.home.keys, "quote"), choice.written)
            except RewriteError as error:
                click.echo(f"{choice.place.name}: {error}", err=True)
                continue
            index = choice.anchored.index
            anchors[choice.place.name] = anchor_of(index, choice.span, choice.quote)
        _show(name, old, new)
        if write and new != old:
            _write(file, new.encode("utf-8"))
    if write:
        _write_lock(found, anchors)
        click.echo(f"{_counted(len(chosen), 'passage')} reviewed; files and anchors are written.")
    else:
        click.echo("Nothing was written; add --write to do it.")


def _write(file: Path, data: bytes) -> None:
    try:
        save(file, data)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error}") from error


def _show(name: str, old: str, new: str) -> None:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, name
    )
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in lines:
        click.secho(visible(line.rstrip("\r\n")), fg=colours.get(line[:1]))


def _tell(found: Iterable[tuple[str, Finding]], kinds: tuple[str, ...]) -> None:
    for _, finding in found:
        if finding.kind in kinds:
            click.echo(str(finding.problem), err=True)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")


if __name__ == "__main__":
    main()
