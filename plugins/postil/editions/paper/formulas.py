"""Formulas in LaTeX as Typst writes them; pandoc knows both."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping

from postil.exchange.pandoc import program

_PATIENCE = 60
"""Seconds. A thousand formulas take two."""
_BETWEEN = "%%postil%%"


def formulas(latex: Iterable[tuple[str, bool]]) -> Mapping[str, str]:
    """Formulas, each with whether it stands on lines of its own, and how Typst writes them. Those
    that pandoc cannot read are missing; without pandoc, all are."""
    wanted = list(dict.fromkeys(latex))
    pandoc = program()
    if not (wanted and pandoc):
        return {}
    blocks = []
    for source, is_display in wanted:
        kind = {"t": "DisplayMath" if is_display else "InlineMath"}
        blocks.append({"t": "Para", "c": [{"t": "Math", "c": [kind, source]}]})
        blocks.append({"t": "RawBlock", "c": ["typst", _BETWEEN]})
    document = {"pandoc-api-version": [1, 23], "meta": {}, "blocks": blocks}
    try:
        done = subprocess.run(
            [pandoc, "--from=json", "--to=typst", "--wrap=none"],
            input=json.dumps(document),
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    made = [part.strip() for part in done.stdout.split(_BETWEEN)]
    return {
        source: written[1:-1].strip()
        for (source, _), written in zip(wanted, made, strict=False)
        # What it cannot read it writes as it is, in words.
        if len(written) > 2 and written.startswith("$") and written.endswith("$")
    }
