"""Images of notes: a page asks no other host for anything, unless its site wants it."""

from __future__ import annotations

from pathlib import Path

import pytest

from postil.rendering.prose.markup import NoteMarkdown
from support.builds import build

ADDRESSES = (
    "https://x.example/a.png", "//x.example/a.png", "\\\\x.example/a.png", "/\\x.example/a.png",
    "HTTP://x.example/a.png", " https://x.example/a.png",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_image_of_another_host(address: str) -> None:
    said: list[str] = []
    source = f'<img alt="A picture" src="{address}">'
    html = NoteMarkdown().html(source, "n", lambda link: said.append(link))
    assert "x.example" not in html
    assert 'alt="A picture"' in html
    assert len(said) == 1
    if address.startswith("https"):
        html = NoteMarkdown(images_of_others=True).html(source, "n", lambda link: None)
        assert f'src="{address}"' in html


def test_its_author_is_told(tmp_path: Path) -> None:
    """Links to other hosts are links like ever, and images of the site are images."""
    note = "![A](https://x.example/a.png) ![B](b.png) [C](https://x.example/)"
    files: dict[str, str | bytes] = {
        "docs/index.md": "# Home\n\nSome words.\n",
        "docs/b.png": b"",
        "annotations/index.yml": f"notes:\n  a:\n    quote: Some words\n    note: '{note}'\n",
    }
    (said,) = (built := build(tmp_path, files)).log
    assert said.startswith("annotations/index.yml:4:11: the image 'https://x.example/a.png' is on")
    assert "note_images: any" in said
    html = built.html("index.html")
    assert 'src="https://x.example' not in html
    assert 'src="b.png"' in html
    assert 'href="https://x.example/"' in html
    mkdocs = "site_name: x\nplugins: [search, postil: {note_images: any}]\n"
    built = build(tmp_path, {"mkdocs.yml": mkdocs}, strict=True)
    assert not built.stopped
    assert 'src="https://x.example/a.png"' in built.html("index.html")
