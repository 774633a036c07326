"""The words of the pages, said otherwise by a site."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from postil.edition.words import words
from support import readings
from support.builds import build
from support.output import contents
from support.serving import serve, wait_for

# Texts that the site has itself.
TEXTS = (".html", ".json", ".jsonld", ".js")


def vocabulary(said: dict[str, str]) -> dict[str, str | bytes]:
    return {"annotations/vocabulary.yml": yaml.safe_dump({"words": said}, allow_unicode=True)}


def unescaped(name: str, text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False) if name.endswith(".json") else text


def texts(site: Path) -> dict[str, str]:
    return {
        name: unescaped(name, data.decode())
        for name, data in contents(site).items()
        if name.endswith(TEXTS) and not name.startswith("assets/javascripts")
    }


@pytest.mark.parametrize(("language", "theme"), [("en", "material"), ("ar", "mkdocs")])
def test_every_word_on_a_page_can_be_another(language: str, theme: str, tmp_path: Path) -> None:
    """With brackets around each word that can be set, the site is the same but for brackets."""
    # The theme `mkdocs` has no such language itself.
    plugin = "postil: {missing: inform, ambiguous: inform"
    configuration = readings.configuration(theme=theme).replace(
        plugin, f"{plugin}, language: {language}"
    )
    files = readings.files(configuration)
    plain = texts(build(tmp_path, files).site)
    for made in ("site", "docs"):
        shutil.rmtree(tmp_path / made)
    said = {key: f"⟦{text}⟧" for key, text in words(language).items()}
    marked = texts(build(tmp_path, {**files, **vocabulary(said)}).site)
    assert marked.keys() == plain.keys()
    for name, text in marked.items():
        assert re.sub("[⟦⟧]", "", text) == plain[name], name
        if name.endswith(".html") and 'class="postil-' in text:
            assert "⟦" in text, name
    everything = "".join(marked.values())
    seen = {key for key, text in said.items() if text.partition("{")[0] in everything}
    # Others are for long lists, searches with a page of their own and texts that have changed.
    assert len(seen) > 60, sorted(said.keys() - seen)


def test_titles_navigation_search_and_labels(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: Test\ntheme: material\nplugins: [search, postil]\n"
        "nav: [index.md, claims.md, evidence/index.md]\n",
        "docs/index.md": "# Page\n\nHere are some words, and more.\n",
        "annotations/index.yml": "claims:\n  one: {quote: some words, sources: [book]}\n"
        "notes:\n  two: {quote: more, note: Indeed.}\n",
        "annotations/sources.yml": "book: {type: book, title: A Book}\n",
        **vocabulary(
            {
                "claims": "Readings & more",
                "claim": "Reading",
                "claim_count_one": "one reading",
                "claim_count": "{count} readings",
                "evidence_for": "Passages for <{title}>",
                "context": "Background",
                "next": 'The "next" one',
                "evidence": "Passages",
            }
        ),
    }
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    claims = built.html("claims/index.html")
    assert "<title>Readings &amp; more - Test</title>" in claims
    assert re.search(r"<h1[^>]*>Readings &amp; more</h1>", claims)
    assert ">one reading</output>" in claims
    page = built.html("index.html")
    assert re.findall(r'class="md-ellipsis">\s*([^<]*?)\s*<', page)[-2:] == [
        "Readings &amp; more",
        "Passages",
    ]
    assert 'aria-label="The &#34;next&#34; one"' in page
    assert "Background" in page
    assert "Claim" not in built.article("index.html")
    assert "Passages for &lt;Page&gt;" in built.html("evidence/index-/index.html")
    index = built.html("search/search_index.json")
    assert "Reading" in index
    assert "Background" in index
    assert "Claim" not in index


@pytest.mark.parametrize("site", ["mkdocs", "properdocs"])
def test_a_change_is_seen_while_the_site_is_served(site: str, tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: Test\ntheme: material\nplugins: [search, postil]\n",
        "docs/index.md": "# Page\n\nHere are some words.\n",
        "annotations/index.yml": "claims:\n  one: {quote: some words}\n",
        "annotations/vocabulary.yml": "words: {claim: Reading}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with serve(tmp_path, site) as served:
        wait_for(lambda: "Reading" in served.get())
        served.write("annotations/vocabulary.yml", "words: {claim: Figure, claims: Figures}\n")
        wait_for(lambda: "Figure" in served.get() and "Reading" not in served.get())
        assert "Figures" in served.get("claims/")
        assert "Reading" not in served.get("search/search_index.json")
        served.write("annotations/vocabulary.yml", "words: {clam: Figure}\n")
        wait_for(lambda: "did you mean &#39;claim&#39;?" in served.get())
        served.write("annotations/vocabulary.yml", "words: {claim: Trope}\n")
        wait_for(lambda: "Trope" in served.get() and "to mend" not in served.get())
