"""`postil help`: the guide, which comes along with the program, as pages on one's own disk."""

from __future__ import annotations

import re
import tempfile
import webbrowser
from collections.abc import Mapping
from html import escape
from importlib import metadata, resources
from pathlib import Path

import click
from markdown import Markdown

from postil.edition.problems import unknown
from postil.keeping.saving import save

from .reference import reference

_EXTENSIONS = ["admonition", "attr_list", "def_list", "fenced_code", "md_in_html", "tables", "toc"]
_STYLE = """
:root { color-scheme: light dark }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.6 Georgia, serif }
nav, code, pre, table { font-family: system-ui, sans-serif; font-size: 15px }
code, pre { font-family: ui-monospace, monospace; font-size: 14px }
pre { overflow-x: auto; padding: .8em; border: 1px solid GrayText }
nav { columns: 2; margin-bottom: 2rem; border-bottom: 1px solid GrayText }
nav ul { list-style: none; padding: 0 }
nav [aria-current] { font-weight: 600 }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { padding: .3em .8em .3em 0; text-align: start; vertical-align: top;
  border-bottom: 1px solid GrayText }
@media (max-width: 30rem) { nav { columns: 1 } }
"""
# Links to other pages of the guide; what else the site of the guide has is not on the disk.
_LINK = re.compile(r'href="(?!https?:|#)([^"#]*?)(?:\.md)?(#[^"]*)?"')


def show(topic: str, *, as_text: bool) -> None:
    """Opens a page of the guide, or prints it. Raises ClickException where there is none such."""
    pages = _pages()
    if topic and topic not in pages:
        what, advice = unknown("topic", topic, pages)
        raise click.ClickException(f"{what}; {advice or 'choose from ' + ', '.join(pages)}")
    if as_text:
        click.echo(pages[topic] if topic else "\n".join(pages))
        return
    folder = Path(tempfile.gettempdir(), f"postil-guide-{metadata.version('postil')}")
    try:
        folder.mkdir(exist_ok=True)
        titles = {name: _title(name, text) for name, text in pages.items()}
        for name, text in pages.items():
            save(folder / f"{name}.html", _page(name, text, titles).encode("utf-8"))
    except OSError as error:
        raise click.ClickException(f"the guide cannot be written to {folder}: {error}") from error
    page = folder / f"{topic or 'annotating'}.html"
    click.echo(f"The guide: {page.as_uri()}")
    webbrowser.open(page.as_uri())


def _pages() -> Mapping[str, str]:
    """The pages of the guide as Markdown, by name."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_folder().glob("*.md"))}
    return {**found, "reference": reference()}


def _folder() -> Path:
    """Where the guide stands: in the package, or in the project that it is run from."""
    package = Path(str(resources.files("postil")))
    own = package / "guide"
    return own if own.is_dir() else package.parents[1] / "docs" / "guide"


def _title(name: str, text: str) -> str:
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1] if found else name


def _page(name: str, text: str, titles: Mapping[str, str]) -> str:
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    html = Markdown(extensions=_EXTENSIONS).convert(text)

    def link(found: re.Match[str]) -> str:
        to = f"{found[1]}.html" if found[1] in titles else ""
        return f'href="{to}{found[2] or ""}"' if to or found[2] else "data-elsewhere"

    items = "".join(
        f'<li><a href="{other}.html"{_current(other == name)}>{escape(title)}</a></li>'
        for other, title in titles.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(titles[name])}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style><nav><ul>{items}</ul></nav>"
        f"<main>{_LINK.sub(link, html)}</main></html>"
    )


def _current(is_current: bool) -> str:
    return ' aria-current="page"' if is_current else ""
