"""A site that is served while its pages are being made: nobody waits for what nobody makes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from postil.desk.page.guard import Guard
from postil.hosts.mkdocs.preview import Preview
from support.builds import CONFIGURATION, write
from support.serving import wait_for

NOTES = "claims:\n  one:\n    quote: some words\n    because: The first reason.\n"
SITE = {"docs/index.md": "# Page\n\nHere are some words.\n", "annotations/index.yml": NOTES}
CHANGED = NOTES.replace("first", "next")
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
        self._watched_paths = {str(root.with_name("docs")): 1}
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

    # MkDocs keeps plugins, with what they preview, for the next build.
    MkDocsConfig.plugins.plugin_cache.clear()
    plugin = whole(root / "site")
    server = Server(root / "site", lambda: whole(root / "again"))
    guard = Guard("127.0.0.1", 8000, "off")
    watched = [root / "annotations"]
    found = Preview(server, plugin.making, watched, guard)  # type: ignore[arg-type]
    found._state = found._seen()
    plugin.preview = found
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
        pytest.param({"annotations/index.yml": CHANGED}, id="a note"),
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


def written(preview: Preview, root: Path, changes: dict[str, str], *, locked: str = "") -> str:
    """What becomes of annotations that are written on a page."""
    with preview.still():
        for path, text in changes.items():
            (root / path).write_text(text)
        return preview.show("index", is_locked=bool(locked), page="").state


LOCK = (
    '{\n"version": 2,\n"anchors": {\n"index#one": {"exact": "some words", "prefix": "%s", '
    '"suffix": "", "position": 15, "length": 26, "written": ""}\n},\n"pieces": {\n}\n}\n'
)


def saved(preview: Preview) -> str:
    """What stands before the passage, as the site knows it from the lock file."""
    return preview.making.build.lock.anchors["index#one"][0].prefix


def is_done(preview: Preview) -> bool:
    """Whether nothing is being made any more."""
    return not (preview._thread and preview._thread.is_alive())


def test_what_was_shown_as_a_draft_is_made_with_the_whole_site(tmp_path: Path) -> None:
    """Whatever follows on it: the build knows more by then than the pages show."""
    other = "notes:\n  three: {quote: more words, note: NOTE}\n"
    files = {"docs/other.md": "# Other\n\nThere are more words.\n", "annotations/other.yml": other}
    preview = previewed(tmp_path, SITE | files)
    notes = "annotations/index.yml"
    assert written(preview, tmp_path, {notes: NOTES + LINKED}) == "building"
    # Another text changes while there is a page too few, and then there is none too few any more.
    changed = {"annotations/other.yml": other.replace("NOTE", "Changed.")}
    assert written(preview, tmp_path, changed) == "building"
    written(preview, tmp_path, {notes: NOTES})
    preview.build()
    wait_for(lambda: is_done(preview))
    assert "Changed." in Path(preview._server.root, "other/index.html").read_text("utf-8")


def test_what_the_lock_file_says_is_not_forgotten(tmp_path: Path) -> None:
    preview = previewed(tmp_path, SITE | {"annotations/anchors.lock.json": LOCK % "words"})
    notes, lock = "annotations/index.yml", "annotations/anchors.lock.json"
    # Somebody else's mistake stands in the way.
    (tmp_path / "annotations/glossary.yml").write_text("t: {trem: thing}\n")
    changed = {notes: CHANGED, lock: LOCK % "some"}
    assert written(preview, tmp_path, changed, locked="index") == "stopped"
    (tmp_path / "annotations/glossary.yml").unlink()
    preview.build()
    assert saved(preview) == "some"
    # Somebody else's lock file comes at the same time.
    (tmp_path / lock).write_text(LOCK % "others")
    assert written(preview, tmp_path, {notes: NOTES}, locked="index") == "building"
    preview.build()
    assert saved(preview) == "others"


def test_a_page_that_is_read_while_it_is_made_is_whole(tmp_path: Path) -> None:
    preview = previewed(tmp_path, {**SITE, "mkdocs.yml": CONFIGURATION})
    paths = ("index.html", "claims/index.html", "annotations.jsonld", "search/search_index.json")
    with ExitStack() as opened:
        files = [opened.enter_context((tmp_path / "site" / path).open()) for path in paths]
        begun = [file.read(9) for file in files]
        assert written(preview, tmp_path, {"annotations/index.yml": CHANGED}) == "shown"
        wait_for(lambda: not preview._held)
        for path, begin, file in zip(paths, begun, files, strict=True):
            read = begin + file.read()
            assert "first reason" in read, path
            assert "next reason" in (tmp_path / "site" / path).read_text("utf-8"), path


def test_a_page_that_was_shown_as_a_draft_is_loaded_anew_if_it_turns_out_otherwise(
    tmp_path: Path,
) -> None:
    preview = previewed(tmp_path, SITE)
    reloading = preview._reloading
    page = reloading.serving(b"livereload(0, 7);", 0)
    with preview.still():
        (tmp_path / "annotations/index.yml").write_text(NOTES + LINKED)
        shown = preview.show("index", is_locked=False, page=page)
    # A link leads to a page that is made with the whole site.
    assert shown.state == "building"
    assert "cross-references/" not in shown.html
    preview.build()
    made = preview.making.build.articles["index"]
    assert "cross-references/" in preview._rewriting.html(made)
    assert reloading.shown > reloading._shows(page, 0)


def test_a_request_that_has_waited_for_a_change_gets_what_it_has_changed(tmp_path: Path) -> None:
    preview = previewed(tmp_path, SITE)
    server, page = preview._server, tmp_path / "site/claims/index.html"
    was_read = threading.Event()
    write = preview._rewriting.write
    answers = []

    def slowly(src: str) -> None:
        assert src != "claims.md" or was_read.wait(60)
        write(src)

    def serve(environ: Any, start: Any) -> list[bytes]:
        if not answers:
            preview.build()
        answers.append(page.read_bytes())
        was_read.set()
        start("200 OK", [("Content-Type", "text/html")])
        return answers[-1:]

    preview._rewriting.write = slowly  # type: ignore[method-assign]
    server.serve_request = serve  # type: ignore[method-assign]
    (tmp_path / "annotations/index.yml").write_text(CHANGED)
    body = preview._app({"PATH_INFO": "/claims/"}, lambda *told: None)
    assert "The next reason." in b"".join(body).decode()


def test_a_new_title_is_no_less_new_for_being_looked_at_twice(tmp_path: Path) -> None:
    """By whoever writes on the page, before and after that."""
    preview = previewed(tmp_path, SITE)
    text = tmp_path / "docs/index.md"
    text.write_text(text.read_text("utf-8").replace("# Page", "# Title"), "utf-8")
    assert written(preview, tmp_path, {"annotations/index.yml": CHANGED}) == "building"
    preview.build()
    assert "Title" in Path(preview._server.root, "claims/index.html").read_text("utf-8")


def test_what_was_taken_over_in_part_is_made_with_the_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = previewed(tmp_path, SITE)

    def fail(*told: Any) -> None:
        monkeypatch.undo()
        raise OSError("not now")

    monkeypatch.setattr(preview.making.build, "read", fail)
    (tmp_path / "annotations/index.yml").write_text(CHANGED)
    # It has been looked at before something is written elsewhere.
    with preview.still():
        preview.show("index", is_locked=False, page="")
    preview.build()
    page = Path(preview._server.root, "index.html")
    assert "The next reason." in page.read_text("utf-8")


def test_what_is_wrong_is_told_while_pages_are_made(tmp_path: Path) -> None:
    build = previewed(tmp_path, SITE).making.build

    class Made(tuple[Any, ...]):
        def __iter__(self) -> Any:
            build.wrong["claims.md"] = ()
            return super().__iter__()

    build.wrong["index.md"] = Made()
    assert build.complaints == ()
