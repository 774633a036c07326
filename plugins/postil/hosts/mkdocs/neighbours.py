"""What the adapter has to know of other plugins: who may add pages, who may read them when they
are written, and who builds a site twice."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from postil.edition.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

# Their pages are known before the build, or are nobody's articles; and what they do at the end of
# a build has nothing to do with what stands on a page.
_HOST = ("postil.", "material.", "mkdocs.")
_KNOWN = (*_HOST, "mkdocs_static_i18n.")


def may_add_pages(config: MkDocsConfig) -> bool:
    """Whether another plugin or hook may add pages that no file in the docs folder stands for."""
    return _is_heard(config, "files")


def may_read_files(config: MkDocsConfig) -> bool:
    """Whether another plugin or hook may look for the file of a page on the disk."""
    return _is_heard(config, "files", "nav", "env", *_OF_PAGES, "post_build", known=_HOST)


# What is told of each page.
_OF_PAGES = (
    "pre_page",
    "page_read_source",
    "page_markdown",
    "page_content",
    "page_context",
    "post_page",
)


def reads_pages_later(config: MkDocsConfig) -> bool:
    """Whether another plugin or hook may look at the content of pages when all are written."""
    return _is_heard(config, "post_template", "post_build")


def reads_other_pages(config: MkDocsConfig) -> bool:
    """Whether another plugin or hook may look, while a page is written, at others that are."""
    return _is_heard(config, "env", "page_context", "post_page")


def reads_search_index_later(config: MkDocsConfig, page_by_page: Collection[str] = ()) -> bool:
    """Whether another plugin or hook may look at the search index when all pages are written; but
    for those of which the author says that they deal with each page by itself.

    mkdocs-static-i18n joins those of all languages.
    """
    return not _is_said(
        page_by_page, config, _heard(config, "post_template", "post_build", known=_HOST)
    )


# They look at the navigation, or at each page as it is built, and at nothing that is written about
# an article.
_ALONE = ("postil.", "material.plugins.search.", "mkdocs_awesome_nav.", "mkdocs_literate_nav.")


def is_alone(config: MkDocsConfig, page_by_page: Collection[str] = ()) -> bool:
    """Whether no other plugin or hook can have a part in pages, so that a few of them may be made
    anew without its hearing of the others; but for those of which the author says that they deal
    with each page by itself."""
    events = (event for event in config.plugins.events if event not in ("startup", "shutdown"))
    return _is_said(page_by_page, config, _heard(config, *events, known=_ALONE))


def _is_said(names: Collection[str], config: MkDocsConfig, heard: Iterable[str | None]) -> bool:
    """Whether plugins and hooks are all among those that an author names."""
    return {own for name in names for own in _called(config, name)}.issuperset(heard)


def unknown_neighbours(config: MkDocsConfig, names: Collection[str]) -> dict[str, str]:
    """Those names that no plugin and no hook of the site has, each with what to write instead."""
    known = sorted({_short(own) for own in config.plugins})
    meant = {name: nearest(name, known) for name in names if not _called(config, name)}
    there = f"there are {', '.join(known)}"
    return {name: f"did you mean '{own}'?" if own else there for name, own in meant.items()}


def _called(config: MkDocsConfig, name: str) -> list[str]:
    """What MkDocs calls a plugin or a hook that its author calls by a name."""
    return [own for own in config.plugins if name in (own, _short(own))]


def _short(own: str) -> str:
    """A plugin of the theme may be named without it, and one that is there twice gets a number."""
    return own if own.endswith(".py") else re.sub(r"^\w+/| #\d+$", "", own)


def changes_pages_late(config: MkDocsConfig) -> bool:
    """Whether another plugin or hook may change a page after it was converted."""
    return _is_heard(config, "page_context", known=_HOST)


def changes_pages_as_written(config: MkDocsConfig) -> bool:
    """Whether another plugin or hook may change a page when its template was filled."""
    return _is_heard(config, "page_context", "post_page", known=_HOST)


def has_no_navigation(config: MkDocsConfig) -> bool:
    """Whether nobody has said what the navigation lists: then it lists all pages in their folders,
    and those that have no file are to be added."""
    return config.nav is None and not _is_heard(config, "nav", known=_HOST)


def is_locked(file: File) -> bool:
    """Whether the text of a page will not be on it: mkdocs-encryptcontent puts a form there."""
    return hasattr(file.page, "encryptcontent")


def _is_heard(config: MkDocsConfig, *events: str, known: tuple[str, ...] = _KNOWN) -> bool:
    """Whether a plugin or hook that is not known has handlers for one of these events."""
    return any(True for _ in _heard(config, *events, known=known))


def _heard(
    config: MkDocsConfig, *events: str, known: tuple[str, ...] = _KNOWN
) -> Iterator[str | None]:
    """What MkDocs calls the plugins and hooks that are not known and have handlers for one of these
    events; None where it does not know itself."""
    for handler in (handler for event in events for handler in config.plugins.events[event]):
        module = str(getattr(handler, "__module__", ""))
        # A hook goes by the name of its file.
        if not module.startswith(known) or module.endswith(".py"):
            yield config.plugins._event_origins.get(handler)


def folder_of_material() -> Path | None:
    """Where Material for MkDocs is installed; None where it is not."""
    found = find_spec("material")
    return Path(found.origin).parent if found and found.origin else None


def tell_of(config: MkDocsConfig, files: Iterable[File]) -> None:
    """Tells of generated files whoever has made a list of all files before they were there:
    mkdocs-htmlproofer would take links to them for dead ones."""
    found = [*files]
    for plugin in config.plugins.values():
        known = getattr(plugin, "files", None)
        if type(plugin).__module__.startswith("htmlproofer.") and isinstance(known, list):
            known.extend(found)


def language_folder(config: MkDocsConfig) -> str:
    """The folder of the language that is being built, with a slash; empty for the first one.

    mkdocs-static-i18n builds the site once for each language.
    """
    plugin = config.plugins.get("i18n")
    language = getattr(plugin, "current_language", None)
    is_first = getattr(plugin, "is_default_language_build", True)
    return "" if is_first or not language else f"{language}/"
