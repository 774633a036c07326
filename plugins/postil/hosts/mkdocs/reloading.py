"""Which pages in browsers are to be loaded anew: those that do not show yet what has changed.

MkDocs' server has every page loaded anew after a build. One on which somebody has written an
annotation has got its new text with the answer, and would lose the cursor and what is half written;
one that was opened just now has it, too. So changes are numbered; for each page that is served, and
for each site that was made, it is known how many of them it has. Each page asks with a number of
its own (`/livereload/EPOCH/PAGE`) whether there is a newer site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.build.watching import State, differences

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_POLL = re.compile(r"/livereload/(\d+)/(\d+)")
_IN_PAGE = re.compile(rb"\blivereload\((\d+), (\d+)\);")
# More pages and sites are not remembered; a page that is forgotten is loaded anew once more.
_MOST = 200

Respond = Callable[..., Any]


class Reloading:
    """What the pages of a server show of what has changed."""

    def __init__(self, server: LiveReloadServer, turn: AbstractContextManager[Any]) -> None:
        """
        Args:
            server: MkDocs' server.
            turn: Is held by whoever writes on a page: for as long no page is told anything.
        """
        self._server, self._turn = server, turn
        self.count = 0
        """How many changes there were."""
        self._counted: dict[Path, tuple[int, int] | None] = {}
        """Files as they were when their last change was counted; None where one was deleted."""
        self._pages: dict[str, int] = {}
        """How many of the changes a page shows, all from the first."""
        self._sites: dict[int, int] = {}
        """How many of them a site has, by its epoch."""
        self.shown = 0
        """How many of them the files have that are served now."""

    def serving(self, html: bytes, shown: int) -> str:
        """Notes that a page is served that shows so many changes at least. Returns its number;
        empty where it does not ask for newer ones."""
        match = _IN_PAGE.search(html)
        if match is None:
            return ""
        page = match[2].decode()
        self._pages[page] = max(shown, self._sites.get(int(match[1]), 0))
        for old in [*self._pages][:-_MOST]:
            self._pages.pop(old, None)
        return page

    def written(self, page: str, waiting: Collection[Path], old: State, state: State) -> None:
        """Notes that a page shows what was written into files since they were in an old state. What
        somebody else has written into one of them before, and waits to be made, it may not show."""
        files = differences(old, state)
        foreign = [file for file in waiting if self._is_new(file, old)]
        if foreign:
            self.changed()
        has_all = self._pages.get(page) == self.count
        self.changed()
        self._counted |= {file: state.get(file) for file in files}
        if has_all:
            self._pages[page] = self.count

    def outdated(self, page: str) -> None:
        """Notes that a page shows something else than the site that is about to be shown."""
        self._pages[page] = min(self._pages.get(page, 0), self.count - 1)

    def taken(self, files: Iterable[Path], state: State) -> None:
        """Notes that files have changed that are taken over, unless that was counted already."""
        new = {file: state.get(file) for file in files if self._is_new(file, state)}
        if new:
            self._counted |= new
            self.changed()

    def changed(self) -> None:
        """Notes that something has changed."""
        self.count += 1

    def building(self) -> int:
        """Notes that a site is being made, which has all changes so far. Returns their number."""
        self._sites[self._server._wanted_epoch] = self.count
        for old in [*self._sites][:-_MOST]:
            del self._sites[old]
        return self.count

    def answer(self, environ: dict[str, Any], start_response: Respond) -> Iterable[bytes] | None:
        """Answers the question of a page whether there is a newer site than it was served with,
        when there is one that shows more than the page; None for any other request."""
        match = _POLL.fullmatch(environ.get("PATH_INFO", ""))
        if match is None:
            return None
        asked, page = int(match[1]), match[2]
        shows = self._shows(page, asked)
        known = [epoch for epoch, count in [*self._sites.items()] if count <= shows]
        environ = {**environ, "PATH_INFO": f"/livereload/{max(asked, *known, 0)}/{page}"}
        said = b"".join(self._server.serve_request(environ, start_response))
        # It may have written while it waited.
        with self._turn:
            is_new = self._sites.get(int(said), 0) > self._shows(page, asked)
        return [said if is_new else b"%d" % asked]

    def _shows(self, page: str, asked: int) -> int:
        # A page that an earlier run has served shows less than the first one of this.
        return self._pages.get(page, self._sites.get(asked, -1))

    def _is_new(self, file: Path, state: State) -> bool:
        return file not in self._counted or self._counted[file] != state.get(file)
