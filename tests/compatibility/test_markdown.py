"""Postil as an extension of Python-Markdown: marks and notes without a plugin."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from textwrap import dedent

import pytest
from markdown import Markdown

from postil.markdown import AnnotationError, main
from support.builds import write
from support.marks import marked, remove_marks
from support.walk import dead_links, read_page, walk

FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n",
    "docs/readings/pact.md": "# The *pact*\n\nLeaders overrate what *rapport* can do.\n\n"
    "## They say so\n\nOften.\n",
    "docs/readings/other.md": "---\ntitle: The other one\n---\n\nSomething else.\n",
    "annotations/readings/pact.yml": dedent("""\
        claims:
          rapport:
            quote: what rapport can do
            kind: interpretation
            because: "Reasons, and [a link](other.md), [another](../index.md)."
            sources: [gates, {source: web, locator: p. 3}]
            cross_references:
              - {to: readings/other#second, relation: contradicts}
          often: {quote: They say so, terms: [rapport]}
        """),
    "annotations/readings/other.yml": "claims:\n  second: {quote: Something else}\n",
    "annotations/sources.yml": "gates: {type: book, title: Duty, author: [Robert Gates]}\n"
    "web: {type: webpage, title: A page, URL: 'https://example.org/x'}\n",
    "annotations/glossary.yml": "rapport: {term: rapport, definition: Something.}\n",
}


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, FILES)
    (tmp_path / "mkdocs.yml").unlink()
    monkeypatch.chdir(tmp_path)


def convert(**options: object) -> str:
    extensions = ["meta", "toc", "postil.markdown"]
    md = Markdown(extensions=extensions, extension_configs={"postil.markdown": options})
    return md.convert(Path("docs/readings/pact.md").read_text(encoding="utf-8"))


def test_marks_and_notes() -> None:
    html = convert(article="readings/pact")
    plain = Markdown(extensions=["meta", "toc"]).convert(
        Path("docs/readings/pact.md").read_text(encoding="utf-8")
    )
    page = read_page("", html)
    assert set(marked(html)) == {"rapport", "often"}
    assert plain[: plain.index("</h1>")] in remove_marks(html)
    assert {"note-rapport", "note-often", "rapport", "often", "they-say-so"} <= set(page.ids())
    links = [e.attributes["href"] for e in page.elements if e.tag == "a"]
    assert "" not in links
    assert {"../other/", "../../", "https://example.org/x", "../other/#note-second"} <= set(links)
    assert not [link for link in links if "sources" in link or "glossary" in link]
    # What there is no page for is told in the note itself.
    assert "Robert Gates (n.d.). Duty." in html
    assert "Terms: rapport" in html
    assert "<script" not in html


def test_words_of_the_pages_can_be_others(tmp_path: Path) -> None:
    write(tmp_path, {"annotations/vocabulary.yml": "words: {notes: Remarks, terms: Expressions}\n"})
    html = convert(article="readings/pact")
    assert '<h2 id="postil-notes">Remarks</h2>' in html
    assert "Expressions: rapport" in html
    assert "Terms:" not in html
    write(tmp_path, {"annotations/vocabulary.yml": "words: {notes: Comments}\n"})
    assert '<h2 id="postil-notes">Comments</h2>' in convert(article="readings/pact")


def test_notes_can_be_cited() -> None:
    """With the name of the site, which the host does not tell."""
    text = "“{words}” “The pact”. Home. (n.d.). {address}"
    assert forms(convert(article="readings/pact"))["text"] == text
    named = convert(article="readings/pact", site_name="The site")
    assert forms(named)["text"] == text.replace("Home", "The site")


def forms(html: str) -> dict[str, str]:
    found = re.search(r'data-cite="([^"]*)"', html)
    assert found
    read: dict[str, str] = json.loads(unescape(found[1]))
    return read


def test_addresses_without_folders() -> None:
    page = read_page("", convert(article="readings/pact", directory_urls=False))
    links = [e.attributes["href"] for e in page.elements if e.tag == "a"]
    assert {"other.html", "../index.html", "other.html#note-second"} <= set(links)


def test_the_article_may_be_named_in_the_text() -> None:
    path = Path("docs/readings/pact.md")
    path.write_text("postil: readings/pact.md\n\n" + path.read_text(encoding="utf-8"), "utf-8")
    assert set(marked(convert())) == {"rapport", "often"}


def test_a_text_that_is_not_known_stays_as_it_is() -> None:
    assert convert() == convert(article="index")
    assert "postil" not in convert()


def test_style_sheet_and_script() -> None:
    """They are written into the docs folder once, and then linked."""
    assert main(["annotations", "docs"]) == 0
    page = read_page("", convert(article="readings/pact"))
    loaded = [e.attributes.get("src") or e.attributes["href"] for e in page.elements
              if e.tag in ("link", "script")]  # fmt: skip
    assert [name.rpartition("/")[2] for name in loaded] == [
        "postil.css", "vocabulary.css", "veil.js", "postil.js"
    ]  # fmt: skip
    for name in loaded:
        assert (Path("docs/readings/pact") / name).resolve().is_file()


def test_a_text_that_asks_its_readers_first() -> None:
    path = Path("docs/readings/pact.md")
    path.write_text("---\njudge: first\n---\n" + path.read_text("utf-8"), "utf-8")
    assert main(["annotations", "docs"]) == 0
    assert '{"readings/pact":"readings/pact/"}' in Path("docs/assets/postil/asking.js").read_text()
    assert "assets/postil/asking.js" in convert(article="readings/pact")


def test_problems_are_said(caplog: pytest.LogCaptureFixture) -> None:
    path = Path("annotations/readings/pact.yml")
    path.write_text(path.read_text("utf-8").replace("what rapport can", "what raport may"), "utf-8")
    with caplog.at_level(logging.WARNING):
        html = convert(article="readings/pact")
    assert "annotations/readings/pact.yml:3:12: the words of this quote are not in" in caplog.text
    assert set(marked(html)) == {"often"}
    with pytest.raises(AnnotationError, match=r"pact\.yml:3:12"):
        convert(article="readings/pact", strict=True)
    path.write_text("claims: [x]\n", "utf-8")
    with pytest.raises(AnnotationError, match="list"):
        convert(article="readings/pact", strict=True)
    assert "postil" not in convert(article="readings/pact")


def test_zensical(tmp_path: Path) -> None:
    """A site of Zensical, built by its own command."""
    write(tmp_path, {"mkdocs.yml": "site_name: Test\nsite_url: https://test.example/\n"
                     "markdown_extensions: [toc, postil.markdown]\n"})  # fmt: skip
    assert main(["annotations", "docs"]) == 0
    command = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, env={**os.environ}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    html = (tmp_path / "site/readings/pact/index.html").read_text(encoding="utf-8")
    assert set(marked(html)) == {"rapport", "often"}
    other = (tmp_path / "site/readings/other/index.html").read_text(encoding="utf-8")
    assert set(marked(other)) == {"second"}
    pages = walk(tmp_path / "site")
    ours = [a for a in dead_links(tmp_path / "site", pages) if "postil" in a or "note-" in a]
    assert ours == []


JUDGED = {
    "mkdocs.yml": "site_name: Test\nmarkdown_extensions:\n  - postil.markdown\n"
    "  - zensical.extensions.macros: {modules: [postil.zensical], include_dir: annotations}\n",
    "docs/index.md": "# Home\n\nThe clock strikes.\n",
    "docs/others.md": "# Others\n\nNothing.\n",
    "docs/tower.md": "---\njudge: first\n---\n\n# Tower\n\nThe tower has four hundred steps.\n",
    "annotations/tower.yml": "claims: {steps: {quote: four hundred steps, assessment: "
    "contradicted, because: It has twelve., sources: [{source: book, stance: disputes}]}}",
    "annotations/index.yml": "claims: {clock: {quote: clock strikes, assessment: disputed, "
    "because: It is electric., cross_references: [{to: tower#steps, relation: extends}]}}",
    "annotations/sources.yml": f"{FILES['annotations/sources.yml']}book: {{type: book, title: "
    "A Tower, note: Seen from below.}\n",
}


def test_a_verdict_is_found_beside_those_of_other_annotators(tmp_path: Path) -> None:
    """What others say of a passage is no reference: the label of the next note stays."""
    claims = "claims:\n" + "".join(
        f"  {id}: {{quote: {words}, assessment: {said}, by: {by}}}\n"
        for id, words, said, by in (
            ("anas", "Something", "disputed", "ana"),
            ("bens", "Something", "supported", "ben"),
            ("second", "else", "contradicted", "ana"),
        )
    )
    write(
        tmp_path,
        {
            "mkdocs.yml": JUDGED["mkdocs.yml"],
            "annotations/readings/other.yml": claims,
            "annotations/annotators.yml": "ana: {name: Ana}\nben: {name: Ben}\n",
        },
    )
    command = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=True)
    items = json.loads((tmp_path / "site/search.json").read_text(encoding="utf-8"))["items"]
    found = {item["location"].partition("#find-")[2]: item["text"] for item in items}
    assert "⇄ Disputed" in found["anas"] and "Ben: ✓ Supported" in found["anas"]
    assert "✓ Supported · Claim" in found["bens"]
    assert "✗ Contradicted" in found["second"]


def test_the_search_of_zensical_tells_nothing_before_its_reader_has_judged(tmp_path: Path) -> None:
    """It reads pages as they are. What it finds are the words of the text, and the notes on those
    whose readers judge as they like; of pages that list claims, their titles."""
    write(tmp_path, JUDGED)
    command = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=True)
    page = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "Contradicted" in page and "It is electric." in page
    found = (tmp_path / "site/search.json").read_text(encoding="utf-8")
    assert "four hundred steps" in found and "Claim · Disputed: clock strikes" in found
    assert "It is electric." in found
    items = {item["location"]: item["text"] for item in json.loads(found)["items"]}
    assert "Every claim" in items["claims/"] and "evidence/tower/" in items
    assert "Seen from below." in items["sources/book/"] and "sources/book/#postil-rests" in items
    silent = (
        "✗",
        "disputes",
        "It has twelve",
        "Judge first",
        "Cite the passage",
        "How well does this stand",
    )
    assert not [word for word in silent if word in found]
