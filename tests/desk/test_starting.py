"""`postil init`: from nothing, and in a site that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from postil.desk.cli import main
from support.builds import Built, build, write
from support.marks import marked
from support.serving import serve as served
from support.serving import wait_for
from support.walk import dead_links, walk

PROJECT = Path(__file__).parents[2]


def init(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["init", *map(str, arguments)])


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def well_built(folder: Path) -> Built:
    built = build(folder, strict=True)
    assert (built.stopped, built.log) == ("", ())
    assert dead_links(built.site, walk(built.site)) == []
    return built


def test_from_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "my-readings"
    done = init(folder)
    assert done.exit_code == 0, done.output
    assert "mkdocs serve" in done.output and "readings/the-street-lamp/" in done.output
    text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["site_name"] == "My readings"
    built = well_built(folder)
    reading = "readings/the-street-lamp/index.html"
    assert set(marked(built.html(reading))) == {
        "lit-in-a-winter",
        "called-popular",
        "levy",
        "nobody-asked",
    }
    page = built.article(reading)
    # A claim, a gloss, a question and a cross-reference.
    assert "Disputed" in page and "A sum that is" in page
    assert "How could one find out" in page and "Contradicts" in page
    for overview in ("claims", "evidence", "sources", "cross-references", "glossary"):
        assert "There is nothing here yet." not in built.article(f"{overview}/index.html")
    check = CliRunner().invoke(main, ["check", "-f", str(folder / "mkdocs.yml")])
    assert check.output == "4 annotations in 1 article: nothing to mend\n"
    workflow = yaml.safe_load((folder / ".github/workflows/publish.yml").read_text("utf-8"))
    steps = [step.get("run", "") for step in workflow["jobs"]["publish"]["steps"]]
    assert "pip install -r requirements.txt" in steps and "mkdocs build --strict" in steps
    settings = (folder / ".vscode/settings.json").read_text(encoding="utf-8")
    assert f"```json\n{settings}```" in (PROJECT / "docs/guide/annotating.md").read_text("utf-8")
    # What an editor is told of is there at once.
    for schema in json.loads(settings)["yaml.schemas"]:
        assert (folder / schema).is_file(), schema
    assert "postil" in (folder / "requirements.txt").read_text(encoding="utf-8")


def test_the_commands_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty folder to the first note, as pasted; but for what pip has done already."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## From nothing\n.*?```sh\n(.*?)```", readme, re.DOTALL)
    assert block
    lines = [line.partition("#")[0].strip() for line in block[1].splitlines()]
    install, start, enter, serve = lines
    assert install == "pip install ."
    assert enter == f"cd {start.split()[-1]}" and serve == "mkdocs serve"
    (tmp_path / "clone").mkdir()
    monkeypatch.chdir(tmp_path / "clone")
    assert CliRunner().invoke(main, start.split()[1:]).exit_code == 0
    root = tmp_path / "my-readings"
    with served(root) as site:
        wait_for(lambda: "lit-in-a-winter" in site.get("readings/the-street-lamp/"))


def test_twice_is_once(tmp_path: Path) -> None:
    init(tmp_path / "a")
    (tmp_path / "a/docs/index.md").write_text("# Mine\n")
    before = files(tmp_path / "a")
    assert init(tmp_path / "a").output == "Nothing is missing here.\n"
    assert files(tmp_path / "a") == before


def test_names_that_yaml_would_take_for_something_else(tmp_path: Path) -> None:
    for name in ("Law: a course", "№ 1 # yes", '"so"', "no"):
        folder = tmp_path / str(len(name))
        assert init(folder, "--name", name).exit_code == 0
        text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
        assert yaml.safe_load(text)["site_name"] == name
        well_built(folder)


SITES = {
    "site_name: x\ntheme: material\n": "\nplugins:\n  - search\n  - postil\n",
    "site_name: x\nplugins:\n  - search\ntheme: material": "  - postil\n",
    "site_name: x\nplugins:\n- search:\n    lang: en   # a comment\n\n# more\ntheme: material\n": (
        "- postil\n"
    ),
    "site_name: x\nplugins: [search]\ntheme: material\n": ", postil",
    "site_name: x\nplugins: [ search ]  # why\ntheme: material\n": ", postil",
    "site_name: x\nplugins:\n  search:\n    lang: en\ntheme: material\n": "  postil: {}\n",
    "site_name: x\ntheme: material\nplugins:\n  - search": "\n  - postil\n",
}


@pytest.mark.parametrize("text", SITES)
def test_a_site_that_is_there(text: str, tmp_path: Path) -> None:
    """Only a line is put in, and shown first."""
    write(tmp_path, {"mkdocs.yml": text, "docs/index.md": "# Home\n", ".gitignore": "/site"})
    refused = init(tmp_path)
    assert refused.exit_code == 1 and "nothing was written" in refused.output
    assert "+" in refused.output and "postil" in refused.output
    assert set(files(tmp_path)) == {"mkdocs.yml", "docs/index.md", ".gitignore"}
    assert (tmp_path / "mkdocs.yml").read_text() == text
    assert init(tmp_path, "--yes").exit_code == 0
    new = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    assert new.replace(SITES[text], "", 1).rstrip() == text.rstrip().replace(
        "[ search ]", "[ search]"
    )
    plugins = yaml.safe_load(new)["plugins"]
    assert "postil" in plugins and len(plugins) == 2
    assert (tmp_path / ".gitignore").read_text().splitlines()[:2] == ["/site", "/course-export/"]
    assert (tmp_path / "docs/index.md").read_text() == "# Home\n"
    assert not (tmp_path / "annotations").exists()
    well_built(tmp_path)
    assert init(tmp_path, "--yes").output == "Nothing is missing here.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: [\n", "1:4: a list or mapping"), ("site_name: x\nplugins: []\n", "is empty; write")],
)
def test_a_site_that_cannot_be_added_to(text: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": text})
    done = init(tmp_path, "--yes")
    assert done.exit_code == 1 and said in done.output
    assert set(files(tmp_path)) == {"mkdocs.yml"}
