"""Editions that are built with the site: where they are, what leads to them, and that they are
made once."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from postil.build.settings import Settings, mistakes
from postil.editions import paper
from postil.editions.addresses import addresses
from support.builds import build
from support.tagged import Tagged

FILES = {
    "mkdocs.yml": (
        "site_name: S\ntheme: mkdocs\nplugins:\n  - postil: {editions: [pdf, epub, html, anki]}\n"
    ),
    "docs/index.md": "# Home\n",
    "docs/texts/one.md": "# One\n\nSome words. ![a square](square.svg)\n",
    "docs/texts/two.md": "# Two\n\nOther words.\n",
    # In its name is what an address has no place for; and it asks nothing.
    "docs/texts/größe 5%.md": "# Three\n\nLast words.\n",
    "annotations/texts/größe 5%.yml": "notes: {e: {quote: Last words, note: No more.}}\n",
    "docs/texts/square.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
    "annotations/texts/one.yml": (
        "claims: {c: {quote: Some words, because: Why., cross_references: "
        "[{to: texts/two#d, relation: corroborates}]}}\n"
    ),
    "annotations/texts/two.yml": "claims: {d: {quote: Other words, because: Therefore.}}\n",
}


def test_each_reading_leads_to_its_file_which_is_set_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_ = []
    typeset = paper.typeset
    monkeypatch.setattr(paper, "typeset", lambda *given: set_.append(1) or typeset(*given))
    built = build(tmp_path, FILES)
    assert not built.log and not built.stopped
    html = built.html("texts/one/index.html")
    assert 'This text with its notes: <a href="one.pdf"' in html
    assert 'All texts with their notes: <a href="../../edition.pdf"' in html
    # Beside the pages, which are called index.html.
    for name in ("texts/one/one", "edition"):
        for suffix in ("epub", "html", "apkg"):
            assert (built.site / f"{name}.{suffix}").stat().st_size, (name, suffix)
            assert f"{posixpath.basename(name)}.{suffix}" in html
    there = built.site / "texts/größe 5%"
    html = (there / "index.html").read_text("utf-8")
    links = re.findall(r'href="([^"/]*(?:pdf|epub|html|apkg))"', html)
    assert [unquote(link) for link in links] == [
        f"größe 5%.{end}" for end in ("pdf", "epub", "html")
    ]
    assert all((there / unquote(link)).stat().st_size for link in links)
    one = built.site / "texts/one/one.pdf"
    text = Tagged(one.read_bytes()).root.text
    # The other text is not in this file, so its words are.
    assert "Corroborates: see 1 in Two: “Other words.”" in text
    assert "see 1 in One, p. 4" in Tagged((built.site / "edition.pdf").read_bytes()).root.text
    assert len(set_) == 4
    before = one.read_bytes()
    assert build(tmp_path).log == ()
    assert (len(set_), one.read_bytes()) == (4, before)
    square = tmp_path / "docs/texts/square.svg"
    square.write_text(square.read_text().replace("8", "9"))
    build(tmp_path)
    # That text and the edition of all.
    assert (len(set_), one.read_bytes() == before) == (6, False)


def test_files_stand_where_no_other_does() -> None:
    pages = {"texts/one": "texts/one.md", "index": "index.md"}
    taken = {"texts/one.md": "texts/one.html", "index.md": "index.html", "x": "texts/one.pdf"}
    assert addresses(["html"], {"x": "x.md"}, {"x.md": "x.html"}, "") == {
        ("x", "html"): "x-notes.html"
    }
    # A page is a file that its address does not name.
    assert addresses(["html"], {"index": "index.md"}, {"index.md": "./"}, "") == {
        ("index", "html"): "index-notes.html"
    }
    assert addresses(["pdf"], pages, taken, "de/") == {
        ("texts/one", "pdf"): "texts/one-notes.pdf",
        ("index", "pdf"): "index.pdf",
        ("", "pdf"): "de/edition.pdf",
    }


def test_a_format_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(ValueError) as error:
        Settings.model_validate({"editions": ["docx"]})
    ((name, said),) = mistakes(error.value)  # type: ignore[arg-type]
    there = "pdf, epub, html, anki"
    assert name == "editions"
    assert said == f"'docx' is none of its values; choose from a list: [{there}]"
