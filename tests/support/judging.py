"""A text whose readers judge first, in the words of a subject of its own; and all that may tell
what its editors think before its readers have said what they do."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Page

VERDICTS = ("Rock solid", "Leaning", "Fallen down")
MEANINGS = ("Ten of us pushed.", "It creaks a little.", "We saw the pieces.")
_CONFIGURATION = """\
site_name: Judging
theme: {name: material, font: false}
plugins: [search, postil: {missing: inform}]
markdown_extensions: [toc: {permalink: true}]
"""

_TEXT = f"""\
{{matter}}
# The tower

The tower has three hundred steps, and the mayor climbed it on Sunday.

Nobody had been up there since the flood. {"The view is very good. " * 12}

The bell weighs nine tons, as the sexton says who rang it.
People look at the river. {"It is a river of the plain. " * 12}

The clock stopped at noon, they say. It was never wound again.
"""

_ANA = """\
by: ana
claims:
  steps:
    quote: The tower has three hundred steps
    title: TELLS-title
    assessment: fallen
    because: TELLS-reason, [TELLS-link](other.md).
    sources: [{source: guidebook, stance: supports, locator: TELLS-page, quote: TELLS-quote}]
    cross_references:
      - {to: "#bell", relation: corroborates, because: TELLS-because}
    question: TELLS-question
    terms: [step]
    tags: [TELLS-tag]
  bell:
    quote: The bell weighs nine tons
    assessment: leaning
    because: TELLS-bell
    sources: [{source: guidebook, stance: disputes}]
  clock: {quote: The clock stopped at noon, assessment: solid, because: TELLS-clock}
  lost: {quote: words that are gone, assessment: fallen, because: TELLS-lost}
notes:
  flood:
    quote: since the flood
    note: The flood of 1954.
    cross_references: [{to: "#steps", relation: extends, because: Water.}]
  river: {quote: People look at the river, note: TELLS-river, question: Who saw it?}
  sexton: {quote: as the sexton says, note: TELLS-sexton, question: How does he know?}
"""
_BEN = """\
claims:
  three-hundred: {quote: The tower has three hundred steps, assessment: leaning, because: TELLS-ben}
"""
_VOCABULARY = """\
assessments:
""" + "".join(
    f"  {id}: {{label: {label}, description: {meaning}, icon: '{icon}', line: {line}}}\n"
    for id, label, meaning, icon, line in zip(
        ("solid", "leaning", "fallen"),
        VERDICTS,
        MEANINGS,
        "●◐○",
        ("solid", "dashed", "wavy"),
        strict=True,
    )
)


def files(matter: str = "---\njudge: first\n---\n") -> dict[str, str | bytes]:
    """The files of the site; readers judge first where the front matter says so."""
    return {
        "mkdocs.yml": _CONFIGURATION,
        "docs/index.md": "# Home\n\n[The tower](tower.md)\n",
        "docs/tower.md": _TEXT.replace("{matter}\n", matter),
        "docs/other.md": "# Other\n\nThe weathercock is new. It turns.\n",
        "annotations/tower.yml": _ANA,
        "annotations/tower.ben.yml": _BEN,
        "annotations/other.yml": """\
by: ana
claims:
  cock:
    quote: The weathercock is new
    assessment: fallen
    because: TELLS-cock
    cross_references:
      - {to: tower, relation: extends, because: So it is.}
      - {to: tower#bell, relation: extends, because: And so it is.}
""",
        "annotations/annotators.yml": "ana: {name: Ana Silva}\nben: {name: Ben Okonkwo}\n",
        "annotations/vocabulary.yml": _VOCABULARY,
        "annotations/glossary.yml": "step: {term: step, definition: One goes up on it.}\n",
        "annotations/sources.yml": "guidebook: {type: book, title: Guidebook}\n",
    }


# What is told of claims, and nowhere else.
_TELLS = re.compile("|".join(("TELLS-[a-z]+", *VERDICTS, *MEANINGS)))


def told(page: Page, *, prints: bool = True) -> dict[str, Collection[str]]:
    """Verdicts and reasons that are told, by how: what is seen, what a screen reader is told, what
    shows when something is pointed at, and what is printed."""
    # What is folded, or too far away to be laid out, is on the page, too.
    page.evaluate(
        """document.head.append(Object.assign(document.createElement("style"), {
            textContent: "* { content-visibility: visible !important }" }))"""
    )
    seen = page.evaluate("document.body.innerText")
    named = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => e.checkVisibility()).flatMap(e =>
            [...e.attributes].filter(({name}) =>
                ["title", "alt", "placeholder", "aria-label", "aria-description"].includes(name)
            ).map(({value}) => value)).join("\\n")"""
    )
    lines = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("mark.postil[data-assessment]")]
            .filter(mark => !mark.hasAttribute("data-seen"))
            .map(mark => getComputedStyle(mark).textDecorationStyle))]"""
    )
    ways = {
        "seen": seen,
        "named": named,
        "heard": "\n".join(heard(page)),
        "printed": printed(page) if prints else "",
    }
    found: dict[str, Collection[str]] = {
        way: sorted({*_TELLS.findall(text)}) for way, text in ways.items()
    }
    return found | {"lines": lines[1:]}


NOTHING: dict[str, Collection[str]] = {
    "seen": [],
    "named": [],
    "heard": [],
    "printed": [],
    "lines": [],
}


def heard(page: Page) -> list[str]:
    """The names, descriptions and values in the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        str(node[key].get("value", ""))
        for node in nodes
        if not node.get("ignored")
        for key in ("name", "description", "value")
        if key in node
    ]


def printed(page: Page) -> str:
    """The words of the page on paper."""
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
