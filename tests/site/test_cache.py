"""What builds keep for the next: never a wrong page, whatever changed or happened to it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from postil.build.titles import FILE_NAME as FILE_OF_TITLES
from postil.build.titles import Titles
from postil.edition.yamlfile import YamlFile
from postil.keeping import cache
from postil.keeping.cache import BUILDS_KEPT, FILE_NAME, Cache
from support.builds import Built, build, build_apart, write
from support.output import contents

CONFIGURATION = """\
site_name: Test
site_url: https://test.example/
theme: {name: null, custom_dir: theme}
plugins: [search, postil: {bibliography: [more.json], changed: warn, mark_terms: true}]
markdown_extensions:
  - smarty
  - postil_test_extension
  - pymdownx.snippets: {auto_append: [abbreviations.md]}
  - abbr
  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}
"""
# Which of two horses is meant is known from here alone.
LOCK = """\
{
"version": 1,
"anchors": {
"two#question": {"exact": "horse", FIRST, "length": 59, "written": "a9d5e65d"}
}
}
"""
FIRST = '"prefix": "rds of two stand beside them. A ", "suffix": " is a horse.", "position": 42'
SECOND = '"prefix": "stand beside them. A horse is a ", "suffix": ".", "position": 53'
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIGURATION.replace("  - postil_test_extension\n", ""),
    "docs/index.md": "# Home\n\nTo [one](one.md).\n",
    "docs/one.md": "---\nauthor: Ida\n2014: a year\n---\n\n# One\n\nThe words of one are few.\n",
    "docs/two.md": "# Two\n\nThe words of two stand beside them. A horse is a horse.\n",
    "docs/three.md": "# Three\n\nNothing joins this text with others but a tag.\n",
    "docs/plain.md": "# Plain\n\nWhat is quoted from elsewhere.\n\n## Part\n\nAnd more.\n",
    "annotations/one.yml": """\
claims:
  few:
    quote: words of one
    kind: statistic
    assessment: disputed
    because: 'A "reason" as in [two](two.md) of the HTML.'
    sources: [{source: book, stance: supports}, kept]
    cross_references:
      - {to: two#beside, relation: extends, because: As said.}
      - {to: {article: plain, quote: quoted from elsewhere}, relation: contradicts}
    terms: [horse]
    tags: [figures]
""",
    "annotations/two.yml": "notes:\n  beside: {quote: stand beside them, note: There.}\n"
    "  question: {quote: horse, question: What is it?}\n",
    "annotations/three.yml": "notes: {a: {quote: but a tag, note: Yes., tags: [figures, own]}}\n",
    "annotations/anchors.lock.json": LOCK.replace("FIRST", FIRST),
    "annotations/sources.yml": "book: {type: book, title: A book, author: [Ida Ode]}\n",
    "annotations/glossary.yml": "horse: {term: horse, definition: An animal.}\n",
    "annotations/vocabulary.yml": "kinds:\n  statistic: {label: Figure}\n  other: {label: Word}\n",
    "more.json": '[{"id": "kept", "type": "book", "title": "Kept elsewhere"}]',
    "abbreviations.md": "*[HTML]: Hypertext\n",
    "theme/main.html": "<html><head></head>{{ page.title }} {{ page.content }}</html>",
    "theme/partials/own.html": "Own",
    "theme/postil/glossary.html": "{% include 'partials/own.html' %} {{ entries[0].term }}",
}


def replaced(file: str, *pairs: tuple[str, str]) -> dict[str, str | bytes]:
    """A file with some of its words replaced."""
    text = str(FILES[file])
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {file: text}


# Everything that an author can change, one at a time.
CHANGES: dict[str, dict[str, str | bytes]] = {
    "a reason": replaced("annotations/one.yml", ('A "reason"', "The cause")),
    "a passage": replaced("annotations/one.yml", ("quote: words of one", "quote: one are few")),
    "a tag": replaced("annotations/one.yml", ("[figures]", "[numbers]")),
    "a kind": replaced("annotations/one.yml", ("kind: statistic", "kind: other")),
    "a relation": replaced("annotations/one.yml", ("extends", "corroborates")),
    "the reason of a cross-reference": replaced("annotations/one.yml", ("As said", "As seen")),
    "a quotation from a page": replaced(
        "annotations/one.yml", ("quoted from elsewhere", "What is quoted")
    ),
    "an annotation less": replaced(
        "annotations/two.yml",
        ("  question: {quote: horse, question: What is it?}\n", ""),
    ),
    "an annotation more": {
        "annotations/plain.yml": "claims:\n  new: {quote: And more, sources: [book]}\n"
    },
    "a source": replaced("annotations/sources.yml", ("A book", "The book")),
    "a source in a library": replaced("more.json", ("elsewhere", "here")),
    "a term": replaced("annotations/glossary.yml", ("term: horse,", "term: HORSE,")),
    "a definition": replaced("annotations/glossary.yml", ("An animal", "A beast")),
    "a word of the pages": {
        "annotations/vocabulary.yml": f"{FILES['annotations/vocabulary.yml']!s}"
        "words: {claims: Readings}\n"
    },
    "the vocabulary": replaced("annotations/vocabulary.yml", ("Figure", "Number")),
    "a text": replaced("docs/one.md", ("The words", "All the words")),
    "a text that is linked to": replaced("docs/two.md", ("beside them.", "beside them, too.")),
    "a text that is quoted": replaced("docs/plain.md", ("What is", "What was")),
    "a title": replaced("docs/two.md", ("# Two", "# The second")),
    "front matter": replaced("docs/one.md", ("author: Ida", "author: Otto")),
    "another page": {"docs/new.md": "# New\n"},
    "a page at the path of one of ours": {"docs/glossary.md": "# Words\n\nAs we use them.\n"},
    "the name of the site": replaced("mkdocs.yml", ("site_name: Test", "site_name: Site")),
    "its address": replaced("mkdocs.yml", ("test.example", "site.example")),
    "addresses": {"mkdocs.yml": str(FILES["mkdocs.yml"]) + "use_directory_urls: false\n"},
    "an option": replaced("mkdocs.yml", ("mark_terms: true", "claims: all.md")),
    "the language": replaced("mkdocs.yml", ("changed: warn", "language: de")),
    "an extension less": replaced("mkdocs.yml", ("  - smarty\n", "")),
    "an extension's option": replaced(
        "mkdocs.yml", ("- smarty", "- smarty: {substitutions: {left-double-quote: '«'}}")
    ),
    "a file that an extension reads": replaced("abbreviations.md", ("Hypertext", "Tags")),
    "a template": replaced("theme/postil/glossary.html", ("{{ entries", "Term: {{ entries")),
    "a template in a template": replaced("theme/partials/own.html", ("Own", "New")),
    "a template more": {"theme/postil/reference.html": "<sup>x</sup>"},
    "the lock file": {"annotations/anchors.lock.json": LOCK.replace("FIRST", SECOND)},
}


Contents = dict[str, bytes]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Contents]:
    """The folder of a site with what its first build has kept; and what the build made."""
    root = tmp_path_factory.mktemp("first") / "site"
    with pytest.MonkeyPatch.context() as patch:
        write(root, FILES)
        patch.chdir(root)
        built = build(root, strict=True)
    assert (built.stopped, built.log) == ("", ())
    assert (root / ".cache/postil" / FILE_NAME).exists()
    made = contents(built.site)
    shutil.copytree(root, root.with_name("copy"))
    return root, made


@pytest.fixture
def site(first: tuple[Path, Contents], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder as it was then, in which the test runs: snippets are looked for in it."""
    root = first[0]
    shutil.rmtree(root)
    shutil.copytree(root.with_name("copy"), root)
    monkeypatch.chdir(root)
    return root


def made(built: Built) -> tuple[tuple[str, ...], Contents]:
    assert not built.stopped, built.log
    return built.log, contents(built.site)


def test_a_tag_leads_to_the_claims_that_have_it(first: tuple[Path, Contents]) -> None:
    """Those of any article; a tag that no claim has is a word."""
    page = first[1]["three/index.html"].decode()
    assert 'Tags: <a href="../claims/?tag=figures">figures</a>, own</p>' in page


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, site: Path, first: tuple[Path, Contents]) -> None:
    """The site is the same with what was kept before the change, and without."""
    log, warm = made(build(site, {"mkdocs.yml": FILES["mkdocs.yml"], **CHANGES[change]}))
    shutil.rmtree(site / ".cache")
    assert (log, warm) == made(build(site))
    assert warm != first[1]


def test_nothing_is_made_twice(
    site: Path, first: tuple[Path, Contents], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("this was made before")

    for name in ("build.build.anchor", "build.output.annotated", "build.output.content"):
        monkeypatch.setattr(f"postil.{name}", refuse)
    texts = [text for name, text in FILES.items() if name.startswith("annotations/")]
    read = YamlFile._read

    def watched(self: YamlFile, text: str) -> None:
        assert text not in texts, "this was read before"
        read(self, text)

    monkeypatch.setattr(YamlFile, "_read", watched)
    assert made(build(site)) == ((), first[1])


def test_the_demo_is_the_same_from_its_cache(demo: Built) -> None:
    """Its second build, at the latest, is made of what the first has kept."""
    root = Path(__file__).parents[2]
    again = build(root, site=demo.site.parent / "again", strict=True)
    assert contents(again.site) == contents(demo.site)


def test_what_is_wrong_is_told_at_every_build(site: Path) -> None:
    """What was kept would keep silent."""
    wrong = replaced(
        "annotations/one.yml",
        ("(two.md)", "(four.md)"), ("extends,", "extends, because: '[x](no.md)'} #"),
    )  # fmt: skip
    first, second = (build(site, {**wrong, "mkdocs.yml": FILES["mkdocs.yml"]}) for _ in range(2))
    assert len(first.log) == 2
    assert first.log == second.log


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "cut off":
        path.write_bytes(data[: len(data) // 2])
    elif how == "something else":
        path.write_bytes(b"This is no database. " * 5_000)
    elif how.startswith("noise"):
        # The first page says that it is a database, and which tables it has.
        intact = 16_384 if how == "noise behind its first page" else 4_096
        noise = bytes(i * 7 % 251 for i in range(len(data) - intact))
        path.write_bytes(data[:intact] + noise)
    else:
        with sqlite3.connect(path) as database:
            if how == "other values":
                database.execute("UPDATE entry SET value = CAST('[\"x\"]' AS BLOB)")
            elif how == "values of others":
                database.execute(
                    "UPDATE entry SET (value, checksum) ="
                    " (SELECT value, checksum FROM entry AS e WHERE e.key > entry.key LIMIT 1)"
                )
            elif how == "builds without end":
                database.execute("UPDATE used SET build = 9223372036854775807")
            elif how == "builds without numbers":
                database.execute("UPDATE used SET build = 'x' || build")
            elif how == "builds before the first":
                database.execute("UPDATE used SET build = -7")
            elif how == "a table less":
                database.executescript("DROP TABLE used")
            elif how == "a column less":
                database.executescript("ALTER TABLE entry RENAME COLUMN checksum TO other")
            elif how == "other types":
                database.execute("UPDATE entry SET value = 12, checksum = 'x'")
            else:
                database.executescript("DROP TABLE entry; PRAGMA user_version = 99")
        database.close()


@pytest.mark.parametrize(
    "how",
    [
        "empty", "cut off", "something else", "noise", "noise behind its first page",
        "other values", "values of others", "other types", "another format",
        "builds without end", "builds without numbers", "builds before the first",
        "a table less", "a column less",
    ],
)  # fmt: skip
def test_a_damaged_cache(how: str, site: Path, first: tuple[Path, Contents]) -> None:
    """Costs no more than a build without one, and the build after it has one again."""
    damaged(site / ".cache/postil" / FILE_NAME, how)
    assert made(build(site)) == ((), first[1])
    assert made(build(site)) == ((), first[1])
    assert entries(site)


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "7", '{"state": 1}', '{"state": "STATE", "titles": []}', "[" * 99_999]
)
def test_damaged_titles(damage: str, tmp_path: Path) -> None:
    """That are kept for editors."""
    library = {"book": {"title": "A book"}}
    assert Titles(library, [], tmp_path)["book"] == "A book"
    kept = tmp_path / FILE_OF_TITLES
    state = json.loads(kept.read_bytes())["state"]
    kept.write_text(damage.replace("STATE", state))
    assert Titles(library, [], tmp_path)["book"] == "A book"
    assert json.loads(kept.read_bytes())["state"] == state


def entries(site: Path) -> int:
    with sqlite3.connect(site / ".cache/postil" / FILE_NAME) as database:
        count: int = database.execute("SELECT count(*) FROM entry").fetchone()[0]
    database.close()
    return count


def test_a_cache_that_nobody_may_write_to(
    site: Path, first: tuple[Path, Contents], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in it is used; for the rest there is none."""
    connect = sqlite3.connect

    def read_only(path: Path, **options: float) -> sqlite3.Connection:
        return connect(f"{path.as_uri()}?mode=ro", uri=True, **options)

    before = entries(site)
    monkeypatch.setattr(cache.sqlite3, "connect", read_only)
    assert made(build(site)) == ((), first[1])
    made(build(site, {**CHANGES["a text"], "mkdocs.yml": FILES["mkdocs.yml"]}))
    monkeypatch.undo()
    assert entries(site) == before


def test_two_builds_at_once(site: Path, first: tuple[Path, Contents]) -> None:
    shutil.rmtree(site / ".cache")
    with ThreadPoolExecutor() as pool:
        sites = list(pool.map(lambda n: build_apart(site, site.parent / f"site-{n}", n), (1, 2)))
    for made in sites:
        assert contents(made) == first[1]
    assert entries(site)


def test_a_build_does_not_wait_long_for_another(
    site: Path, first: tuple[Path, Contents], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_PATIENCE", 0.01)
    with sqlite3.connect(site / ".cache/postil" / FILE_NAME) as other:
        other.execute("BEGIN IMMEDIATE")
        assert made(build(site)) == ((), first[1])
    other.close()


def test_what_is_no_longer_used_is_dropped(tmp_path: Path) -> None:
    """After some builds, so that two branches can be built in turns."""

    def use(key: bytes) -> object:
        kept = Cache(tmp_path)
        value = kept.get(key)
        kept.put(key, "value")
        kept.close()
        return value

    assert use(b"old") is None
    for _ in range(BUILDS_KEPT - 1):
        use(b"new")
    assert use(b"old") == "value"
    for _ in range(BUILDS_KEPT):
        use(b"new")
    assert use(b"old") is None


@pytest.mark.parametrize("has_annotations", [True, False])
def test_no_folder_without_need(has_annotations: bool, tmp_path: Path) -> None:
    """Where the site wants none, or has no annotations."""
    write(tmp_path, FILES)
    option = "{cache: '', bibliography: [more.json]}" if has_annotations else "{missing: warn}"
    if not has_annotations:
        shutil.rmtree(tmp_path / "annotations")
    made(build(tmp_path, {"mkdocs.yml": f"site_name: x\nplugins: [postil: {option}]\n"}))
    assert not (tmp_path / ".cache").exists()


def test_git_leaves_it_out(tmp_path: Path) -> None:
    """But a folder that was there before is its owner's."""
    write(tmp_path, FILES)
    build(tmp_path)
    assert (tmp_path / ".cache/postil/.gitignore").read_text().endswith("\n*\n")
    own = str(FILES["mkdocs.yml"]).replace("changed: warn", "cache: .")
    assert not build(tmp_path, {"mkdocs.yml": own}).stopped
    assert (tmp_path / FILE_NAME).exists()
    assert not (tmp_path / ".gitignore").exists()


def test_an_extension_of_the_site_itself(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of its own, which makes something else of notes after a change."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    configuration = CONFIGURATION.replace(
        "changed: warn", "note_extensions: [postil_test_extension]"
    )
    write(site, {"mkdocs.yml": configuration})
    (tmp_path / "postil_test_extension.py").write_text(
        "import markdown, postil_test_other\n"
        "class Other(markdown.preprocessors.Preprocessor):\n"
        "    def run(self, lines):\n"
        "        return [line.replace('As said', postil_test_other.WORD) for line in lines]\n"
        "class Own(markdown.Extension):\n"
        "    def extendMarkdown(self, md):\n"
        "        md.preprocessors.register(Other(md), 'own', 1)\n"
        "makeExtension = Own\n"
    )
    for number, word in enumerate(("First said", "Then said")):
        (tmp_path / "postil_test_other.py").write_text(f"WORD = {word!r}\n")
        built = build_apart(site, tmp_path / f"site-{number}", 0)
        assert word in (built / "one/index.html").read_text(encoding="utf-8")
