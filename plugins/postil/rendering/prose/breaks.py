"""Where lines of a note must not break: within a date, and between a number and what it counts.

A note in the margin shows the beginning of its reason only, a few short lines. One that ended
"on 20" or "in June" would say something else than it means.
"""

from __future__ import annotations

import re

from markupsafe import Markup

NO_BREAK = "\N{NO-BREAK SPACE}"

# Tags, and code with all that is in it, stay as they are; of the rest, the space behind a number of
# up to three digits, and before a year.
_SPACE = re.compile(
    r"<(code|pre)\b.*?</\1>|<(?:[^>\"]|\"[^\"]*\")*>"
    r"|(?:(?<=\b\d)|(?<=\b\d\d)|(?<=\b\d\d\d)|(?<=\b\d\.)|(?<=\b\d\d\.))\s(?=[^\W_])"
    r"|(?<=[^\W\d_]{2})\s(?=\d{4}\b)",
    re.DOTALL,
)
_DIGIT = re.compile(r"\d")


def unbroken(html: Markup) -> Markup:
    """The HTML of a text with spaces at which no line breaks."""
    if not _DIGIT.search(html):
        return html
    return Markup(_SPACE.sub(lambda at: at[0] if at[0][0] == "<" else NO_BREAK, html))
