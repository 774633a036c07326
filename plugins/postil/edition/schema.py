"""JSON Schemas of the annotation files, for editors that complete keys and underline mistakes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from .model import AnnotationFile, Annotator, Id, Source, SourceId, Term, Vocabulary

_FILES: dict[str, Any] = {
    "annotations": AnnotationFile,
    "sources": dict[SourceId, Source],
    "glossary": dict[Id, Term],
    "vocabulary": Vocabulary,
    "annotators": dict[Id, Annotator],
}


def schemas() -> dict[str, str]:
    """The schema of each kind of annotation file, by file name."""
    return {f"{name}.schema.json": _text(name, model) for name, model in _FILES.items()}


def _text(name: str, model: Any) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Postil: {name}",
        **TypeAdapter(model).json_schema(mode="validation"),
    }
    schema["title"] = f"Postil: {name}"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
