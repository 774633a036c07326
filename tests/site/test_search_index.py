"""What stands in the indexes of both search engines, and that nothing stands there twice."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from postil.rendering.searching import pagefind
from postil.rendering.searching.entries import SearchEntry
from postil.rendering.searching.index import search_index
from postil.rendering.searching.pagefind import PagefindError, write_index
from postil.rendering.searching.words import words_of
from support.builds import CONFIGURATION, Built, build, build_apart
from support.demos import PAGEFIND, demo_copy
from support.output import contents

SMALL = {
    "docs/index.md": "# Home\n\nBees dance.\n\n## Ants & more { #ants }\n\nAnts march.\n",
    "docs/hidden.md": "---\nsearch: {exclude: true}\n---\n\n# Hidden\n\nNobody finds this.\n",
    "annotations/index.yml": "claims: {bees: {quote: Bees dance, kind: statistic, "
    "assessment: disputed, because: Reasons., sources: [book]}}\n",
    "annotations/sources.yml": "book: {type: book, title: The Book, author: [{family: Lovelace}]}",
}


def packed(path: Path) -> Any:
    """What stands in a file that the search page loads."""
    return json.loads(gzip.decompress(path.read_bytes()))


def of_pagefind(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of Pagefind's index in a folder, by their addresses."""
    files = sorted((folder / "hits").iterdir(), key=lambda path: int(path.stem))
    hits = [hit for path in files for hit in packed(path)]
    facets = packed(folder / "facets.packed")
    entries: dict[str, dict[str, Any]] = {}
    for number, (url, title, content, article) in enumerate(hits):
        assert url not in entries
        values = {name: facet["labels"][facet["of"][number]] for name, facet in facets.items()}
        given = {name: value for name, value in values.items() if value}
        assert article == given.get("article", "")
        entries[url] = {"title": title, "content": content, "facets": given}
    assert json.loads((folder / "hits.json").read_text())["count"] == len(entries)
    return entries


def of_material(site: Path) -> dict[str, dict[str, str]]:
    """The entries of Material's index, by their addresses."""
    read = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    return {entry["location"]: entry for entry in read["docs"]}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo as Pagefind searches it."""
    built = build(demo_copy(tmp_path_factory.mktemp("pagefind"), PAGEFIND), strict=True)
    assert (built.stopped, built.log) == ("", ())
    return built


def test_both_engines_have_the_same_hits(demo: Built, searched: Built) -> None:
    """The same places under the same titles. Sections of pages have theirs from each engine."""
    material, found = of_material(demo.site), of_pagefind(searched.site / "pagefind")
    ours = re.compile(r"(Claim|Source|Term|Gloss|Context|Question|Note)\b.*: ")
    hits = {
        place: unescape(entry["title"])
        for place, entry in material.items()
        if ours.match(entry["title"])
    }
    assert len(hits) >= 230
    assert hits == {
        place: entry["title"] for place, entry in found.items() if ours.match(entry["title"])
    }
    assert material.keys() == found.keys()


def test_facets(demo: Built, searched: Built) -> None:
    for place, entry in of_pagefind(searched.site / "pagefind").items():
        title, facets = entry["title"], entry["facets"]
        if title.startswith("Claim ·"):
            assert set(facets) == {"article", "kind", "assessment"}, place
            assert title.startswith(f"Claim · {facets['assessment']}: ")
        elif title.startswith(("Source: ", "Term: ")):
            assert facets == {"kind": title.partition(":")[0]}
    kinds = set(packed(searched.site / "pagefind/facets.packed")["kind"]["labels"])
    assert {"Text", "Source", "Term", "Gloss", "Statistic"} <= kinds


def test_annotators_are_a_facet_where_there_are_several(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: x\ntheme: material\nplugins: [{postil: {search: pagefind}}]\n",
        "docs/index.md": "# Home\n\nBees dance very well. Ants march at night.\n",
        "annotations/annotators.yml": "ana: {name: Ana}\nben: {name: Ben}\n",
        "annotations/index.yml": "claims:\n  a: {quote: dance very well, by: ana}\n"
        "  b: {quote: Ants march}\nnotes:\n  c: {quote: at night, note: x, by: ben}\n",
    }
    several = build(tmp_path / "several", files)
    said = {
        place: entry["facets"].get("annotator")
        for place, entry in of_pagefind(several.site / "pagefind").items()
    }
    assert {place: said[place] for place in ("#a", "#b", "#c")} == {
        "#a": "Ana", "#b": None, "#c": "Ben"
    }  # fmt: skip
    assert '<select name="annotator"' in several.html("search/index.html")
    files["annotations/annotators.yml"] = "ana: {name: Ana}\n"
    files["annotations/index.yml"] = "claims: {a: {quote: Ants march, by: ana}}\n"
    alone = build(tmp_path / "alone", files)
    assert '<select name="annotator"' not in alone.html("search/index.html")
    assert "annotator" not in packed(alone.site / "pagefind/facets.packed")


def test_nothing_stands_in_an_entry_twice(demo: Built) -> None:
    """No run of eight words comes twice in the entry of an annotation, source or term, and none
    of a definition comes outside the entry of its term."""
    material = of_material(demo.site)
    runs: dict[str, Counter[str]] = {}
    for place, entry in material.items():
        # A source is named in short in its title, and in full in the text.
        title = "" if entry["title"].startswith("Source") else entry["title"]
        words = re.findall(r"\w+", unescape(f"{title} {entry['text']}").lower())
        runs[place] = Counter(" ".join(words[n : n + 8]) for n in range(len(words) - 7))
        kinds = ("Claim", "Gloss", "Context", "Source", "Term")
        # Sections of the guide may be called so, too.
        if entry["title"].startswith(kinds) and not place.startswith("guide/"):
            assert [run for run, count in runs[place].items() if count > 1] == [], place
    terms = [place for place, entry in material.items() if entry["title"].startswith("Term")]
    assert len(terms) >= 30
    for term in terms:
        for place in runs.keys() - {term}:
            assert not runs[place].keys() & runs[term].keys(), (term, place)


def test_the_whole_passage_is_found(demo: Built) -> None:
    """Also where the title holds only its beginning."""
    material = of_material(demo.site)
    passages = re.findall(
        r'id="note-([^"]+)" class="postil-note".*?<p class="postil-quote"><q>(.*?)</q>',
        demo.article("readings/trumputin-pact/index.html"),
        re.DOTALL,
    )
    assert any(len(words) > 150 for _, words in passages)
    for id, words in passages:
        entry = material[f"readings/trumputin-pact/#{id}"]
        found = unescape(f"{entry['title']} {entry['text']}")
        assert letters(unescape(words)) in letters(found), id


def letters(text: str) -> str:
    return "".join(re.findall(r"\w+", text))


def test_two_builds_are_identical(searched: Built, tmp_path: Path) -> None:
    """Byte for byte, the index of Pagefind too; dates of the site map aside."""
    demo = demo_copy(tmp_path, PAGEFIND)
    again = contents(build_apart(demo, demo / "site", hash_seed=1))
    first = contents(searched.site)
    assert first.keys() == again.keys()
    assert [name for name in first if first[name] != again[name]] == []


def test_what_pagefind_reads(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace("search, postil", "{postil: {search: pagefind}}")
    extensions = "markdown_extensions: [attr_list]\n"
    built = build(tmp_path, {"mkdocs.yml": configuration + extensions, **SMALL}, strict=True)
    assert (built.stopped, built.log) == ("", ())
    entries = of_pagefind(built.site / "pagefind")
    assert {place: entry["title"] for place, entry in entries.items()} == {
        "": "Home",
        "#ants": "Ants & more",
        "#bees": "Claim · Disputed: Bees dance",
        "claims/": "Claims",
        "my-notes/": "My notes",
        "evidence/": "Evidence",
        "evidence/index-/": "Evidence: Home",
        "sources/": "Sources",
        "sources/book/": "Source: Lovelace n.d.",
    }
    assert entries[""]["content"] == "Home Bees dance."
    assert entries["#ants"]["content"] == "Ants march."
    assert "Reasons." in entries["#bees"]["content"]
    assert 'href="search/"' in built.html("index.html")
    assert 'href="../search/"' in built.html("hidden/index.html")


def test_two_engines_at_once(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace("postil]", "{postil: {search: pagefind}}]")
    built = build(tmp_path, {"mkdocs.yml": configuration, **SMALL})
    assert [line for line in built.log if "take 'search' out of 'plugins:'" in line]


def test_pagefind_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration is refused, with what to install."""
    monkeypatch.setattr(pagefind, "find_spec", lambda name: None)
    monkeypatch.setattr(pagefind.shutil, "which", lambda name: None)
    configuration = CONFIGURATION.replace("search, postil", "{postil: {search: pagefind}}")
    with pytest.raises(Exception, match="Aborted") as caught:
        build(tmp_path, {"mkdocs.yml": configuration, **SMALL})
    assert "postil[pagefind]" in str(caught.value) or caught.type.__name__ == "Abort"


@pytest.mark.parametrize("count", [0, 1, 23, 24, 300])
def test_indexes_are_the_same_however_many_hits_there_are(count: int, tmp_path: Path) -> None:
    """Pagefind writes some parts in the order of a hash table."""
    entries = [
        (f"p{n}/", SearchEntry("", "", f"Title {n}", "words", {"kind": f"k{n}", "article": "a"}))
        for n in range(count)
    ]
    folder = tmp_path / "pagefind"
    write_index(entries, folder, "en")
    first = contents(folder)
    write_index(entries, folder, "en")
    assert contents(folder) == first


@pytest.mark.parametrize("count", [1, 10, 11, 45])
def test_an_index_in_portions(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All hits are there, in their order, each with what it can be chosen by."""
    monkeypatch.setattr(pagefind, "PORTION", 10)
    facets: list[dict[str, str]] = [{}, {"kind": "Text"}, {"kind": "Gloss", "article": "é"}]
    entries = [
        (f"p/#{n}", SearchEntry("", "", f"T{n}", f"words <{n}>", facets[n % 3] if n > 12 else {}))
        for n in range(count)
    ]
    folder = tmp_path / "pagefind"
    write_index(iter(entries), folder, "en")
    portions = json.loads((folder / "hits.json").read_text())["portions"]
    assert portions == -(-count // 10)
    assert len(list(folder.rglob("pagefind-entry.json"))) == portions
    assert list(of_pagefind(folder).items()) == [
        (url, {"title": entry.title, "content": entry.text, "facets": entry.facets})
        for url, entry in entries
    ]


def test_words_are_divided_where_their_letters_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each word is in one part, long ones and those of other alphabets too, and each part of a
    portion has the words of all portions."""
    monkeypatch.setattr(pagefind, "PORTION", 4)
    monkeypatch.setattr("postil.rendering.searching.words._PART", 100)
    texts = ["con cone co c", "café résumé", "слово слова", "a" * 300, "cone coal", "x" * 30]
    entries = [(f"p{n}/", SearchEntry("", "", "T", text)) for n, text in enumerate(texts)]
    write_index(entries, tmp_path, "xx")
    found = []
    for folder in (tmp_path, tmp_path / "1"):
        unpacked = [
            gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd")
            for path in folder.glob("index/*")
        ]
        assert len(unpacked) > 2
        divided = [[word.decode() for word, _ in words_of(data)] for data in unpacked]
        found.append(sorted(word for part in divided for word in part))
        starts = Counter(start for part in divided for start in {word[:3] for word in part})
        assert set(starts.values()) == {1}
    assert found[0] == found[1]
    assert len(found[0]) == len({*found[0]})
    assert {"co", "con", "cone", "coal", "a" * 300, "слово"} <= {*found[0]}


def test_a_pagefind_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is reported, and nobody waits for its answers."""
    for program in ("false", "true", str(tmp_path / "missing")):
        monkeypatch.setattr(pagefind, "program", lambda program=program: program)
        with pytest.raises(PagefindError):
            write_index([], tmp_path / "pagefind", "en")


class MaterialsIndex:
    """Stands for the index of Material's plugin."""

    __module__ = "material.plugins.search.plugin"
    entries: ClassVar[list[Any]] = []

    def generate_search_index(self, prev: object) -> str:
        raise NotImplementedError

    generate_search_index.__module__ = __module__


READER = """\
def on_post_build(config):
    index = config.plugins["material/search"].search_index
    with open(config.docs_dir + "/../read.txt", "w") as file:
        file.write(str(len(index.entries)))
"""


@pytest.mark.parametrize(
    "home", [SMALL["docs/index.md"], "---\nsearch: {exclude: true}\n---\n\nBees dance.\n"]
)
def test_a_plugin_that_reads_the_index(home: str, tmp_path: Path) -> None:
    """It finds all hits in it. They are the same that are else added to the file."""
    files = {**SMALL, "docs/index.md": home}
    added = of_material(build(tmp_path, files).site)
    assert any("#bees" in place for place in added) == (home == SMALL["docs/index.md"])
    configuration = f"{CONFIGURATION}hooks: [reader.py]\n"
    built = build(tmp_path, {**files, "reader.py": READER, "mkdocs.yml": configuration})
    assert of_material(built.site) == added
    assert int((tmp_path / "read.txt").read_text()) == len(added)


def test_an_index_for_reading_offline(tmp_path: Path) -> None:
    """Material's plugin copies the index when all hits are in it."""
    plugins = CONFIGURATION.replace("[search, postil]", "[offline, postil, search]")
    site = build(tmp_path, {**SMALL, "mkdocs.yml": plugins}).site
    script = (site / "search/search_index.js").read_text(encoding="utf-8")
    assert json.loads(script.removeprefix("var __index = "))["docs"] == [
        *of_material(site).values()
    ]
    assert "index.html#bees" in script


@pytest.mark.parametrize("text", ['{"docs":[]}', '{"docs":[{"location":"a"}]}', '{"docs":[]}\n'])
def test_an_index_of_another_form(text: str, tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    path = tmp_path / "search/search_index.json"
    path.write_text(text)
    index = search_index([SimpleNamespace(search_index=MaterialsIndex())], is_read_later=False)
    assert index is not None
    index.add("b#c", SearchEntry("b", "c", "<T>", "é"))
    index.write(tmp_path, "en")
    first = json.loads(text)["docs"]
    added = {"location": "b#c", "title": "&lt;T&gt;", "text": "é"}
    assert json.loads(path.read_text()) == {"docs": [*first, added]}


PATCH = """\
import json
from material.plugins.search.plugin import SearchIndex
made = SearchIndex.generate_search_index
def fewer(self, prev):
    index = json.loads(made(self, prev))
    index["docs"] = [d for d in index["docs"] if "ants" not in d["location"]]
    return json.dumps(index, indent=1)
def on_startup(command, dirty):
    SearchIndex.generate_search_index = fewer
def on_shutdown():
    SearchIndex.generate_search_index = made
"""


def test_a_hook_that_makes_the_index(tmp_path: Path) -> None:
    configuration = f"{CONFIGURATION}hooks: [patch.py]\n"
    built = build(tmp_path, {**SMALL, "patch.py": PATCH, "mkdocs.yml": configuration})
    found = of_material(built.site)
    assert "#bees" in found
    assert "#ants" not in found


def test_a_search_that_is_turned_off(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace("search", "{search: {enabled: false}}")
    built = build(tmp_path, {**SMALL, "mkdocs.yml": configuration})
    assert not built.stopped
    assert not (built.site / "search").exists()
