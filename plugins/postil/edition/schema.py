"""JSON Schemas of the annotation files, for editors that complete keys and underline mistakes.

Those of the models hold for every site. Those of an edition know its ids, too: an editor completes
them, explains them and underlines what is none of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from .choices import JsonSchema, choice, divided, escaped, snippets
from .described import Described
from .edition import Article, Edition
from .inventories import Inventory
from .model import (
    Annotation,
    AnnotationFile,
    Annotator,
    Citation,
    Claim,
    Concept,
    Id,
    Quote,
    Source,
    SourceId,
    Term,
    Vocabulary,
)
from .problems import shortened

_FILES: dict[str, Any] = {
    "annotations": AnnotationFile,
    "sources": dict[SourceId, Source],
    "glossary": dict[Id, Term],
    "vocabulary": Vocabulary,
    "annotators": dict[Id, Annotator],
}

CLAIMS = "claims"
"""The folder of what is known of each article, beside the schemas of the files."""

# Which keys of an entry name something, and what.
_NAMED: Mapping[str, Mapping[str, str]] = {
    "AnnotationFile": {"by": "annotator"},
    "Claim": {"by": "annotator", "kind": "kind", "assessment": "assessment", "terms": "term"},
    "Note": {"by": "annotator", "term": "term"},
    "Citation": {"source": "source", "stance": "stance"},
    "CrossReference": {"relation": "relation"},
    "Term": {"sources": "source"},
}

_SHORT = ("#/$defs/Name", "#/$defs/Target")

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

MANY = 1_000
"""With more annotations than this, an editor lists articles, and the annotations of an article when
its name and `#` are written: yaml-language-server compares each entry of a list with each other."""

_TO = "Where it leads"

_NEWER = "or it is newer than the last 'postil check'"


def schemas() -> dict[str, str]:
    """The schema of each kind of annotation file, by file name."""
    return {
        f"{name}.schema.json": written(model_schema(name, model)) for name, model in _FILES.items()
    }


def model_schema(name: str, model: Any) -> JsonSchema:
    """The schema of the files of a model, which is the caller's to change."""
    schema = deepcopy(_schema_of(model))
    _add_short_forms(schema)
    title = f"Postil: {name}"
    return {"$schema": _DIALECT, "title": title, **schema | {"title": title}}


@cache
def _schema_of(model: Any) -> JsonSchema:
    """The schema of a model alone. To make all of them takes a tenth of a second, and a site that
    is served needs them again whenever a source or a term is new."""
    return TypeAdapter(model).json_schema(schema_generator=Described)


def _add_short_forms(schema: Any) -> None:
    """Lets names and targets be text, too: their models read it before fields are looked at."""
    if isinstance(schema, dict):
        if schema.get("$ref") in _SHORT:
            schema["anyOf"] = [{"type": "string"}, {"$ref": schema.pop("$ref")}]
        else:
            for part in schema.values():
                _add_short_forms(part)


def written(schema: JsonSchema) -> str:
    """A schema as people read it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class EditionSchemas:
    """The schemas of the annotation files of one edition.

    Where mistakes hide what there is, as in a file that cannot be read, any id will do.
    """

    edition: Edition
    pages: Collection[str] = ()
    """The paths of all pages, without suffix."""
    library: Mapping[str, str] = field(default_factory=dict)
    """The titles of the sources of existing libraries, whether they are cited or not."""
    folder: str = "annotations"
    """The folder of the annotations."""

    def files(self) -> dict[str, str]:
        """The schema of each kind of file, by file name."""
        names = self._names()
        found = {}
        for kind, model in _FILES.items():
            schema = model_schema(kind, model)
            if kind == "annotations":
                schema = self._of_annotations(schema, names)
            elif kind == "glossary":
                _name(schema["$defs"], names)
            found[f"{kind}.schema.json"] = packed(schema)
        return found

    @property
    def basis(self) -> tuple[Any, ...]:
        """What `files` depends on: while it is the same, they are."""
        edition, annotated = self.edition, self._annotated
        return (
            edition.vocabulary,
            edition.glossary,
            edition.sources,
            edition.annotators,
            tuple(self.library),
            tuple(self.pages),
            bool(edition.problems),
            {path: len(article.annotations) for path, article in annotated.items()},
            tuple((other.name, other.updated) for other in edition.inventories.values()),
            annotated if self._count <= MANY else None,
        )

    @cached_property
    def _annotated(self) -> Mapping[str, Article]:
        """The articles with annotations of their own."""
        articles = self.edition.articles.items()
        return {path: a for path, a in articles if a.annotations.keys() - a.landings.keys()}

    @cached_property
    def _count(self) -> int:
        """How many annotations there are."""
        return sum(len(article.annotations) for article in self._annotated.values())

    def articles(self) -> Iterator[tuple[str, Article]]:
        """The articles of which a file of its own says what is known, with its path."""
        for path, article in self._annotated.items():
            yield path_of(path), article

    @cached_property
    def _elsewhere(self) -> Mapping[str, tuple[Inventory, str]]:
        """The articles of other sites, as they are referred to."""
        others = self.edition.inventories.values()
        return {f"{site.name}:{path}": (site, path) for site in others for path in site.articles}

    def _labels_elsewhere(self, page: str) -> dict[str, str]:
        """What is said of the annotations of an article of another site, by their full names."""
        site, path = self._elsewhere[page]
        return {
            f"{page}#{name}": entry.said
            for id in site.ids(path)
            if (entry := site.entry(path, id))
            for name in (id, *entry.was)
        }

    def _names(self) -> dict[str, JsonSchema]:
        """What may stand under the keys that name something."""
        words = self.edition.vocabulary
        terms = {id: f"{t.term}: {t.definition}" for id, t in self.edition.glossary.items()}
        sources = {id: _of_source(source) for id, source in self.edition.sources.items()}
        sources |= {id: self.library[id] for id in self.library if id not in sources}
        annotators = {id: annotator.name for id, annotator in self.edition.annotators.items()}
        return {
            "annotator": choice(annotators, f"there is no such annotator, {_NEWER}"),
            "kind": _of_words("kind", words.kinds),
            "assessment": _of_words("assessment", words.assessments),
            "relation": _of_words("relation", words.relations),
            "stance": _of_words("stance", words.stances),
            "term": choice(terms, f"there is no such term in the glossary, {_NEWER}"),
            "source": choice(sources, f"there is no such source, {_NEWER}"),
        }

    def _of_annotations(self, schema: JsonSchema, names: Mapping[str, JsonSchema]) -> JsonSchema:
        """The schema of the annotations of an article, with what they lead to.

        What is said first of a passage is what an editor shows: an annotation before "where it
        leads".
        """
        parts = schema["$defs"]
        for name, model in (("Citation", Citation), ("Quote", Quote)):
            parts[name] = deepcopy(_schema_of(model))
        _name({**parts, "AnnotationFile": schema}, names)
        quoted = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Quote"}]}
        for name in ("Claim", "Note", "Target"):
            properties = parts[name]["properties"]
            properties["quote"] = {**quoted, **_about(properties["quote"])}
        for name in ("Claim", "Note"):
            cited = parts[name]["properties"]["sources"]
            cited["items"] = {"anyOf": [names["source"], {"$ref": "#/$defs/Citation"}]}
        articles = {page: self._of_page(page) for page in self.pages}
        for page, (site, path) in self._elsewhere.items():
            count = len(site.ids(path))
            articles[page] = f"{count} annotation{'' if count == 1 else 's'} on “{site.title}”"
        article = choice(articles, f"there is no such article, {_NEWER}")
        target = parts["Target"]["properties"]
        target["article"] = {**article, **_about(target["article"])}
        parts["CrossReference"] = self._of_links(parts["CrossReference"], article)
        whole = {key: schema.pop(key) for key in ("properties", "additionalProperties", "type")}
        return {**schema, "type": "object", "allOf": [*self._of_own(), whole]}

    def _of_page(self, page: str) -> str:
        article = self.edition.articles.get(page)
        count = len(article.annotations.keys() - article.landings.keys()) if article else 0
        return f"{count or 'no'} annotation{'' if count == 1 else 's'}"

    def _of_links(self, schema: JsonSchema, article: JsonSchema) -> JsonSchema:
        """A cross-reference. What it leads `to` is a page, or an annotation of a page: of those
        that it begins to name."""
        to = schema["properties"]["to"]
        # Whether there is such an annotation is looked up elsewhere.
        other: JsonSchema = {"type": "string", "pattern": "^[^#]*#|^[a-z0-9-]+$"}
        if self._count <= MANY:
            other["defaultSnippets"] = [
                snippet
                for annotated in self._annotated.values()
                for snippet in snippets(self._labels(annotated))
            ]
            for page in list(self._elsewhere)[:MANY]:
                found = self._labels_elsewhere(page)
                other["defaultSnippets"] += snippets(found) if len(found) <= MANY else []
        schema["properties"]["to"] = {
            **_about(to),
            "title": _TO,
            "anyOf": [article, other, {"$ref": "#/$defs/Target"}],
        }
        schema.pop("additionalProperties")
        keys = dict.fromkeys(schema["properties"], True)
        starts = [f"{page}#" for page in (*self.pages, *self._elsewhere)]
        if not starts:
            return schema
        links = divided(
            starts,
            lambda found: _to(self._links_of(found[0].removesuffix("#"))),
            f"there is no such annotation, {_NEWER}",
            1,
            _to,
        )
        leads = {"if": _to({"type": "string", "pattern": "^[^#]+#"}), "then": links}
        whole = {"properties": schema.pop("properties"), "required": schema.pop("required")}
        return {
            **schema,
            "properties": keys,
            "additionalProperties": False,
            "allOf": [leads, whole],
        }

    def _links_of(self, page: str) -> JsonSchema:
        """What a link to an annotation of a page may be."""
        if page in self._elsewhere:
            labels = self._labels_elsewhere(page)
            known = choice(labels, f"there is no such annotation there, {_NEWER}")
            return {**known, "title": _TO} if len(labels) <= MANY else {"type": "string"}
        if page in self._annotated:
            return {"$ref": f"{quote(path_of(page))}#/$defs/links"}
        if self.edition.problems:
            return {"type": "string", "pattern": f"^{escaped(page)}#"}
        return {
            "type": "string",
            "pattern": "(?!)",
            "patternErrorMessage": "this page has no annotations",
        }

    def _of_own(self) -> Iterator[JsonSchema]:
        """What holds for the files of each article alone."""
        for page in self._annotated:
            # With a name between them, it is the file of one annotator.
            files = quote(f"/{PurePath(self.folder).name}/{page}") + ".*y*ml"
            file = {"$ref": f"{quote(path_of(page))}#/$defs/file"}
            yield {"if": {"filePatternAssociation": files}, "then": file}

    def of_article(self, article: Article) -> str:
        """What is known of an article, as text of the file at `path_of`: which `links` lead to its
        annotations, and what may stand in its own `file`."""
        links = self._labels(article)
        own = {f"#{name.rpartition('#')[2]}": label for name, label in links.items()}
        ids = {id.removeprefix("#") for id in own}
        old = {id for a in article.annotations.values() for id in a.was}
        wrong = f"there is no such annotation in this article, {_NEWER}"
        pages = [page for page in self.pages if "/" not in page]
        others = _one_of({*ids, *old, *(f"#{id}" for id in old), *pages})
        elsewhere = {"type": "string", "pattern": f"{others}|^[^#].*[^a-z0-9-]"}
        to = {"title": _TO, "anyOf": [choice(own, wrong), elsewhere, {"type": "object"}]}
        links_of_entry = {"items": {"properties": {"to": {"$ref": "#/$defs/own"}}}}
        entries = {"additionalProperties": {"properties": {"cross_references": links_of_entry}}}
        named = choice(links, wrong)
        if old:
            known = _one_of({f"{article.path}#{id}" for id in old})
            named = {"anyOf": [named, {"type": "string", "pattern": known}]}
        file = {"properties": {"claims": entries, "notes": entries}}
        parts = {"links": {**named, "title": _TO}, "own": to, "file": file}
        return packed({"$schema": _DIALECT, "$defs": parts})

    def _labels(self, article: Article) -> dict[str, str]:
        """What is said of the annotations of an article, by their full names."""
        return {
            f"{article.path}#{id}": _of_annotation(annotation, self.edition.vocabulary)
            for id, annotation in article.annotations.items()
            if id not in article.landings
        }


def path_of(article: str) -> str:
    """The file of what is known of an article, in the folder of the schemas."""
    return f"{CLAIMS}/{article}.json"


def packed(schema: JsonSchema) -> str:
    """A schema that nobody reads: without the white space, which would be half of it."""
    return json.dumps(schema, separators=(",", ":"), ensure_ascii=False) + "\n"


def _to(schema: JsonSchema) -> JsonSchema:
    """A schema of what a cross-reference leads to, as one of the cross-reference."""
    return {"required": ["to"], "properties": {"to": schema}}


def _one_of(words: Collection[str]) -> str:
    """The pattern of these words."""
    return f"^(?:{'|'.join(map(escaped, sorted(words)))})$"


def _about(schema: JsonSchema) -> JsonSchema:
    """What is said of a key, whatever may stand there."""
    return {key: schema[key] for key in ("description", "title") if key in schema}


def _name(parts: dict[str, Any], names: Mapping[str, JsonSchema]) -> None:
    """Puts what may stand there under each key that names something."""
    for part, keys in _NAMED.items():
        properties = parts[part]["properties"] if part in parts else {}
        for key in keys & properties.keys():
            found = names[keys[key]]
            if properties[key].get("type") == "array":
                properties[key]["items"] = found
            else:
                properties[key] = {**found, **_about(properties[key])}


def _of_words(thing: str, words: Mapping[str, Concept]) -> JsonSchema:
    labels = {id: ": ".join(filter(None, (w.label, w.description))) for id, w in words.items()}
    return choice(labels, f"there is no such {thing} in the vocabulary, {_NEWER}")


def _of_source(source: Source) -> str:
    """A source in a line."""
    names = ", ".join(name.family or name.literal for name in source.author)
    return ". ".join(filter(None, (names, source.issued, source.title, source.container_title)))


def _of_annotation(annotation: Annotation, vocabulary: Vocabulary) -> str:
    """An annotation in a line: its passage, and how it was assessed."""
    said = f"“{shortened(annotation.quote.exact)}”"
    if isinstance(annotation, Claim) and annotation.assessment in vocabulary.assessments:
        said += f" ({vocabulary.assessments[annotation.assessment].label})"
    return said
