"""The student's side of a site, and a site without it."""

from __future__ import annotations

from pathlib import Path

from support.builds import build

FILES = {
    "docs/index.md": "# Home\n\nBees dance.\n",
    "annotations/index.yml": "claims: {bees: {quote: Bees dance, because: Reasons.}}\n",
}


def configuration(options: str) -> dict[str, str]:
    return {"mkdocs.yml": f"site_name: x\ntheme: material\nplugins: [{{postil: {options}}}]\n"}


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    """Then there is no trace of it."""
    offered = build(tmp_path / "on", {**FILES, **configuration("{my_notes: mine.md}")})
    html = offered.html("index.html")
    assert 'data-student="assets/postil/student.js"' in html
    assert 'href="mine/"' in html
    assert (offered.site / "mine/index.html").is_file()
    without = build(tmp_path / "off", {**FILES, **configuration("{student: false}")})
    html = without.html("index.html")
    assert "data-student" not in html
    assert "data-own" not in html
    made = {path.name for path in without.site.rglob("*")}
    assert not made & {"my-notes", "student.js", "record.js", "notebook.js", "student.css"}
