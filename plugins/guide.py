"""The hooks of this site's own `mkdocs.yml`: the reference page, made from the program; and the
pages without annotations get what mends Material's own faults on those with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from postil.desk.reference import reference
from postil.rendering.material import mended


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds `guide/reference.md`."""
    files.append(File.generated(config, "guide/reference.md", content=reference()))
    return files


def on_post_page(output: str, **_: Any) -> str:
    """Names the search dialog."""
    return mended(output)


_NOT_FOUND = """<h1>There is no such page</h1>
<p>It may have been called otherwise before. The search finds texts, notes and sources by their
words; the <a href="{home}claims/">claims</a>, the <a href="{home}sources/">sources</a> and the
<a href="{home}">first page</a> lead to everything there is.</p>"""


def on_post_template(output_content: str, *, config: MkDocsConfig, **_: Any) -> str:
    """The same on 404.html, which says where to go on."""
    home = urlsplit(config.site_url or "/").path
    said = output_content.replace("<h1>404 - Not found</h1>", _NOT_FOUND.format(home=home))
    return mended(said)
