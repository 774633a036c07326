"""The plugin: MkDocs' hooks, which only call."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from pydantic import ValidationError as SettingsError

from postil.build.offprints import cannot
from postil.build.settings import Settings, located, misplaced, mistakes
from postil.edition.problems import visible
from postil.rendering.searching.pagefind import PagefindError, program

from .making import SiteBuild
from .neighbours import unknown_neighbours

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from postil.build.watching import State

    from .preview import Preview

log = logging.getLogger("mkdocs.plugins.postil")

# After other plugins: they may still change an article.
_LATE = -90
# They may add pages, and mkdocs-static-i18n (-100) sorts all of them by language.
_LAST = -110
# What fails a build does so when all others have done their work: one may still have to encrypt
# what it keeps from readers.
_AT_LAST = -10_000


class _Options(Config):  # type: ignore[no-untyped-call]
    """MkDocs wants a class of its own here; the options are those of `Settings`."""


class PostilPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Merges articles with their annotations."""

    settings: Settings
    making: SiteBuild | None = None
    """The build that is going on, or, while the site is served, was made last."""
    preview: Preview | None = None
    serving = False
    is_dirty = False
    """Whether pages are to be left as they are that did not change: `--dirty`."""
    surveying = False
    """Whether findings are only collected: see `survey_site`."""

    def __init__(self) -> None:
        super().__init__()
        self._verdicts: list[str] = []
        """Of builds that are written and whose end other plugins still delay."""
        self._before: State = {}
        """How the files of annotations were before the first build of a site that is served."""

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Checks the options of the plugin."""
        file = Path(config_file_path or "mkdocs.yml")
        try:
            self.settings = Settings.model_validate(options)
            wrong = [*misplaced(self.settings, file.resolve().parent)]
        except SettingsError as error:
            wrong = [*mistakes(error)]
        if wrong:
            return [
                (visible(name), ValidationError(f"{located(file, name)}{said}"))
                for name, said in wrong
            ], []
        if why := cannot(self.settings):
            return [("editions", ValidationError(why))], []
        if self.settings.search == "pagefind":
            try:
                program()
            except PagefindError as error:
                return [("search", ValidationError(str(error)))], []
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Learns whether the site is served to its author or built for its readers."""
        self.serving = command == "serve"
        self.is_dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Forgets the last build."""
        if self.preview and self.preview.folder:
            config.site_dir, self.preview.folder = str(self.preview.folder), None
        if self.serving and not self.preview:
            # Who only builds watches nothing.
            from postil.build.watching import state_of

            self._before = state_of(self._watched(config))
        self._make_sure_of_neighbours(config)
        self.making = SiteBuild(
            config, self.settings, serving=self.serving, surveying=self.surveying
        )
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Loads and checks the annotations, before the last site is deleted."""
        goes_on = self.serving and self.preview is None
        self._making.load(are_dirty=self.is_dirty, goes_on=goes_on)

    @event_priority(_LAST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the generated pages and the style sheets."""
        self._making.add_files(files)
        return files

    @event_priority(_LATE)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Makes the generated pages that the navigation does not list."""
        self._making.add_pages(nav, files)
        return nav

    @event_priority(_LAST)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Sees to it that an article that is as it was is not converted again."""
        self._making.prepare(page)
        return markdown

    @event_priority(_LATE)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Finds the passages of an article; its HTML stays as it is."""
        self._making.read(page, html)
        return html

    @event_priority(_LATE)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages are known: prepares the rendering of notes and generated pages."""
        self._making.complete(env, files)
        return env

    @event_priority(_LATE)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Puts marks and notes into an article, and content into a generated page."""
        self._making.fill(page)
        return context

    @event_priority(_LATE)
    def _completed(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        return self._making.finish(output, page)

    @event_priority(_LAST)
    def _let_go(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        self._making.look_back(output, page)
        self._making.let_go(page)
        return output

    on_post_page = CombinedEvent(_completed, _let_go)

    @event_priority(_LATE)
    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Lets the search of a theme's own pages tell nothing of texts that ask for it."""
        return self._making.finish_template(output, template_name)

    @event_priority(_LATE)
    def _written(self, *, config: MkDocsConfig) -> None:
        try:
            self._making.close()
            self._verdicts.append(self._making.verdict)
            if self.preview:
                self.preview.made(self._making)
        finally:
            if not self.serving:
                # The garbage collector would take three times as long over it, when the program
                # ends.
                self.making = None

    @event_priority(_AT_LAST)
    def _judged(self, *, config: MkDocsConfig) -> None:
        # mkdocs-static-i18n builds the other languages before it is done with the first.
        if self._verdicts and (verdict := self._verdicts.pop()):
            raise Abort(verdict)

    on_post_build = CombinedEvent(_written, _judged)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Shows what has changed, and what is to be mended."""
        # Who only builds has no use for the desk.
        from postil.desk.page.guard import Guard

        from .preview import Preview

        watched = self._watched(config)
        if self.serving and self.making:
            host, port = config.dev_addr
            guard = Guard(host, port, self.settings.desk)
            self.preview = Preview(server, self.making, watched, guard)
            self.preview.start(self._before)
            server.url = guard.address(server.url)
            if guard.why_closed:
                log.info(guard.why_closed)
        else:
            # `--clean` shows what a build makes.
            for path in filter(Path.exists, watched):
                server.watch(str(path))
        return server

    def _watched(self, config: MkDocsConfig) -> list[Path]:
        """Where the annotations and the libraries of sources are."""
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        return [root / path for path in (self.settings.annotations, *self.settings.bibliography)]

    def on_shutdown(self) -> None:
        """Ends what `on_serve` has begun."""
        if self.preview:
            self.preview.stop()
            self.preview = None

    def _make_sure_of_neighbours(self, config: MkDocsConfig) -> None:
        """Warns of options that name a plugin that is not there."""
        file = Path(config.config_file_path or "mkdocs.yml")
        for name, advice in unknown_neighbours(config, self.settings.page_by_page).items():
            where = located(file, "page_by_page")
            log.warning("%sthere is no plugin or hook '%s'; %s", where, name, advice)

    @property
    def _making(self) -> SiteBuild:
        assert self.making is not None
        return self.making
