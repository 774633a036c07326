"""Receipts made in the browser are read by Python, and the other way round."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from postil.course.handins import HandIn, as_values, made, same
from postil.course.receipts import dense, read, written
from postil.rendering.scripts import script
from support.handins import handins, normal

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIELDS = (
    "name number course article assignment at started version claims questions tasks site "
    "maker".split()
)
SAME_PAGE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TWIN = """async ([sheet, receipt]) => {
    const { dense: { dense }, receipt: { read, write } } = window["postil-modules"];
    return [JSON.stringify(dense(sheet)), await write(sheet), await read(receipt)];
}"""
REFUSALS = """async (receipts) => {
    const { read } = window["postil-modules"].receipt;
    const results = await Promise.allSettled(receipts.map(read));
    return results.filter(({ status }) => status === "fulfilled").length;
}"""


@pytest.fixture
def codec(page: Page) -> Page:
    """A page with the browser's half of the codec, and nothing else."""
    page.goto("about:blank")
    for name in ("dense", "receipt"):
        page.add_script_tag(content=script(name))
    return page


def sheet(handin: HandIn) -> dict[str, Any]:
    """A hand-in as scripts have it."""
    fields = {name: getattr(handin, name) for name in FIELDS}
    return {**fields, "items": [act.item for act in handin.acts]}


@SAME_PAGE
@given(handin=handins())
def test_both_say_the_same(codec: Page, handin: HandIn) -> None:
    values, receipt, back = codec.evaluate(TWIN, [sheet(handin), written(handin)])
    assert values == json.dumps(dense(handin), ensure_ascii=False, separators=(",", ":"))
    assert same(as_values(read(receipt)), as_values(handin))
    items = back.pop("items")
    assert same(as_values(made(items, **back)), as_values(handin))


def test_no_damage_is_read_as_something_else(codec: Page) -> None:
    receipt = written(normal(2, 1))
    damaged = [
        piece
        for at, old in enumerate(receipt)
        for piece in (
            receipt[:at],
            receipt[:at] + ("A" if old != "A" else "B") + receipt[at + 1 :],
            receipt[:at] + receipt[at + 1 :],
        )
    ]
    assert codec.evaluate(REFUSALS, damaged) == 0
    assert codec.evaluate(REFUSALS, ["\n".join(f"> {receipt[:90]}\n{receipt[90:]}".split())]) == 1


def test_a_normal_task_fits_into_a_form(codec: Page) -> None:
    handin = normal()
    _, receipt, _ = codec.evaluate(TWIN, [sheet(handin), written(handin)])
    assert len(receipt) <= 6_000
