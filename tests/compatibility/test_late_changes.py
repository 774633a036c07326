"""Plugins and hooks that change a page after it was converted: what is lost by that is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import Built, build, write

TEXT = (
    "# Harbour\n\nThe quay was *lengthened* twice before the war. Nobody counted the fishermen.\n\n"
    "The council praised the engineers, and the engineers praised the council.\n"
)
ANNOTATIONS = (
    "claims:\n  quay: {quote: quay was lengthened twice, assessment: disputed,"
    " because: Secret one., sources: [book]}\nnotes:\n"
    "  praise: {quote: council praised the engineers, note: Secret two.}\n"
)
OTHER = (
    "claims:\n  ships: {quote: ships of nine metres, because: Secret three.,"
    " cross_references: [{to: harbour#quay, relation: corroborates}]}\n"
)
WORDS = ("quay was", "lengthened", "praised the", "Secret one", "Secret two")
CONFIGURATION = "site_name: Test\ntheme: material\nplugins:\n  - search\n  - postil\n"


def site(root: Path, hook: str = "", *plugins: str, text: str = TEXT) -> Path:
    more = "".join(f"  - {plugin}\n" for plugin in plugins)
    write(
        root,
        {
            "mkdocs.yml": CONFIGURATION + more + ("hooks: [hook.py]\n" if hook else ""),
            "hook.py": hook,
            "docs/index.md": "# Home\n",
            "docs/harbour.md": text,
            "docs/sea.md": "# Sea\n\nFrom 1934 on ships of nine metres came in.\n",
            "annotations/harbour.yml": ANNOTATIONS,
            "annotations/sea.yml": OTHER,
            "annotations/sources.yml": "book: {type: book, title: Quays}\n",
        },
    )
    return root


def check(root: Path) -> str:
    return CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml")]).output


def lines(built: Built) -> list[str]:
    return [line for line in built.log if "annotations/" in line]


LATE = "def on_page_context(context, page, config, nav):\n    page.content = page.content.replace"
WRITTEN = "def on_post_page(output, page, config):\n    return output.replace"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("('quay was', 'quay had been')", ["changed"]),
        (
            "('The quay was <em>lengthened</em> twice before', 'No work was done till')",
            ["gone"],
        ),
        # Elsewhere in the text, and not at all.
        ("('Nobody counted', 'Somebody counted')", []),
        ("('Nobody heard', 'Somebody heard')", []),
    ],
)
def test_a_hook_that_changes_a_page_before_it_is_filled(
    change: str, said: list[str], tmp_path: Path
) -> None:
    root = site(tmp_path, LATE + change + "\n")
    write(root, {"mkdocs.yml": CONFIGURATION.replace("- postil", "- postil: {changed: warn}")
                 + "hooks: [hook.py]\n"})  # fmt: skip
    built = build(root, strict=True)
    assert bool(built.stopped) == bool(said)
    assert len(lines(built)) == len(said)
    for line in lines(built):
        assert "harbour.yml:2:17: " in line
        assert "another plugin or hook has changed the page since it was read" in line
    told = check(root)
    assert ("harbour.yml:2:17" in told) == bool(said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("('quay was', 'quay had been')", "changes the words of this passage"),
        ("('lengthened', 'lengthened greatly')", "changes the words of this passage"),
        ("('data-postil=\"quay\"', '')", "takes the mark of this passage away"),
        ("('council praised', 'council – praised')", ""),
        ("('twice', 'tw\\u00adice')", ""),
        ("('Nobody counted', 'Somebody counted')", ""),
    ],
)
def test_a_hook_that_changes_a_page_as_it_is_written(
    change: str, said: str, tmp_path: Path
) -> None:
    built = build(site(tmp_path, WRITTEN + change + "\n"), strict=True)
    assert bool(built.stopped) == bool(said)
    assert len(lines(built)) == bool(said)
    if said:
        assert said in lines(built)[0] and "harbour.yml:2:17" in lines(built)[0]


def test_a_hook_that_changes_the_text_in_time_is_no_matter(tmp_path: Path) -> None:
    hook = (
        "def on_page_content(html, page, config, files):\n    return html.replace('quay was', 'q')"
    )
    built = build(site(tmp_path, hook), strict=True)
    (line,) = lines(built)
    assert "since it was read" not in line and "not in the article" in line


def shown(site: Path) -> set[str]:
    """The files of a site in which the words of the article stand, or of the notes on it."""
    files = (path for path in site.rglob("*") if path.suffix in (".html", ".json", ".jsonld"))
    return {
        str(path.relative_to(site))
        for path in files
        if any(word in path.read_text(encoding="utf-8") for word in WORDS)
    }


def is_left_out(built: Built, root: Path) -> None:
    assert built.stopped
    (line,) = lines(built)
    assert "annotations/harbour.yml: " in line
    assert "2 annotations on it, which would show its words, are left out of the site" in line
    assert "Not found" not in built.html("harbour/index.html")
    assert "ships of nine metres" in built.html("claims/index.html")
    assert "are left out of the site" in check(root)


def test_a_page_that_asks_for_a_password_shows_nothing_of_its_notes(tmp_path: Path) -> None:
    """With mkdocs-encryptcontent: not on the page itself, nor on any other."""
    root = site(tmp_path, "", "encryptcontent: {title_prefix: ''}",
                text=f"---\npassword: secret\n---\n{TEXT}")  # fmt: skip
    built = build(root, strict=True)
    is_left_out(built, root)
    assert shown(built.site) == set()
    assert not (built.site / "evidence/harbour").exists()
    assert not (built.site / "harbour/annotations.jsonld").exists()
    assert (built.site / "assets/javascripts/decrypt-contents.js").exists(), "others end their work"


def test_a_text_that_a_hook_replaces_takes_its_notes_along(tmp_path: Path) -> None:
    hook = (
        "def on_page_context(context, page, config, nav):\n"
        "    if page.url == 'harbour/':\n        page.content = '<p>Please log in first.</p>'\n"
    )
    root = site(tmp_path, hook)
    built = build(root, strict=True)
    is_left_out(built, root)
    # The search plugin had read the page by then, as it does without Postil.
    assert shown(built.site) == {"search/search_index.json"}
    found = json.loads((built.site / "search/search_index.json").read_text())["docs"]
    assert not any("Secret one" in entry["text"] for entry in found)


def test_strict_is_strict_when_it_is_to_be_quiet(tmp_path: Path) -> None:
    """MkDocs counts no warnings then."""
    root = site(tmp_path)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False
        )

    assert (run().returncode, run().stderr) == (0, "")
    (root / "docs/harbour.md").write_text(TEXT.replace("quay", "mole"))
    failed = run()
    assert failed.returncode == 1
    assert "harbour.yml:2:17: the words of this quote are not in the article" in failed.stderr
    assert "1 warning in strict mode" in failed.stdout + failed.stderr
    assert (root / "site/harbour/index.html").exists()


def test_a_word_that_ezglossary_puts_in_later_is_never_suggested(tmp_path: Path) -> None:
    """Its links are put in when the page is written; until then a number stands there."""
    text = "# A\n\nThe <term:quay> was lengthened twice. The council liked the <term:quay>.\n"
    write(
        tmp_path,
        {
            "mkdocs.yml": "site_name: T\ntheme: material\nplugins: [search, ezglossary, postil]\n"
            "markdown_extensions: [def_list]\n",
            "docs/index.md": text,
            "docs/words.md": "# Words\n\nterm:quay\n:   Where ships lie.\n",
            "annotations/index.yml": "notes:\n"
            "  over: {quote: The quay was lengthened, note: x}\n"
            "  behind: {quote: was lengthened twice, note: y}\n",
        },
    )
    told = check(tmp_path)
    assert "index.yml:2:17: not all words of this quote are in the article yet" in told
    assert "quote words beside it" in told and "1 problem, 1 piece of advice" in told
    CliRunner().invoke(main, ["lock", "-f", str(tmp_path / "mkdocs.yml")])
    lock = json.loads((tmp_path / "annotations/anchors.lock.json").read_text())["anchors"]
    assert lock["index#behind"]["prefix"].strip() == ""
    assert lock["index#behind"]["suffix"].strip() == ". The council liked the"
    built = build(tmp_path)
    assert '<mark class="postil" data-postil="behind"' in built.html("index.html")
