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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import MkDocsException

from postil.anchoring.lock import FILE_NAME
from postil.build.watching import State, Watch, differences, state_of
from postil.desk.page.bodies import MOST_SECONDS
from postil.desk.page.guard import Guard
from postil.desk.page.interface import ADDRESS, Interface, Shown
from postil.desk.page.markup import with_desk
from postil.edition.problems import Problem
from postil.rendering.preview import with_complaints

from .conversions import listening
from .desk import ServedSite
from .making import SiteBuild, StoppedError
from .reloading import Reloading
from .rewriting import Rewriting

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.plugins.postil")

_INDEX = "search/search_index.json"

# Seconds for which a page is waited for that is being made.
_PATIENCE = 60

Respond = Callable[..., Any]


def _with_patience(handler: Any) -> Any:
    """A handler of requests that lets nobody hold up a thread of the server who begins to say
    something and does not; browsers open connections in case they need them."""

    def handle(self: Any) -> None:
        with suppress(TimeoutError):
            handler.handle(self)

    return type("Handler", (handler,), {"timeout": MOST_SECONDS, "handle": handle})


class Preview:
    """A site that is served."""

    def __init__(
        self, server: LiveReloadServer, made: SiteBuild, watched: Iterable[Path], guard: Guard
    ) -> None:
        """
        Args:
            server: MkDocs' server, before it starts.
            made: The build that it is to show.
            watched: Files and folders besides those that the server watches.
            guard: Decides who may write on its pages.
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
        self._is_ahead = False
        """Whether a draft was shown of what only a whole build can show: then the build knows more
        than the pages show, has not all pages any more that were left to be made, and only a whole
        build brings the two together."""
        self._locked: set[str] = set()
        """Articles of which the lock file says what was written on their pages, and that is not
        taken over yet."""
        self._drafts: dict[str, tuple[str, str]] = {}
        """What pages in browsers show of an article that waits for a whole build, by number."""
        self._are_editors_told = True
        """Whether editors know the ids that there are."""
        self._held: set[str] = set()
        """Files of the site that are being made, for which requests wait."""
        self._times_left = 0
        """How often files were left to be made."""
        self._made = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_interrupted = False
        self._folders: list[Path] = []
        self._turn = threading.RLock()
        """Held by whoever takes over what has changed, or writes."""
        self._is_building = False
        """Whether the whole site is being made."""
        self._reloading = Reloading(server, self._turn)
        self.making = made
        """The build that is shown."""
        self._site = ServedSite(self)
        self._desk = Interface(self._site, guard)
        server.RequestHandlerClass = _with_patience(server.RequestHandlerClass)
        server.builder = self.build
        server.error_handler = self._error_page
        server.set_app(self._app)
        for path in self._watched:
            if path.is_file():
                server.watch(str(path))

    def start(self, before: State) -> None:
        """Begins to watch the annotations. What has changed in their files since they were as they
        were `before` the first build may not be in it: then another one is asked for."""
        for watch in self._watches:
            watch.start()
        self._state = self._seen()
        late = differences(before, state_of(self._watched))
        if late:
            for path in late:
                self._state.pop(path, None)
            self._state |= {path: before[path] for path in late & before.keys()}
            self._ask()

    def stop(self) -> None:
        """Ends the preview."""
        self._pause()
        self._tell_editors()
        for watch in self._watches:
            watch.stop()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def made(self, making: SiteBuild) -> None:
        """Takes over a build that was made as a whole."""
        with self._turn:
            self.making, self._rewriting = making, Rewriting(making)
            self._are_editors_told, self._is_ahead = True, False
            self._compare_drafts()
        self._problems, self._is_stopped = making.build.complaints, False

    def _compare_drafts(self) -> None:
        """Has those pages loaded anew that turn out otherwise than they were shown: with a link to
        a page that was not there."""
        articles = self.making.build.articles
        for page, (article, html) in self._drafts.items():
            src = articles.get(article)
            if html and not (src and self._rewriting.html(src) == html):
                self._reloading.outdated(page)
        self._drafts.clear()

    def _ask(self) -> None:
        """Asks the server for a build."""
        with self._server._rebuild_cond:
            self._server._want_rebuild = True
            self._server._rebuild_cond.notify_all()

    def _seen(self) -> State:
        server = map(Path, self._server._watched_paths)
        return state_of([*server, *self._watched])

    @contextmanager
    def still(self) -> Iterator[None]:
        """No page is made in the block, for somebody who writes into the files of annotations. What
        has changed before is taken over, unless that needs a whole build, for which nobody waits:
        what is written is held against the files themselves in any case."""
        with self._turn:
            self._pause()
            self._look()
            if self._changed and self._can_update:
                self._update()
                self._pause()
            try:
                yield
            finally:
                if self._thread is None:
                    self._go_on()

    def show(self, article: str, *, is_locked: bool, page: str) -> Shown:
        """Makes the page of an article on which something was written, within `still`. The lock
        file may say something else of it, and says nothing else of others. `page` is the number of
        the page in the browser."""
        waiting, before = {*self._changed}, self._state
        self._look()
        self._reloading.written(page, waiting, before, self._state)
        if is_locked:
            self._locked.add(article)
            # What somebody else has changed there is evidence for all passages.
            self._changed -= {self.making.build.folder / FILE_NAME} - waiting
        src = self.making.build.articles.get(article)
        if src and self._can_update and self._update():
            if self._is_stopped:
                return Shown("stopped", problems=self._problems)
            return Shown("shown", self._rewriting.html(src))
        self._ask()
        self._is_ahead = True
        html = self._draft(article) if src else ""
        self._drafts[page] = article, html
        return Shown("building", html)

    def _draft(self, article: str) -> str:
        """What will stand on the page of an article, as far as that is known: it is written in any
        case, and what cannot be shown now a whole build shows."""
        try:
            return self._rewriting.draft(article, self._locked)
        except Exception as error:
            log.debug("the page of %s cannot be shown yet: %s", article, error)
            return ""

    @property
    def _can_update(self) -> bool:
        is_possible = self._is_whole and self._rewriting.is_possible
        return is_possible and not (self._is_building or self._is_ahead)

    def _look(self) -> None:
        """Notes what has changed. Before anything is read: what changes meanwhile is seen the next
        time."""
        state = self._seen()
        self._changed |= differences(self._state, state)
        self._state = state

    def build(self) -> None:
        """Makes what has changed: all that a request does not have to wait for is made later."""
        with self._turn:
            self._pause()
            self._look()
            self._reloading.taken(self._changed, self._state)
            if not self._is_whole:
                # Whatever comes of it, pages show what was wrong.
                self._reloading.changed()
            shown = self._reloading.building()
            if not self._changed and self._is_whole and not self._is_ahead:
                self._go_on()
                return
            if self._can_update and self._update():
                return
            taken, self._changed, self._locked = self._changed, set(), set()
            self._pending, self._is_new = [], False
            self._is_building = self._are_editors_told = True
        # Whoever writes does not wait for it: that changes what the next build takes over.
        try:
            is_whole = self._build_whole()
        finally:
            self._is_building = False
        with self._turn:
            self._is_whole = is_whole
            if is_whole:
                self._reloading.shown = shown
            else:
                self._changed |= taken

    def _update(self) -> bool:
        """Makes the pages of what has changed, and of articles of which the lock file says
        something else. Returns whether that could be done."""
        started = time.perf_counter()
        self._reloading.taken(self._changed, self._state)
        try:
            update = self._rewriting.update(self._changed, self._locked)
        except Exception as error:
            # A whole build says it in its own words. Part of it may be taken over already.
            log.debug("the pages cannot be made one by one: %s", error)
            self._is_whole = False
            return False
        if update is None:
            return False
        self._are_editors_told = False
        if update.problems:
            self._stop_for(update.problems)
            # What was changed before is right, and waited for.
            self._go_on(is_complaining=False)
            return True
        own = [*map(self._rewriting.page_of, update.articles)]
        first = dict.fromkeys([*own, *self._rewriting.texts(self._changed)])
        self._changed.clear()
        self._locked.clear()
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
        # Requests for what is left wait by now.
        self._reloading.shown = self._reloading.count
        return True

    def _stop_for(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            log.error(str(problem))
        self._problems, self._is_stopped = problems, True

    def _build_whole(self) -> bool:
        """Makes the whole site, and returns whether that came to its end."""
        folder = self.folder = Path(tempfile.mkdtemp(prefix="postil_"))
        self._folders.append(folder)
        try:
            # Of a strict build, warnings are what is to be mended.
            level = logging.WARNING if self._rewriting.is_strict else logging.ERROR
            with listening(level) as said:
                self._builder()
        except StoppedError as stopped:
            self._problems, self._is_stopped = stopped.problems, True
            return False
        except Exception as error:
            if isinstance(error, MkDocsException):
                log.error(str(error))
            else:
                traceback.print_exc()
            texts = [*dict.fromkeys(said), str(error)]
            self._problems = tuple(Problem("", 0, 0, text) for text in filter(None, texts))
            self._is_stopped = True
            return False
        else:
            if self.folder is None:
                self._show(folder)
            return True
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
        """Makes the pages that are left, in a thread of their own, and tells editors; then what is
        to be mended is known, unless that is something else already."""
        if self._is_ahead or not self._is_whole:
            self._let(*self._held)
            return
        if not (self._pending or self._is_new) and self._are_editors_told:
            return
        self._held = {self._rewriting.destination(page) for page in self._pending}
        if self._is_new:
            self._held.add(_INDEX)
        self._times_left += 1
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
            if self._is_new and not self._is_interrupted:
                self._rewriting.finish()
                self._is_new = False
                if is_complaining:
                    self._problems = self._rewriting.complaints
                self._let(_INDEX)
            if not self._is_interrupted:
                self._tell_editors()
        except Exception:
            self._is_whole = False
            traceback.print_exc()
            self._let(*self._held)
            self._ask()

    def _tell_editors(self) -> None:
        """Writes which ids there are, unless that is done: nobody waits for it at their page."""
        if not self._are_editors_told:
            self.making.build.tell_editors()
            self._are_editors_told = True

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
        """Answers a request: what MkDocs' server does, with what is to be mended on each page, and
        what its scripts are to know of the desk."""
        if environ.get("PATH_INFO", "").startswith(ADDRESS):
            return self._desk.answer(environ, start_response)
        if (polled := self._reloading.answer(environ, start_response)) is not None:
            return polled
        file = self._file(environ.get("PATH_INFO", ""))
        while True:
            times = self._times_left
            if file in self._held:
                with self._made:
                    self._made.wait_for(lambda: file not in self._held, _PATIENCE)
            shown = self._reloading.shown
            status, headers, more, body = self._served(environ)
            # MkDocs' server may have waited for a change that has left this page to be made.
            if times == self._times_left:
                break
        if ("Content-Type", "text/html") in headers:
            data = b"".join(body)
            data = with_complaints(data, self._problems, are_fatal=self._is_stopped)
            number = self._reloading.serving(data, shown)
            data = self._with_desk(data, file, number, str(environ.get("HTTP_HOST", "")))
            headers = [(n, v) for n, v in headers if n != "Content-Length"]
            headers.append(("Content-Length", str(len(data))))
            body = [data]
        start_response(status, headers, *more)
        return body

    def _served(
        self, environ: dict[str, Any]
    ) -> tuple[str, list[tuple[str, str]], list[Any], Iterable[bytes]]:
        """What MkDocs' server answers. It looks into the folder that the site had when it was
        asked, and only then waits for a build that is going on: then that folder is gone."""
        said: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> None:
            said[:] = [status, headers, *more]

        while True:
            folder = self._server.root
            body = self._server.serve_request(environ, begin)
            status, headers, *more = said
            if not status.startswith("404") or folder == self._server.root:
                return status, headers, more, body

    def _with_desk(self, page: bytes, file: str, number: str, host: str) -> bytes:
        guard = self._desk.guard
        if not guard.is_open:
            return page
        article = self._site.article_at(file)
        token = guard.token if guard.gives_token(host) else ""
        return with_desk(page, article, token, number)

    def _file(self, path: str) -> str:
        """The file of the site that an address means."""
        path = path.encode("latin-1").decode("utf-8", "ignore")
        mount = self._server.mount_path
        relative = path[len(mount) :] if path.startswith(mount) else path.lstrip("/")
        return f"{relative}index.html" if path.endswith("/") else relative

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self._server.root, f"{code}.html")
        return page.read_bytes() if page.is_file() else None
