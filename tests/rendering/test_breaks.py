"""Dates, and numbers with what they count, stay on one line; nothing else of a text changes."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from postil.rendering.prose.breaks import unbroken


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("between 20 January 2021 and the same day", "between 20~January~2021 and the same day"),
        ("in 2024, of June 2025 and", "in~2024, of June~2025 and"),
        ("it took 70\nminutes, or 17 per cent", "it took 70~minutes, or 17~per cent"),
        ("am 4. Juni 2025 um 9 Uhr", "am 4.~Juni~2025 um 9~Uhr"),
        ("in version 3. Then came 4 and 2,000 words", "in version 3.~Then came 4~and 2,000~words"),
        ("<em>4</em> June, <b title='1 a'>x</b>", "<em>4</em> June, <b title='1 a'>x</b>"),
        (
            '<a href="1 2">on 1 May</a> <code>1 a</code>',
            '<a href="1 2">on 1~May</a> <code>1 a</code>',
        ),
        ("<pre><code>for 1 to 2\n3 x</code></pre>", "<pre><code>for 1 to 2\n3 x</code></pre>"),
    ],
)
def test_unbroken(text: str, wanted: str) -> None:
    found = unbroken(Markup(text))
    assert found.replace("\N{NO-BREAK SPACE}", "~") == wanted
