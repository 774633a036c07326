"""What the docstrings of fields say, for JSON Schemas and the reference of the guide.

pydantic can read them whenever it makes a model, which takes 50 ms of the start of each build.
Here they are read when somebody asks for them.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .model import fields_of


class Described(GenerateJsonSchema):
    """Makes schemas in which each field says what its docstring says."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The schema of a model."""
        return _described(super().model_schema(schema), schema["cls"])

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """The schema of a dataclass."""
        return _described(super().dataclass_schema(schema), schema["cls"])


def _described(schema: JsonSchemaValue, model: type) -> JsonSchemaValue:
    properties = schema["properties"]
    for key, said in descriptions(model).items():
        properties[key] = {"description": said, **properties[key]}
    return schema


def descriptions(model: type) -> Mapping[str, str]:
    """What is said of each field of a model, by the key that it has in files."""
    docstrings = {
        name: said
        for one in reversed(model.__mro__)
        if one.__module__.startswith("postil.")
        for name, said in _docstrings(one.__module__).get(one.__name__, {}).items()
    }
    found = {
        field.alias or name: field.description or docstrings.get(name)
        for name, field in fields_of(model).items()
    }
    return {key: said for key, said in found.items() if said}


@cache
def _docstrings(module: str) -> Mapping[str, Mapping[str, str]]:
    """The docstrings of fields in a module, by class."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_below_fields(node)) for node in classes}


def _below_fields(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(node.body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        said: Any = below.value if isinstance(below, ast.Expr) else None
        if isinstance(said, ast.Constant) and isinstance(said.value, str):
            yield field.target.id, inspect.cleandoc(said.value)
