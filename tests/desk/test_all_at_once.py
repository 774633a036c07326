"""`postil check` tells everything in one run: of all files, and of all stages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import write

FILES = {
    "docs/index.md": "# Home\n",
    "docs/one.md": "# One\n\nThe lamp burned oil. Nobody asked the keeper.\n",
    "docs/two.md": "# Two\n\nThe quay was long. The quay was old.\n",
    "docs/three.md": "# Three\n\nShips came in.\n",
    "annotations/one.yml": "claims:\n  a:\n    quote: The lamp burned gas\n    sources: [lamps]\n"
    "    cross_references: [{to: two#b, relation: contrasts}]\n"
    "  c: {quote: Nobody asked}\n",
    "annotations/two.yml": "claims:\n  b: {quote: The quay was}\n  d: {qoute: x}\n",
    "annotations/three.yml": "claims:\n  e: {quote: 'Don't ask'}\n",
    "annotations/sources.yml": "bills: {type: bok}\n",
}


def check(root: Path) -> list[str]:
    done = CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml")])
    assert done.exit_code == 1
    return done.output.splitlines()


def test_every_file_and_stage(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    said = check(tmp_path)
    expected = [
        # A source that may stand in a file that is wrong is not called unknown.
        "annotations/one.yml:3:12: the words of this quote are not in the article",
        "annotations/one.yml:5:46: unknown relation 'contrasts'; choose from",
        "annotations/sources.yml:1:15: unknown type 'bok'; did you mean 'book'?",
        "annotations/three.yml:2:18: this apostrophe ends the text",
        # The entry beside one that is wrong is looked up in the text.
        "annotations/two.yml:2:14: the words of this quote stand in the article more than once",
        "annotations/two.yml:3:7: unknown key 'qoute'; did you mean 'quote'?",
    ]
    for line in expected:
        assert any(found.startswith(line) for found in said), line
    # And advice on few words, the count, and where to read more.
    assert len(said) == len(expected) + 3


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("annotations")])
def test_a_broken_file_silences_no_other(name: str, tmp_path: Path) -> None:
    write(tmp_path, {**FILES, name: "a: [\n"})
    said = check(tmp_path)
    assert any(line.startswith(f"{name}:1:4: ") for line in said)
    others = {line.partition(":")[0] for line in said} - {name}
    assert len([other for other in others if other.startswith("annotations/")]) >= 2
