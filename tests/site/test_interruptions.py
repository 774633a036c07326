"""A site that is served while its pages are being made: nobody waits for what nobody makes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from postil.desk.page.guard import Guard
from postil.hosts.mkdocs.preview import Preview
from support.builds import write
from support.serving import wait_for

NOTES = "claims:\n  one:\n    quote: some words\n    because: The first reason.\n"
SITE = {"docs/index.md": "# Page\n\nHere are some words.\n", "annotations/index.yml": NOTES}
# To the same text: there is a page of this pair.
LINKED = (
    "notes:\n  two:\n    quote: Here are\n    note: They are.\n"
    "    cross_references:\n      - {to: index#one, relation: extends}\n"
)


class Server:
    """What a preview asks of MkDocs' server."""

    mount_path = "/"
    RequestHandlerClass = WSGIRequestHandler

    def __init__(self, root: Path, builder: Callable[[], None]) -> None:
        self.root, self.builder = str(root), builder
        self._watched_paths: dict[str, int] = {}
        self.error_handler: Any = None
        self._wanted_epoch = 0
        self._rebuild_cond, self._want_rebuild = threading.Condition(), False

    def set_app(self, app: Any) -> None:
        """Is given what answers requests."""


def previewed(root: Path, files: dict[str, str | bytes]) -> Preview:
    """A preview of a site that has been made."""
    write(root, files)

    def whole(site: Path) -> Any:
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(site))
        config.plugins.on_startup(command="serve", dirty=False)
        mkdocs_build(config, serve_url="http://127.0.0.1:8000/")
        return config.plugins["postil"]

    plugin = whole(root / "site")
    server = Server(root / "site", lambda: whole(root / "again"))
    guard = Guard("127.0.0.1", 8000, "off")
    watched = [root / "annotations"]
    found = Preview(server, plugin.making, watched, guard)  # type: ignore[arg-type]
    found._state = found._seen()
    return found


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """A preview whose making of the page of claims was broken off by a change."""
    found = previewed(tmp_path, SITE)
    found._pending, found._is_new = ["claims.md"], True
    found._held = {"claims/index.html"}
    (tmp_path / "site/claims/index.html").unlink()
    return found


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"annotations/index.yml": NOTES.replace("first", "next")}, id="a note"),
        pytest.param({"annotations/index.yml": NOTES.replace("because", "becuase")}, id="mistake"),
    ],
)
def test_what_was_broken_off_is_made(
    change: dict[str, str], preview: Preview, tmp_path: Path
) -> None:
    write(tmp_path, {"mkdocs.yml": (tmp_path / "mkdocs.yml").read_text(), **change})
    preview.build()
    wait_for(lambda: not preview._held)
    assert "some words" in (tmp_path / "site/claims/index.html").read_text("utf-8")
    assert preview._is_stopped == ("becuase" in str(change))
    assert [p.what for p in preview._problems if "becuase" in p.what] == (
        ["unknown key 'becuase'"] if preview._is_stopped else []
    )


def test_nothing_is_waited_for_when_the_whole_site_cannot_be_built(
    preview: Preview, tmp_path: Path
) -> None:
    write(tmp_path, {"mkdocs.yml": "site_name: ["})
    preview._is_whole = False
    preview.build()
    assert not preview._held
    assert preview._is_stopped


def test_a_page_that_goes_before_it_is_made_anew(tmp_path: Path) -> None:
    preview = previewed(tmp_path, SITE | {"annotations/index.yml": NOTES + LINKED})
    pages = preview.making.build.generated
    preview._pending = [page for page in pages if page.startswith("cross-references/index")]
    assert preview._pending
    with preview.still():
        (tmp_path / "annotations/index.yml").write_text(NOTES)
        assert preview.show("index", is_locked=False, page="").state == "building"
    wait_for(lambda: not (preview._thread and preview._thread.is_alive()))
    assert preview._is_whole
    # What has gone comes back before the whole site is made.
    (tmp_path / "annotations/index.yml").write_text(NOTES + LINKED)
    preview.build()
    wait_for(lambda: not preview._held)
    assert not preview._pending
    assert preview._is_whole
