"""A site without a host, to be written into: its articles are plain paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from postil.build.build import Build
from postil.build.settings import Settings
from postil.desk.writing.writer import Writer
from support.builds import write


def html(text: str) -> str:
    """The paragraphs of a text."""
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in text.strip().split("\n\n"))


class Site:
    """A site whose files may change: `build` looks at them anew."""

    def __init__(self, root: Path, texts: Mapping[str, str]) -> None:
        self.root = root
        self._html = {article: html(text) for article, text in texts.items()}
        self.writer = Writer(self._html.get)

    @classmethod
    def begun(cls, root: Path, texts: Mapping[str, str], files: Mapping[str, str | bytes]) -> Site:
        """A site with its files."""
        articles = {f"docs/{article}.md": text for article, text in texts.items()}
        write(root, {**articles, **files})
        return cls(root, texts)

    @property
    def build(self) -> Build:
        """The site as its files are now."""
        build = Build(self.root, Settings(cache=""), serving=True)
        build.load(self._html)
        build.choose({article: f"{article}.md" for article in self._html}, "en")
        for article in build.articles:
            build.read(article, self._html[article])
        build._read_waiting()
        return build
