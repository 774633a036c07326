"""Who wrote what, and in which of the files of an article it stands."""

from __future__ import annotations

from pathlib import Path

from postil.edition.edition import Edition, Place
from postil.edition.loading import load
from support.builds import write

ANNOTATORS = {"annotations/annotators.yml": "ana: {name: Ana}\nben: {name: Ben}\n"}


def loaded(root: Path, files: dict[str, str], *articles: str, complete: bool = True) -> Edition:
    write(root, {**ANNOTATORS, **files})
    return load(root / "annotations", articles or ["x"], root, complete=complete)


def written(edition: Edition) -> dict[str, tuple[str, str]]:
    """For each annotation its annotator and its file."""
    return {
        place.name: (annotation.by, edition.articles[place.article].home(place.id).file.name)
        for place, annotation in edition.annotations()
    }


def test_files_of_an_article(tmp_path: Path) -> None:
    """What an entry says goes before what its file says, and that before the name of the file."""
    entries = "claims:\n  {0}: {{quote: some words}}\n  {0}-2: {{quote: some, by: ben}}\n"
    edition = loaded(
        tmp_path,
        {
            "annotations/x.yml": entries.format("a"),
            "annotations/x.ana.yml": entries.format("b"),
            "annotations/x.ben.yml": "by: ana\n" + entries.format("c"),
        },
    )
    assert not edition.problems
    main, ana, ben = (f"annotations/x{part}.yml" for part in ("", ".ana", ".ben"))
    assert written(edition) == {
        "x#a": ("", main),
        "x#a-2": ("ben", main),
        "x#b": ("ana", ana),
        "x#b-2": ("ben", ana),
        "x#c": ("ana", ben),
        "x#c-2": ("ben", ben),
    }
    assert edition.written_by["ana"] == {"x": ("b", "c")}


def test_landings_of_a_second_file(tmp_path: Path) -> None:
    reference = "{to: {article: y, quote: words of y}, relation: extends}"
    entry = f"claims: {{one: {{quote: some words, cross_references: [{reference}]}}}}\n"
    files = {"annotations/x.yml": "claims: {two: {quote: words}}", "annotations/x.ben.yml": entry}
    edition = loaded(tmp_path, files, "x", "y")
    (landing,) = edition.landings.values()
    home = edition.articles["y"].home(landing.id)
    assert (home.file.name, home.keys[:2]) == ("annotations/x.ben.yml", ("claims", "one"))
    assert edition.landings[Place("x", "one"), 0] == landing


def test_articles_with_dots(tmp_path: Path) -> None:
    """An article that is there has its own file, though somebody is called like its last part."""
    entries = "claims: {%s: {quote: some words}}\n"
    names = ("x", "x.ana", "x.ana.ben", "x.ben")
    files = {
        f"annotations/{name}.yml": entries % f"in-{number}" for number, name in enumerate(names)
    }
    edition = loaded(tmp_path, files, "x", "x.ana")
    assert not edition.problems
    assert {name: by for name, (by, _) in written(edition).items()} == {
        "x#in-0": "",
        "x.ana#in-1": "",
        "x.ana#in-2": "ben",
        "x#in-3": "ben",
    }


def test_pages_that_are_yet_to_come(tmp_path: Path) -> None:
    """Where another plugin may make the page `x.2`, its annotations are not taken for those of
    an annotator 2 on `x`."""
    files = {"annotations/x.2.yml": "claims: {one: {quote: some words}}\n"}
    edition = loaded(tmp_path, files, "x", complete=False)
    assert not edition.problems
    assert list(edition.articles) == ["x.2"]


def test_a_file_with_a_mistake_hides_no_other(tmp_path: Path) -> None:
    """Links to what it may have defined are no mistakes of their own."""
    link = "cross_references: [{to: x#two, relation: extends}]"
    files = {
        "annotations/x.yml": f"claims: {{one: {{quote: some words, {link}}}}}\n",
        "annotations/x.ben.yml": "claims: {two: {qoute: some words}}\n",
    }
    edition = loaded(tmp_path, files)
    assert [problem.file for problem in edition.problems] == ["annotations/x.ben.yml"]
