"""What Material's navigation shows of the sections that a page is not in, rendered once for all
pages of a folder.

Of each section Material asks on each page for all that is in it, so the time grows with the square
of their number: with 800 articles in 40 sections it is a fifth of a build. But a section that is
closed is the same on each page, but for its addresses, which are relative to that of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from typing import Any

from jinja2 import Template

# It holds the macro `render`, which the navigation calls with each of its items.
_TEMPLATE = "partials/nav-item.html"


class Sections:
    """The closed sections of one build, as they are on the pages of the folder at hand."""

    def __init__(self, theme: Path) -> None:
        """`theme` is the folder of Material itself: nobody knows of what the template of a site's
        own makes a section."""
        self._theme = theme
        self._folder: str | None = None
        self._sections: dict[tuple[int, str, int], Any] = {}
        """What became of each, by its place."""
        self._above: frozenset[str] | None = None

    def share(self, template: Template, module: Any, context: Mapping[str, Any]) -> None:
        """Lets the macros of a template, imported in a context, render no section anew that they
        have rendered before."""
        page = context.get("page")
        if page is None or not self._is_known(template) or not self._has_equals(page.url, context):
            return
        if (folder := folder_of(page.url)) != self._folder:
            self._folder, self._sections = folder, {}
        module.render = self._sharing(module.render)

    def _is_known(self, template: Template) -> bool:
        if template.name != _TEMPLATE or template.filename is None:
            return False
        return Path(template.filename).is_relative_to(self._theme)

    def _has_equals(self, url: str, context: Mapping[str, Any]) -> bool:
        """Whether addresses are the same on other pages of the folder: not on a page below which
        there are others, as seen from which these are nearer."""
        if self._above is None:
            self._above = frozenset(_above(_addresses(context["nav"].items)))
        return url not in self._above

    def _sharing(self, render: Callable[..., Any]) -> Callable[..., Any]:
        known = self._sections

        def rendered(item: Any, path: str, level: int, *above: Any) -> Any:
            if item.active or not item.is_section or above:
                return render(item, path, level, *above)
            key = id(item), path, level
            if key not in known:
                known[key] = render(item, path, level)
            return known[key]

        return rendered


def folder_of(url: str) -> str:
    """What stands in an address before the name of the page: `texts/` of `texts/one/`."""
    folder, slash, _ = url.rstrip("/").rpartition("/")
    return folder + slash


def _addresses(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        if item.is_section:
            yield from _addresses(item.children)
        else:
            yield item.url or ""


def _above(addresses: Iterable[str]) -> Iterator[str]:
    """The addresses below which there are others, as pages have them."""
    yield ""
    for address in addresses:
        parts = normpath(address).split("/")
        yield from (f"{'/'.join(parts[:count])}/" for count in range(1, len(parts)))
