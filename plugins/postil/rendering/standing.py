"""What a reader finds of the marks on a page, when others have had it since they were set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html.parser import HTMLParser


def standing(html: str) -> Mapping[str, str]:
    """The words of each passage that is marked on a page, by its id, on one line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return {id: " ".join("".join(words).split()) for id, words in reader.words.items()}


class _Reader(HTMLParser):
    """Reads the words within marks, as other programs write them: with and without quotation marks
    around attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, list[str]] = defaultdict(list)
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if tag == "mark":
            # The article may have marks of its own.
            self._open.append((values.get("data-postil") or "") if "postil" in classes else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for id in filter(None, self._open):
            self.words[id].append(data)
