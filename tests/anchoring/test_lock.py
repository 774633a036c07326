"""The lock file: written at once, read whatever a merge made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.anchoring.lock import Anchor, anchor_of, fingerprint, read, write
from postil.anchoring.projection import project
from postil.edition.edition import Place
from postil.edition.model import Quote

WRITTEN = Quote(exact="some words")


def anchor(exact: str = "some words", position: int = 4) -> Anchor:
    return Anchor(exact, "before ", " after", position, 100, fingerprint(WRITTEN))


def saved(path: Path) -> dict[str, Anchor]:
    return {name: anchors[0] for name, anchors in read(path, "lock").anchors.items()}


def test_round_trip_in_the_order_of_names(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    anchors = {"readings/b#x": anchor("b"), "readings/a#y": anchor('quoted "words" \\ “”')}
    assert write(path, anchors.items())
    assert saved(path) == anchors
    assert list(json.loads(path.read_text())["anchors"]) == sorted(anchors)
    assert not write(path, anchors.items()), "an unchanged file is left alone"
    assert path.read_text().count("\n") == len(anchors) + 5, "one line for each"


@given(st.text(), st.text(), st.text(min_size=1))
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, a: str, b: str, c: str
) -> None:
    path = tmp_path_factory.mktemp("lock") / "lock.json"
    written = {"readings/x#a": Anchor(c, a, b, 1, 2, "00000000")}
    write(path, written.items())
    assert saved(path) == written


def test_a_merge_conflict_costs_at_most_its_own_lines(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    write(path, {f"readings/x#{id}": anchor(id) for id in "abc"}.items())
    mine, theirs = anchor("mine"), anchor("theirs")
    lines = path.read_text().splitlines()
    conflict = [
        "<<<<<<< HEAD",
        lines[4].replace('"b"', '"mine"'),
        "=======",
        lines[4].replace('"b"', '"theirs"'),
        ">>>>>>> branch",
    ]
    path.write_text("\n".join(lines[:4] + conflict + lines[5:]))
    lock = read(path, "lock")
    assert lock.anchors["readings/x#b"] == (mine, theirs)
    assert {"readings/x#a", "readings/x#c"} <= set(lock.anchors)
    assert [problem.line for problem in lock.problems] == [5, 7, 9]


def test_of_two_versions_the_one_for_the_present_quote_counts(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    other = Anchor("else", "", "", 0, 100, fingerprint(Quote(exact="else")))
    lines = []
    for one in (other, anchor()):
        write(path, [("readings/x#a", one)])
        lines.append(path.read_text().splitlines()[3])
    path.write_text("{\n" + ",\n".join(lines) + "\n}")
    lock = read(path, "lock")
    place = Place("readings/x", "a")
    assert lock.anchor(place, WRITTEN) == anchor()
    assert lock.anchor(place, Quote(exact="new words")) is None


@pytest.mark.parametrize(
    "damage",
    [b"", b"\xff\xfe\x00", b"[]", b"{{", b'{"version": 1, "anchors": {"readings/x#a": {}}}',
     b'"readings/x#a": {"exact": 1, "prefix": "", "suffix": "", "position": 0, "length": 0, '
     b'"written": ""}', b"\x00" * 50],
)  # fmt: skip
def test_a_damaged_file_costs_context_and_no_more(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "lock.json"
    path.write_bytes(damage)
    lock = read(path, "lock")
    assert not lock.anchors
    assert bool(lock.problems) == bool(damage)
    assert all("postil lock" in str(problem) for problem in lock.problems)


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    write(path, [("readings/x#a", anchor())])
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
    lock = read(path, "annotations/anchors.lock.json")
    assert not lock.anchors
    assert "update Postil" in str(lock.problems[0])


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock.json"
    write(path, [("readings/x#a", anchor())])
    before = path.read_bytes()

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(path, [("readings/x#a", anchor("other"))])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path], "nothing is left behind"


def test_small_shifts_do_not_rewrite_a_line() -> None:
    projection = project("<p>" + "word " * 300 + "here it is</p>")
    span = (1500, 1510)
    fresh = anchor_of(projection, span, WRITTEN)
    assert fresh.exact == "here it is"
    moved = project("<p>" + "more " * 4 + "word " * 300 + "here it is</p>")
    assert fresh.says_the_same(anchor_of(moved, (1520, 1530), WRITTEN))
    far = project("<p>" + "more " * 100 + "word " * 300 + "here it is " + "x" * 3000 + "</p>")
    assert not fresh.says_the_same(anchor_of(far, (2000, 2010), WRITTEN))
