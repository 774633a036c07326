"""The files in which readers take sources with them: what other programs read in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import rispy
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postil.edition.edition import Article, Edition
from postil.edition.loading import load
from postil.edition.model import Citation, Claim, Quote, Source, Term
from postil.exchange.libraries import bibtex, bibtex_export, csl_json, ris
from postil.exchange.libraries.downloads import downloads

PROJECT = Path(__file__).resolve().parents[2]


def source(**fields: Any) -> Source:
    return Source.model_validate({"type": "book", **fields})


@pytest.fixture(scope="module")
def demo() -> dict[str, Source]:
    values = yaml.safe_load((PROJECT / "annotations/sources.yml").read_text("utf-8"))
    articles = [
        path.relative_to(PROJECT / "docs").with_suffix("").as_posix()
        for path in (PROJECT / "docs/readings").glob("*.md")
    ]
    sources = dict(load(PROJECT / "annotations", articles, PROJECT).sources)
    assert len(sources) == len(values) > 100
    return sources


def back(entries: Any) -> dict[str, Source]:
    found, problems, _ = entries
    assert not problems
    return {id: Source.model_validate(fields()) for id, fields in found.items()}


def test_csl_json_comes_back(demo: dict[str, Source]) -> None:
    read = back(csl_json.read(csl_json.write(demo), "sources.json"))
    assert read == {id: s.model_copy(update={"annote": ""}) for id, s in demo.items()}


def test_bibtex_comes_back(demo: dict[str, Source]) -> None:
    """What BibTeX has no words for is kept in a field that styles do not print."""
    read = back(bibtex.read(bibtex_export.write(demo), "sources.bib"))
    assert read == {id: s.model_copy(update={"annote": ""}) for id, s in demo.items()}


WORDS = st.text(
    st.sampled_from("aB éЖ\\{}%&$#_~^\"'<>@=,;:-–“”0"), min_size=1, max_size=12
)  # fmt: skip


@given(WORDS, st.lists(WORDS.filter(lambda w: w.strip(" ,") and not w.isspace()), max_size=3))
def test_any_text_comes_back_from_bibtex(title: str, bodies: list[str]) -> None:
    given = source(title=title, author=[{"literal": " ".join(body.split())} for body in bodies])
    read = back(bibtex.read(bibtex_export.write({"a": given}), "a.bib"))["a"]
    assert read.title == csl_json.plain(" ".join(title.split()))
    assert [name.literal for name in read.author] == [name.literal for name in given.author]


EXACT = {"ISSN": "0022-1111", "ISBN": "978-3-16-148410-0", "DOI": "10.1000/a_b", "language": "ru"}
EXACT |= {"URL": "https://example.org/a_b", "keyword": "one, two", "page": "12-34"}


def full(kind: str) -> Source:
    """A source of a type with every field there is."""
    names = [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van"}]
    names += [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}, {"literal": "BBC"}]
    fields: dict[str, Any] = {"type": kind}
    for name, field in Source.model_fields.items():
        key = field.alias or name
        if key in csl_json.NAMES:
            fields[key] = names
        elif key in csl_json.DATES:
            fields[key] = "2014-02-13"
        elif key not in ("type", "annote"):
            said = f"<i>{kind}</i>: H<sub>2</sub>O" if "title" in key else f"{kind} is"
            fields[key] = EXACT.get(key, f"{name} 100% & {said} {len(key)}")
    return Source.model_validate(fields)


@pytest.mark.parametrize("format", [csl_json, bibtex, ris], ids=["CSL JSON", "BibTeX", "RIS"])
def test_everything_comes_back(format: Any) -> None:
    """What a format has no word for is told in lines as in Zotero's "Extra"."""
    write = bibtex_export.write if format is bibtex else format.write
    given = {kind: full(kind) for kind in sorted(csl_json.TYPES)}
    given |= {f"only-{kind}": source(type=kind, title="T") for kind in sorted(csl_json.TYPES)}
    dates = ("1999/..", "-0043-03-15", "1848~", "2019-21", "0476", "1990/1999", "forthcoming")
    given |= {f"date{n}": source(issued=date) for n, date in enumerate(dates)}
    read = back(format.read(write(given), "sources"))
    assert read.keys() == given.keys()
    for id in given:
        assert read[id] == given[id]


def test_names_come_back_from_bibtex() -> None:
    given = source(
        author=[
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"family": "Doe", "given": "John", "suffix": "Jr."},
            {"family": "Simon and Schuster, Inc.", "given": "Max"},
            {"literal": "World Bank"},
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van} der"},
            {"literal": "others"},
        ]
    )
    text = bibtex_export.write({"a": given})
    assert "author = {van der Berg, Jan and Doe, Jr., John and " in text
    assert back(bibtex.read(text, "a.bib"))["a"].author == given.author


def test_bibtex_keeps_capitals() -> None:
    title = "The US and U.S. bonds in McDonald’s <i>Ulysses</i>"
    text = bibtex_export.write({"a": source(title=title)})
    assert "  title = {The {US} and {U.S}. bonds in {McDonald’s} \\textit{{Ulysses}}}\n" in text


RIS = {
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
    "legislation": "STAT",
    "event": "GEN",
}


SIGNS = [*"{}@%~^#$&_`'\"<>=,;:\\\n\r\t\u2028\x0b\x07\x00\ud800 aBé曹", "''", "--", "``", "?`"]
WORDS_OF_LATEX = (
    '@book{x,|\n@misc{a, title={b}}|1}, note = {x|12{34|<i>|</i>|<span class="nocase">| and |'
    "others|\\textit{|\\&|original-date: 2001|type: book|http://a.b/c?d={e}|@comment{|@string{a={b}}"
).split("|")
HOSTILE = st.lists(st.sampled_from(SIGNS + WORDS_OF_LATEX), min_size=1, max_size=6).map("".join)
TEXTS = [
    field.alias or name
    for name, field in Source.model_fields.items()
    if field.annotation is str and name != "annote"
]
PEOPLE = [key for key in csl_json.NAMES if key in {
    field.alias or name for name, field in Source.model_fields.items()}]  # fmt: skip


@settings(max_examples=300)
@given(
    type=st.sampled_from("book chapter article-journal webpage thesis patent software".split()),
    texts=st.dictionaries(st.sampled_from(TEXTS), HOSTILE, max_size=4),
    people=st.dictionaries(
        st.sampled_from(PEOPLE), st.lists(HOSTILE.map(lambda name: {"literal": name})), max_size=1
    ),
)
@example(type="book", texts={"note": "a\n@{b"}, people={})
@example(type="book", texts={"ISBN": "12{34", "ISSN": "1}, note = {x"}, people={})
@example(type="thesis", texts={"genre": "\n"}, people={})
@example(type="patent", texts={"publisher-place": "Bern"}, people={})
@example(type="book", texts={"note": "original-date: 2001"}, people={})
def test_no_value_breaks_a_file_of_bibtex(
    type: str, texts: dict[str, str], people: dict[str, list[dict[str, str]]]
) -> None:
    """Whatever a field holds, it is read back, and so is the entry below it; white space is all
    one, and what no text can hold is shown as such."""
    first = Source.model_validate({"type": type, **texts, **people})
    written = bibtex_export.write({"a": first, "z": source(title="Plain")})
    written.encode()
    read = back(bibtex.read(written, "x.bib"))
    assert read["z"] == source(title="Plain") and len(read) == 2
    for name in Source.model_fields:
        assert one_line(getattr(read["a"], name)) == one_line(getattr(first, name)), written


def one_line(value: Any) -> Any:
    if isinstance(value, tuple):
        return [said for name in value if (said := one_line(name.whole))]
    return " ".join(re.sub(r"[\x00\x07\ud800]", "\ufffd", value or "").split())


@pytest.mark.parametrize("kind", RIS)
def test_ris_types(kind: str) -> None:
    (record,) = rispy.loads(ris.write({"a": source(type=kind, title="T")}))
    assert record["type_of_reference"] == RIS[kind]


def test_ris_record() -> None:
    given = source(
        type="article-journal",
        title="The <i>Title</i>",
        author=[
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"family": "Doe", "given": "John", "suffix": "Jr."},
            {"literal": "World Bank"},
        ],
        issued="2014-02-13",
        accessed="2024-01",
        page="279-292",
        DOI="10.2307/1",
        URL="https://example.org/",
        ISSN="0022-1111",
        keyword="one, two",
        note="Two\nlines.",
        reliability="A reprint.",
        annote="secret",
        **{"container-title": "Journal of Things"},
    )
    text = ris.write({"doe-2014": given})
    (record,) = rispy.loads(text)
    assert record == {
        "type_of_reference": "JOUR",
        "id": "doe-2014",
        "title": "The Title",
        "authors": ["van der Berg, Jan", "Doe, John, Jr.", "World Bank"],
        "secondary_title": "Journal of Things",
        "year": "2014",
        "date": "2014/02/13/",
        "access_date": "2024/01//",
        "start_page": "279",
        "end_page": "292",
        "issn": "0022-1111",
        "doi": "10.2307/1",
        "urls": ["https://example.org/"],
        "notes": ["Two", "lines.", "Reliability: A reprint.", "title: The <i>Title</i>"],
        "keywords": ["one", "two"],
    }
    assert text.startswith("TY  - JOUR\n")
    assert text.endswith("ER  - \n")


@pytest.mark.parametrize(
    ("issued", "year", "date"),
    [
        ("2014", "2014", "2014///"),
        ("2014-02", "2014", "2014/02//"),
        ("2019-21", "2019", "2019///2019-21"),
        ("2014/2016", "2014", "2014///2014/2016"),
        ("1848~", "1848", "1848///1848~"),
        ("forthcoming", None, "///forthcoming"),
    ],
)
def test_ris_dates(issued: str, year: str | None, date: str) -> None:
    (record,) = rispy.loads(ris.write({"a": source(issued=issued)}))
    assert (record.get("year"), record["date"]) == (year, date)


def test_ris_of_the_demo_is_read(demo: dict[str, Source]) -> None:
    records = rispy.loads(ris.write(demo))
    assert [record["id"] for record in records] == list(demo)
    assert all(not record.get("unknown_tag") for record in records)


def test_downloads_hold_what_is_cited_in_the_order_of_ids() -> None:
    sources = {id: source(title=id, annote="secret") for id in ("b", "C", "a", "uncited")}
    cited = tuple(Citation(source=id) for id in ("C", "b", "C"))
    claim = Claim(quote=Quote(exact="words"), sources=cited)
    article = Article("x", {"one": claim})
    term = Term(term="T", definition="D", sources=["a"])
    files = downloads(Edition({"x": article}, sources, {"t": term}))
    assert [item["id"] for item in json.loads(files["sources.json"])] == ["a", "b", "C"]
    assert [r["id"] for r in rispy.loads(files["sources.ris"])] == ["a", "b", "C"]
    assert list(bibtex.read(files["sources.bib"], "")[0]) == ["a", "b", "C"]
    assert not any("secret" in text for text in files.values())
    again = Edition({"x": article}, dict(reversed(sources.items())), {"t": term})
    assert files == downloads(again)


def test_no_downloads_without_citations() -> None:
    assert downloads(Edition(sources={"a": source()})) == {}


_LETTERS = st.text(st.sampled_from("abyéßŻżЖ中0'’-,:; ."), max_size=14)
_PLAIN = st.one_of(
    _LETTERS,
    st.lists(
        st.sampled_from("and others Mathesis of A b I'm x-ray 2 May vol".split()), max_size=4
    ).map(" ".join),
    st.sampled_from(
        [
            "1999",
            "2024-02",
            "2024-02-17",
            "12",
            "e12",
            "1-20",
            "2-1",
            "10.1000/a.b",
            "https://a.b/c",
        ]
    ),
)


@pytest.mark.parametrize("format", [bibtex_export, ris])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["book", "article-journal", "webpage", "report", "thesis", "chapter"]),
            st.dictionaries(
                st.sampled_from(
                    "title container-title publisher volume issue page DOI URL".split()
                ),
                _PLAIN,
                max_size=4,
            ),
            st.lists(st.tuples(_PLAIN.filter(str.strip), _PLAIN), max_size=2),
            st.sampled_from(["", "1999", "2024-02", "2024-02-17", "2024-02-17/2024-03", "n.d."]),
        ),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=40)
def test_what_is_lost_of_a_source_does_not_depend_on_those_before_it(
    format: Any, drawn: list[Any]
) -> None:
    sources = {}
    for number, (kind, fields, people, issued) in enumerate(drawn):
        names = [{"family": f, "given": g} if g.strip() else {"literal": f} for f, g in people]
        given_fields = {"type": kind, "issued": issued, **fields, "author": names}
        sources[f"s{number}"] = Source.model_validate({k: v for k, v in given_fields.items() if v})
    each = [format.write({id: source}) for id, source in sources.items()]
    assert format.write(sources) == "\n".join(each)
