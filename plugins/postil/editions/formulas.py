"""Formulas in LaTeX as Typst writes them, and as MathML; pandoc knows all of them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from postil.exchange.pandoc import INSTALL, program

_PATIENCE = 60
"""Seconds. A thousand formulas take two."""
_BETWEEN = "%%postil%%"
_MATH = re.compile(r"<math .*?</math>", re.DOTALL)
_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>|</?semantics>", re.DOTALL)

Formula = tuple[str, bool]
"""A formula in LaTeX, and whether it stands on lines of its own."""


@dataclass
class Formulas:
    """Formulas that a text asks for, and what they are where it is to be read."""

    known: Mapping[Formula, str] = field(default_factory=dict)
    """Those that were translated."""
    asked: dict[Formula, None] = field(default_factory=dict)
    """Those that were not."""

    def __call__(self, latex: str, *, display: bool) -> str:
        """What a formula is; empty where that is not known."""
        if not (found := self.known.get((latex, display), "")):
            self.asked[latex, display] = None
        return found


def state() -> str:
    """What translates formulas here; empty where nothing does."""
    return program() or ""


def left(latex: str) -> str:
    """What is said of a formula that was not translated."""
    if not program():
        return f"formulas stand as they are written, in TeX; for others: {INSTALL}"
    line = " ".join(latex.split())
    said = line if len(line) <= 60 else f"{line[:59]}…"
    return f"the formula '{said}' stands as it is written, in TeX"


def bare(written: str) -> str:
    """A formula as it is written, without what begins and ends it."""
    written = written.strip()
    for begin, end in (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$")):
        if written.startswith(begin) and written.endswith(end) and len(written) > 2 * len(begin):
            return written[len(begin) : -len(end)].strip()
    return written


def typst(asked: Iterable[Formula]) -> Mapping[Formula, str]:
    """Formulas as Typst writes them. Those that pandoc cannot read are missing; without pandoc,
    all are."""
    return {
        formula: written[1:-1].strip()
        for formula, written in _translated([*asked], "typst")
        # What it cannot read it writes as it is, in words.
        if len(written) > 2 and written.startswith("$") and written.endswith("$")
    }


def mathml(asked: Iterable[Formula]) -> Mapping[Formula, str]:
    """Formulas as MathML, each with what it is in LaTeX as its alternative text. Some are missing,
    as they are of `typst`."""
    return {
        formula: _ANNOTATION.sub("", made[0]).replace(
            "<math ", f'<math alttext="{escape(formula[0])}" ', 1
        )
        for formula, written in _translated([*asked], "html")
        if (made := _MATH.search(written))
    }


def _translated(wanted: Sequence[Formula], to: str) -> Iterable[tuple[Formula, str]]:
    pandoc = program()
    if not (wanted and pandoc):
        return ()
    blocks = []
    for source, is_display in wanted:
        kind = {"t": "DisplayMath" if is_display else "InlineMath"}
        blocks.append({"t": "Para", "c": [{"t": "Math", "c": [kind, source]}]})
        blocks.append({"t": "RawBlock", "c": [to, _BETWEEN]})
    document = {"pandoc-api-version": [1, 23], "meta": {}, "blocks": blocks}
    try:
        done = subprocess.run(
            [pandoc, "--from=json", f"--to={to}", "--mathml", "--wrap=none"],
            input=json.dumps(document),
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return zip(wanted, (part.strip() for part in done.stdout.split(_BETWEEN)), strict=False)


# A formula on a page, as the extension of PyMdown makes it, and text within.
_ON_A_PAGE = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">(?P<made>.*?)</(?P=tag)>'
    r'|(?:<span class="MathJax_Preview">[^<]*</span>\s*)?'
    r'<script type="math/tex(?P<display>; mode=display)?">(?P<script>.*?)</script>',
    re.DOTALL,
)
_TEXT = re.compile(r"[^<>]+(?=<|$)|<[^<>]*>")


def replaced(html: str, formulas: Formulas) -> str:
    """HTML of a page with its formulas in their place; a mark that is set within one stays."""

    def one(match: re.Match[str]) -> str:
        if match["script"] is not None:
            made = formulas(match["script"].strip(), display=bool(match["display"]))
            return made or escape(match["script"], quote=False)
        words = "".join(p for p in _TEXT.findall(match["made"]) if not p.startswith("<"))
        made = formulas(bare(unescape(words)), display=match["tag"] == "div")
        if not made:
            return match[0]
        pieces, is_set = [], False
        for piece in _TEXT.findall(match["made"]):
            if piece.startswith("<"):
                pieces.append(piece)
            elif not is_set and piece.strip():
                pieces.append(made)
                is_set = True
        tag = match["tag"]
        return f'<{tag} class="arithmatex">{"".join(pieces)}</{tag}>'

    return _ON_A_PAGE.sub(one, html)
