"""Tables as CSV, for table programs of all kinds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

# What makes a formula of a cell, or may, after white space.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")

MARK = "\ufeff"
"""The mark by which Excel knows UTF-8."""


def table(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV (RFC 4180), without formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: object) -> object:
    """A cell of which no table program makes a formula: with an apostrophe before what would begin
    one. See OWASP, CSV Injection."""
    if isinstance(cell, str) and (cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA)):
        return f"'{cell}"
    return cell
