"""The files that pages load, without comments: the style sheets, and the scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from postil.edition.model import Vocabulary

from .scripts import ASSETS, SCRIPTS, STUDENT, TOGETHER, script
from .theme import style_sheet

_COMMENT = re.compile(r"\n?[ \t]*/\*.*?\*/", re.DOTALL)


def files(
    vocabulary: Vocabulary,
    words: Mapping[str, str],
    *,
    with_annotators: bool = False,
    with_student: bool = False,
) -> Mapping[str, str]:
    """The files by name, with the style sheet for the words of a vocabulary; with what names of
    annotators look like only where there are any, and with the student's side where it is offered.

    Args:
        words: The words of the interface by key; each script has those that it says.
    """
    sheets = {name: sheet(ASSETS / name) for name in ("pages.css", "postil.css", "assignment.css")}
    if with_annotators:
        sheets["postil.css"] += sheet(ASSETS / "annotators.css")
    if with_student:
        own = ("judge.css", "student.css", "handin.css")
        sheets |= {name: sheet(ASSETS / name) for name in own}
        painted = sheet(ASSETS / "painted.css")
        sheets["student.css"] += painted
        sheets["everywhere.css"] = painted.replace(".postil-article::", "::")
    names = (*SCRIPTS, *STUDENT) if with_student else SCRIPTS
    scripts = {f"{name}.js": script(name, words=words) for name in names}
    if with_student:
        scripts |= {
            f"{all}.js": "".join(scripts[f"{name}.js"] for name in all.split("-"))
            for all in TOGETHER
        }
        scripts["results.js"] = _verdicts(vocabulary, words) + scripts["results.js"]
        scripts = {name: _maker(text) + text for name, text in scripts.items()}
    return {**sheets, **scripts, "vocabulary.css": style_sheet(vocabulary)}


def _verdicts(vocabulary: Vocabulary, words: Mapping[str, str]) -> str:
    """What the script of the search is not to tell, which it finds on pages that do not say it."""
    labels = [concept.label for concept in vocabulary.assessments.values()]
    form = json.dumps({"claim": words["claim"], "verdicts": labels}, ensure_ascii=False)
    return f'window["postil:verdicts"] = {form};\n'


@cache
def sheet(path: Path) -> str:
    """A style sheet without its comments, which are a fifth of what would be loaded."""
    return _COMMENT.sub("", path.read_text(encoding="utf-8")).lstrip()


def _maker(script: str) -> str:
    """Our version, for a script that makes files."""
    if "postil:maker" not in script:
        return ""
    try:
        maker = version("postil")
    except PackageNotFoundError:
        return ""
    return f'window["postil:maker"] = {json.dumps(maker)};\n'
