"""Mistakes in mkdocs.yml: told with their line, whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from postil.desk.cli import main
from support.builds import write

CASES = {
    "plugins: [search, postil: {langage: de}]": (
        "2:28: option 'langage' of postil: unknown option; did you mean 'language'?",
    ),
    "plugins:\n- postil:\n    missing: maybe\n    mark_terms: often\n    bibliography: a.bib": (
        "4:5: option 'missing' of postil: 'maybe' is none of its values; choose from inform, warn",
        "5:5: option 'mark_terms' of postil: this is text; the option takes true or false",
        "6:5: option 'bibliography' of postil: this is text; the option takes a list: [one, two]",
    ),
    "plugins: {postil: {bibliography: [1]}}": (
        "2:20: option 'bibliography' of postil: an item of the list is a number; the option takes",
    ),
    "plugins: [search, postil: {language: de}": ("2:10: a list or mapping in brackets is not",),
    "plugins:\n- search\n\t- postil": ("4:1: a tab stands where YAML wants spaces",),
    "plugins: [postil]\nextra: 'Don't'": ("3:12: this apostrophe ends the text",),
}


@pytest.mark.parametrize("command", ["check", "pages"])
@pytest.mark.parametrize("configuration", CASES)
def test_mistake(configuration: str, command: str, tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": f"site_name: x\n{configuration}\n", "docs/index.md": "# x\n",
                     "annotations/index.yml": "notes: {a: {quote: x, note: y}}\n"})  # fmt: skip
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
