"""Postil as an extension of Python-Markdown, for hosts that run no MkDocs plugins.

    markdown_extensions:
      - postil.markdown

An article gets its marks and its notes. What `mkdocs.yml` says of the site and of Postil is heeded,
whichever host reads it. Pages of claims, sources and the like are linked to if `postil pages` has
written them; else a citation leads to the source itself, and words that would lead to such a page
are plain text.

Which article is converted is known from Zensical, or has to be said: by the option `article`, or
in the article's own metadata (`postil: readings/x`, with the extension `meta`). A text of which
it is not known is converted as if the extension were not there.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from postil.build.configuration import Configuration, ConfigurationError, read_configuration
from postil.build.folder import FolderBuild, without_suffix
from postil.build.settings import Settings, Weight
from postil.build.watching import State, state_of
from postil.edition.problems import Problem
from postil.rendering.site import ASSET_FOLDER

log = logging.getLogger("postil.markdown")

# After everything else that changes the text: the passages are looked up in what is shown.
_LAST = -1000

# Seconds for which the files of a site are taken to be as they were: a host converts hundreds of
# pages in a row, and would have all files looked at for each of them.
_AT_ONCE = 0.2


class AnnotationError(ValueError):
    """Something is wrong with the annotations of a text, and `strict` is set."""


class PostilExtension(Extension):
    """Marks and notes in an article."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "configuration": ["mkdocs.yml", "The configuration of the site, if it has one."],
            "annotations": [
                "",
                "The folder of annotation files, if not 'annotations'.",
            ],
            "docs": ["", "The folder of the articles, if not 'docs'."],
            "article": ["", "The article that is converted: its path below `docs`."],
            "language": ["", "The language of the interface; English if nothing is said."],
            "directory_urls": [None, "Whether the address of x.md is x/ (else x.html)."],
            "site_name": ["", "What the site is called, for citing notes; else as its first page."],
            "note_extensions": [[], "The Markdown extensions of annotations."],
            "strict": [False, "Whether a problem stops the conversion, instead of being logged."],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Registers the two processors."""
        tree = _TreeIsDone(md)
        md.treeprocessors.register(tree, "postil", _LAST)
        md.postprocessors.register(_Annotating(md, tree, self.getConfigs()), "postil", _LAST)


class _TreeIsDone(Treeprocessor):
    """Knows that what is postprocessed next is the text: the extension `toc` has each heading
    postprocessed by itself, before that."""

    now = False

    def run(self, root: Element) -> None:
        self.now = True


class _Annotating(Postprocessor):
    def __init__(self, md: Markdown, tree: _TreeIsDone, options: Mapping[str, Any]) -> None:
        super().__init__(md)
        self.tree, self.options = tree, options

    def run(self, text: str) -> str:
        if not self.tree.now:
            return text
        self.tree.now = False
        host = _host(self.md)
        path = str(self.options["article"] or host.page or _in_matter(self.md))
        if not path:
            return text
        with _LOCK:
            return self._annotated(text, path.replace("\\", "/"), host)

    def _annotated(self, text: str, path: str, host: _Host) -> str:
        site = _site(self.options, host)
        folder, article = site.folder, without_suffix(path)
        self._stop_for(site.problems_of(article))
        if folder.build.site is None:
            return text
        if path in folder.build.generated:
            return folder.linked(path, text, by_file=host.mends_links)
        if article not in folder.build.articles:
            return f"{folder.veil_of(path)}{text}" if host.page else text
        output = folder.article(article, text, is_searched=bool(host.page))
        self._stop_for(site.problems_of(article))
        return f"{folder.sheets_of(article)}{output.html}"

    def _stop_for(self, problems: Iterable[Problem]) -> None:
        said = [str(problem) for problem in problems]
        if said and self.options["strict"]:
            raise AnnotationError("\n".join(said))


@dataclass
class _Site:
    """A site as it was read, and its state then."""

    folder: FolderBuild
    state: State
    looked: float
    """When the state was looked at."""

    def problems_of(self, article: str) -> list[Problem]:
        """What is wrong with the whole edition, or with the notes of one article."""
        build = self.folder.build
        found = [f for path, f in build.findings if path == article]
        return [
            *self.folder.problems,
            *build.problems,
            *(f.problem for f in found if build.settings.weight(f.kind) != "inform"),
            *build.wrong.get(build.articles.get(article, ""), ()),
        ]


_LOCK = threading.Lock()
_SITES: dict[str, _Site] = {}


def _site(options: Mapping[str, Any], host: _Host) -> _Site:
    """The site that options are about; read once for all pages of a build."""
    shared = {name: value for name, value in options.items() if name not in ("article", "strict")}
    key = f"{Path.cwd()} {shared!r} {host.mends_links}"
    known = _SITES.get(key)
    if known and host.page and time.monotonic() - known.looked < _AT_ONCE:
        return known
    file = Path(str(options["configuration"]))
    configuration = _configuration(file, shared)
    folders = [configuration.root / configuration.settings.annotations, configuration.docs]
    state = state_of([*folders, file])
    if known is None or known.state != state:
        folder = FolderBuild(configuration, _report, converts=file.is_file())
        try:
            folder.make(with_pages=False, by_file=host.mends_links)
        except ConfigurationError as error:
            log.warning(str(error))
        for problem in (*folder.problems, *folder.build.problems):
            log.warning(str(problem))
        folder.build.cache.close()
        known = _SITES[key] = _Site(folder, state, 0)
    known.looked = time.monotonic()
    return known


def _configuration(file: Path, options: Mapping[str, Any]) -> Configuration:
    """What the site's own configuration says, as far as the options do not say another thing."""
    found = Configuration(root=Path.cwd(), docs=Path.cwd() / "docs", extensions=())
    if file.is_file():
        try:
            found = read_configuration(file)
        except ConfigurationError as error:
            log.warning(str(error))
    settings = found.settings
    if options["annotations"]:
        settings = settings.model_copy(update={"annotations": str(options["annotations"])})
    if options["note_extensions"]:
        allowed = list(options["note_extensions"])
        settings = settings.model_copy(update={"note_extensions": allowed})
    named = options["directory_urls"]
    return replace(
        found,
        settings=settings,
        docs=found.root / str(options["docs"]) if options["docs"] else found.docs,
        name=str(options["site_name"] or found.name),
        language=str(options["language"] or found.language),
        directory_urls=found.directory_urls if named is None else bool(named),
        extensions=found.extensions or tuple(options["note_extensions"]),
    )


def _report(weight: Weight, problem: Problem) -> None:
    if weight != "inform":
        log.warning(str(problem))


@dataclass(frozen=True, slots=True)
class _Host:
    """What a host says of the page that it converts."""

    page: str = ""
    """Its path in the folder of the texts; empty where nothing is said."""
    mends_links: bool = False
    """Whether it turns links to files into addresses after the conversion."""


def _host(md: Markdown) -> _Host:
    """What Zensical says: its preprocessor `rendering_context` holds the page."""
    if "rendering_context" not in md.preprocessors:
        return _Host()
    found: Any = md.preprocessors["rendering_context"]
    # Zensical has a Markdown extension for links, which is through before ours; while it had none,
    # links were mended later.
    return _Host(str(found.page.path), mends_links="zrelpath" not in md.postprocessors)


def _in_matter(md: Markdown) -> str:
    """What the text says itself, where the extension `meta` reads it."""
    return " ".join(getattr(md, "Meta", {}).get("postil", []))


def makeExtension(**options: Any) -> PostilExtension:  # noqa: N802
    """What Python-Markdown calls."""
    return PostilExtension(**options)


def main(arguments: list[str]) -> int:
    """Writes style sheets and script for the annotations of `arguments[0]` into `arguments[1]`."""
    if len(arguments) != 2:
        print("usage: python -m postil.markdown ANNOTATIONS DOCS", file=sys.stderr)
        return 2
    annotations, docs = arguments
    root = Path.cwd()
    settings = Settings(annotations=annotations)
    folder = FolderBuild(Configuration(root=root, docs=root / docs, settings=settings))
    folder.build.load(())
    loaded = {f"{ASSET_FOLDER}/{n}": t for n, t in folder.build.scripts_and_sheets().items()}
    for path, text in {**loaded, **folder.asking_files()}.items():
        target = root / docs / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {docs}/{ASSET_FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
