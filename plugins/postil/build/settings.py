"""The options of the plugin, as they stand in mkdocs.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from postil.edition.inventories import wrong_source
from postil.edition.model import ID_PATTERN
from postil.edition.problems import Problem, nearest, shortened
from postil.edition.words import has_words, languages
from postil.rendering.addresses import address_of
from postil.rendering.prose.extensions import unknown_extensions

from .paths import PathError, checked_page

Weight = Literal["inform", "warn", "fail"]

PAGES = (
    "claims",
    "sources",
    "cross_references",
    "evidence",
    "glossary",
    "annotators",
    "figures",
    "search_page",
    "what_changed",
)
"""The options that say where pages stand."""

# As RFC 5646 has it, with what themes write for a hyphen.
_LANGUAGE = re.compile(r"(?:[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*)?")


def _wrong(said: str) -> PydanticCustomError:
    # What is said would be filled in, too, if it stood in the template.
    return PydanticCustomError("option", "{said}", {"said": said})


class Settings(BaseModel):
    """Options under `postil:` in the list of plugins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    annotations: str = "annotations"
    """The folder of annotation files, seen from `mkdocs.yml`. A site without it is built as if
    the plugin were not there; one that is named here has to be there."""

    claims: str = "claims.md"
    """Page of all claims. If the site has a page of its own at this path, the table follows its
    text; likewise for the options below."""

    sources: str = "sources/index.md"
    """Page of all sources; each source has a page of its own in the same folder."""

    cross_references: str = "cross-references/index.md"
    """Page of all cross-references; each pair of articles has a page of its own in the same
    folder."""

    evidence: str = "evidence/index.md"
    """Page that leads to the evidence matrix of each article, which stands in the same folder."""

    glossary: str = "glossary.md"
    """Page of all terms."""

    annotators: str = "annotators/index.md"
    """Page that leads to the page of each annotator, where `annotators.yml` names several; they
    stand in the same folder."""

    figures: str = "figures.md"
    """Page of figures: what is dated, how assessments are distributed, the arguments around claims,
    who is cited where. It is there as soon as one of them says something."""

    student: bool = True
    """Whether readers can work on the page: keep notes of their own, judge first, answer questions.
    What they do is kept on their own device and goes nowhere. With `false`, none of it is there."""

    my_notes: str = "my-notes.md"
    """Page on which readers find all notes of their own, save them to a file and open it again."""

    course: str = "course.md"
    """Page of the course, where `course.yml` or an assignment is there; each assignment has a page
    of its own in the folder `assignments` beside it."""

    mark_terms: bool = False
    """Marks the first use of each term of the glossary in each annotated article, where no
    annotation explains it there. Headings and code are left alone."""

    search: Literal["theme", "pagefind"] = "theme"
    """Who searches the site: the search plugin of the theme, if there is one, or Pagefind. Pagefind
    is for sites with more than about 5,000 annotations, sources and sections, whose index would be
    too much to load at once. It needs the extra `postil[pagefind]`; take `search` out of the list
    of plugins then."""

    search_page: str = "search.md"
    """Page on which Pagefind searches."""

    bibliography: list[str] = []
    """Libraries of sources: BibTeX (`.bib`), CSL-JSON (`.json`) and RIS (`.ris`) files as Zotero
    exports them, seen from `mkdocs.yml`. An entry in `sources.yml` adds to or corrects the entry of
    the same id in a library; fields it leaves empty are taken away."""

    inventories: dict[str, str] = {}
    """Other sites that cross-references may lead to, each with a name and where its inventory is:
    an address on the web (`https://…/postil-inventory.json`) or a file seen from `mkdocs.yml`. A
    build asks nobody: `postil inventory update` fetches them into the folder of the annotations."""

    data: str = "data"
    """Folder of the site in which its claims, sources and relations stand as data: as tables (CSV)
    and as linked data (JSON-LD). Empty for none."""

    licence: str = ""
    """The licence of the annotations, as the data name it: best its address, such as
    `https://creativecommons.org/licenses/by/4.0/`."""

    claim_reviews: bool = False
    """Whether pages tell search engines that their verdicts are those of fact checkers, as a
    ClaimReview. They ask such sites to say who they are, and by which method they judge. Without
    this, verdicts are told as any review is."""

    citation_style: str = "plain"
    """How sources are cited in full: `plain` (author, date, title, place), or `apa`, `chicago`,
    `mla`, any other id of the repository of CSL styles, or the path of a `.csl` file. All but
    `plain` need pandoc: that of the machine, or the extra `postil[pandoc]`. Ids need the extra
    `postil[citations]`, a `.csl` file does not."""

    note_extensions: list[str] = []
    """Annotations are written with the Markdown extensions of the site as far as they are part of
    Python-Markdown or PyMdown Extensions, or Material's emoji. Name others here that annotations
    may use too, if they do not read files or run code: whoever writes an annotation could make
    them do it."""

    note_images: Literal["site", "any"] = "site"
    """From where notes may load images: from the `site` alone, or from `any` host. A host that is
    asked for an image learns who reads the note, and may show another image tomorrow."""

    missing: Weight = "warn"
    """What to do when the words of a quote are not in the article: `inform`, `warn` (which fails
    a `--strict` build) or `fail` always. In any case the site is written, and the annotation is
    listed after the text."""

    ambiguous: Weight = "warn"
    """The same for a quote whose words stand in the article more than once."""

    changed: Weight = "inform"
    """The same for a passage that was found again although its words have changed. It is marked
    in the text, and waits to be reviewed."""

    desk: Literal["local", "token", "off"] = "local"
    """Whether annotations can be written on the page while the site is served: `local` where the
    server listens to nobody but your own machine, `off` never. With `token` they can be written
    from other machines as well, or where other people work on yours: by whoever has the address
    with a token that is printed in the terminal at each start."""

    page_by_page: list[str] = []
    """Other plugins and hooks, named as under `plugins:` and `hooks:`, that deal with each page by
    itself. While the site is served, a page on which something was written is made anew alone, and
    they are asked about it alone; beside any other plugin that Postil does not know, each change
    is a build of the whole site, for it may have a part in other pages."""

    judge: Literal["free", "first"] = "free"
    """Whether claims ask what the reader thinks of them before they show what is said: `first` does
    so on all articles; with `free`, readers choose. The front matter of an article may say it for
    that article: `judge: first`."""

    editions: list[Literal["pdf", "epub", "html", "anki"]] = []
    """Files of the articles with their notes that are built with the site: `[pdf, epub, html,
    anki]`, or some of them. Each article links to its own, and to those of all articles. Most need
    an extra: `postil[pdf]`, `postil[epub]`, `postil[anki]`. None is made while the site is
    served."""

    paper: Literal["a4", "letter"] = "a4"
    """The paper of PDF files: `a4` or `letter`."""

    history: bool = True
    """Whether notes tell since when they say what they say and what they said before, as git knows.
    Where the annotations are in no git repository, nothing is said. With `false`, git is not
    asked."""

    what_changed: str = "what-changed.md"
    """Page that lists new, changed and withdrawn notes by date, where git knows of any; the feed of
    it (Atom) stands beside it, if the site has an address."""

    language: str = ""
    """Language of the interface, as a code; that of the theme if it is left out."""

    cache: str = ".cache/postil"
    """Folder in which a build keeps what the next one need not make again, seen from `mkdocs.yml`;
    empty for none. What editors know of the annotations is kept there, too. Nothing in it is ever
    needed: `postil clean` deletes it."""

    @field_validator("annotations", "cache")
    @classmethod
    def _a_folder(cls, value: str, info: ValidationInfo) -> str:
        if "\0" in value or any(len(part.encode()) > 255 for part in Path(value).parts):
            raise _wrong(f"'{shortened(value)}' can be no folder; write a shorter name")
        if not value.strip() and info.field_name == "annotations":
            raise _wrong("this names no folder; write 'annotations'")
        return value

    @field_validator(*PAGES)
    @classmethod
    def _a_page(cls, value: str, info: ValidationInfo) -> str:
        try:
            return checked_page(value, cls.model_fields[str(info.field_name)].default)
        except PathError as error:
            raise _wrong(str(error)) from None

    @field_validator("inventories")
    @classmethod
    def _inventories(cls, value: dict[str, str]) -> dict[str, str]:
        for name, source in value.items():
            if not ID_PATTERN.match(name):
                raise _wrong(
                    f"'{shortened(name)}' can be no name of a site; write small letters, digits "
                    "and hyphens"
                )
            if said := wrong_source(source):
                raise _wrong(f"'{name}': {said}")
        return value

    @field_validator("data")
    @classmethod
    def _of_data(cls, value: str) -> str:
        if value:
            try:
                checked_page(f"{value}/index.md", "data/index.md")
            except PathError:
                raise _wrong(
                    f"'{shortened(value)}' can be no folder of the site; write 'data'"
                ) from None
        return value

    @field_validator("language")
    @classmethod
    def _a_language(cls, value: str) -> str:
        if not _LANGUAGE.fullmatch(value.strip()):
            raise _wrong(
                f"'{shortened(value)}' is no code of a language; write one such as 'en' or 'pt-BR'"
            )
        return value.strip()

    def weight(self, kind: str) -> Weight:
        """How much a finding about a passage matters."""
        chosen: dict[str, Weight] = {
            "missing": self.missing,
            "ambiguous": self.ambiguous,
            "changed": self.changed,
            "id": "warn",
            "cut": "warn",
            "withheld": self.missing,
            "advice": "inform",
        }
        return chosen[kind]


def mistakes(error: ValidationError) -> Iterator[tuple[str, str]]:
    """What is wrong with options: the name of each, and what is to be said of it."""
    for detail in error.errors():
        name, *inner = map(str, detail["loc"])
        taken = _TAKEN.get(name, "")
        if detail["type"] == "extra_forbidden":
            meant = nearest(name, Settings.model_fields)
            known = f"there are {', '.join(Settings.model_fields)}"
            said = "unknown option; " + (f"did you mean '{meant}'?" if meant else known)
        elif detail["type"] == "option":
            said = detail["msg"]
        elif detail["type"] == "literal_error":
            said = f"'{shortened(str(detail['input']))}' is none of its values; choose from {taken}"
        else:
            given = "an item of the list" if inner else "this"
            said = f"{given} is {_described(detail['input'])}; the option takes {taken}"
        yield name, said


def misplaced(settings: Settings, root: Path) -> Iterator[tuple[str, str]]:
    """Options that name what is not there, or what another one does: the name of each, and what is
    to be said of it.

    Args:
        settings: The options.
        root: The folder of the project.
    """
    folder = root / settings.annotations
    if folder.is_file():
        yield "annotations", f"'{settings.annotations}' is a file; write the name of a folder"
    elif "annotations" in settings.model_fields_set and not folder.is_dir():
        shown = shortened(settings.annotations)
        meant = nearest(settings.annotations, _folders(root))
        advice = f"did you mean '{meant}'?" if meant else "make it, or write the name of another"
        yield "annotations", f"there is no folder '{shown}' here; {advice}"
    if settings.cache and (root / settings.cache).is_file():
        yield "cache", f"'{settings.cache}' is a file; write the name of a folder"
    yield from _shared_pages(settings)


def _shared_pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Options that have pages stand where those of another do."""
    usual = {option: type(settings).model_fields[option].default for option in PAGES}
    pages = {option: getattr(settings, option) for option in PAGES}
    if settings.search != "pagefind":
        del pages["search_page"]
    taken: dict[str, str] = {}
    # Those that are where they always are stay there.
    for option in sorted(pages, key=lambda option: pages[option] != usual[option]):
        if other := taken.get(address_of(pages[option])):
            is_free = address_of(usual[option]) not in taken
            more = f": '{usual[option]}'" if is_free else ""
            yield option, f"the page of '{other}' stands there, too; write another path{more}"
        else:
            taken[address_of(pages[option])] = option


def _folders(root: Path) -> list[str]:
    try:
        return [path.name for path in root.iterdir() if path.is_dir()]
    except OSError:
        return []


def unheeded(
    settings: Settings,
    file: Path,
    name: str,
    docs: str,
    extensions: Sequence[Any],
    configs: Mapping[str, Mapping[str, Any]],
    *,
    has_own_words: bool,
) -> Iterator[Problem]:
    """Options that name what the site does not have, so that nothing comes of them, or what is
    not meant for it.

    Args:
        settings: The options.
        file: The configuration.
        name: What it is called in problems.
        docs: The folder of the texts.
        extensions: The Markdown extensions of the site.
        configs: Their options.
        has_own_words: Whether the site has written words of the pages itself.
    """

    def problem(option: str, what: str, advice: str) -> Problem:
        return Problem(name, *place_of(file, option), f"option '{option}': {what}", advice)

    kept, texts = file.parent / settings.cache, file.parent / docs
    # Hosts publish nothing whose name begins with a dot.
    if (
        settings.cache
        and kept.is_relative_to(texts)
        and not any(part.startswith(".") for part in kept.relative_to(texts).parts)
    ):
        what = f"the folder is below '{docs}', so it would be published"
        yield problem("cache", what, "write the name of another: .cache/postil")
    known = [extension for extension in extensions if isinstance(extension, str)]
    for wrong in unknown_extensions(settings.note_extensions, extensions, configs):
        meant = nearest(wrong, known)
        advice = f"did you mean '{meant}'?" if meant else "add it there, or leave it out here"
        what = f"there is no '{shortened(wrong)}' under 'markdown_extensions'"
        yield problem("note_extensions", what, advice)
    if settings.language and not (has_words(settings.language) or has_own_words):
        there = ", ".join(languages())
        yield problem(
            "language",
            f"the pages have no words in '{settings.language}' and say everything in English",
            f"choose from {there}, or write your own under 'words:' in "
            f"{settings.annotations}/vocabulary.yml",
        )


def _described(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
    return kinds.get(type(value), "empty" if value is None else "something else")


def _taken(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(get_args(annotation))
    if get_origin(annotation) is list:
        (item,) = get_args(annotation)
        given = get_args(item) if get_origin(item) is Literal else ("one", "two")
        return f"a list: [{', '.join(given)}]"
    if get_origin(annotation) is dict:
        return "names, each with a value: {name: value}"
    return "true or false" if annotation is bool else "text"


_TAKEN = {name: _taken(field.annotation) for name, field in Settings.model_fields.items()}
"""What each option takes."""


def place_of(file: Path, name: str) -> tuple[int, int]:
    """Line and column, from 1, at which an option stands in `mkdocs.yml`; 0 where it cannot be
    told, as in a file that inherits it."""
    for plugin in _entries(_value(_composed(file), "plugins")):
        options = _value(plugin, "postil")
        if isinstance(options, yaml.MappingNode):
            for key, _ in options.value:
                if key.value == name:
                    return key.start_mark.line + 1, key.start_mark.column + 1
    return 0, 0


def place_of_entry(file: Path, name: str, number: int) -> tuple[int, int]:
    """Line and column, from 1, of an entry of a list in `mkdocs.yml`; 0 where it cannot be told."""
    entries = [*_entries(_value(_composed(file), name))]
    if number >= len(entries):
        return 0, 0
    mark = entries[number].start_mark
    return mark.line + 1, mark.column + 1


def _composed(file: Path) -> yaml.Node | None:
    try:
        return yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None


def located(file: Path, name: str) -> str:
    """Where an option stands, as it is put before what is wrong with it."""
    line, column = place_of(file, name)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    return f"{shown}:{line}:{column}: " if line else f"{shown}: "


def _entries(plugins: yaml.Node | None) -> Iterator[yaml.Node]:
    """The entries of a list of plugins; they may be written as a mapping as well."""
    if isinstance(plugins, yaml.SequenceNode):
        yield from plugins.value
    elif plugins is not None:
        yield plugins


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
