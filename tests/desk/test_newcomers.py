"""What people ran into who tried the first hour with the guide alone."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import write


def check(root: Path, text: str, annotations: str) -> str:
    write(
        root,
        {
            "docs/index.md": "# Home\n",
            "docs/plots.md": f"# Plots\n\n{text}\n",
            "docs/other.md": "# Other\n\nThe lamp burned oil here.\n",
            "annotations/other.yml": "claims: {oil: {quote: The lamp burned oil}}\n",
            "annotations/plots.yml": annotations,
        },
    )
    return CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml")]).output


def test_no_number_is_cut(tmp_path: Path) -> None:
    """3100 is not in "3,100", and what is suggested is no part of a number."""
    text = "The gardeners have collected 3,100 signatures against the sale of 2.5 acres."
    for quote in ("3100 signatures", "100 signatures", "5 acres"):
        said = check(tmp_path, text, f"claims: {{signed: {{quote: {quote}}}}}\n")
        assert "plots.yml:1:26: the words of this quote" in said
        assert '"100 signatures"' not in said and '"5 acres"' not in said
    said = check(tmp_path, text, "claims: {signed: {quote: '3,100 signatures'}}\n")
    assert "problem" not in said


def test_an_id_that_never_was_is_not_called_otherwise_now(tmp_path: Path) -> None:
    annotations = (
        "claims:\n  signed:\n    quote: collected signatures\n"
        "    cross_references: [{to: other#gas, relation: extends}]\n"
    )
    said = check(tmp_path, "They collected signatures.", annotations)
    assert "unknown annotation 'gas' in other" in said
    assert "None" not in said


def test_what_is_no_date_is_told(tmp_path: Path) -> None:
    """What people write is read, and what nobody can read is no secret; unless it is meant so."""
    dates = {
        "a": "August 2014",
        "b": "c. 1848",
        "c": "some day in May",
        "d": "{literal: in press}",
        "e": "2014-02",
    }
    lines = [f"{id}: {{type: book, title: T, issued: {date}}}\n" for id, date in dates.items()]
    write(tmp_path, {"annotations/sources.yml": "".join(lines)})
    said = check(tmp_path, "They came.", "claims: {a: {quote: They came, sources: [a, b, c, d]}}\n")
    (line,) = [line for line in said.splitlines() if "date" in line]
    assert line.startswith(
        "advice: annotations/sources.yml:3:35: “some day in May” is no date that is known, and is "
        "printed as it stands; write a date as 2014, 2014-02, 13 February 2014 or c. 1848; or, "
    )


def test_topics_are_listed(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["help", "xyz"])
    assert done.exit_code == 1
    assert "choose from" in done.output and "annotating" in done.output
