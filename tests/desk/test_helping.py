"""`postil help`: the guide on one's own disk."""

from __future__ import annotations

import re
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from click.testing import CliRunner

from postil.desk.cli import main

GUIDE = Path(__file__).parents[2] / "docs/guide"
TOPICS = [*(path.stem for path in GUIDE.glob("*.md")), "reference"]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    found: list[Path] = []

    def note(address: str) -> bool:
        found.append(Path(url2pathname(urlsplit(address).path)))
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    return found


@pytest.mark.parametrize("topic", ["", "mistakes", "reference"])
def test_topic(topic: str, opened: list[Path]) -> None:
    done = CliRunner().invoke(main, ["help", topic] if topic else ["help"])
    assert done.exit_code == 0, done.output
    (page,) = opened
    assert page.as_uri() in done.output and page.is_file()
    assert page.stem == (topic or "annotating")


def test_all_of_the_guide_is_there_whatever_is_opened(opened: list[Path]) -> None:
    CliRunner().invoke(main, ["help"])
    folder = opened[0].parent
    assert {page.stem for page in folder.glob("*.html")} == set(TOPICS)
    for page in folder.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<h1" in html and "<p>" in html
        for link in re.findall(r'href="([^"#]*)', html):
            assert not link or link.startswith("http") or (folder / link).is_file(), link


def test_in_the_terminal() -> None:
    assert CliRunner().invoke(main, ["help", "--print"]).output.split() == sorted(
        TOPICS, key=lambda name: (name == "reference", name)
    )
    text = CliRunner().invoke(main, ["help", "mistakes", "--print"]).output
    assert text.strip() == (GUIDE / "mistakes.md").read_text(encoding="utf-8").strip()


def test_a_topic_that_is_none(opened: list[Path]) -> None:
    done = CliRunner().invoke(main, ["help", "mistake"])
    assert done.exit_code == 1 and "did you mean 'mistakes'?" in done.output
    assert opened == []
