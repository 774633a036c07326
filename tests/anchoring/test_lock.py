"""The lock file: written at once, read whatever a merge made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.anchoring.index import TextIndex
from postil.anchoring.lock import (
    VERSION,
    Anchor,
    Lock,
    NewerLockError,
    anchor_of,
    fingerprint,
    read,
    write,
)
from postil.edition.edition import Place
from postil.edition.model import Quote

WRITTEN = Quote(exact="some words")


def anchor(exact: str = "some words", position: int = 4) -> Anchor:
    return Anchor(exact, "before ", " after", position, 100, fingerprint(WRITTEN), 2, "b0a1f2")


def saved(path: Path) -> dict[str, Anchor]:
    return {name: anchors[0] for name, anchors in read(path, "lock").anchors.items()}


def test_round_trip_in_the_order_of_names(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    anchors = {"readings/b#x": anchor("b"), "readings/a#y": anchor('quoted "words" \\ “”')}
    assert write(path, anchors.items())
    assert saved(path) == anchors
    assert list(json.loads(path.read_text())["anchors"]) == sorted(anchors)
    assert not write(path, anchors.items()), "an unchanged file is left alone"
    assert path.read_text().count("\n") == len(anchors) + 8, "one line for each"


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
    assert [str(problem) for problem in lock.problems] == [
        "lock:5:1: a merge conflict begins here; "
        "run 'postil lock' to write it anew; nothing else is lost"
    ]


def test_all_merge_conflicts_are_one_problem_beside_other_damage(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    write(path, {f"readings/x#{id}": anchor(id) for id in "abc"}.items())
    a, b, c = path.read_text().splitlines()[3:6]
    conflict = ["<<<<<<< HEAD", a, "||||||| 5f1c2a9", a, "=======", a, ">>>>>>> branch"]
    path.write_bytes("\r\n".join([*conflict, b[:40], *conflict, c]).encode())
    lock = read(path, "lock")
    assert set(lock.anchors) == {"readings/x#a", "readings/x#c"}
    assert [str(problem).partition(";")[0] for problem in lock.problems] == [
        "lock:1:1: a merge conflict begins here (and 1 more below)",
        "lock:8:1: this line of the lock file is damaged",
    ]


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


@pytest.mark.parametrize("lines", range(1, 9))
def test_a_file_that_breaks_off_between_lines(lines: int, tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    write(path, [("readings/x#a", anchor())], {"readings/x": ["a b"]}.items())
    whole = path.read_text().splitlines(keepends=True)
    assert len(whole) == 9 and not read(path, "lock").problems
    path.write_text("".join(whole[:lines]))
    assert [str(problem).partition(";")[0] for problem in read(path, "lock").problems] == [
        f"lock:{lines}:1: the lock file breaks off after this line"
    ]


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    write(path, [("readings/x#a", anchor())])
    newer = path.read_text().replace(f'"version": {VERSION}', f'"version": {VERSION + 1}')
    path.write_text(newer)
    lock = read(path, "annotations/anchors.lock.json")
    assert not lock.anchors
    assert lock.is_newer
    assert "update Postil" in str(lock.problems[0])
    with pytest.raises(NewerLockError, match="update Postil"):
        write(path, [("readings/x#b", anchor())])
    assert path.read_text() == newer


def test_a_file_of_the_first_version_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    line = json.dumps({"exact": "some words", "prefix": "before ", "suffix": " after",
                       "position": 4, "length": 100, "written": fingerprint(WRITTEN)})  # fmt: skip
    path.write_text(f'{{\n"version": 1,\n"anchors": {{\n"readings/x#a": {line}\n}}\n}}\n')
    lock = read(path, "lock")
    assert not lock.problems
    saved = lock.anchor(Place("readings/x", "a"), WRITTEN)
    assert saved
    quote = lock.quote("readings/x", saved)
    assert (quote.exact, quote.position, quote.count, quote.within) == ("some words", 4, None, None)
    assert write(path, [("readings/x#a", saved)])
    assert f'"version": {VERSION}' in path.read_text()


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


def indexed(*sentences: str) -> TextIndex:
    return TextIndex(" ".join(sentences))


def locked(index: TextIndex, words: str, occurrence: int = 0) -> Anchor:
    start = -1
    for _ in range(occurrence + 1):
        start = index.text.index(words, start + 1)
    return anchor_of(index, (start, start + len(words)), WRITTEN)


def test_small_shifts_do_not_rewrite_a_line() -> None:
    text = "word " * 300 + "here it is"
    fresh = anchor_of(TextIndex(text), (1500, 1510), WRITTEN)
    assert fresh.exact == "here it is"
    moved = "more. " * 4 + text
    assert fresh.says_the_same(anchor_of(TextIndex(moved), (1524, 1534), WRITTEN))
    far = "more. " * 100 + text + " " + "x" * 3000
    assert not fresh.says_the_same(anchor_of(TextIndex(far), (2100, 2110), WRITTEN))


def test_what_the_words_are_among_is_saved() -> None:
    index = indexed("The pier is old.", "The lamp is old, and old.", "Then came the lamp boat.")
    pieces = index.fingerprints.split()
    found = locked(index, "old, and old")
    assert (found.count, found.pieces) == (1, pieces[1])
    assert locked(index, "lamp").count == 2
    assert locked(index, "and old. Then came").pieces == " ".join(pieces[1:])
    assert TextIndex("A title").fingerprints == "", "too short to be told apart"
    assert anchor_of(TextIndex("A title"), (2, 7), WRITTEN).pieces == ""
    titled = indexed("A title!", "The pier is old.")
    assert locked(titled, "title").pieces == "-"
    assert locked(titled, "title").within(titled.fingerprints) == (-1, -1)
    assert locked(titled, "title! The").within(titled.fingerprints) == (-1, 0)


def test_equal_pieces_are_told_apart_by_their_number() -> None:
    index = indexed("Compare your notes.", "Read on.", "Compare your notes.", "Stop reading.")
    second = locked(index, "your notes", 1)
    assert second.pieces.endswith(".2")
    assert locked(index, "your notes").within(index.fingerprints) == (0, 0)
    # "Read on" is too short for a piece.
    assert second.within(index.fingerprints) == (1, 1)
    assert second.within(indexed("Compare your notes.").fingerprints) is None


def test_pieces_of_an_older_text_are_kept_while_a_passage_waits_for_review(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    old = indexed("The lamp is lit at dusk.", "The rope is wet at dawn.")
    new = indexed("The lamp is dark.", "The rope is wet at dawn.")
    anchors = {"x#lamp": locked(old, "lamp is lit"), "x#rope": locked(old, "rope is wet")}
    write(path, anchors.items(), Lock().pieces_with({"x": old.fingerprints}, anchors).items())
    lock = read(path, "lock")
    assert lock.pieces == {"x": (old.fingerprints,)}

    # Locked again: the lamp waits for review, the rope stands where it stood.
    anchors["x#rope"] = locked(new, "rope is wet")
    pieces = lock.pieces_with({"x": new.fingerprints}, anchors)
    assert pieces == {"x": (new.fingerprints, old.fingerprints)}
    write(path, anchors.items(), pieces.items())
    lock = read(path, "lock")
    assert lock.quote("x", anchors["x#lamp"]).pieces == old.fingerprints
    assert lock.quote("x", anchors["x#rope"]).pieces == new.fingerprints

    anchors["x#lamp"] = locked(new, "lamp is dark")
    assert lock.pieces_with({"x": new.fingerprints}, anchors) == {"x": (new.fingerprints,)}


def test_an_older_text_is_named_where_the_newest_has_the_same_pieces(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    old = indexed("So they all said.", "The lamp is lit.", "So they all said.", "The rope is wet.")
    new = indexed("The lamp is lit.", "So they all said.", "The rope is wet.")
    lock = Lock(pieces={"x": (old.fingerprints,)})
    first = locked(old, "they all said")
    assert first.within(old.fingerprints) == (0, 0)

    kept = {"x#a": lock.waiting("x", first, new.fingerprints)}
    pieces = lock.pieces_with({"x": new.fingerprints}, kept)
    assert pieces == {"x": (new.fingerprints, old.fingerprints)}
    write(path, kept.items(), pieces.items())
    lock = read(path, "lock")
    quote = lock.quote("x", lock.anchors["x#a"][0])
    assert (quote.pieces, quote.within) == (old.fingerprints, (0, 0))
    # The text is as it was again: no name is needed.
    assert lock.waiting("x", kept["x#a"], old.fingerprints) == first
    # A text of which nothing is known says nothing.
    assert Lock().waiting("x", kept["x#a"], new.fingerprints).pieces == ""


def test_both_versions_of_a_merge_are_read(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    mine, theirs = indexed("The lamp is lit at dusk."), indexed("The rope is wet at dawn.")
    write(path, [], {"x": (mine.fingerprints,)}.items())
    line = f'"x": ["{mine.fingerprints}"]'
    both = f'<<<<<<< HEAD\n{line}\n=======\n"x": ["{theirs.fingerprints}"]\n>>>>>>> b'
    path.write_text(path.read_text().replace(line, both))
    lock = read(path, "lock")
    assert lock.pieces == {"x": (mine.fingerprints, theirs.fingerprints)}
    assert lock.quote("x", locked(theirs, "rope")).pieces == theirs.fingerprints


def test_words_that_tell_a_sentence_from_those_built_like_it_are_saved(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    index = indexed(
        "Rule 4. Nobody may whistle on the pier.",
        "Rule 5. Nobody may sing on the pier.",
        "A boatman is not bound by that.",
    )
    anchors = {"x#pier": locked(index, "on the pier"), "x#boat": locked(index, "A boatman")}
    assert (anchors["x#pier"].unlike, anchors["x#boat"].unlike) == ("whistle | sing", "")
    write(path, anchors.items())
    assert saved(path) == anchors
    assert path.read_text().count('"unlike"') == 1
    older = path.read_text().replace(', "unlike": "whistle | sing"', "")
    path.write_text(older)
    assert not read(path, "lock").problems
    assert saved(path)["x#pier"].unlike == ""


def test_what_is_wrong_with_the_words_of_siblings_costs_a_line_at_most(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    index = indexed("Nobody may whistle on the pier.", "Nobody may sing on the pier.")
    write(path, [("x#pier", locked(index, "on the pier"))], [("x", (index.fingerprints,))])
    text = path.read_text()
    for damage in ('""', '"|"', '" | | "', '"whistle"', "7"):
        path.write_text(text.replace('"whistle | sing"', damage))
        lock = read(path, "lock")
        assert bool(lock.problems) == (damage == "7")
        for anchor in lock.anchors.get("x#pier", ()):
            edited = indexed("Nobody may row past.", "Nobody may now sing on the pier.")
            assert edited.locate(lock.quote("x", anchor)).status in ("changed", "missing")
