"""Citations: right in each style, safe, alike in notes and bibliography, and there in any case."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from postil.edition.model import Source
from postil.edition.problems import Problem
from postil.edition.yamlfile import YamlFile
from postil.exchange.web.publication import Publication
from postil.keeping.cache import Cache
from postil.rendering.citing import citeproc
from postil.rendering.citing.citations import (
    Bibliography,
    bibliography,
    page_names,
    short_citations,
)
from postil.rendering.citing.own import OwnCitations, notes_work, text_work

CASES = YamlFile.of(Path(__file__).parent / "cases" / "citations.yml").values


def source(**fields: Any) -> Source:
    return Source.model_validate({"type": "book", **fields})


def gates(**fields: Any) -> Source:
    return source(
        **{"author": [{"family": "Gates", "given": "Robert"}], "issued": "2014", **fields}
    )


def text(entry: Markup) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", entry))


@pytest.fixture(scope="module", params=["apa", "chicago", "mla"])
def styled(request: pytest.FixtureRequest) -> tuple[str, Bibliography]:
    sources = {str(n): Source.model_validate(case["source"]) for n, case in enumerate(CASES)}
    return request.param, bibliography(sources, request.param)


def test_the_style_is_used(styled: tuple[str, Bibliography]) -> None:
    _, made = styled
    assert not made.problems
    assert made.short.keys() == made.entries.keys()


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n]["about"])
def test_citations(number: int, styled: tuple[str, Bibliography]) -> None:
    style, made = styled
    assert text(made.entries[str(number)]) == CASES[number][style]
    assert made.short[str(number)] == CASES[number]["short"]


def test_addresses_are_links() -> None:
    made = bibliography(
        {
            "printed": source(title="A", DOI="10.1000/1"),
            "url": source(type="webpage", title="B", URL="https://example.org/?a=1&b=2"),
            "unprinted": source(
                type="article-journal",
                title="C",
                volume="3",
                DOI="10.1000/3",
                **{"container-title": "J"},
            ),
        },
        "nature",
    )
    link = '<a href="https://doi.org/10.1000/{}" rel="noopener noreferrer">{}</a>'
    assert link.format(1, "10.1000/1") in made.entries["printed"]
    assert link.format(3, "C") in made.entries["unprinted"]
    assert 'href="https://example.org/?a=1&amp;b=2"' in made.entries["url"]


@pytest.mark.parametrize("style", ["apa", "nowhere.csl"])
def test_hostile_fields_do_no_harm(style: str, tmp_path: Path) -> None:
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    made = bibliography(
        {
            "a": source(title=f"<i>Fine</i> {bad}", publisher=bad, author=[{"literal": bad}]),
            "b": source(type="webpage", title=bad, URL="javascript:alert(1)", DOI=f"10.1/{bad}"),
            "c": source(title="::: {.x}\n[@s0]\n:::\n$x$ `y` *z* \\", issued={"literal": bad}),
        },
        style,
        tmp_path,
    )
    for entry in made.entries.values():
        tags = re.findall(r"<[^>]*>", entry)
        assert all(re.match(r"</?(em|cite|span|a)\b", tag) for tag in tags), tags
        assert not any("alert" in tag and "doi.org" not in tag for tag in tags)
        assert "onerror=alert(1)>" not in re.sub(r'href="[^"]*"', "", entry).replace("&gt;", "")
    assert "*z*" in text(made.entries["c"])


def test_same_author_and_year() -> None:
    """The letters of the notes are those of the bibliography."""
    sources = {
        "z": gates(title="Zeta"),
        "a": gates(title="Alpha"),
        "other": gates(title="Later", issued="2015"),
    }
    made = bibliography(sources, "apa")
    assert made.short == {"z": "Gates 2014b", "a": "Gates 2014a", "other": "Gates 2015"}
    assert made.entries["a"] == "Gates, R. (2014a). <em>Alpha</em>."
    assert made.entries["z"] == "Gates, R. (2014b). <em>Zeta</em>."


def test_entries_stand_alone() -> None:
    """No dash stands for the author of the entry before."""
    made = bibliography({"a": gates(title="Alpha"), "b": gates(title="Beta", issued="2020")}, "mla")
    assert all(entry.startswith("Gates, Robert. ") for entry in made.entries.values())


def test_letters_without_a_style() -> None:
    undated = {f"u{n}": source(title=f"T{n}", publisher="Wikipedia") for n in range(3)}
    many = {f"m{n:02}": gates(title=f"Title {n:02}") for n in range(28)}
    short = short_citations({**many, **undated})
    assert [short[f"u{n}"] for n in range(3)] == [f"Wikipedia n.d.-{c}" for c in "abc"]
    assert short["m00"] == "Gates 2014a"
    assert (short["m25"], short["m26"], short["m27"]) == (
        "Gates 2014z", "Gates 2014aa", "Gates 2014ab",
    )  # fmt: skip
    assert len(set(short.values())) == len(short)


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ({"a": "a", "b": "b"}, {"a": "Gates 2014a", "b": "Gates 2014b"}),
        ({"a": "b", "b": "a"}, {"a": "Gates 2014b", "b": "Gates 2014a"}),
        ({"a": "a"}, {"a": "Gates 2014a", "b": "Gates 2014"}),
        ({"a": "a", "b": "a"}, {"a": "Gates 2014a", "b": "Gates 2014b"}),
    ],
)
def test_letters_of_a_style(letters: dict[str, str], expected: dict[str, str]) -> None:
    sources = {"a": gates(title="Alpha"), "b": gates(title="Beta")}
    assert short_citations(sources, letters) == expected


def test_cases_and_laws_go_by_their_names() -> None:
    """And not by the reports that print them."""
    printed = {"issued": "1931", "container-title": "U.S.", "volume": "283", "page": "25"}
    sources = {
        "case": source(type="legal_case", title="McBoyle v. United States", **printed),
        "law": source(type="legislation", title="An Act to …", **{"title-short": "Park Act"}),
        "article": source(type="article-journal", title="Aeroplanes", **printed),
    }
    assert short_citations(sources) == {
        "case": "McBoyle v. United States 1931",
        "law": "Park Act n.d.",
        "article": "U.S. 1931",
    }


def test_language() -> None:
    item = {"a": source(title="Papiere", editor=[{"family": "Itor", "given": "Ed"}])}
    assert "(Hrsg.)" in bibliography(item, "apa", language="de").entries["a"]
    assert bibliography(item, "apa", language="xx").entries["a"].startswith("Itor, E.")


def test_no_sources() -> None:
    assert bibliography({}, "nowhere.csl") == Bibliography()


def test_style_of_the_site(tmp_path: Path) -> None:
    path = citeproc.style_path("apa", tmp_path)
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "ours é.csl").write_bytes(path.read_bytes())
    made = bibliography({"a": gates(title="Alpha")}, "styles/ours é.csl", tmp_path)
    assert made.entries["a"] == "Gates, R. (2014). <em>Alpha</em>."


def test_journals_name_another_style(tmp_path: Path) -> None:
    assert citeproc.style_path("nature-chemistry", tmp_path).name == "nature.csl"


WRONG = {
    "apa7": "mkdocs.yml: unknown citation style 'apa7'; did you mean 'apa'?",
    "../apa": "mkdocs.yml: unknown citation style '../apa'; did you mean 'apa'?",
    "no.csl": "mkdocs.yml: there is no citation style no.csl; its path is seen from mkdocs.yml",
    "broken.csl": "broken.csl: the citation style failed: ",
    "parent.csl": (
        "mkdocs.yml: the citation style parent.csl stands for 'nowhere', which is not installed; "
    ),
}


@pytest.mark.parametrize("style", WRONG)
def test_plain_citations_where_a_style_is_wrong(style: str, tmp_path: Path) -> None:
    (tmp_path / "broken.csl").write_text("<style><not closed")
    (tmp_path / "parent.csl").write_text(
        '<style><info><link href="http://www.zotero.org/styles/nowhere" rel="independent-parent"/>'
        "</info></style>"
    )
    sources = {"b": gates(title="Beta"), "a": gates(title="Alpha", URL="https://example.org/")}
    made = bibliography(sources, style, tmp_path)
    (problem,) = made.problems
    assert str(problem).startswith(WRONG[style])
    assert made.entries["a"] == (
        "Gates, Robert (2014a). <cite>Alpha</cite>. "
        '<a href="https://example.org/" rel="noopener noreferrer">https://example.org/</a>'
    )
    assert made.short == {"a": "Gates 2014a", "b": "Gates 2014b"}


def test_no_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citeproc.pandoc, "program", lambda: None)
    made = bibliography({"a": gates(title="Without pandoc")}, "apa")
    assert [str(problem) for problem in made.problems] == [
        "mkdocs.yml: there is no pandoc, which writes the citations; "
        "pip install 'postil[pandoc]', or install pandoc as your system does"
    ]
    assert text(made.entries["a"]) == "Gates, Robert (2014). Without pandoc."


def test_a_pandoc_that_cannot_be_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(citeproc.pandoc, "program", lambda: str(tmp_path))
    (problem,) = bibliography({"a": gates(title="No program")}, "apa").problems
    assert problem.what.startswith(f"{tmp_path} cannot be run")


def test_no_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citeproc, "_package", lambda name: [])
    (problem,) = bibliography({"a": gates(title="Alpha")}, "apa").problems
    assert str(problem).endswith(
        "are not installed; pip install 'postil[citations]', or give the path of a .csl file"
    )


def test_page_names() -> None:
    sources = {id: source() for id in ("Gates:2014", "gates-2014", "index", "...", "é", "李2014")}
    assert page_names(sources) == {
        "Gates:2014": "gates-2014",
        "gates-2014": "gates-2014-2",
        "index": "index-2",
        "...": "source",
        "é": "e",
        "李2014": "2014-cb926180",
    }


@pytest.mark.parametrize("style", ["plain", "apa"])
@pytest.mark.parametrize(
    "said",
    ["The {words} problem", "{note} {open} {year}", "9187 and all that", "{{x} https://{address}"],
)
def test_what_a_site_says_for_itself_is_not_filled_in(said: str, style: str) -> None:
    """In the title of a text, the name of the site, and the name of whoever wrote a note."""
    problems: list[Problem] = []
    forms = OwnCitations(lambda: (), Cache(), style, Path(), "en", problems)
    text_ = Publication(said, "", authors=("Ida Ode",), date="2024", site=said)
    given = {
        "open": "{", "close": "}", "address": "site.example/a", "year": "2026",
        "note": "few", "words": "{year}", "title": "T",
    }  # fmt: skip
    note = notes_work("Claim {note}, “{words}”, in “{title}”", said, "{words} Ode")
    for work in (text_work(text_, said), note):
        filled = re.sub(r"\{(\w+)\}", lambda name: given[name[1]], forms.form(work))
        assert said.casefold() in filled.casefold()
        assert re.search(r"[\ue000-\uf8ff]", filled) is None
        assert "site.example/a" in filled
    assert "{words} Ode" in filled or "Ode, {" in filled
    # The words of the passage are not looked through again.
    assert "2026" in filled
    assert re.search("[“‘]{year}", filled)
    assert not problems
