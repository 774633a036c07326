"""XML as a text, element by element."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# What XML 1.0 cannot hold, however it is written.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

HEAD = Markup('<?xml version="1.0" encoding="UTF-8"?>\n')


def element(name: str, *content: object, **attributes: object) -> Markup:
    """An element. Texts in it are escaped; attributes that are None are left out, `_` at the end of
    their names is taken away, and `__` in them is a colon."""
    named = "".join(
        f' {key.rstrip("_").replace("__", ":")}="{_text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(_text(part) for part in content)
    return Markup(f"<{name}{named}>{inner}</{name}>" if inner else f"<{name}{named}/>")


def document(root: Markup) -> str:
    """A file of it."""
    return f"{HEAD}{root}\n"


def _text(value: object) -> str:
    return value if isinstance(value, Markup) else escape(_IMPOSSIBLE.sub("", str(value)))
