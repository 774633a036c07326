"""Receipts: what was handed in comes out as it went in, and no damage is read as something else."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.course.acts import HandInError
from postil.course.handins import HandIn, as_values, made, of_values, same, sound
from postil.course.receipts import PREFIX, checksum, dense, read, written
from support.handins import handins, normal

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def is_same(one: HandIn, other: HandIn) -> bool:
    return same(as_values(one), as_values(other))


@given(handins())
def test_what_was_handed_in_survives_file_and_receipt(handin: HandIn) -> None:
    assert is_same(read(written(handin)), handin)
    file = json.dumps(as_values(handin), ensure_ascii=False)
    assert is_same(of_values(sound(json.loads(file))), handin)


@given(handins(), st.data())
def test_a_damaged_receipt_is_refused(handin: HandIn, data: st.DataObject) -> None:
    receipt = written(handin)
    at = data.draw(st.integers(0, len(receipt) - 1))
    letter = data.draw(st.sampled_from(ALPHABET).filter(lambda one: one != receipt[at]))
    for damaged in (
        receipt[:at],
        receipt[at + 1 :],
        receipt[:at] + letter + receipt[at + 1 :],
        receipt[:at] + receipt[at + 1 :],
        receipt[:at] + letter + receipt[at:],
    ):
        with pytest.raises(HandInError):
            read(damaged)


def test_every_letter_of_a_receipt_counts() -> None:
    receipt = written(normal(2, 1))
    for at, old in enumerate(receipt):
        for damaged in (
            receipt[:at],
            receipt[at + 1 :],
            receipt[:at] + ("A" if old != "A" else "B") + receipt[at + 1 :],
            receipt[:at] + receipt[at + 1 :],
        ):
            with pytest.raises(HandInError):
                read(damaged)


def test_a_normal_task_fits_into_a_form() -> None:
    receipt = written(normal())
    assert len(receipt) <= 6_000
    # Few of its items need more words than the dense form has.
    assert all(isinstance(item, list) for item in dense(normal())["i"])


OLDER = (
    "POSTIL1.dVLNkpNAEH6VrvHoADOQiMtN9xR1y9KKZWkqhwaaZVwCkemEzW75Zt58MXtI_DtYnLq_7v5-hkfVq0K9eHAPCDc_"
    "vncdjUqrQXqL3NoozaSqpHpPWLv-Frgl6Gny0kZpj-e2T1ocy-EQdmtppybNI5NFxq5TW9hlYdKnxhbGCF7-i9srAQtr42yx_Cz"
    "wvcAW0zKrFrWUO1WkS60O0m2Z975IEu-YYrrH3b6jpBJST4lM3sqIiW0cOEgV9rnJrtI8z6wc1sqpYrNRX5Q286eeVB26XYQimi"
    "NuxUMkixvlD_v9MDIF7vLAsA5-BwbsaxCurpaqHOoT4Fi17kgwtTQSrMCxBtczjUdHUwyNkwXXg8eTB-ehxx3VOsSntlvh6eX-G"
    "75G-hB9XL989vX4-tXba_xU1--UzrPU5iJyo6YWeY78Ei8MTeMqCkqEaiZw7MFwCxPRncBwg6fwNsIurkY-RTwNUMk-ViLOQ0nN"
    "MJKMwP9nsOHwGxi9XGy1ChH8cvvHSQjnEsXs8ZzDLEjPp1e_8-JzGsHHXwmtYJpx9HczdLEm6mZPnfPsYwnr208.89d3905f"
)


def test_a_receipt_of_an_older_postil_is_read() -> None:
    assert is_same(read(OLDER), normal(1, 1))


def test_what_was_written_for_the_tasks_of_an_assignment() -> None:
    written_text = {"type": "TextualBody", "value": "Because.", "format": "text/plain"}
    link = {"type": "SpecificResource", "source": "https://one.example/a", "purpose": "linking"}
    bodies = {
        "weakest": written_text,
        "in-order": [{**written_text, "value": "two"}, {**written_text, "value": "one"}],
        "source": [written_text, link],
    }
    items = [
        {
            "id": f"urn:postil:doing:assignments/two-sides#{task}",
            "type": "Annotation",
            **dict.fromkeys(("created", "modified"), f"2027-03-01T10:15:0{at}.000Z"),
            "motivation": "replying",
            "postil:task": True,
            "target": {"source": f"assignments/two-sides#{task}"},
            "body": body,
        }
        for at, (task, body) in enumerate(bodies.items())
    ]
    handin = made(items, name="A", assignment="two-sides", at="2027-03-01T11:15:00+01:00", tasks=4)
    assert all(isinstance(item, list) for item in dense(handin)["i"])
    back = read(written(handin))
    assert is_same(back, handin) and (back.done, back.tasks, back.answers) == (3, 4, 0)
    one, order, source = back.acts
    assert (one.kind, one.article, one.on) == ("doing", "assignments/two-sides", "weakest")
    assert one.text == "Because." and order.texts == ("two", "one")
    assert (source.texts, source.link) == (("Because.",), "https://one.example/a")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "not made by Postil"),
        ({"i": [[]], "n": "A", "a": "x", "d": "2027-03-01T10:00:00Z"}, "not made by Postil"),
        ({"i": [["j", 0, 1e300, 0, "#x"]], "d": "2027-03-01T10:00:00Z"}, "not made by Postil"),
        ({"i": [], "n": "A", "a": "x"}, "when it was handed in"),
        ({"i": [], "n": "A", "a": "x", "d": "yesterday"}, "'at' is no date"),
        ({"i": [], "n": ["A"], "a": "x", "d": "2027-03-01T10:00:00Z"}, "'name' is no text"),
        ({"i": [], "n": "A" * 2000, "a": "x", "d": "2027-03-01T10:00:00Z"}, "2,000 characters"),
        ({"i": [], "n": "A", "d": "2027-03-01T10:00:00Z"}, "which text or assignment"),
        ({"i": [], "n": "A", "a": "x", "m": -1, "d": "2027-03-01T10:00:00Z"}, "'claims'"),
        (
            {"i": [{"type": "Other"}], "n": "A", "a": "x", "d": "2027-03-01T10:00:00Z"},
            "annotation 1: it does not say that it is an annotation",
        ),
        ({"i": [[]] * 10_001, "n": "A", "a": "x", "d": "2027-03-01T10:00:00Z"}, "Postil"),
        (json.loads("[" * 50 + "]" * 50), "nested more than 20 deep"),
        ("text", "not made by Postil"),
    ],
)
def test_a_receipt_that_somebody_else_has_made(values: Any, says: str) -> None:
    with pytest.raises(HandInError, match=says):
        read(forged(json.dumps(values).encode()))


def test_a_receipt_that_unpacks_without_end() -> None:
    with pytest.raises(HandInError, match="more than 4,000,000 bytes"):
        read(forged(b" " * 50_000_000))
    with pytest.raises(HandInError, match="not made by Postil"):
        read(forged(b'{"i": "\xff"}'))


def forged(content: bytes) -> str:
    """A receipt with another content and the right checksum."""

    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = packer.compress(content) + packer.flush()
    body = f"{PREFIX}{urlsafe_b64encode(data).decode().rstrip('=')}"
    return f"{body}.{checksum(body)}"
