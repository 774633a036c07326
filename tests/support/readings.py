"""A site for the tests of the reading page: everything that its readers may meet, on a few pages.

`crowded` holds 200 annotations; `corners` the places where a passage can stand; `lost` one whose
passage is gone; `other` is what they refer to.
"""

from __future__ import annotations

from collections.abc import Iterator

CROWD = 200

_CONFIGURATION = """\
site_name: Test
site_url: "{address}"
theme: {{name: {theme}, language: {language}, font: false{more}}}
plugins: [{plugins}]
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
{rest}
"""

_POSTIL = "postil: {missing: inform, ambiguous: inform}"


def configuration(
    *,
    theme: str = "material",
    language: str = "en",
    address: str = "",
    more: str = "",
    plugins: str = "search",
    rest: str = "",
) -> str:
    """`mkdocs.yml` of the test site; `more` is said of the theme, `rest` of the site."""
    return _CONFIGURATION.format(
        theme=theme,
        language=language,
        address=address,
        more=more,
        plugins=f"{plugins}, {_POSTIL}",
        rest=rest,
    )


_CORNERS = """\
# Corners

One two three four five six seven eight nine ten eleven twelve.

A [link to the other text](other.md) stands in a passage, and *a passage crosses
emphasis, [half a link](other.md)* and its end.

!!! note "A box"
    In the box there are words too.

??? note "A closed box"
    Hidden words that a reader must unfold.

=== "First"
    Words of the first tab.

=== "Second"
    Words of the second tab.

- A list with a first point
- and a second point.

| Name | Figure |
|------|--------|
| Ida  | forty  |
| Otto | fifty  |

The last line of the page is a passage as well.
"""

_CORNERS_ANNOTATIONS = """\
claims:
  outer:
    quote: One two … eight nine ten
    kind: statistic
    assessment: disputed
    because: Of the outer one.
  middle:
    quote: three four five six seven eight nine
    kind: prediction
    assessment: opinion
    because: Of the middle one.
  inner:
    quote: five six
    kind: analogy
    assessment: supported
    because: |
      Of the inner one.

      - a list
      - in a note
    sources:
      - {source: book, locator: p. 3, stance: supports, quote: So it is}
      - {source: page, stance: disputes}
    cross_references:
      - {to: "other#there", relation: contradicts, because: For *good* reason.}
      - {to: "#outer", relation: extends}
    question: What then?
    tags: [numbers]
  linked:
    quote: A link to the other text stands in a passage
    because: Of the link.
  crossing:
    quote: a passage crosses emphasis, half a link and its end
    because: Of the crossing.
    was: [across, over]
  boxed: {quote: In the box there are words, because: Of the box.}
  folded: {quote: Hidden words that a reader must unfold, because: Of the fold., was: closed}
  first: {quote: Words of the first tab, because: Of the first tab.}
  second: {quote: Words of the second tab, because: Of the second tab.}
  list: {quote: a first point and a second point, because: Of the list.}
  cells: {quote: forty … Otto, because: Of the table.}
notes:
  term: {quote: twelve, term: dozen}
  asked: {quote: eleven, question: "Is it so?"}
  last:
    quote: is a passage as well
    note: |
      The last words.

      - one
      - two
      - three

      1. four
      2. five
      3. six
"""

_SHARED = {
    "docs/other.md": "# Other\n\nSomething stands there as well.\n",
    "annotations/other.yml": "claims:\n  there: {quote: stands there, because: Indeed.}\n",
    "docs/lost.md": "# Lost\n\nNothing is left of it.\n",
    "annotations/lost.yml": "claims:\n  gone: {quote: the words that were, because: Once.}\n",
    "annotations/glossary.yml": "dozen: {term: dozen, definition: Twelve *of them*.}\n",
    "annotations/sources.yml": (
        "book: {type: book, title: The Book, author: [{family: Ode, given: A.}], issued: 1999,"
        ' reliability: "Known.", URL: "https://book.example/"}\n'
        'page: {type: webpage, title: A Page, URL: "https://page.example/a?b=c&d"}\n'
    ),
    "docs/index.md": "# Home\n\nNo annotations here.\n",
    "docs/corners.md": _CORNERS,
    "annotations/corners.yml": _CORNERS_ANNOTATIONS,
}


def files(configuration: str) -> dict[str, str]:
    """The files of the site."""
    text, annotations = _crowd()
    return {
        **_SHARED,
        "mkdocs.yml": configuration,
        "docs/crowded.md": text,
        "annotations/crowded.yml": annotations,
    }


def _crowd() -> tuple[str, str]:
    """An article of 20 paragraphs with ten annotations each, some of them with long notes."""
    kinds = "statistic prediction analogy interpretation".split()
    assessments = "supported disputed contradicted unverifiable".split()
    paragraphs: list[str] = []
    annotations = ["claims:\n"]
    numbers = iter(range(CROWD))
    for paragraph in range(CROWD // 10):
        sentences: list[str] = []
        for _ in range(10):
            number = next(numbers)
            sentences.append(" ".join(_words(number)) + f" comes as number {number}.")
            annotations.append(
                f"  claim-{number}:\n"
                f"    quote: {' '.join(_words(number))} comes\n"
                f"    kind: {kinds[number % 4]}\n"
                f"    assessment: {assessments[number // 4 % 4]}\n"
                f"    because: {'Because of this and of that. ' * (1 + number % 7 * 3)}\n"
                "    sources: [book]\n"
            )
        paragraphs.append(" ".join(sentences))
        if paragraph % 5 == 4:
            paragraphs.append(f"## Part {paragraph // 5}")
    return "# Crowded\n\n" + "\n\n".join(paragraphs) + "\n", "".join(annotations)


def _words(number: int) -> Iterator[str]:
    """Four words that no other number has."""
    yield "So"
    for digit in f"{number:03}":
        yield "zero one two three four five six seven eight nine".split()[int(digit)]
