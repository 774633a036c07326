"""A page of the browser that one test after the other has for itself.

A new page costs more than most tests do on it: processes start, and Material's scripts are
compiled. So a page is cleared and used again. It keeps what it was served, of which it compiles
nothing twice: no two servers of a run have the same address (see `support.ports`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TIMEOUT = 30_000
SIZE = {"width": 1280, "height": 720}
NO_MEDIA = dict.fromkeys(("media", "color_scheme", "reduced_motion", "forced_colors"), "null")
# What nobody can take back.
LASTING = ("add_init_script", "expose_binding", "expose_function")


class Tab:
    """A page in a profile of its own. `options` are those of the profile."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self._browser = browser
        self._options = options
        self._page: Page | None = None
        self._heard: list[tuple[str, Callable[..., Any]]] = []

    @contextmanager
    def lent(self) -> Iterator[Page]:
        """The page, for a test."""
        page = self._page or self._opened()
        self._page = None
        yield page
        try:
            self._clear(page)
        except Error:
            # A test has left it where it cannot be cleared; the next gets a new one.
            page.context.close()
        else:
            self._page = page

    def close(self) -> None:
        """Closes it with its profile."""
        if self._page:
            self._page.context.close()

    def _opened(self) -> Page:
        page = self._browser.new_context(viewport=SIZE, **self._options).new_page()
        self._session = page.context.new_cdp_session(page)
        listen = page.on

        def on(event: str, handler: Callable[..., Any]) -> None:
            self._heard.append((event, handler))
            listen(event, handler)  # type: ignore[call-overload]

        def refuse(*_: object) -> None:
            raise TypeError("this page is used again: take the fixture `fresh_page`")

        page.on = on  # type: ignore[method-assign, assignment]
        for name in LASTING:
            setattr(page, name, refuse)
        return page

    def _clear(self, page: Page) -> None:
        while self._heard:
            page.remove_listener(*self._heard.pop())
        page.unroute_all()
        for other in page.context.pages:
            if other != page:
                other.close()
        page.evaluate("() => { try { sessionStorage.clear() } catch { /* a page without */ } }")
        page.goto("about:blank")
        page.set_default_timeout(TIMEOUT)
        # The mouse hovers nowhere.
        page.mouse.move(-1, -1)
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        page.emulate_media(**NO_MEDIA)  # type: ignore[arg-type]
        self._session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
