"""What a site tells other programs: in the head of each article and in a file beside it, and, when
all pages are made, in the inventory and in the files of its data.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from postil.anchoring.passages import AnchoredArticle
from postil.exchange.web import linked_data, tables
from postil.exchange.web.head import annotation_file, head
from postil.exchange.web.inventory import inventory_file, inventory_part
from postil.exchange.web.publication import Publication, Web
from postil.exchange.web.schema_org import claims_of
from postil.rendering.addresses import beside, relative
from postil.rendering.site import INDEX_FOLDER, Site

from .others import Told
from .output import ForOthers, Output

ANNOTATIONS = "annotations.jsonld"
"""What the file beside an article is called; `beside` says what that makes of it."""

# What is told of an article, in the order of `ForOthers.told`.
_INVENTORY, _GRAPH, _CLAIMS, _RELATIONS = range(4)


class Telling:
    """What other programs are told of one site."""

    def __init__(self, site: Site, web: Web, *, address: str, licence: str) -> None:
        """
        Args:
            site: The site, when all its pages are known.
            web: The addresses of what it has.
            address: The address of its root, with a slash at the end; empty where it is not known.
            licence: The licence of its data.
        """
        self._site, self._web = site, web
        self._address, self._licence = address, licence
        self._told = Told()
        self._source_texts: dict[str, str] = {}

    def of_article(self, anchored: AnchoredArticle, published: Publication, url: str) -> ForOthers:
        """All that is told of an article whose page has this address, relative to the root."""
        edition, web, at = self._site.edition, self._web, beside(url, ANNOTATIONS)
        claims = claims_of(anchored, edition, published, web)
        return ForOthers(
            head(anchored, edition, published, web, posixpath.basename(at), claims),
            annotation_file(anchored, edition, published, web, self._address + at),
            self._in_files(anchored, published, url, claims),
        )

    def tell_of(self, anchored: AnchoredArticle, published: Publication, url: str) -> None:
        """Notes what the files of the site are to have of an article."""
        claims = claims_of(anchored, self._site.edition, published, self._web)
        self.put(anchored.article.path, self._in_files(anchored, published, url, claims))

    def put(self, article: str, told: Sequence[str]) -> None:
        """Notes the same where it has been made before."""
        self._told.put(article, told)

    def drop(self, article: str) -> None:
        """Tells nothing of an article any more."""
        self._told.drop(article)

    def beside(self, article: str, url: str, output: Output) -> Iterator[tuple[str, str]]:
        """The files that stand beside the page of an article: texts by path."""
        if output.annotations:
            yield beside(url, ANNOTATIONS), output.annotations
        if len(output.told) > _GRAPH and (graph := output.told[_GRAPH]):
            anchored = self._site.anchored[article]
            cited = linked_data.cited_by(anchored, self._site.edition)
            text = "".join(linked_data.document([graph, *map(self._source_text, cited)]))
            yield beside(url, linked_data.FILE_NAME), text

    def files(self) -> Iterator[tuple[str, Iterable[str]]]:
        """The files of the site, when all pages are made: paths, each with its text piece by
        piece."""
        if not self._told:
            return
        pages = self._site.pages
        folder = posixpath.dirname(pages.inventory)
        yield (
            pages.inventory,
            inventory_file(
                self._told.texts(_INVENTORY),
                self._site.name,
                f"{self._address}{folder}/" if self._address and folder else self._address,
                f"{INDEX_FOLDER}/" if pages.search and not folder else "",
            ),
        )
        if pages.data:
            yield from self._data(pages.data)

    def close(self) -> None:
        """Forgets all, for good."""
        self._told.close()

    def _data(self, folder: str) -> Iterator[tuple[str, Iterable[str]]]:
        edition, web, told = self._site.edition, self._web, self._told
        names = [f"{self._address}{folder}/{name}" for name in tables.TABLES]
        url = f"{self._address}{folder}/{linked_data.FILE_NAME}"
        about = linked_data.dataset(edition, self._site.name, url, names, web, self._licence)
        sources = map(self._source_text, sorted(edition.cited_sources))
        graph = linked_data.document(chain([about], told.texts(_GRAPH), sources))
        yield f"{folder}/{linked_data.FILE_NAME}", graph
        lines = (told.texts(_CLAIMS), tables.sources_table(edition, web), told.texts(_RELATIONS))
        for (name, columns), own in zip(tables.TABLES.items(), lines, strict=True):
            yield f"{folder}/{name}", chain([tables.header(columns)], own)
        yield f"{folder}/{tables.DESCRIPTION}", [tables.description()]

    def _in_files(
        self,
        anchored: AnchoredArticle,
        published: Publication,
        url: str,
        claims: Mapping[str, dict[str, Any]],
    ) -> tuple[str, str, str, str]:
        """What the files of the site have of an article, as `files` puts it together."""
        edition, web, pages = self._site.edition, self._web, self._site.pages
        url = "" if url in (".", "./") else url
        folder = posixpath.dirname(pages.inventory)
        address = relative(url, f"{folder}/" if folder else "").removeprefix("./")
        inventory = inventory_part(anchored, edition, published.title, address)
        if not pages.data:
            return inventory, "", "", ""
        return (
            inventory,
            linked_data.graph_of(anchored, edition, published, web, claims, self._site.history),
            tables.claims_table(anchored, edition, published),
            tables.relations_table(anchored, edition, web),
        )

    def _source_text(self, id: str) -> str:
        if id not in self._source_texts:
            source = self._site.edition.sources[id]
            self._source_texts[id] = linked_data.source_text(source, self._web.source(id))
        return self._source_texts[id]
