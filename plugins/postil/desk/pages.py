"""`postil pages`: the generated pages as files, for hosts that run no plugin."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.folder import FolderBuild
from postil.build.settings import Weight
from postil.build.watching import Watch
from postil.build.written import Written, write_pages
from postil.edition.problems import Problem


def write(config_file: Path) -> bool:
    """Writes the pages of a site, and says what has changed. Returns whether all is well."""
    wrong: list[str] = []

    def report(weight: Weight, problem: Problem) -> None:
        if weight != "inform":
            wrong.append(str(problem))

    try:
        folder = FolderBuild(read_configuration(config_file), report)
        made = folder.make(with_pages=True, by_file=True)
        if folder.problems:
            for problem in folder.problems:
                click.echo(str(problem), err=True)
            click.echo("nothing was written: mend the annotations first", err=True)
            return False
        written = write_pages(folder)
        folder.build.close()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"the pages cannot be written: {error}") from error
    for text in dict.fromkeys([*map(str, folder.build.problems), *wrong]):
        click.echo(text, err=True)
    _say(written, folder, made=made)
    return not wrong


def _say(written: Written, folder: FolderBuild, *, made: bool) -> None:
    docs = folder.build.docs
    if not made and not written.deleted:
        click.echo(f"there are no annotations in {folder.configuration.settings.annotations}")
        return
    click.echo(
        f"{docs}: {len(written.changed)} of {written.count} files written, "
        f"{len(written.deleted)} deleted"
    )
    if written.unlisted:
        click.echo(
            f"{docs}/.gitignore is yours and was left alone: add the pages to it, or commit them",
            err=True,
        )


def watch(config_file: Path) -> None:
    """Writes the pages, and again whenever a text or an annotation changes, until it is
    interrupted."""
    try:
        configuration = read_configuration(config_file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    changed = threading.Event()
    folders = [configuration.root / configuration.settings.annotations, configuration.docs]
    watches = [Watch(folder, changed.set) for folder in folders]
    # Before anything is read: what is saved meanwhile is taken in, too.
    for watching in watches:
        watching.start()
    try:
        write(config_file)
        click.echo("Waiting for changes; Ctrl+C ends it.")
        while True:
            # In steps: a wait without an end could not be interrupted on Windows.
            if changed.wait(1):
                changed.clear()
                write(config_file)
                sys.stdout.flush()
    except KeyboardInterrupt:
        click.echo()
    finally:
        for watching in watches:
            watching.stop()
