"""Whole builds of small sites: what stays untouched, what stops a build, where things may stand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.builds import CONFIGURATION, Built, build, build_apart, write
from support.marks import marked, remove_marks
from support.output import contents
from support.walk import dead_links, read_page, target, walk

ARTICLE = """# The article

Leaders overrate what *rapport* can do, and say so often. They say so often.

## Section

An [other](other.md) page[^1], and more words to speak of.

[^1]: With a footnote.
"""
ANNOTATIONS = """claims:
  rapport:
    quote: what rapport can do, and
    kind: interpretation
    assessment: disputed
    because: |
      Reasons, with a [link](other.md) and a footnote.[^a]

      [^a]: The zebra reason.
    sources: [gates]
    cross_references:
      - {to: other#second, relation: contradicts, because: "They differ.[^b]\\n\\n[^b]: Much."}
      - {to: "#gloss", relation: extends, because: "Likewise.[^c]\\n\\n[^c]: Indeed."}
      - {to: unannotated, relation: gives-context}
      - {to: {article: target, quote: Nothing is said}, relation: gives-context}
notes:
  gloss:
    quote: {exact: say so often, prefix: They}
    term: rapport
"""
FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Index\n\nTo the [article](article.md).\n",
    "docs/article.md": ARTICLE,
    "docs/other.md": "# Other\n\nSomething else is said here.\n",
    "docs/target.md": "# Target\n\nNothing is said here, but it is quoted.\n",
    "docs/plain.md": "# Plain\n\nNobody refers to this page.\n",
    "docs/unannotated.md": "# Unannotated\n\nNothing is said here.\n",
    "annotations/article.yml": ANNOTATIONS,
    "annotations/other.yml": "claims:\n  second:\n    quote: Something else\n",
    "annotations/sources.yml": "gates: {type: book, title: Duty, author: [Robert Gates]}\n",
    "annotations/glossary.yml": "rapport:\n  term: rapport\n  definition: A good *understanding*.\n"
    "  sources: [gates]\n",
}
STRICT = CONFIGURATION + (
    "markdown_extensions: [footnotes, {toc: {permalink: true}}]\n"
    "validation: {omitted_files: warn, absolute_links: warn, unrecognized_links: warn,"
    " anchors: warn}\n"
)
PLAIN = STRICT.replace(", postil", "")


def changed(**files: str) -> dict[str, str | bytes]:
    """The files of the site with some of them changed; `docs/article.md` is `docs_article_md`."""
    names = {re.sub(r"\W", "_", name): name for name in ["mkdocs.yml", *FILES]}
    return {"mkdocs.yml": STRICT, **FILES, **{names[key]: text for key, text in files.items()}}


def check_links(built: Built) -> None:
    pages = walk(built.site)
    assert dead_links(built.site, pages) == []
    for path, page in pages.items():
        ids = page.ids()
        assert len(ids) == len(set(ids)), path


def test_a_strict_build_of_everything(tmp_path: Path) -> None:
    built = build(tmp_path, changed(), strict=True)
    assert (built.stopped, built.log) == ("", ())
    check_links(built)
    assert set(marked(built.article("article/index.html"))) == {"rapport", "gloss"}
    page = read_page("article/index.html", built.html("article/index.html"))
    to = {target(page.path, address) for address in page.addresses()}
    assert {
        ("other/index.html", "second"),
        ("unannotated/index.html", ""),
        ("sources/gates/index.html", ""),
        ("glossary/index.html", "rapport"),
    } <= to


def test_builds_are_identical(tmp_path: Path) -> None:
    """Byte for byte, in whatever order a process keeps its sets."""
    write(tmp_path, changed())
    first, second = (
        contents(build_apart(tmp_path, tmp_path / f"site-{seed}", seed)) for seed in (1, 2)
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_site_without_annotations_is_as_without_the_plugin(tmp_path: Path) -> None:
    docs: dict[str, str | bytes] = {k: v for k, v in FILES.items() if k.startswith("docs/")}
    plain = build(tmp_path / "plain", {**docs, "mkdocs.yml": PLAIN}).site
    with_plugin = build(tmp_path / "with", {**docs, "mkdocs.yml": STRICT}).site
    assert contents(with_plugin) == contents(plain)
    assert "postil" not in "".join(contents(plain))


@pytest.mark.parametrize(
    "content", [{"annotations/README.txt": "hm"}, {"annotations/sources.yml": ""}]
)
def test_a_folder_without_annotations_is_as_without_the_plugin(
    content: dict[str, str | bytes], tmp_path: Path
) -> None:
    docs: dict[str, str | bytes] = {k: v for k, v in FILES.items() if k.startswith("docs/")}
    plain = build(tmp_path / "plain", {**docs, "mkdocs.yml": PLAIN}).site
    with_plugin = build(tmp_path / "with", {**docs, **content, "mkdocs.yml": STRICT}).site
    assert contents(with_plugin) == contents(plain)


def test_unannotated_pages_of_an_annotated_site_are_as_without_the_plugin(tmp_path: Path) -> None:
    """Where a site says what its navigation lists; but for the script that hides verdicts in what
    the search finds, where students may judge first. An annotated article keeps every line that it
    has without: some are added, none changed."""
    nav = "nav: [index.md, article.md, plain.md]\n"
    plain = build(tmp_path / "plain", {**changed(), "mkdocs.yml": PLAIN + nav})
    with_plugin = build(tmp_path / "with", changed(mkdocs_yml=STRICT + nav))
    silent = STRICT.replace(", postil", ", postil: {student: false}") + nav
    without_students = build(tmp_path / "none", changed(mkdocs_yml=silent))
    for path, root in (("plain/index.html", "../"), ("index.html", ""), ("404.html", "/")):
        assert without_students.html(path) == plain.html(path)
        veil = f'<script src="{root}assets/postil/veil.js"></script></head>'
        assert with_plugin.html(path).replace(veil, "</head>") == plain.html(path)
        assert veil in with_plugin.html(path)
    page = remove_marks(with_plugin.html("article/index.html"))
    # What is added to the head stands in front of its end, on one line with it.
    page = re.sub(r'<link rel="stylesheet" href="[^"]*postil[^"]*">.*</head>', "</head>", page)
    # Material's search dialog gets the name that it lacks.
    page = re.sub(r'(<div class="md-search"[^>]*role="dialog") aria-label="[^"]*"', r"\1", page)
    expected = plain.html("article/index.html")
    assert len(page) > len(expected)
    lines = iter(page.splitlines())
    assert [line for line in expected.splitlines() if line not in lines] == []


@pytest.mark.parametrize("urls", ["true", "false"])
@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_themes_and_addresses(theme: str, urls: str, tmp_path: Path) -> None:
    configuration = STRICT.replace("theme: material", f"theme: {theme}")
    configuration += f"use_directory_urls: {urls}\n"
    built = build(tmp_path, changed(mkdocs_yml=configuration), strict=True)
    assert (built.stopped, built.log) == ("", ())
    pages = walk(built.site)
    for address in dead_links(built.site, pages):
        # The old themes link a picture that they do not bring, and a dialogue made by a script.
        assert "postil" not in address
        assert "#mkdocs_" in address or address[-1] == "#", address
    article = "article/index.html" if urls == "true" else "article.html"
    assert set(marked(built.html(article))) == {"rapport", "gloss"}
    index = json.loads((built.site / "search/search_index.json").read_text(encoding="utf-8"))
    location = article.removesuffix("index.html") + "#rapport"
    (entry,) = [entry for entry in index["docs"] if entry["location"] == location]
    assert "zebra" in entry["text"]


def test_notes_are_read_by_the_search_once(tmp_path: Path) -> None:
    built = build(tmp_path, changed())
    index = json.loads((built.site / "search/search_index.json").read_text(encoding="utf-8"))
    assert [e["location"] for e in index["docs"] if "zebra" in e["text"]] == ["article/#rapport"]


def test_an_article_that_is_excluded_from_the_search(tmp_path: Path) -> None:
    """Its notes are, too."""
    article = "---\nsearch:\n  exclude: true\n---\n\n" + ARTICLE
    built = build(tmp_path, changed(docs_article_md=article), strict=True)
    index = (built.site / "search/search_index.json").read_text(encoding="utf-8")
    assert "zebra" not in index
    assert "other/#second" in index


def test_a_site_without_search(tmp_path: Path) -> None:
    configuration = STRICT.replace("search, ", "")
    built = build(tmp_path, changed(mkdocs_yml=configuration), strict=True)
    assert (built.stopped, built.log) == ("", ())


MISSING = ANNOTATIONS.replace("what rapport can do, and", "what raport can dance, and")
AMBIGUOUS = ANNOTATIONS.replace("{exact: say so often, prefix: They}", "say so often")


def test_a_missing_quote_fails_a_strict_build(tmp_path: Path) -> None:
    built = build(tmp_path, changed(annotations_article_yml=MISSING), strict=True)
    assert built.stopped
    (message,) = built.log
    assert message.startswith(
        "annotations/article.yml:3:12: the words of this quote are not in the article: “what raport"
    )
    assert "did you mean 'quote: \"what rapport can do, and\"' (docs/article.md:3)?" in message


def test_an_ambiguous_quote_fails_a_strict_build(tmp_path: Path) -> None:
    built = build(tmp_path, changed(annotations_article_yml=AMBIGUOUS), strict=True)
    assert built.stopped
    (message,) = built.log
    assert message.startswith(
        "annotations/article.yml:18:12: the words of this quote stand in the article more than once"
    )
    first, second = re.findall(r"quote: (\{.*?\})", message)
    # What is proposed can be pasted in the place of the quote, and then it works.
    for proposed in (first, second):
        mended = ANNOTATIONS.replace("{exact: say so often, prefix: They}", proposed)
        again = build(tmp_path, changed(annotations_article_yml=mended), strict=True)
        assert (again.stopped, again.log) == ("", ())


def test_without_strict_an_unplaced_annotation_is_listed(tmp_path: Path) -> None:
    built = build(tmp_path, changed(annotations_article_yml=MISSING))
    assert not built.stopped
    assert len(built.log) == 1
    check_links(built)
    page = built.article("article/index.html")
    assert set(marked(page)) == {"gloss"}
    assert 'id="note-rapport"' in page
    assert "what raport can dance, and" in page
    other = read_page("other/index.html", built.html("other/index.html"))
    assert ("article/index.html", "note-rapport") in {
        target(other.path, address) for address in other.addresses()
    }


def test_the_option_to_fail(tmp_path: Path) -> None:
    """Without `--strict` too; and the option of one finding is not that of the other."""
    missing = STRICT.replace("postil]", "postil: {missing: fail}]")
    built = build(tmp_path, changed(annotations_article_yml=MISSING, mkdocs_yml=missing))
    assert built.stopped
    built = build(tmp_path, changed(annotations_article_yml=AMBIGUOUS, mkdocs_yml=missing))
    assert not built.stopped


def test_a_problem_leaves_the_last_site(tmp_path: Path) -> None:
    before = contents(build(tmp_path, changed()).site)
    wrong = ANNOTATIONS.replace("[gates]", "[gate]")
    built = build(tmp_path, changed(annotations_article_yml=wrong, docs_other_md="# New\n"))
    assert built.stopped
    assert built.log[0] == (
        "annotations/article.yml:10:15: unknown source 'gate'; did you mean 'gates'?"
    )
    assert contents(built.site) == before


def test_an_id_of_a_heading(tmp_path: Path) -> None:
    text = ANNOTATIONS.replace("  rapport:\n    quote", "  section:\n    quote")
    built = build(tmp_path, changed(annotations_article_yml=text), strict=True)
    assert built.stopped
    assert built.log[0].startswith(
        "annotations/article.yml:2:3: 'section' is the id of something else"
    )


def test_a_wrong_link_in_a_note(tmp_path: Path) -> None:
    text = ANNOTATIONS.replace("(other.md)", "(others.md)")
    built = build(tmp_path, changed(annotations_article_yml=text), strict=True)
    assert built.stopped
    (message,) = built.log
    assert re.match(
        r"annotations/article\.yml:6:14: the link 'others\.md' leads to no page of the site",
        message,
    )


def test_a_wrong_fragment_in_a_note(tmp_path: Path) -> None:
    text = ANNOTATIONS.replace("(other.md)", "(other.md#nowhere)")
    built = build(tmp_path, changed(annotations_article_yml=text), strict=True)
    assert built.stopped
    assert "other.md#nowhere" in built.log[0]


def test_links_of_articles_to_annotations_and_generated_pages(tmp_path: Path) -> None:
    links = (
        "# Index\n\n[claim](article.md#rapport), [note](article.md#note-rapport), "
        "[other](other.md#second), [claims](claims.md), [source](sources/gates.md), "
        "[sources](sources/index.md), [term](glossary.md#rapport), "
        "[all](cross-references/index.md).\n"
    )
    built = build(tmp_path, changed(docs_index_md=links), strict=True)
    assert (built.stopped, built.log) == ("", ())
    check_links(built)


@pytest.mark.parametrize("link", ["article.md#raport", "claim.md", "sources/gate.md"])
def test_a_wrong_link_of_an_article_fails(link: str, tmp_path: Path) -> None:
    built = build(tmp_path, changed(docs_index_md=f"# Index\n\n[x]({link})\n"), strict=True)
    assert built.stopped
    assert link in built.log[0]


def test_a_page_of_ones_own_keeps_its_text(tmp_path: Path) -> None:
    files = {**changed(), "docs/claims.md": "# All that is claimed\n\nWords of *my own*.\n"}
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    page = built.article("claims/index.html")
    assert page.index("Words of <em>my own</em>.") < page.index("what rapport can do, and")
    assert page.count("<h1") == 1
    check_links(built)


def test_pages_at_other_places(tmp_path: Path) -> None:
    places = "{claims: all/claims.md, sources: library/index.md, glossary: all/terms.md}"
    configuration = STRICT.replace("postil]", f"postil: {places}]")
    built = build(tmp_path, changed(mkdocs_yml=configuration), strict=True)
    assert (built.stopped, built.log) == ("", ())
    check_links(built)
    for path in ("all/claims", "library", "library/gates", "all/terms", "cross-references"):
        assert (built.site / path / "index.html").is_file()


@pytest.mark.parametrize("option", ["exclude_docs", "draft_docs"])
def test_an_article_that_is_left_out(option: str, tmp_path: Path) -> None:
    """Its annotations are left out with it, and so is every link that would lead there."""
    built = build(
        tmp_path,
        changed(
            mkdocs_yml=STRICT + f"{option}: other.md\n",
            docs_article_md=ARTICLE.replace("[other](other.md)", "other"),
            annotations_article_yml=ANNOTATIONS.replace("[link](other.md)", "link"),
        ),
        strict=True,
    )
    assert (built.stopped, built.log) == ("", ())
    check_links(built)
    assert not (built.site / "other").exists()
    assert "Something else" not in "".join(map(str, contents(built.site).values()))


def test_templates_of_the_site_win(tmp_path: Path) -> None:
    configuration = STRICT.replace(
        "theme: material", "theme: {name: material, custom_dir: overrides}"
    )
    files = {
        **changed(mkdocs_yml=configuration),
        "overrides/postil/claims.html": "<p>{{ t('claims') }}: {{ rows | length }}</p>",
    }
    built = build(tmp_path, files)
    assert "<p>Claims: 2</p>" in built.article("claims/index.html")


def test_a_build_after_a_change(tmp_path: Path) -> None:
    """What `mkdocs serve` does: the next build knows nothing of the last."""
    write(tmp_path, changed())
    first = build(tmp_path)
    assert "zebra" in first.html("article/index.html")
    text = ANNOTATIONS.replace("zebra", "giraffe").replace(
        "  rapport:\n    quote", "  new:\n    quote"
    )
    second = build(tmp_path, {"annotations/article.yml": text})
    assert set(marked(second.article("article/index.html"))) == {"new", "gloss"}
    assert "zebra" not in "".join(map(str, contents(second.site).values()))


def test_articles_of_all_names(tmp_path: Path) -> None:
    """The first page, the first of a section, and names that addresses must encode."""
    words = "# Page\n\nWords of [this](index.md) page.\n"
    names = ["index", "section/index", "other/README", "v1.2 notes", "тексты/ünï & co", "a'b"]
    files: dict[str, str | bytes] = {"mkdocs.yml": STRICT}
    for n, name in enumerate(names):
        files[f"docs/{name}.md"] = words if name == "index" else "# Page\n\nWords of this page.\n"
        files[f"annotations/{name}.yml"] = (
            f"claims:\n  one:\n    quote: Words of this\n    because: Reason {n}.\n"
            "    cross_references:\n"
            f'      - {{to: "{names[n - 1]}#one", relation: extends}}\n'
        )
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    check_links(built)
    pages = walk(built.site)
    index = json.loads((built.site / "search/search_index.json").read_text(encoding="utf-8"))
    for n in range(len(names)):
        (entry,) = [entry for entry in index["docs"] if f"Reason {n}" in entry["text"]]
        file, fragment = target("index.html", entry["location"]) or ("", "")
        assert fragment == "one"
        assert "one" in pages[file].ids()


def test_markup_in_every_field_is_text(tmp_path: Path) -> None:
    """Whatever an author or a reference manager puts into a field, the page shows it as it is."""
    evil = "'\"><img src=x onerror=alert(1)>'"
    quoted = json.dumps(evil)
    address = json.dumps("javascript:alert(1)//" + evil)
    concept = f"{{label: {quoted}, description: {quoted}, icon: {quoted}, inverse: {quoted}}}"
    files = {
        **changed(),
        "annotations/sources.yml": "".join(
            f"{id}:\n  type: book\n  title: {quoted}\n  author: [{{family: {quoted}, given: x}}]\n"
            f"  container-title: {quoted}\n  publisher: {quoted}\n  issued: {quoted}\n"
            f"  volume: {quoted}\n  page: {quoted}\n  number: {quoted}\n  URL: {address}\n"
            f"  DOI: {quoted if id == 'doi' else ''}\n  note: {quoted}\n  reliability: {quoted}\n"
            for id in ("gates", "doi")
        ).replace("  DOI: \n", ""),
        "annotations/glossary.yml": f"rapport:\n  term: {quoted}\n  definition: {quoted}\n",
        "annotations/vocabulary.yml": "".join(
            f"{section}:\n  {id}: {concept}\n"
            for section, id in [
                ("kinds", "interpretation"),
                ("assessments", "disputed"),
                ("relations", "contradicts"),
                ("stances", "supports"),
            ]
        ),
        "annotations/article.yml": "claims:\n  rapport:\n    quote: what rapport can do, and\n"
        "    kind: interpretation\n    assessment: disputed\n"
        f"    because: {quoted}\n    question: {quoted}\n    tags: [{quoted}]\n"
        f"    sources:\n      - {{source: gates, stance: supports, locator: {quoted},\n"
        f"         quote: {quoted}}}\n"
        f"      - doi\n    cross_references:\n"
        f"      - {{to: other#second, relation: contradicts, because: {quoted}}}\n"
        "notes:\n  gloss:\n    quote: They say so\n    term: rapport\n",
    }
    built = build(tmp_path, files)
    assert not built.stopped
    seen = 0
    for path, page in walk(built.site).items():
        seen += "onerror" in built.html(path)
        for element in page.elements:
            assert "onerror" not in element.attributes, path
            assert not element.attributes.get("href", "").lower().startswith("javascript:"), path
    assert seen > 4
    index = (built.site / "search/search_index.json").read_text(encoding="utf-8")
    assert "onerror" in index
    assert "<img" not in index


def test_titles_of_articles_are_escaped_once(tmp_path: Path) -> None:
    """MkDocs gives the title of a heading as HTML, and that of the front matter as it is."""
    files = changed(
        docs_article_md=ARTICLE.replace("# The article", "# R & D *of* `<x>`"),
        docs_other_md="---\ntitle: Q & A\n---\n\nSomething else is said here.\n",
    )
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    claims = built.article("claims/index.html")
    assert "R &amp; D of &lt;x&gt;</a>" in claims
    assert "Q &amp; A</a>" in claims
    for path in walk(built.site):
        assert "&amp;amp;" not in built.html(path)
    assert "&amp;amp;" not in (built.site / "search/search_index.json").read_text("utf-8")
