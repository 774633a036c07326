"""What a theme puts around pages of one kind, rendered once.

A site of a thousand articles has thousands of generated pages: sources, pairs of articles,
matrices. To a theme those of one folder are alike. They stand in no navigation, so it is the same
on each of them; what differs is the title, the canonical address and the content. A theme needs
milliseconds for the navigation, more than Postil needs for the content.

So the theme is rendered for a stand-in page, whose title, address and content are marks, and the
marks are then replaced for each page. That gives what the theme would have given, provided that
the theme does no more with these three than to print them, and this is checked: the marks are
objects that can be printed and are true, and everything else that is done with them fails. They
are printed as text that no filter leaves as it is, so that each mark must turn up in the output
as often as it was printed. Whatever else a theme asks of the page, it may ask only what is the
same for all pages that share a shell. Where any of this does not hold, the theme renders every
page.

One thing is left out: empty lines. Templates leave thousands of them, a third of the navigation
of Material, and on tens of thousands of pages they take room on a disk and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Protocol

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule

from .navigation import Sections, folder_of

# What stands in `url`, for links to be made relative to; a theme that prints it is found out.
_NAME = "postil-stand-in"

# What templates may ask of a page besides: the same for all pages outside the navigation. The
# meta data and the table of contents are part of what a shell is kept for.
_SAME = frozenset(
    "toc is_homepage is_top_level is_page is_section is_link previous_page next_page ancestors "
    "parent children active edit_url".split()
)


# Elements whose lines are what they are, and empty lines.
_KEPT = r"(<(pre|textarea|script|style)\b.*?</\2>)"
_EMPTY = re.compile(rf"{_KEPT}|[ \t]*\n(?:[ \t]*\n)+", re.DOTALL | re.IGNORECASE)
_OPENED = re.compile(r"<(?:pre|textarea|script|style)\b", re.IGNORECASE)


class SharedPage(Protocol):
    """What is asked of a page."""

    title: str | None
    canonical_url: str | None
    content: str | None
    meta: Mapping[str, Any]
    toc: Iterable[Any]
    url: str


class _NotSharedError(Exception):
    """The theme does something with a page that differs from page to page."""


class _Mark:
    """A text that differs from page to page."""

    def __init__(self, number: int) -> None:
        # Tags, entities, capitals and space at the ends: every filter changes some of it.
        self.text = f" <b>\x02Postil&amp;'{number}\"</b>  "
        self.printed = 0

    def __str__(self) -> str:
        self.printed += 1
        return self.text

    def __contains__(self, text: str) -> bool:
        # Material asks whether the content brings a heading. Ours does.
        if text == "<h1":
            return True
        raise _NotSharedError

    def _refuse(self, *_: Any) -> Any:
        raise _NotSharedError

    __repr__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __iter__ = __getitem__ = __add__ = __radd__ = __mod__ = __hash__ = _refuse

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if name in ("__html__", "__html_format__"):
            raise AttributeError(name)
        raise _NotSharedError


class _StandIn:
    """A page with marks for its title, address and content."""

    def __init__(self, page: SharedPage) -> None:
        self._page = page
        self.marks = _Mark(1), _Mark(2), _Mark(3)
        self.title, address, self.content = self.marks
        self.canonical_url = address if page.canonical_url else page.canonical_url
        self.meta = {**page.meta, "title": self.title}
        folder, rest = _divided_url(page)
        self.url = folder + _NAME + rest

    def __getattr__(self, name: str) -> Any:
        if name in _SAME:
            return getattr(self._page, name)
        raise _NotSharedError


@dataclass(frozen=True, slots=True)
class _Shell:
    """The output of a theme around its marks: text, and the numbers of marks."""

    parts: tuple[str | int, ...]
    context: Mapping[str, Any]

    def around(self, page: SharedPage) -> str:
        values = str(page.title), str(page.canonical_url), str(page.content)
        return "".join(values[part] if isinstance(part, int) else part for part in self.parts)

    def without_empty_lines(self) -> _Shell:
        """The same shell with no more lines than it needs."""
        texts = [part for part in self.parts if isinstance(part, str)]
        if any(_OPENED.search(_EMPTY.sub("", text)) for text in texts):
            # There is a mark in an element whose lines are what they are.
            return self
        return replace(self, parts=tuple(map(_without_empty_lines, self.parts)))


def _without_empty_lines(part: str | int) -> str | int:
    return part if isinstance(part, int) else _EMPTY.sub(lambda found: found[1] or "\n", part)


class Shells:
    """The shells of a build, each for the pages to which it is the same."""

    def __init__(self) -> None:
        self._shells: dict[Any, _Shell | None] = {}

    def render(
        self, template: Template, context: Mapping[str, Any], whole: Callable[[Any], str]
    ) -> str:
        """What `template` gives for a page in its context.

        The page is one that stands in no navigation and whose content has a heading. `whole`
        renders the template in a context.
        """
        page: SharedPage = context["page"]
        if not (page.content and page.title and page.meta.get("title") == page.title):
            return whole(context)
        key = _key(template, page)
        if key not in self._shells:
            output = whole(context)
            shell = _shell(context, page, whole)
            # What is true of one page is not proven for all, but a theme of whose habits the
            # marks know nothing would most likely show it here.
            is_right = shell is not None and shell.around(page) == output
            kept = shell.without_empty_lines() if shell and is_right else None
            self._shells[key] = kept
            return kept.around(page) if kept else output
        shell = self._shells[key]
        # Another plugin may have put something into the context of this page alone.
        if shell is None or _rest(context) != shell.context:
            return whole(context)
        return shell.around(page)


def share_shells(
    environment: Environment, shared: Callable[[Any], bool], sections: Sections | None = None
) -> None:
    """Lets the templates of a theme be rendered once for all pages for which `shared` holds, and
    `sections` of its navigation for those of a folder."""
    shells = Shells()

    class SharedTemplate(Template):
        def render(self, *args: Any, **kwargs: Any) -> str:
            context = dict(*args, **kwargs)
            if shared(context.get("page")):
                return shells.render(self, context, super().render)
            return super().render(*args, **kwargs)

        def make_module(
            self,
            vars: dict[str, Any] | None = None,
            shared: bool = False,
            locals: Mapping[str, Any] | None = None,
        ) -> TemplateModule:
            module = super().make_module(vars, shared, locals)
            if sections:
                sections.share(self, module, vars or {})
            return module

    environment.template_class = SharedTemplate


def _key(template: Template, page: SharedPage) -> Any:
    """Everything about a page that a shell may show, but for the three marks."""
    return (
        template.name,
        _divided_url(page),
        bool(page.canonical_url),
        repr({name: value for name, value in page.meta.items() if name != "title"}),
        tuple(str(entry) for entry in page.toc),
    )


def _divided_url(page: SharedPage) -> tuple[str, str]:
    """What stands before and after the name of a page in its address: `sources/`, `/`."""
    folder, whole = folder_of(page.url), page.url.rstrip("/")
    return folder, page.url[len(whole) :] or PurePosixPath(whole[len(folder) :]).suffix


def _rest(context: Mapping[str, Any]) -> dict[str, Any]:
    """A context without the page, and without the date, which is another one at every moment."""
    return {k: v for k, v in context.items() if k not in ("page", "build_date_utc")}


def _shell(
    context: Mapping[str, Any], page: SharedPage, whole: Callable[[Any], str]
) -> _Shell | None:
    """The shell of a page; None if the theme does more with the marks than to print them."""
    stand_in = _StandIn(page)
    try:
        output = whole({**context, "page": stand_in})
    except Exception:
        # Ours, or that of a filter that has no use for what is not a text.
        return None
    if _NAME in output or any(output.count(m.text) != m.printed for m in stand_in.marks):
        return None
    parts: list[str | int] = [output]
    for number, mark in enumerate(stand_in.marks):
        parts = [piece for part in parts for piece in _divided(part, mark.text, number)]
    return _Shell(tuple(parts), _rest(context))


def _divided(part: str | int, text: str, number: int) -> Iterable[str | int]:
    if isinstance(part, int):
        yield part
        return
    first, *others = part.split(text)
    yield first
    for other in others:
        yield number
        yield other
