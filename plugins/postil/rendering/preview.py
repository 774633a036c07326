"""What is to be mended, on the pages that an author is served while writing."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from postil.edition.problems import Problem

from .scripts import script

_STYLE = """
#postil-complaints { position: fixed; z-index: 10; inset: auto 0 0; max-height: 45vh;
  overflow: auto; border-top: 3px solid #c7372f; background: Canvas; color: CanvasText;
  font: 15px/1.45 system-ui, sans-serif; box-shadow: 0 -2px 12px rgb(0 0 0 / 20%) }
#postil-complaints summary { padding: .6em 1em; font-weight: 600; cursor: pointer }
#postil-complaints p { margin: 0 1em .6em }
#postil-complaints ul { list-style: none; margin: 0; padding: 0 1em 1em }
#postil-complaints li { padding: .5em 0; border-top: 1px solid GrayText; overflow-wrap: anywhere }
#postil-complaints code { font: .92em ui-monospace, monospace }
#postil-complaints code::after { content: " — " }
#postil-complaints li span { display: block; white-space: pre-line }
@media (max-width: 76.1875em) {
  /* The note that is open stands at the foot, and the head of the page stays. */
  #postil-complaints { inset: 2.4rem 0 auto; max-height: 35vh; z-index: 3;
    border: 0 solid #c7372f; border-bottom-width: 3px; box-shadow: 0 2px 12px rgb(0 0 0 / 20%) }
}
@media print { #postil-complaints { display: none } }
"""


def with_complaints(page: bytes, problems: Sequence[Problem], *, are_fatal: bool) -> bytes:
    """A page with a list of problems at its foot, and a script that leaves the reader where they
    were when the page is loaded anew.

    `are_fatal` says that the page is not what its author has written last.
    """
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page
    added = Markup("{}<script>{}</script>").format(
        _complaints(problems, are_fatal=are_fatal) if problems else "", Markup(script("preview"))
    )
    return before + added.encode() + end + after


def _complaints(problems: Sequence[Problem], *, are_fatal: bool) -> Markup:
    count = len(problems)
    things = f"{count} thing{'s' if count > 1 else ''} to mend"
    said = Markup("<p>This page is as it was before; it follows as soon as they are mended.</p>")
    return Markup(
        '<aside id="postil-complaints" role="status" aria-label="Postil">'
        "<style>{}</style><details{}><summary>{}</summary>{}<ul>{}</ul></details></aside>"
    ).format(
        Markup(_STYLE),
        Markup(" open" if are_fatal else ""),
        things,
        said if are_fatal else "",
        Markup("").join(map(_item, problems)),
    )


def _item(problem: Problem) -> Markup:
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    return Markup("<li>{}{}{}</li>").format(
        Markup("<code>{}</code>").format(place) if place else "",
        problem.what,
        Markup("<span>{}</span>").format(problem.advice) if problem.advice else "",
    )
