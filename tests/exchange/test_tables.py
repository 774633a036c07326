"""Cells of the tables of an edition are written as Python's own module writes them."""

from __future__ import annotations

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from postil.exchange.web.tables import _FORMULA, _lines

CELLS = st.text(st.sampled_from("a \"',;\n\r\t=+-@ü\u2028")) | st.text()
# A row of one cell that is empty would be an empty line; no table has one column.
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=3)


@given(ROWS)
@example([['a "b", c', "two\nlines", "two\rlines"], ["", "", ""], [" ", "'", '"']])
@example([["=1+1", "-", "+", "@a", "\t", "\r", '="', "a=b"]])
def test_cells_are_written_as_by_python(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        [f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row] for row in rows
    )
    assert _lines(rows) == written.getvalue()
