"""The desk of a site that is served, as the scripts of its pages talk to it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

from support.serving import PATIENCE, Served

ADDRESS = "/-/postil/"


@dataclass
class Answer:
    """What a server answers."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def values(self) -> dict[str, Any]:
        """What it says, in JSON."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


def ask(
    host: str, method: str, path: str, body: bytes | None = None, **headers: str | None
) -> Answer:
    """Asks a server, with nothing that a browser would add."""
    connection = HTTPConnection(host, timeout=PATIENCE)
    given = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    connection.request(method, path, body, given)
    answer = connection.getresponse()
    return Answer(answer.status, dict(answer.getheaders()), answer.read())


@dataclass
class Desk:
    """What a page knows of its desk."""

    host: str
    token: str
    page: str = ""
    article: str = ""
    sent: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, served: Served, path: str = "") -> Desk:
        """The desk of a page."""
        found = re.search(r'id="postil-desk">(.*?)</script>', served.get(path))
        assert found, "this page knows of no desk"
        said = json.loads(found[1])
        return cls(served.host, said["token"], said["page"], said["article"])

    def ask(self, method: str, name: str, body: Any = None, **headers: str | None) -> Answer:
        """Asks as the scripts of the page do; a header that is None is left out."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        usual = {
            "Origin": f"http://{self.host}",
            "X_Postil_Token": self.token,
            "X_Postil_Page": self.page,
            "Content_Type": "application/json" if data is not None else None,
        }
        return ask(self.host, method, ADDRESS + name, data, **{**usual, **headers})

    def get(self, name: str) -> Any:
        """What is there."""
        answer = self.ask("GET", name)
        assert answer.status == 200, answer.body
        return answer.values

    def post(self, name: str, body: Any) -> Any:
        """What comes of something that is well."""
        answer = self.ask("POST", name, body)
        assert answer.status == 200, answer.body
        return answer.values

    def change(self, annotation: Any, **values: Any) -> Answer:
        """Changes an annotation as it was seen."""
        name = "annotations/" + quote(annotation["id"], safe="")
        return self.ask("PATCH", name, values, If_Match=f'"{annotation["etag"]}"')

    def delete(self, annotation: Any) -> Answer:
        """Deletes an annotation as it was seen."""
        name = "annotations/" + quote(annotation["id"], safe="")
        return self.ask("DELETE", name, If_Match=f'"{annotation["etag"]}"')


def words(exact: str, source: str = "index", **parts: str) -> dict[str, Any]:
    """A target: words of an article."""
    return {"source": source, "selector": {"type": "TextQuoteSelector", "exact": exact, **parts}}
