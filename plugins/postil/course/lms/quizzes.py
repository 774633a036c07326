"""The manifest of an archive of quizzes alone, as platforms import them without a course."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from .xml import document, element


def manifest(files: Iterable[str]) -> str:
    """The manifest for files of QTI."""
    resources = [
        element(
            "resource",
            element("file", href=name),
            identifier=f"quiz-{PurePosixPath(name).stem}",
            type="imsqti_xmlv1p2",
        )
        for name in files
    ]
    root = element(
        "manifest",
        element("metadata", element("schema", "IMS Content"), element("schemaversion", "1.1.3")),
        element("organizations"),
        element("resources", *resources),
        identifier="postil-quizzes",
        xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    )
    return document(root)
