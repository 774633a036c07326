"""A client of yaml-language-server, as editors have one: LSP over the pipes of a process."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

_PATIENCE = 120.0
"""Seconds after which a server that says nothing has failed."""

_UNDERLINED = "textDocument/publishDiagnostics"


class Editor:
    """An editor with a folder open, whose server knows which schema belongs to which files."""

    def __init__(self, server: Path, folder: Path, schemas: Mapping[str, str | list[str]]) -> None:
        """
        Args:
            server: The script of the server.
            folder: The folder of the project.
            schemas: The setting `yaml.schemas`: globs by path of a schema.
        """
        self.folder, self._schemas = folder, schemas
        self._process = subprocess.Popen(
            ["node", str(server), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.pid = self._process.pid
        self._count = 0
        self._versions: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._said: Queue[dict[str, Any]] = Queue()
        Thread(target=self._listen, daemon=True).start()
        root = folder.as_uri()
        self.ask(
            "initialize",
            processId=None,
            rootUri=root,
            workspaceFolders=[{"uri": root, "name": "site"}],
            capabilities={
                "workspace": {
                    "configuration": True,
                    "didChangeConfiguration": {"dynamicRegistration": True},
                },
                "textDocument": {
                    "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                    "hover": {"contentFormat": ["markdown"]},
                },
            },
        )
        self._tell("initialized")

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        """Opens a file with a text, or changes it to that. Returns what is underlined."""
        uri, self._texts[name] = self._uri(name), text
        version = self._versions[uri] = self._versions.get(uri, 0) + 1
        document = {"uri": uri, "version": version}
        if version == 1:
            self._tell(
                "textDocument/didOpen",
                textDocument={**document, "languageId": "yaml", "text": text},
            )
        else:
            self._tell(
                "textDocument/didChange", textDocument=document, contentChanges=[{"text": text}]
            )
        return self._underlined(uri)

    def changed(self, name: str) -> None:
        """Tells that a file of the folder, such as a schema, has changed."""
        changes = [{"uri": self._uri(name), "type": 2}]
        self._tell("workspace/didChangeWatchedFiles", changes=changes)

    def completions(self, name: str, text: str) -> dict[str, str]:
        """What is offered at the sign `‸` in a text: the documentation of each, by what it
        writes."""
        place = self._go_to(name, text)
        found = self.ask("textDocument/completion", **self._at(name, place))
        items = found["items"] if found else []
        return {_inserted(item): _plain(item.get("documentation")) for item in items}

    def hover(self, name: str, text: str) -> str:
        """What is said of the word behind the sign `‸` in a text."""
        place = self._go_to(name, text)
        found = self.ask("textDocument/hover", **self._at(name, place))
        return _plain(found["contents"]) if found else ""

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a request and waits for its answer."""
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        for said in self._heard():
            if said.get("id") == number and "method" not in said:
                assert "error" not in said, said["error"]
                return said["result"]
        return None

    def close(self) -> None:
        """Ends the server."""
        self._process.kill()
        self._process.wait()

    def _go_to(self, name: str, text: str) -> dict[str, int]:
        """Puts the cursor where the sign is."""
        before, _, after = text.partition("‸")
        if self._texts.get(name) != before + after:
            self.open(name, before + after)
        line = before.count("\n")
        return {"line": line, "character": len(before) - before.rfind("\n") - 1}

    def _uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def _at(self, name: str, place: dict[str, int]) -> dict[str, Any]:
        return {"textDocument": {"uri": self._uri(name)}, "position": place}

    def _underlined(self, uri: str) -> list[dict[str, Any]]:
        version = self._versions[uri]
        for said in self._heard():
            params = said.get("params", {})
            is_of_file = said.get("method") == _UNDERLINED and params["uri"] == uri
            if is_of_file and params.get("version", version) == version:
                found: list[dict[str, Any]] = params["diagnostics"]
                return found
        return []

    def _heard(self) -> Iterator[dict[str, Any]]:
        """What the server says; what it asks is answered."""
        while True:
            try:
                said = self._said.get(timeout=_PATIENCE)
            except Empty:
                raise AssertionError("the language server does not answer") from None
            if "method" in said and "id" in said:
                self._send({"id": said["id"], "result": self._answer(said)})
            yield said

    def _answer(self, said: dict[str, Any]) -> Any:
        if said["method"] != "workspace/configuration":
            return None
        # Schemas from the web are no business of a test.
        own = {
            "schemas": self._schemas,
            "schemaStore": {"enable": False},
            "validate": True,
            "hover": True,
            "completion": True,
        }
        return [own if i.get("section") == "yaml" else {} for i in said["params"]["items"]]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        out = self._process.stdout
        assert out
        while line := out.readline():
            if found := re.match(rb"Content-Length: (\d+)", line):
                while out.readline().strip():
                    pass
                self._said.put(json.loads(out.read(int(found[1]))))


@contextmanager
def editing(server: Path, folder: Path, schemas: Mapping[str, str | list[str]]) -> Iterator[Editor]:
    """An editor for the time of the block."""
    editor = Editor(server, folder, schemas)
    try:
        yield editor
    finally:
        editor.close()


def _inserted(item: dict[str, Any]) -> str:
    edit = item.get("textEdit") or {}
    text: str = edit.get("newText") or item.get("insertText") or item["label"]
    return text.strip()


def _plain(markup: Any) -> str:
    return markup["value"] if isinstance(markup, dict) else str(markup or "")
