"""Who may speak to the desk: the pages of this site, in a browser of its author, and nobody else.

A server that listens to nobody but the own machine is still reached by every page that a browser on
it has open. Three holes of this kind were found in Vite's server in January 2025 (advisory
GHSA-vg6x-rcgg-rjx6), and each has its answer here:

* It allowed pages of other sites to read its answers (CORS). Here no answer has such a header, so
  that a browser keeps it from them, and a question whether one might ask (OPTIONS) is refused.
* It let pages of other sites open a WebSocket, for which browsers ask nobody. Here is none, and
  who asks for one is refused. What a page may send without asking, a form, is refused by its
  content type, and by its `Origin`.
* It answered to any `Host`. A page of evil.example can have its own name lead to 127.0.0.1
  (DNS rebinding); to the browser all is one site then, and it reads what it likes. Its `Host` gives
  it away: names are taken that cannot be anybody else's, and addresses, which cannot be rebound.

And, as in Jupyter, there is a token: something that a browser sends along by itself, as a cookie,
proves nothing about who asks, and other programs of other people on the same machine reach the
server, too. The token is made anew for each run, stands in a header, and is only given away in a
page whose `Host` is one of ours; where others can reach the server, in no page at all, but in the
address that is printed in the terminal.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TOKEN_HEADER = "HTTP_X_POSTIL_TOKEN"
"""As WSGI calls the header `X-Postil-Token`."""

Mode = Literal["local", "token", "off"]
_CHANGING = ("POST", "PATCH", "DELETE")
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::(?P<port>\d{1,5}))?")


class Forbidden(Exception):  # noqa: N818
    """A request is refused; the message says why, for whoever has made it by mistake."""

    def __init__(self, status: str, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Guard:
    """Decides about requests to a server that listens at a host and a port."""

    host: str
    port: int
    mode: Mode = "local"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def is_open(self) -> bool:
        """Whether there is a desk at all."""
        return self.mode == "token" or (self.mode == "local" and is_loopback(self.host))

    @property
    def why_closed(self) -> str:
        """Why there is no desk, for the terminal; empty where there is one, or nobody wants it."""
        if self.is_open or self.mode == "off":
            return ""
        return (
            f"Writing on the page is off, for {self.host} can be reached from other machines: "
            "serve at 127.0.0.1, or set the option 'desk: token' of postil"
        )

    def address(self, url: str) -> str:
        """The address of the site, as it is printed and opened: with the token where that stands in
        no page. What stands behind a # is never sent, nor told to the next site."""
        return f"{url}#postil-desk={self.token}" if self.mode == "token" else url

    def gives_token(self, host: str) -> bool:
        """Whether a page that was asked for under a host may hold the token."""
        return self.mode == "local" and self.is_open and self.is_ours(host)

    def is_ours(self, host: str) -> bool:
        """Whether a Host header is one under which this server is meant.

        Any port will do: whoever forwards a port asks under another one, and a page of another
        server of this machine is told from ours by its Origin.
        """
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match["name"].strip("[]").casefold()
        if is_loopback(name):
            return True
        if self.mode != "token":
            return False
        # An address cannot be rebound; a name can, but for those that we have ourselves.
        return _is_address(name) or name in {self.host.casefold(), socket.gethostname().casefold()}

    def check(self, environ: Mapping[str, object]) -> None:
        """Raises Forbidden unless a request comes from a page of ours, or from a program that knows
        the token."""
        method, host = str(environ.get("REQUEST_METHOD")), str(environ.get("HTTP_HOST", ""))
        if not self.is_open:
            raise Forbidden("404 Not Found", "there is no desk here")
        if not self.is_ours(host):
            raise Forbidden("403 Forbidden", "this host is none of ours")
        if "HTTP_UPGRADE" in environ:
            raise Forbidden("403 Forbidden", "there are no WebSockets here")
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and str(origin).casefold() != f"http://{host}".casefold():
            raise Forbidden("403 Forbidden", "the page that asks is none of this site")
        if origin is None and method in _CHANGING:
            raise Forbidden("403 Forbidden", "who changes something says from where: send Origin")
        if str(environ.get("HTTP_SEC_FETCH_SITE", "same-origin")) not in ("same-origin", "none"):
            raise Forbidden("403 Forbidden", "the page that asks is none of this site")
        given = str(environ.get(TOKEN_HEADER, ""))
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise Forbidden(
                "401 Unauthorized",
                "the token is missing, or is that of an earlier run: load the page anew",
            )


def is_loopback(host: str) -> bool:
    """Whether a name or an address leads to the own machine and to no other."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
