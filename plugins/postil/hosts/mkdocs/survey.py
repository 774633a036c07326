"""A look at a whole site, for the command line: what a build would find, and nothing is written."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import _populate_page, get_context
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation

from postil.build.books import ReadSite, with_terms
from postil.build.configuration import ConfigurationError as OwnError
from postil.build.configuration import mistake_in, read_configuration
from postil.build.schemas import folder_of
from postil.build.survey import Survey, SurveyError

from .conversions import listening
from .neighbours import changes_pages_late
from .plugin import PostilPlugin

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation


def survey_site(config_file: Path, also: Sequence[str] = ()) -> Survey:
    """Looks at a site as a build would see it, without writing anything.

    `also` are articles to be read although nothing is said about them yet. Runs the hooks of all
    plugins up to the rendering of the annotated articles, then renders their notes. Where
    annotations have problems, the passages of the others are looked up still.
    Raises SurveyError when the site has no usable configuration.
    """
    with _quiet():
        found = _read(config_file, also)
        build = found.build
        return Survey(
            root=build.root,
            folder=build.folder,
            edition=build.edition,
            lock=build.lock,
            moves=build.moves,
            anchored=build.anchored,
            findings=tuple(build.findings),
            problems=(*build.problems, *chain(*build.texts_wrong.values()), *build.check_notes()),
            texts={path: found.docs / src for path, src in build.articles.items()},
            remarks=build.library.remarks,
            schemas=build.schemas,
            schema_folder=folder_of(build.root, build.settings),
            course=build.course,
            site=build.site,
            address=build.around.address if build.around else "",
        )


def read_site(config_file: Path) -> ReadSite:
    """Reads a site as a build would, up to where its pages are made, and writes nothing.

    Raises SurveyError when the site has no usable configuration.
    """
    with _quiet():
        return with_terms(_read(config_file, ()))


def _read(config_file: Path, also: Sequence[str]) -> ReadSite:
    plugin, config = _configured(config_file)
    plugin.surveying = True
    try:
        _render_articles(plugin, config, also)
    finally:
        # MkDocs keeps plugins that know `on_startup` for the next configuration.
        plugin.surveying = False
    making = plugin.making
    assert making is not None
    pages = making.nav.pages if making.nav else []
    return ReadSite(making.build, Path(config.docs_dir), tuple(p.file.src_uri for p in pages))


def _configured(config_file: Path) -> tuple[PostilPlugin, MkDocsConfig]:
    """The plugin as a site configures it. Raises SurveyError when there is no such thing."""
    if not config_file.is_file():
        raise SurveyError(
            f"there is no {config_file} here; go to the folder of the site, or name its "
            "configuration with --config-file"
        )
    if wrong := mistake_in(config_file):
        raise SurveyError(str(wrong))
    try:
        with listening(logging.ERROR) as errors:
            config = load_config(str(config_file))
    except (Abort, ConfigurationError) as error:
        try:
            # What is wrong with our own options, in our own words.
            read_configuration(config_file)
        except OwnError as own:
            raise SurveyError(str(own)) from error
        raise SurveyError(f"{config_file}: {' '.join(errors) or error}") from error
    plugin = next((p for p in config.plugins.values() if isinstance(p, PostilPlugin)), None)
    if plugin is None:
        raise SurveyError(f"{config_file} does not list the plugin 'postil' under 'plugins:'")
    return plugin, config


def _render_articles(plugin: PostilPlugin, config: MkDocsConfig, also: Sequence[str]) -> None:
    """Runs the hooks of a build as far as the annotated articles."""
    hooks = config.plugins
    hooks.on_startup(command="build", dirty=False)
    try:
        config = hooks.on_config(config)
        assert plugin.making is not None
        plugin.making.build.also = tuple(also)
        hooks.on_pre_build(config=config)
        build = plugin.making.build
        if build.edition:
            files = get_files(config)
            files.add_files_from_theme(config.theme.get_env(), config)
            files = hooks.on_files(files, config=config)
            set_exclusions(files, config)
            nav = hooks.on_nav(get_navigation(files, config), config=config, files=files)
            for src in build.articles.values():
                file = files.get_file_from_path(src)
                assert file is not None and file.page is not None
                _populate_page(file.page, config, files, dirty=False)
            # Notes that name what is not there cannot be rendered.
            if not build.edition.problems:
                _fill_articles(plugin, config, files, nav)
    finally:
        hooks.on_shutdown()


def _fill_articles(
    plugin: PostilPlugin, config: MkDocsConfig, files: Files, nav: Navigation
) -> None:
    """Lets others change the articles as far as they would before their notes are put in."""
    env, hooks = config.theme.get_env(), config.plugins
    if not changes_pages_late(config):
        plugin.on_env(env, config=config, files=files)
        return
    hooks.on_env(env, config=config, files=files)
    assert plugin.making is not None
    for src in [*plugin.making.build.articles.values()]:
        page = files.src_uris[src].page
        assert page is not None
        context = get_context(nav, files, config, page)
        hooks.on_page_context(context, page=page, config=config, nav=nav)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps what MkDocs says about the site from the report of what Postil found."""
    logger = logging.getLogger("mkdocs")
    handler, propagate = logging.NullHandler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
