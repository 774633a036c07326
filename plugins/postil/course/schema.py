"""JSON Schemas of the files of a course, beside those of the annotations."""

from __future__ import annotations

from typing import Any

from postil.edition.choices import JsonSchema, choice, snippets
from postil.edition.schema import MANY, EditionSchemas, model_schema, packed, written
from postil.edition.schema import schemas as schemas_of_annotations

from .model import ALL, AssignmentFile, CourseFile

_FILES: dict[str, Any] = {"course": CourseFile, "assignment": AssignmentFile}


def schemas() -> dict[str, str]:
    """The schema of each kind of file, by file name: of annotations and of a course."""
    own = {f"{name}.schema.json": written(model_schema(name, m)) for name, m in _FILES.items()}
    return {**schemas_of_annotations(), **own}


class CourseSchemas(EditionSchemas):
    """The schemas of an edition, with those of its course: readings and claims are completed."""

    def files(self) -> dict[str, str]:
        """The schema of each kind of file, by file name."""
        own = {name: model_schema(name, model) for name, model in _FILES.items()}
        self._complete(own["assignment"])
        return {
            **super().files(),
            **{f"{name}.schema.json": packed(schema) for name, schema in own.items()},
        }

    def _complete(self, schema: JsonSchema) -> None:
        """Puts what there is to choose from into the schema of assignments."""
        pages = {page: self._of_page(page) for page in self.pages}
        article = choice(pages, "there is no such article")
        _offer(schema["properties"]["readings"], article)
        annotation: JsonSchema = {"type": "string", "pattern": "#"}
        if self._count <= MANY:
            annotation["defaultSnippets"] = [
                snippet
                for annotated in self._annotated.values()
                for snippet in snippets(self._labels(annotated))
            ]
        kinds = {id: kind.label for id, kind in self.edition.vocabulary.kinds.items()}
        every = {ALL: "all that there are in the readings"}
        task = schema["$defs"]["Task"]["properties"]
        _offer(task["judge"], {"anyOf": [choice(every | kinds, "no such kind"), annotation]})
        _offer(task["answer"], {"anyOf": [choice(every, "no annotation"), annotation]})
        _offer(task["compare"], {"anyOf": [annotation, article]})
        task["find"] |= annotation


def _offer(schema: JsonSchema, items: JsonSchema) -> None:
    """Says what the items of a list may be, and a bare word in its place."""
    for part in [schema, *schema.get("anyOf", ())]:
        if part.get("type") == "array":
            part["items"] = items
    alternatives = schema.get("anyOf")
    if alternatives:
        schema["anyOf"] = [items if p.get("type") == "string" else p for p in alternatives]
