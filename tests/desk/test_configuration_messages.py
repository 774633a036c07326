"""Mistakes in mkdocs.yml: told with their line, whoever reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from postil.desk.cli import main
from support.builds import build, write

CASES = {
    "plugins: [search, postil: {langage: de}]": (
        "2:28: option 'langage' of postil: unknown option; did you mean 'language'?",
    ),
    "plugins:\n- postil:\n    missing: maybe\n    mark_terms: often\n    bibliography: a.bib": (
        "4:5: option 'missing' of postil: 'maybe' is none of its values; choose from inform, warn",
        "5:5: option 'mark_terms' of postil: this is text; the option takes true or false",
        "6:5: option 'bibliography' of postil: this is text; the option takes a list: [one, two]",
    ),
    'plugins: {postil: {"x\\nforged.yml:1:1: y": 1}}': (
        "2:20: option 'x\\nforged.yml:1:1: y' of postil: unknown option",
    ),
    "plugins: {postil: {bibliography: [1]}}": (
        "2:20: option 'bibliography' of postil: an item of the list is a number; the option takes",
    ),
    "plugins: [search, postil: {language: de}": ("2:10: a list or mapping in brackets is not",),
    "plugins:\n  - postil:\n    claims: c.md\n    glossary: g.md": (
        "3:5: 'claims', 'glossary' stand beside 'postil:' and not below it; begin each option of",
    ),
    "plugins: [postil: claims]": (" behind 'postil:' stands 'claims'; write its options on lines",),
    "plugins: [postil: [claims]]": (" behind 'postil:' stands a list; write its options on lines",),
    "plugins: [postil]\nextra: \udce4": ("3:8: byte 0xE4 is not UTF-8; save the file as UTF-8",),
    "plugins:\n- search\n\t- postil": ("4:1: a tab stands where YAML wants spaces",),
    "plugins: [postil]\nextra: 'Don't'": ("3:12: this apostrophe ends the text",),
}

# What an option of a page or folder is given, and what is said of it.
PLACES = {
    "claims: ../../out.md": "leads out of the folder of the texts; write 'claims.md'",
    "claims: a/../../out.md": "leads out of the folder of the texts; write 'claims.md'",
    "claims: ..\\out.md": "leads out of the folder of the texts; write 'claims.md'",
    "claims: /tmp/out.md": "is not seen from the folder of the texts; write 'claims.md'",
    "claims: C:\\out.md": "is not seen from the folder of the texts; write 'claims.md'",
    "claims: claims": "'claims' is no page, whose name ends with '.md'; write 'claims.md'",
    "evidence: proofs/": "'proofs/' is no page, whose name ends with '.md'; write 'proofs.md'",
    "glossary: .": "'.' is no page, whose name ends with '.md'; write 'glossary.md'",
    "sources: .md": "'.md' is no page, whose name ends with '.md'; write 'sources/index.md'",
    "claims: ''": "this names no page; write 'claims.md'",
    "claims: ./claims.md": "'./claims.md' can be said more simply; write 'claims.md'",
    "claims: 'a b/ c.md '": "'a b/ c.md' can be said more simply; write 'a b/c.md'",
    "claims: a//b.md": "'a//b.md' can be said more simply; write 'a/b.md'",
    "claims: .a.md": "'.a.md' begins with a dot, by which files are hidden; write 'claims.md'",
    "claims: 'why?.md'": "'?' cannot stand in the name of a page; write 'claims.md'",
    'claims: "a\\0.md"': "'\\x00' cannot stand in the name of a page; write 'claims.md'",
    f"claims: {'x' * 300}.md": "is too long for a file; write 'claims.md'",
    f"claims: {'long/' * 40}x.md": "is too long for a file; write 'claims.md'",
    "claims: glossary.md": "the page of 'glossary' stands there, too; write another path: 'claims",
    "claims: glossary.md, glossary: glossary.md": "the page of 'glossary' stands there, too",
    "claims: a.md, sources: a.md": "the page of 'claims' stands there, too; write another path",
    "claims: a.md, sources: A/index.md": "the page of 'claims' stands there, too",
    "search: pagefind, search_page: claims.md": "the page of 'claims' stands there, too",
    "annotations: nope": "there is no folder 'nope' here; make it, or write the name of another",
    "annotations: anotations": "there is no folder 'anotations' here; did you mean 'annotations'?",
    "annotations: mkdocs.yml": "'mkdocs.yml' is a file; write the name of a folder",
    "annotations: ''": "this names no folder; write 'annotations'",
    f"annotations: {'x' * 300}": "can be no folder; write a shorter name",
    "cache: mkdocs.yml": "'mkdocs.yml' is a file; write the name of a folder",
    "language: german!": "'german!' is no code of a language; write one such as 'en' or 'pt-BR'",
}
# What is no reason to build nothing.
UNHEEDED = {
    "language: xx": "the pages have no words in 'xx' and say everything in English; choose from",
    "note_extensions: [nope]": "there is no 'nope' under 'markdown_extensions'; add it there, or",
    "note_extensions: [admonitoin]": "there is no 'admonitoin' under 'markdown_extensions'; did",
    "cache: docs/kept": "the folder is below 'docs', so it would be published; write the name",
    "claims: sources/book.md": "two pages are to be made as sources/book.md: of 'sources' and of",
}
SITE = {
    "docs/index.md": "# x\n\nSome words.\n",
    "annotations/index.yml": "claims: {a: {quote: Some words, sources: [book]}}\n",
    "annotations/sources.yml": "book: {type: book, title: A book}\n",
}


@pytest.mark.parametrize("option", PLACES)
def test_option_of_a_place(option: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Told to whoever checks or builds; and nothing is written anywhere."""
    root = tmp_path / "a" / "site"
    write(root, {**SITE, "mkdocs.yml": f"site_name: x\nplugins: [postil: {{{option}}}]\n"})
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml")])
    assert done.exit_code == 1
    assert re.search(r"mkdocs\.yml:2:\d+: option '\w+' of postil: ", done.output)
    assert PLACES[option] in done.output
    with pytest.raises(Abort):
        build(root)
    assert PLACES[option] in caplog.text
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("option", UNHEEDED)
def test_option_that_comes_to_nothing(option: str, tmp_path: Path) -> None:
    said = "site_name: x\nmarkdown_extensions: [admonition]\nplugins: [search, postil: {{{}}}]\n"
    write(tmp_path, {**SITE, "mkdocs.yml": said.format(option)})
    done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 1
    assert re.search(rf"mkdocs\.yml:3:\d+: .*{re.escape(UNHEEDED[option])}", done.output)
    built = build(tmp_path, strict=True)
    assert built.stopped
    assert UNHEEDED[option] in " ".join(built.log)


def test_words_of_ones_own_are_words(tmp_path: Path) -> None:
    """A language that has words of the site's own is no mistake."""
    said = "site_name: x\nplugins: [search, postil: {language: la}]\n"
    words = {"annotations/vocabulary.yml": "words: {claims: Bara}\n"}
    write(tmp_path, {**SITE, **words, "mkdocs.yml": said})
    built = build(tmp_path, strict=True)
    assert not built.stopped, built.log


def test_a_page_of_ones_own_is_not_written_over(tmp_path: Path) -> None:
    """Whose address one of ours would have, by another name."""
    write(tmp_path, {**SITE, "docs/claims/index.md": "# Mine\n"})
    built = build(tmp_path, strict=True)
    assert built.stopped
    assert "docs/claims/index.md: this page and the one that is made as claims.md" in built.log[0]


@pytest.mark.parametrize("command", ["check", "pages"])
@pytest.mark.parametrize("configuration", CASES)
def test_mistake(configuration: str, command: str, tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": "", "docs/index.md": "# x\n",
                     "annotations/index.yml": "notes: {a: {quote: x, note: y}}\n"})  # fmt: skip
    written = f"site_name: x\n{configuration}\n".encode(errors="surrogateescape")
    (tmp_path / "mkdocs.yml").write_bytes(written)
    done = CliRunner().invoke(main, [command, "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 1
    for said in CASES[configuration]:
        assert f"mkdocs.yml:{said}" in done.output
    assert "Input should" not in done.output and "while parsing" not in done.output


def test_mkdocs_says_the_line_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, {"mkdocs.yml": f"site_name: x\n{next(iter(CASES))}\n", "docs/index.md": "#\n"})
    with pytest.raises(Abort):
        load_config(str(tmp_path / "mkdocs.yml"))
    assert "mkdocs.yml:2:28: unknown option; did you mean 'language'?" in caplog.text


def test_what_a_configuration_may_hold(tmp_path: Path) -> None:
    """Tags of other programs, and names that stand for nothing here."""
    more = "a: !!python/name:no.such.thing\nb: !ENV [NO_SUCH, 1]\nc: !ENV NO_SUCH\n"
    site = f"site_name: x\nplugins: [postil]\n{more}"
    write(tmp_path, {"mkdocs.yml": site, "docs/index.md": "#\n"})
    done = CliRunner().invoke(main, ["pages", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
