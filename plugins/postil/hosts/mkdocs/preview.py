"""`mkdocs serve`, for somebody who writes: quick, and never stopped by a mistake.

A change of annotations, or of the text of a page, makes the page anew that it is about; the
server shows it, and the other pages that it touches follow while it does. All else is a whole
build, into a folder of its own, so that the last good site stays in view if it fails. What is to
be mended stands on every page.

MkDocs 1.6 is the last of its kind: what is used of its server here is what it has.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import MkDocsException

from postil.build.watching import State, Watch, differences, state_of
from postil.edition.problems import Problem
from postil.rendering.preview import with_complaints

from .conversions import listening
from .making import SiteBuild, StoppedError
from .rewriting import Rewriting

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.plugins.postil")

_INDEX = "search/search_index.json"

# Seconds for which a page is waited for that is being made.
_PATIENCE = 60

Respond = Callable[..., Any]


class Preview:
    """A site that is served."""

    def __init__(self, server: LiveReloadServer, made: SiteBuild, watched: Iterable[Path]) -> None:
        """
        Args:
            server: MkDocs' server, before it starts.
            made: The build that it is to show.
            watched: Files and folders besides those that the server watches.
        """
        self.folder: Path | None = None
        """Where the next build is to be written; None when a build has taken it."""
        self._server, self._builder = server, server.builder
        self._watched = tuple(watched)
        self._watches = [Watch(path, self._ask) for path in self._watched if not path.is_file()]
        self._state: State = {}
        self._changed: set[Path] = set()
        self._rewriting = Rewriting(made)
        self._problems: tuple[Problem, ...] = made.stopped or made.build.complaints
        self._is_stopped = bool(made.stopped)
        self._is_whole = True
        """Whether the last build came to its end: else plugins may be in the middle of it."""
        self._pending: list[str] = []
        self._is_new = False
        """Whether pages were made that the index of the search does not know yet."""
        self._held: set[str] = set()
        """Files of the site that are being made, for which requests wait."""
        self._made = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_interrupted = False
        self._folders: list[Path] = []
        server.builder = self.build
        server.error_handler = self._error_page
        server.set_app(self._app)
        for path in self._watched:
            if path.is_file():
                server.watch(str(path))

    def start(self) -> None:
        """Begins to watch the annotations."""
        self._state = self._seen()
        for watch in self._watches:
            watch.start()

    def stop(self) -> None:
        """Ends the preview."""
        self._pause()
        for watch in self._watches:
            watch.stop()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def made(self, making: SiteBuild) -> None:
        """Takes over a build that was made as a whole."""
        self._rewriting = Rewriting(making)
        self._problems, self._is_stopped = making.build.complaints, False

    def _ask(self) -> None:
        """Asks the server for a build."""
        with self._server._rebuild_cond:
            self._server._want_rebuild = True
            self._server._rebuild_cond.notify_all()

    def _seen(self) -> State:
        server = map(Path, self._server._watched_paths)
        return state_of([*server, *self._watched])

    def build(self) -> None:
        """Makes what has changed: all that a request does not have to wait for is made later."""
        self._pause()
        # Before anything is read: what changes meanwhile is seen the next time.
        state = self._seen()
        self._changed |= differences(self._state, state)
        self._state = state
        if not self._changed and self._is_whole:
            self._go_on()
            return
        if not (self._is_whole and self._rewriting.is_possible and self._update()):
            self._build_whole()

    def _update(self) -> bool:
        """Makes the pages of what has changed. Returns whether that could be done."""
        started = time.perf_counter()
        try:
            update = self._rewriting.update(self._changed)
        except Exception as error:
            # A whole build says it in its own words.
            log.debug("the pages cannot be made one by one: %s", error)
            return False
        if update is None:
            return False
        if update.problems:
            self._stop_for(update.problems)
            # What was changed before is right, and waited for.
            self._go_on(is_complaining=False)
            return True
        own = [*map(self._rewriting.page_of, update.articles)]
        first = dict.fromkeys([*own, *self._rewriting.texts(self._changed)])
        self._changed.clear()
        left = dict.fromkeys([*self._pending, *update.others])
        try:
            for page in first:
                self._rewriting.write(page)
        except Exception:
            self._is_whole = False
            return False
        self._pending, self._is_new = [page for page in left if page not in first], True
        self._problems, self._is_stopped = self._rewriting.complaints, False
        log.info("Made %d page(s) in %.2f s", len(first), time.perf_counter() - started)
        self._go_on()
        return True

    def _stop_for(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            log.error(str(problem))
        self._problems, self._is_stopped = problems, True

    def _build_whole(self) -> None:
        changed, self._pending, self._is_new = self._changed, [], False
        folder = self.folder = Path(tempfile.mkdtemp(prefix="postil_"))
        self._folders.append(folder)
        try:
            # Of a strict build, warnings are what is to be mended.
            level = logging.WARNING if self._rewriting.is_strict else logging.ERROR
            with listening(level) as said:
                self._builder()
        except StoppedError as stopped:
            self._problems, self._is_stopped, self._is_whole = stopped.problems, True, False
        except Exception as error:
            if isinstance(error, MkDocsException):
                log.error(str(error))
            else:
                traceback.print_exc()
            texts = [*dict.fromkeys(said), str(error)]
            self._problems = tuple(Problem("", 0, 0, text) for text in filter(None, texts))
            self._is_stopped, self._is_whole = True, False
        else:
            self._is_whole = True
            changed.clear()
            if self.folder is None:
                self._show(folder)
        finally:
            self.folder = None
            # Nothing is being made any more that a request could wait for.
            self._let(*self._held)
            for old in [f for f in self._folders if str(f) != self._server.root]:
                self._folders.remove(old)
                shutil.rmtree(old, ignore_errors=True)

    def _show(self, folder: Path) -> None:
        self._server.root = str(folder)

    def _go_on(self, *, is_complaining: bool = True) -> None:
        """Makes the pages that are left, in a thread of their own; then what is to be mended is
        known, unless that is something else already."""
        if not (self._pending or self._is_new):
            return
        self._held = {self._rewriting.destination(page) for page in self._pending} | {_INDEX}
        self._is_interrupted = False
        self._thread = threading.Thread(
            target=self._make_pending, args=(is_complaining,), daemon=True
        )
        self._thread.start()

    def _make_pending(self, is_complaining: bool) -> None:
        try:
            while self._pending:
                if self._is_interrupted:
                    return
                page = self._pending[0]
                self._rewriting.write(page)
                self._pending.pop(0)
                self._let(self._rewriting.destination(page))
            if not self._is_interrupted:
                self._rewriting.finish()
                self._is_new = False
                if is_complaining:
                    self._problems = self._rewriting.complaints
                self._let(_INDEX)
        except Exception:
            # The next change makes the whole site.
            self._is_whole = False
            traceback.print_exc()
            self._let(*self._held)

    def _let(self, *files: str) -> None:
        with self._made:
            self._held.difference_update(files)
            self._made.notify_all()

    def _pause(self) -> None:
        """Ends the making of pages; what is left is made after the next change."""
        if self._thread:
            self._is_interrupted = True
            self._thread.join()
            self._thread = None

    def _app(self, environ: dict[str, Any], start_response: Respond) -> Iterable[bytes]:
        """Answers a request: what MkDocs' server does, with what is to be mended on each page."""
        file = self._file(environ.get("PATH_INFO", ""))
        if file in self._held:
            with self._made:
                self._made.wait_for(lambda: file not in self._held, _PATIENCE)
        said: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> None:
            said[:] = [status, headers, *more]

        body = self._server.serve_request(environ, begin)
        status, headers, *more = said
        if ("Content-Type", "text/html") in headers:
            data = b"".join(body)
            data = with_complaints(data, self._problems, are_fatal=self._is_stopped)
            headers = [(n, v) for n, v in headers if n != "Content-Length"]
            headers.append(("Content-Length", str(len(data))))
            body = [data]
        start_response(status, headers, *more)
        return body

    def _file(self, path: str) -> str:
        """The file of the site that an address means."""
        path = path.encode("latin-1").decode("utf-8", "ignore")
        mount = self._server.mount_path
        relative = path[len(mount) :] if path.startswith(mount) else path.lstrip("/")
        return f"{relative}index.html" if path.endswith("/") else relative

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self._server.root, f"{code}.html")
        return page.read_bytes() if page.is_file() else None
