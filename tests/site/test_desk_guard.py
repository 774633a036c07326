"""Nobody but a page of the site gets at its desk. Each attack is made over a real connection."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from postil.desk.page.bodies import MOST_BYTES, MOST_SECONDS
from postil.desk.page.guard import Guard
from support.builds import CONFIGURATION, write
from support.desk import ADDRESS, Answer, Desk, ask, words
from support.serving import Served, serve, wait_for

SITE = {
    "docs/index.md": "# Page\n\nHere are some words, and others.\n",
    "annotations/index.yml": "claims:\n  one: {quote: some words, because: The reason.}\n",
    "secret.yml": "claims:\n  secret: {quote: x}\n",
}
NOTE = {"target": words("others"), "body": {"type": "Note", "note": "Written."}}
BODY = json.dumps(NOTE).encode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("guarded")
    write(root, SITE)
    before = contents(root)
    with serve(root) as found:
        wait_for(lambda: "The reason." in found.get())
        yield found
    assert contents(root) == before


@pytest.fixture(scope="module")
def desk(served: Served) -> Desk:
    return Desk.of(served)


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "annotations").iterdir()}


def is_refused(answer: Answer, status: int) -> None:
    assert answer.status == status, answer.body
    allowing = [name for name in answer.headers if name.lower().startswith("access-control")]
    assert allowing == []
    assert "The reason." not in answer.body.decode()


def test_who_knows_all_is_let_in(desk: Desk) -> None:
    assert desk.ask("GET", "session").status == 200
    assert desk.ask("GET", "session", Origin=None).status == 200
    port = desk.host.partition(":")[2]
    for host in (f"localhost:{port}", "localhost:9999", f"[::1]:{port}", "LOCALHOST"):
        assert desk.ask("GET", "session", Host=host, Origin=f"http://{host}").status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example",
     "192.168.0.1", "0.0.0.0", "", "localhost:80:80", "[::1", "user@localhost"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_host(desk: Desk, host: str, method: str) -> None:
    name = "session" if method == "GET" else "annotations"
    body = None if method == "GET" else NOTE
    is_refused(desk.ask(method, name, body, Host=host, Origin=f"http://{host}"), 403)


def test_a_name_that_was_bound_to_this_machine_does_not_get_the_token(served: Served) -> None:
    """DNS rebinding: the page is served, to whoever asks, and knows nothing."""
    page = ask(served.host, "GET", "/", Host="evil.example")
    said = json.loads(page.body.decode().partition('id="postil-desk">')[2].partition("<")[0])
    assert said["token"] == ""


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://{host}", "http://localhost:1", "http://{host}.x"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_origin(desk: Desk, origin: str, method: str) -> None:
    """A page of another site, or of another server of this machine, that knows the token even."""
    name, body = ("session", None) if method == "GET" else ("annotations", NOTE)
    is_refused(desk.ask(method, name, body, Origin=origin.format(host=desk.host)), 403)


def test_a_change_from_nowhere_and_what_a_browser_says_of_it(desk: Desk) -> None:
    is_refused(desk.ask("POST", "annotations", NOTE, Origin=None), 403)
    is_refused(desk.ask("GET", "session", Origin=None, Sec_Fetch_Site="cross-site"), 403)
    is_refused(desk.ask("GET", "session", Origin=None, Sec_Fetch_Site="same-site"), 403)


@pytest.mark.parametrize("token", [None, "", "x" * 32, "ü"])
def test_no_token_or_an_old_one(desk: Desk, token: str | None) -> None:
    given = token and token.encode("utf-8").decode("latin-1")
    for method, name, body in (
        ("GET", "session", None),
        ("GET", "annotations?article=index", None),
        ("GET", "search?q=words", None),
        ("POST", "annotations", NOTE),
        ("DELETE", "annotations/index%23one", None),
    ):
        is_refused(desk.ask(method, name, body, X_Postil_Token=given), 401)


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        None,
        "",
    ],
)
def test_a_form(desk: Desk, kind: str | None) -> None:
    is_refused(desk.ask("POST", "annotations", BODY, Content_Type=kind), 415)


def test_a_question_whether_one_might_ask(desk: Desk) -> None:
    answer = desk.ask(
        "OPTIONS", "annotations", Origin="http://evil.example", X_Postil_Token=None,
        Access_Control_Request_Method="POST", Access_Control_Request_Headers="x-postil-token",
    )  # fmt: skip
    is_refused(answer, 403)
    is_refused(desk.ask("OPTIONS", "annotations"), 405)
    is_refused(desk.ask("HEAD", "session"), 405)


@pytest.mark.parametrize(
    "path",
    ["../secret", "..%2fsecret", "%2e%2e/secret", "/etc/passwd", "index/../../secret", "secret",
     "index%00", "./index", "index.md", "INDEX", "..\\secret", "annotations/../index"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere(desk: Desk, path: str) -> None:
    for name in (f"annotations/{path}%23secret", f"annotations?article={path}"):
        answer = desk.ask("GET", name)
        assert answer.status == 404
        assert "quote" not in answer.body.decode()
    target = words("others", path)
    assert desk.ask("POST", "annotations", {**NOTE, "target": target}).status == 404
    assert desk.ask("POST", "quote", {"target": target}).status == 404


def test_ids_that_are_paths(desk: Desk) -> None:
    for id in ("../x", "x/y", "x.yml", "x\ny", "note-x", "claims:", "x: y"):
        answer = desk.ask("POST", "annotations", {**NOTE, "id": id})
        assert answer.status == 422
        assert "cannot be an id" in answer.values["error"]


def raw(desk: Desk, head: str, *parts: bytes, pause: float = 0) -> bytes:
    """What comes back for a request that is sent by hand."""
    host, port = desk.host.split(":")
    lines = [
        head, f"Host: {desk.host}", f"Origin: http://{desk.host}", f"X-Postil-Token: {desk.token}",
    ]  # fmt: skip
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n").encode())
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
            while data := connection.recv(65536):
                received += data
        except OSError:
            # The server has hung up on the rest.
            pass
        return received


JSON = "Content-Type: application/json\r\n"
POST = f"POST {ADDRESS}annotations HTTP/1.1"


def test_a_huge_body(desk: Desk) -> None:
    head = f"{JSON}Content-Length: {MOST_BYTES + 1}\r\n\r\n".encode()
    assert b" 413 " in raw(desk, POST, head).splitlines()[0]
    head = f"{JSON}Content-Length: 99999999999999999999\r\n\r\n".encode()
    assert b" 411 " in raw(desk, POST, head).splitlines()[0]
    large = {**NOTE, "body": {"type": "Note", "note": "x" * (MOST_BYTES - 500)}}
    # Within the bounds of a body, and not of a text.
    assert desk.ask("POST", "annotations", large).status == 422


@pytest.mark.parametrize("length", ["", "-1", "x", "1e3"])
def test_a_body_of_unknown_length(desk: Desk, length: str) -> None:
    head = f"{JSON}Content-Length: {length}\r\n\r\n{{}}".encode()
    assert b" 411 " in raw(desk, POST, head).splitlines()[0]
    chunked = f"{JSON}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n".encode()
    assert b" 411 " in raw(desk, POST, chunked).splitlines()[0]


def test_a_slow_body(desk: Desk) -> None:
    """One that stops, and one that drips; others are answered meanwhile. So it is with a
    connection on which nothing is said at all."""
    host, port = desk.host.split(":")
    silent = socket.create_connection((host, int(port)), timeout=6 * MOST_SECONDS)
    head = f"{JSON}Content-Length: {len(BODY)}\r\n\r\n".encode()
    started = time.monotonic()
    assert b" 408 " in raw(desk, POST, head + BODY[:10]).splitlines()[0]
    assert desk.ask("GET", "session").status == 200
    drops = [BODY[n : n + 1] for n in range(60)]
    # By then it may have hung up.
    answer = raw(desk, POST, head, *drops, pause=0.25)
    assert answer == b"" or b" 408 " in answer
    assert silent.recv(1) == b""
    silent.close()
    assert time.monotonic() - started < 6 * MOST_SECONDS


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
        b'{"a": ' + b"[" * 13 + b"]" * 13 + b"}",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe",
        b"[]",
        b"",
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
    ids=range(10),
)
def test_json_that_is_none_or_too_deep(desk: Desk, body: bytes) -> None:
    assert desk.ask("POST", "annotations", body).status == 400


@pytest.mark.parametrize("origin", ["http://evil.example", None])
def test_a_websocket(desk: Desk, origin: str | None) -> None:
    answer = desk.ask(
        "GET", "session", Origin=origin, Connection="Upgrade", Upgrade="websocket",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==", Sec_WebSocket_Version="13",
    )  # fmt: skip
    is_refused(answer, 403)


def test_nothing_is_changed_by_asking(desk: Desk) -> None:
    """GET, with everything that would change something; and changes without what was seen."""
    assert desk.ask("GET", "annotations/index%23one?delete=1", If_Match="x").status == 200
    assert desk.ask("POST", "annotations/index%23one", NOTE, If_Match="x").status == 404
    assert desk.ask("DELETE", "annotations/index%23one").status == 428
    assert desk.ask("PATCH", "annotations/index%23one", {"body": {}}).status == 428
    assert desk.ask("PUT", "annotations/index%23one", {"body": {}}, If_Match="x").status == 405
    assert desk.ask("GET", "nothing").status == 404


# Where the server can be reached from other machines


def test_elsewhere_it_is_off_and_says_why(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    with serve(tmp_path, address="0.0.0.0") as served:
        wait_for(lambda: "The reason." in served.get())
        assert "postil-desk" not in served.get()
        assert ask(served.host, "GET", f"{ADDRESS}session").status == 404
        assert "Writing on the page is off, for 0.0.0.0 can be reached" in served.log


def test_elsewhere_a_token_stands_in_the_printed_address_alone(tmp_path: Path) -> None:
    plugins = CONFIGURATION.replace("postil]", "{postil: {desk: token}}]")
    write(tmp_path, {**SITE, "mkdocs.yml": plugins})
    with serve(tmp_path, address="0.0.0.0") as served:
        wait_for(lambda: "Serving on" in served.log and "The reason." in served.get())
        token = served.log.partition("#postil-desk=")[2].split()[0]
        known = Desk.of(served)
        assert (known.token, len(token)) == ("", 32)
        assert token not in served.get()
        is_refused(known.ask("GET", "session"), 401)
        known.token = token
        assert known.ask("GET", "session").status == 200
        is_refused(known.ask("GET", "session", Host="evil.example", Origin=None), 403)


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    plugins = CONFIGURATION.replace("postil]", "{postil: {desk: off}}]")
    write(tmp_path, {**SITE, "mkdocs.yml": plugins.replace("off", "'off'")})
    with serve(tmp_path) as served:
        wait_for(lambda: "The reason." in served.get())
        assert "postil-desk" not in served.get()
        assert ask(served.host, "GET", f"{ADDRESS}session").status == 404
        assert "Writing on the page" not in served.log


@pytest.mark.parametrize(
    ("host", "is_open"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.1.2.3", True),
     ("0.0.0.0", False), ("::", False), ("192.168.0.1", False), ("example.org", False),
     ("", False)],
)  # fmt: skip
def test_which_addresses_are_of_this_machine(host: str, is_open: bool) -> None:
    assert Guard(host, 8000).is_open is is_open


def test_tokens_are_those_of_one_run() -> None:
    assert Guard("localhost", 1).token != Guard("localhost", 1).token
    assert Guard("localhost", 1).token not in repr(Guard("localhost", 1))
