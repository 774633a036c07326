"""The `postil` command: bring in texts and notes, keep anchors, check, mend quotes, clean up."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.schemas import FOLDER, delete_schemas, write_schemas
from postil.course.schema import schemas
from postil.editions.paper import PAPERS
from postil.exchange.texts.reading import KINDS
from postil.hosts.mkdocs.serving import ServingError, serve_site
from postil.keeping.cache import clean as delete_cache
from postil.keeping.saving import save

from . import (
    adding,
    adopting,
    checking,
    classes,
    editions,
    fixing,
    helping,
    importing,
    locking,
    starting,
    telling,
)
from . import inventories as inventories_of
from . import pages as pages_of
from . import receipts as receipts_of
from .course import course
from .looking import look
from .options import config_option


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="postil")
def main() -> None:
    """Tools for people who write annotations.

    A build of the site never changes your files, and mkdocs serve only where you write on a page;
    these commands do, and only where they say so.
    """


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--name", default="", help="What the site is called; else as the folder is.")
@click.option("--yes", is_flag=True, help="Add to files that are there without asking.")
def init(folder: Path, name: str, yes: bool) -> None:
    """Begin an annotated site in FOLDER, or add what a site lacks.

    Writes a configuration, a short reading with notes to start from, and what editors, git and
    GitHub Pages need. No file is written over; what is added to one is shown first.
    """
    starting.start(folder, name=name, agreed=yes)


@main.command()
@click.argument("source")
@config_option
@click.option("--to", default="", metavar="PATH",
              help="Where it goes in the folder of the texts, like readings/harbour.")  # fmt: skip
@click.option(
    "--kind", type=click.Choice(KINDS), help="What the file is, if its name does not say so."
)
@click.option("--chapter", default="", metavar="NUMBER",
              help="Of a book, this chapter only: its number, or words of its title.")  # fmt: skip
@click.option("--source", "address", default="", metavar="ADDRESS",
              help="The address that the text comes from.")  # fmt: skip
@click.option("--replace", is_flag=True,
              help="Put it in the place of an article's text. What the article says of itself, and "
              "its annotations, stay.")  # fmt: skip
def add(
    source: str,
    config_file: Path,
    to: str,
    kind: str | None,
    chapter: str,
    address: str,
    replace: bool,
) -> None:
    """Bring in a text: plain text, a saved web page, DOCX, ODT, EPUB, PDF or Markdown.

    SOURCE is a file, or - for standard input. Writes the article and an empty file of annotations,
    and says what was guessed, with how to change it. A file that is there is never overwritten, but
    the text of an article with --replace. Needs the extra postil[import].
    """
    adding.add(config_file, source, adding.Wishes(to, kind or "", chapter, address, replace))


@main.command()
@config_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              help="How to print what was found.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Passages that wait for review count as problems.")
def check(config_file: Path, form: str, strict: bool) -> None:
    """Report everything that is wrong, without building the site.

    The exit status is 1 if anything has to be mended, 0 if not.
    """
    sys.exit(not checking.check(config_file, as_json=form == "json", strict=strict))


@main.command()
@config_option
@click.option("-a", "--address", default="", metavar="HOST:PORT",
              help="Where it is served; else as the configuration says.")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
def serve(config_file: Path, address: str, no_browser: bool) -> None:
    """Serve the site while you write, and open it in the browser.

    The same as mkdocs serve --open: what you write, in files or on the page, is shown at once. Only
    your own machine can reach it, unless you say so.
    """
    if not config_file.is_file():
        raise click.ClickException(
            f"there is no {config_file} here; go to the folder of the site, or name its "
            "configuration with --config-file"
        )
    try:
        serve_site(config_file, address=address, opens_browser=not no_browser)
    except ServingError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@config_option
def lock(config_file: Path) -> None:
    """Save what is needed to find each passage again after an edit.

    Writes annotations/anchors.lock.json; commit it with the annotations. What was saved of a
    passage that has changed since, or is gone, is kept until the annotation is mended.
    """
    locking.lock(config_file)


@main.command()
@config_option
@click.option("--watch", is_flag=True, help="Go on, and write them again at every change.")
def pages(config_file: Path, watch: bool) -> None:
    """Write the generated pages as files, for hosts without plugins.

    Writes the pages of claims, sources, evidence, cross-references and terms, and what they load,
    into the folder of the texts; a .gitignore there lists them. Pages of your own are left alone.
    The exit status is 1 if something has to be mended.
    """
    if watch:
        pages_of.watch(config_file)
    elif not pages_of.write(config_file):
        sys.exit(1)


@main.command()
@config_option
@click.option("--all", "take_all", is_flag=True,
              help="Take all passages that have changed, without asking.")  # fmt: skip
@click.option("--only", multiple=True, metavar="ID",
              help="Look at this annotation only, named by its id or as article#id; may be given "
              "several times.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show; ask nothing and write nothing.")
def fix(config_file: Path, take_all: bool, only: tuple[str, ...], dry_run: bool) -> None:
    """Rewrite the quotes of passages that have changed, one by one.

    Shows the old words of each passage with the new ones, and asks whether its quote is to be
    rewritten; where a passage was not found, which of some places is meant. What you answer with
    yes is written at the end, or when you quit; with Ctrl+C, nothing is. Where nobody can answer,
    in a script for example, nothing is written without --all. A file with a mistake keeps back only
    what it is about. The exit status is 1 if something could not be written, or was kept back.
    """
    sys.exit(not fixing.fix(config_file, take_all=take_all, only=only, dry_run=dry_run))


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@click.option("--article", required=True, metavar="PATH",
              help="The article that they are about: readings/x.")  # fmt: skip
@click.option("--document", default="", metavar="TEXT",
              help="Where the file has annotations on several documents: a part of the title or "
              "the address of the one that the article is.")  # fmt: skip
@click.option("--by", default="", metavar="NAME",
              help="Who made them, where the file does not say so.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show; write nothing.")
def import_(
    file: Path, config_file: Path, article: str, document: str, by: str, dry_run: bool
) -> None:
    """Bring in annotations that people have made elsewhere, as notes of an article.

    FILE comes from Hypothesis (JSON), Word or Google Docs (.docx with comments), Recogito or
    another maker of W3C Web Annotations (JSON), Zotero (JSON), Readwise (CSV) or a Kindle (My
    Clippings.txt). Each quote is looked up in the article; what stands there is added to the file
    of its annotations, and what is ambiguous or gone is listed. What was brought in before is not
    brought in again. The exit status is 1 if a quote has no place.
    """
    is_complete = importing.import_annotations(
        config_file, file, article=article, document=document, by=by, dry_run=dry_run
    )
    sys.exit(not is_complete)


@main.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@config_option
@click.option("--format", "form", type=click.Choice([*editions.FORMATS]), default="pdf",
              show_default=True, help="What is made.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="The file to be written, or the folder for it.")  # fmt: skip
@click.option("--paper", type=click.Choice([*PAPERS]), default="a4", show_default=True,
              help="The paper of a PDF.")  # fmt: skip
def edition(
    articles: tuple[str, ...], config_file: Path, form: str, output: Path | None, paper: str
) -> None:
    """Make a file of articles with their notes, to be printed or read elsewhere.

    ARTICLE is an annotated article like readings/harbour, or a folder of them; several are set one
    after the other, and without any, all are. What could not be set as it is on the page is listed;
    no note is ever left out. The exit status is 1 if something is listed. PDF needs the extra
    postil[pdf], EPUB postil[epub], Anki postil[anki].
    """
    wishes = editions.Wishes(paper)
    sys.exit(not editions.edition(config_file, articles, form, output, wishes))


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@config_option
@click.option("--json", "form", flag_value="json", help="Print all that was handed in, as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print the table for table programs.")
@click.option("--table", "form", flag_value="table", default=True, hidden=True)
@click.pass_context
def receipts(
    context: click.Context, paths: tuple[str, ...], config_file: Path, form: receipts_of.Form
) -> None:
    """Read what students have handed in: files and receipts.

    FILE is a file that 'Hand in' made, a receipt as text, mail or web page, an archive of an LMS, a
    folder of such files, or - for standard input. Prints who handed in what and when, how many
    claims are judged and questions answered, and how many notes there are. In the folder of a site,
    it is said what was made on another one. Nothing is written. The exit status is 1 if some of it
    could not be read.
    """
    is_named = context.get_parameter_source("config_file") != ParameterSource.DEFAULT
    sys.exit(not receipts_of.receipts(paths, config_file, form=form, is_named=is_named))


class _WithUsual(click.Group):
    """A command that does something by itself, and has others below it."""

    usual = "report"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_asked = args and args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if is_asked or not args else [self.usual, *args])


@main.group("class", cls=_WithUsual)
def class_() -> None:
    """What a class thinks, from what its students have handed in.

    postil class FOLDER is short for postil class report FOLDER.
    """


@class_.command("report")
@click.argument("paths", nargs=-1, required=True, metavar="FOLDER...",
                type=click.Path(path_type=Path, exists=True))  # fmt: skip
@config_option
@click.option("--to", type=click.Path(path_type=Path, file_okay=False),
              default=Path(classes.FOLDER), show_default=True,
              help="The folder of the report.")  # fmt: skip
@click.option("--anonymous", is_flag=True, help="Leave names out of the sheets and tables, too.")
def class_report(paths: tuple[Path, ...], config_file: Path, to: Path, anonymous: bool) -> None:
    """Write a report on what a class has handed in.

    FOLDER holds files and receipts as an LMS gives them: unpacked, or as its archive. Writes
    class.html (what the class thinks of each claim, the text with what was marked, the answers,
    without names), students.html (a sheet for each), gradebook.csv and tasks.csv. The site is not
    changed, and a folder that is published is refused. The exit status is 1 if something that was
    found is not counted.
    """
    sys.exit(not classes.report(config_file, paths, to, anonymous=anonymous))


@class_.command("adopt")
@click.argument("paths", nargs=-1, required=True, metavar="FOLDER...",
                type=click.Path(path_type=Path, exists=True))  # fmt: skip
@config_option
@click.option("--note", "notes", multiple=True, metavar="ID",
              help="Adopt this note, named by the letters that it is listed with; may be given "
              "several times.")  # fmt: skip
@click.option("--by", default="A student", show_default=True, metavar="NAME",
              help="The name under which they are published.")  # fmt: skip
@click.option("--named", is_flag=True, help="Publish each under its author's own name.")
@click.option("--agreed", is_flag=True,
              help="Say that their authors have agreed, instead of being asked.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show; write nothing.")
def class_adopt(
    paths: tuple[Path, ...],
    config_file: Path,
    notes: tuple[str, ...],
    by: str,
    named: bool,
    agreed: bool,
    dry_run: bool,
) -> None:
    """Make notes of students annotations of the edition.

    Lists the notes and questions that were handed in, in the order of the texts, and asks which are
    to be adopted, and whether their authors agree. Each is looked up in the text and added to its
    annotations; nothing else in the file is touched, and none is added twice. The exit status is 1
    if one has no place.
    """
    wishes = adopting.Wishes(notes, by, named, agreed, dry_run)
    sys.exit(not adopting.adopt(config_file, paths, wishes))


@main.command()
@click.argument("name", default="")
@config_option
@click.option("--all", "is_all", is_flag=True, help="Without NAME: all of it, not the newest 30.")
def log(name: str, config_file: Path, is_all: bool) -> None:
    """Tell what became of annotations, as git knows it.

    NAME is the id of one, with its article or without (readings/x#id), or the path of an article.
    Says when it came, when its assessment, reason, quote or anything else that a reader sees was
    changed and what it was before, and when it was withdrawn; and what this clone does not know.
    """
    telling.tell(config_file, name, most=0 if is_all or name else 30)


@main.group(invoke_without_command=True)
@config_option
@click.pass_context
def inventory(context: click.Context, config_file: Path) -> None:
    """List the other sites that cross-references may lead to.

    Says of each where its inventory comes from, of which day it is and what the last update
    changed. Nothing is fetched but by 'postil inventory update'.
    """
    context.obj = config_file
    if context.invoked_subcommand is None:
        inventories_of.list_inventories(config_file)


@inventory.command("update")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.pass_obj
def update_inventories(config_file: Path, names: tuple[str, ...]) -> None:
    """Fetch the inventories of other sites, all of them or those that are named.

    They are kept in the folder 'inventories' of the annotations; commit it with them. The exit
    status is 1 if one could not be fetched, or something that is referred to is gone.
    """
    sys.exit(not inventories_of.update(config_file, names))


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
        found = delete_schemas(folder / FOLDER)
        found = delete_cache(folder) or found
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be deleted: {error}") from error
    click.echo(f"{folder} is deleted." if found else f"There is no cache in {folder}.")


@main.command(name="help")
@click.argument("topic", default="")
@click.option("--print", "as_text", is_flag=True, help="Print it here instead of opening a page.")
def help_(topic: str, as_text: bool) -> None:
    """Open the guide, at the page on TOPIC if there is one.

    It comes along with the program; no network is needed. With --print and no topic, the topics are
    listed.
    """
    helping.show(topic, as_text=as_text)


@main.command()
@config_option
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def schema(config_file: Path, folder: Path | None) -> None:
    """Write JSON Schemas of the annotation files, for editors.

    An editor that knows them completes keys and ids, says what they stand for and underlines
    mistakes while you write. They know the ids of this site and stand in .cache/postil/schemas,
    where 'postil check' and 'mkdocs serve' bring them up to date. With FOLDER, the schemas that
    hold for every site, without ids, are written there.
    """
    if folder is None:
        found = look(config_file)
        if found.schema_folder is None:
            raise click.ClickException(
                "this site keeps nothing, for the option 'cache' is empty; name a folder for "
                "schemas without ids"
            )
        if found.schemas is None:
            raise click.ClickException(f"there is no folder {found.folder} yet")
        write_schemas(found.schemas, found.schema_folder)
        click.echo(f"The schemas of this site are in {found.schema_folder}.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        save(folder / name, text.encode("utf-8"))
        click.echo(f"wrote {folder / name}")


main.add_command(course)


if __name__ == "__main__":
    main()
