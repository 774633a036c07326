"""Which pages in browsers are not to be loaded anew: those that show already what has changed.

MkDocs' server has every page loaded anew after a build. One on which somebody has written an
annotation has got its new text with the answer, and would lose the cursor and what is half written.
Each page asks with a number of its own (`/livereload/EPOCH/PAGE`) whether there is a newer site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.build.watching import State

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_POLL = re.compile(r"/livereload/(\d+)/(\d+)")
_IN_PAGE = re.compile(rb"\blivereload\((\d+), (\d+)\);")
# More pages are not remembered; one that is forgotten is loaded anew once more.
_MOST = 200

Respond = Callable[..., Any]


class Reloading:
    """What the pages of a server have been told by the desk."""

    def __init__(self, server: LiveReloadServer) -> None:
        self._server = server
        self._own: State = {}
        """The files that were written on pages, as they were left."""
        self._writing: set[str] = set()
        """The pages that have shown since the last build what was written on them."""
        self._known: dict[str, int] = {}
        """The newest site that a page shows all of, as far as it is concerned."""
        self._last = 0
        """The site that was made last."""

    @staticmethod
    def page_in(html: bytes) -> str:
        """The number of a page that is being served; empty where it does not ask."""
        match = _IN_PAGE.search(html)
        return match[2].decode() if match else ""

    def written(self, page: str, files: Iterable[Path], state: State) -> None:
        """Notes that a page shows what was written into some files."""
        for file in files:
            if file in state:
                self._own[file] = state[file]
            else:
                self._own.pop(file, None)
        if page:
            self._writing.add(page)

    def building(self, changed: Iterable[Path], state: State) -> None:
        """Notes that a site is being made, for some files have changed: if these were written on
        pages and by nobody since, the pages know."""
        changed, epoch = [*changed], self._server._wanted_epoch
        if all(file in self._own and state.get(file) == self._own[file] for file in changed):
            for page in self._writing:
                self._known[page] = epoch
        if not changed:
            # The watchers of a server tell it twice of the same now and then.
            self._known |= {page: epoch for page, at in self._known.items() if at == self._last}
        self._writing.clear()
        self._last = epoch
        for page in [*self._known][:-_MOST]:
            del self._known[page]

    def answer(self, environ: dict[str, Any], start_response: Respond) -> Iterable[bytes] | None:
        """Answers the question of a page that knows more than it was served with; None for any
        other request."""
        match = _POLL.fullmatch(environ.get("PATH_INFO", ""))
        if match is None:
            return None
        asked, page = int(match[1]), match[2]
        newest = max(asked, self._known.get(page, 0))
        environ = {**environ, "PATH_INFO": f"/livereload/{newest}/{page}"}
        said = b"".join(self._server.serve_request(environ, start_response))
        # It may have been told while it waited.
        is_new = int(said) > max(asked, self._known.get(page, 0))
        return [said if is_new else b"%d" % asked]
