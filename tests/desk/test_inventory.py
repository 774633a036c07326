"""`postil inventory`: fetching what other sites have, from the web and from files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from support.builds import write
from support.sites import HARBOUR, files, run


class Site(BaseHTTPRequestHandler):
    """A site whose answers a test says: status, headers, content."""

    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, headers, content = self.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def town() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def harbour(root: Path, source: str) -> Path:
    """The site of the harbour, which refers to the town; its inventory comes from `source`."""
    write(
        root,
        files(
            HARBOUR, name="Harbour", address="https://harbour.example/", other="town", source=source
        ),
    )
    return root


def inventory(verdict: str = "Supported", version: str = "1", id: str = "quieter") -> bytes:
    to = "https://harbour.example/readings/bridge/#traffic-down"
    claim: dict[str, Any] = {
        "type": "claim",
        "words": "no quieter than before",
        "verdict": verdict,
        "version": version,
        "refers": [{"to": to}, {"to": "https://elsewhere.example/#x"}],
    }
    streets = {"title": "Streets", "address": "streets/", "annotations": {id: claim}}
    said = {"site": "Town", "address": "https://town.example/", "articles": {"streets": streets}}
    return json.dumps({"format": "postil-inventory", "version": 1, **said}).encode()


def kept(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "annotations/inventories/town.json").read_text())
    return found


def test_what_changes_between_updates_is_told(tmp_path: Path, town: str) -> None:
    root = harbour(tmp_path, f"{town}deep/postil-inventory.json")
    assert "never fetched" in run(root).output
    Site.answers["/deep/postil-inventory.json"] = (200, {}, inventory())
    first = run(root, "update")
    assert (first.exit_code, first.stderr) == (0, "")
    assert f"“Town”, {town}deep/, 1 annotation in 1 article" in first.output
    # What others are referred to is not for this site to know.
    (claim,) = kept(root)["articles"]["streets"]["annotations"].values()
    assert [one["to"] for one in claim["refers"]] == [
        "https://harbour.example/readings/bridge/#traffic-down"
    ]

    Site.answers["/deep/postil-inventory.json"] = (200, {}, inventory("Disputed", "2"))
    second = run(root, "update")
    assert second.exit_code == 0
    place = "annotations/readings/bridge.yml:8:14: says something else now: "
    said = f"{place}“no quieter than before” (Supported) → “no quieter than before” (Disputed)"
    assert said in second.output
    asked = len(Site.asked)
    assert said in run(root).output
    assert len(Site.asked) == asked, "listing asks nobody"

    Site.answers["/deep/postil-inventory.json"] = (200, {}, inventory("Disputed", "3"))
    again = "bridge.yml:8:14: has other reasons, sources or a title now: “no quieter than before”"
    assert again in run(root, "update").output

    Site.answers["/deep/postil-inventory.json"] = (200, {}, inventory(id="as-loud"))
    third = run(root, "update")
    assert third.exit_code == 1
    assert "annotations/readings/bridge.yml:8:14: 'town:streets#quieter' is gone" in third.stderr
    assert "did you mean 'town:streets#as-loud', on “no quieter than before”?" in third.stderr
    assert "1 new, 1 gone" in third.output

    # An annotation that had another id before goes under both, and so with its article.
    renamed = json.loads(inventory())
    renamed["articles"]["streets"]["annotations"]["quieter"]["was"] = ["calmer"]
    Site.answers["/deep/postil-inventory.json"] = (200, {}, json.dumps(renamed).encode())
    file = root / "annotations/readings/bridge.yml"
    file.write_text(file.read_text("utf-8").replace("town:streets#quieter", "town:streets#calmer"))
    assert run(root, "update").exit_code == 0
    renamed["articles"] = {}
    Site.answers["/deep/postil-inventory.json"] = (200, {}, json.dumps(renamed).encode())
    assert "'town:streets#calmer' is gone" in run(root, "update").stderr


REFUSED: dict[str, tuple[tuple[int, dict[str, str], bytes], str]] = {
    "is not there": ((404, {}, b""), "the site answers 404"),
    "leads to a file": ((302, {"Location": "file:///etc/passwd"}, b""), "is not allowed"),
    "leads to itself": ((302, {"Location": "/inventory.json"}, b""), "the site answers 302"),
    "is something else": ((200, {}, b"<html>"), "it is damaged at line 1, column 1"),
    "ends too early": ((200, {"Content-Length": "9000"}, b"{"), "it is damaged at line 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_fetched_before_stays(name: str, tmp_path: Path, town: str) -> None:
    root = harbour(tmp_path, f"{town}inventory.json")
    Site.answers["/inventory.json"] = (200, {}, inventory())
    assert run(root, "update").exit_code == 0
    before = kept(root)
    Site.answers["/inventory.json"], said = REFUSED[name]
    result = run(root, "update", "town")
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.endswith("; what was fetched before stays\n")
    assert kept(root) == before


def test_a_redirection_is_followed(tmp_path: Path, town: str) -> None:
    root = harbour(tmp_path, f"{town}old/inventory.json")
    Site.answers["/old/inventory.json"] = (301, {"Location": "/new.json"}, b"")
    Site.answers["/new.json"] = (200, {}, inventory())
    assert run(root, "update").exit_code == 0
    assert kept(root)["address"] == f"{town}old/"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ftp://town.example/postil-inventory.json", "is no address of an inventory"),
        ("https://me:secret@town.example/x.json", "is no address of an inventory"),
        ("nowhere.json", "it cannot be read: No such file"),
        ("here.json", "it does not say where its site is"),
    ],
)
def test_sources_that_cannot_be_used(source: str, said: str, tmp_path: Path) -> None:
    root = harbour(tmp_path, source)
    write(
        root,
        {"here.json": inventory().replace(b"https://town.example/", b"")}
        | files(HARBOUR, name="Harbour", address="", other="town", source=source),
    )
    result = run(root, "update")
    assert result.exit_code == 1
    assert said in result.stderr


def test_names_that_are_not_there(tmp_path: Path) -> None:
    result = run(harbour(tmp_path, "town.json"), "update", "twon")
    assert "the options name no site 'twon'; did you mean 'town'?" in result.stderr
