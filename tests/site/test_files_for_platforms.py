"""The files for learning platforms that a build puts into the site: they say no answer."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import Built, build, write
from support.cartridges import Archive, wrong_with

FILES = {
    "mkdocs.yml": "site_name: S\nsite_url: https://site.example/\ntheme: mkdocs\n"
    "plugins: [postil]\n",
    "docs/index.md": "# Home\n",
    "docs/x.md": "# X\n\nTraffic has fallen.\n",
    "annotations/x.yml": "claims:\n  fallen: {quote: Traffic has fallen}\n",
    "annotations/assignments/one.yml": "title: One\ntasks:\n"
    "  which: {ask: Which?, choices: [this, that], right: that, points: 1, model: SECRET}\n",
}
NAMES = {
    "course.imscc",
    "course-1.3.imscc",
    "course-tasks.csv",
    "assignments/one-scorm.zip",
}


def test_the_demo_has_them(demo: Built) -> None:
    for name in ("course.imscc", "course-1.3.imscc"):
        found = Archive.of((demo.site / name).read_bytes())
        assert wrong_with(found) == []
        assert not any("questestinterop" in text for text in found.files.values())
        assert any("imsdt" in kind for _, kind in found.items())
    page = demo.article("course/index.html")
    for name in ("course.imscc", "course-1.3.imscc", "course-tasks.csv"):
        assert f'href="../{name}" download' in page
    assert 'href="../assignments/two-sides-scorm.zip" download' in page


def test_without_an_address_there_is_the_table_only(tmp_path: Path) -> None:
    files = {**FILES, "mkdocs.yml": "site_name: S\ntheme: mkdocs\nplugins: [postil]\n"}
    built = build(tmp_path, files, strict=True)
    there = {path.relative_to(built.site).as_posix() for path in built.site.rglob("*")}
    assert there & NAMES == {"course-tasks.csv"}
    html = built.html("course/index.html")
    assert 'href="../course-tasks.csv"' in html and ".imscc" not in html
    assert "SECRET" not in (built.site / "course-tasks.csv").read_text("utf-8-sig")


def test_hosts_without_plugins_have_them_too(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    configuration = ["--config-file", str(tmp_path / "mkdocs.yml")]
    for _ in "ab":
        done = CliRunner().invoke(main, ["pages", *configuration])
        assert done.exit_code == 0, done.output
    assert done.stdout.endswith(" 0 deleted\n") and ": 0 of " in done.stdout
    for name in NAMES - {"course-tasks.csv", "assignments/one-scorm.zip"}:
        found = Archive.of((tmp_path / "docs" / name).read_bytes())
        assert wrong_with(found) == []
        assert "https://site.example/assignments/one/" in str(found.files)
