"""Annotations that are written from the page: 200 random edits of a site, and what is refused."""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.desk.writing.entries import Written
from postil.desk.writing.writer import ConflictError, MissingError, Stored, WritingError
from postil.edition.edition import Place
from postil.edition.model import Landing
from postil.edition.yamlfile import YamlFile
from postil.hosts.mkdocs.survey import survey_site
from postil.keeping import turns
from support.written import Site

TEXT = "\n\n".join(
    f"In the year {1900 + n} the {what} of the town was {done}, and nobody asked what it had cost."
    for n, (what, done) in enumerate(
        (what, done)
        for what in ("harbour", "market", "bridge", "school", "theatre")
        for done in ("built", "burnt", "sold", "praised")
    )
)
NOTES = (
    "# of the town\nclaims:\n\n  harbour-built: # first\n    quote: the harbour of the town was "
    "built\n    because: >-\n      So they\n      say.\n    sources: [book]   # only one\n\n"
    "  market-sold:\n"
    '    quote: "the market of the town was sold"\n    kind: statistic\n\n# The rest\nnotes: {}\n'
)
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": "site_name: Test\ntheme: {name: null, custom_dir: theme}\nplugins: [postil]\n",
    "theme/main.html": "{{ page.content }}\n",
    "annotations/index.yml": NOTES,
    "annotations/index.ben.yml": "\ufeffnotes:\r\n"
    "  bridge: {quote: the bridge of the town was burnt, note: 'No'}\r\n",
    "annotations/sources.yml": "book: {type: book, title: A book}\nother: {type: book, title: B}\n",
    "annotations/annotators.yml": "ben: {name: Ben}\n",
}
PLACES = [f"{what} of the town was {done}" for what in ("school", "theatre", "market")
          for done in ("built", "burnt", "praised")]  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.sampled_from(["a: b", "# no", "@x", "one\n\ntwo", "- x", "שלום", "🙂", "it's \"so\"", "no"]),
).map(lambda text: text.replace("\r", " ").strip()).filter(bool)  # fmt: skip
VALUES = st.fixed_dictionaries(
    {"quote": st.sampled_from(PLACES)},
    optional={
        "because": TEXTS,
        "question": TEXTS,
        "kind": st.sampled_from(["statistic", "generalisation"]),
        "sources": st.lists(
            st.sampled_from(["book", "other"]), min_size=1, max_size=2, unique=True
        ),
        "tags": st.lists(st.sampled_from(["a", "b", "c d"]), min_size=1, max_size=3, unique=True),
        "cross_references": st.just([{"to": "#harbour-built", "relation": "extends"}]),
    },
)


def said(root: Path) -> dict[str, Any]:
    """What the files say, by name."""
    found = {}
    for path in sorted((root / "annotations").glob("index*.yml")):
        file = YamlFile.of(path)
        assert not file.mistakes
        found[path.name] = file.values
    return found


def alike(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, str):
        return isinstance(found, str) and found.rstrip("\n") == wanted.rstrip("\n")
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(alike(found[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(alike, found, wanted))
    return bool(found == wanted)


@settings(max_examples=20)
@given(st.data())
def test_random_edits(choice: st.DataObject) -> None:
    """Ten edits of a site, twenty times: the files say what was meant and nothing else, each
    passage stands where it should, and `postil check` finds nothing to mend."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site.begun(Path(folder), {"index": TEXT}, FILES)
        for _ in range(10):
            edit(site, choice)
        found = survey_site(site.root / "mkdocs.yml")
        assert (found.edition.problems, found.problems, found.lock.problems) == ((), (), ())
        assert [f for _, f in found.findings if f.kind != "advice"] == []
        (anchored,) = found.anchored.values()
        saved = {id for id, passage in anchored.passages.items() if passage.saved}
        assert saved >= anchored.passages.keys() - {"harbour-built", "market-sold", "bridge"}
        # And for nothing that is not there.
        assert {n.partition("#")[2] for n in found.lock.anchors} <= anchored.passages.keys()


def edit(site: Site, choice: st.DataObject) -> None:
    build, wanted = site.build, said(site.root)
    there = [id for id, a in build.edition.articles["index"].annotations.items()
             if not isinstance(a, Landing)]  # fmt: skip
    what = choice.draw(st.sampled_from(["create", "change", "delete", "put back"]))
    if what == "create" or not there:
        id = next(f"new-{n}" for n in range(99) if f"new-{n}" not in there)
        values = choice.draw(VALUES)
        by = choice.draw(st.sampled_from(["", "ben"]))
        saved = site.writer.create(build, Place("index", id), "claims", values, by)
        name = Path(saved.file).name
        assert name == ("index.ben.yml" if by else "index.yml")
        wanted[name].setdefault("claims", {})[id] = values
    else:
        # What others lead to cannot go.
        id = choice.draw(st.sampled_from([i for i in there if i != "harbour-built"] or there))
        if id == "harbour-built":
            return
        stored = site.writer.stored(build, Place("index", id))
        assert stored
        name, seen = Path(stored.file).name, stored.written.hash
        entries = wanted[name][stored.section]
        if what == "change":
            values = choice.draw(VALUES)
            if stored.section == "notes":
                values = {"note": values.get("because"), "quote": values["quote"]}
                values = {k: v for k, v in values.items() if v}
            site.writer.change(build, stored.place, seen, values)
            entries[id] = {**entries[id], **values}
        else:
            before = {p: p.read_bytes() for p in (site.root / "annotations").iterdir()}
            undo = site.writer.delete(build, stored.place, seen).undo
            if what == "delete":
                del entries[id]
            else:
                site.writer.put_back(site.build, undo)
                now = {p: p.read_bytes() for p in (site.root / "annotations").iterdir()}
                assert {p: d for p, d in now.items() if p.suffix == ".yml"} == {
                    p: d for p, d in before.items() if p.suffix == ".yml"
                }
    assert alike(said(site.root), wanted)
    assert (site.root / "annotations/index.ben.yml").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "# of the town" in (site.root / "annotations/index.yml").read_text("utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.begun(tmp_path, {"index": TEXT}, FILES)


def contents(site: Site) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (site.root / "annotations").iterdir()}


def test_what_was_put_back_stands_where_it_stood_though_the_file_has_changed(site: Site) -> None:
    place = Place("index", "harbour-built")
    stored = site.writer.stored(site.build, place)
    assert stored
    undo = site.writer.delete(site.build, place, stored.written.hash).undo
    file = site.root / "annotations/index.yml"
    file.write_text(file.read_text("utf-8").replace("statistic", "generalisation"), "utf-8")
    site.writer.put_back(site.build, undo)
    assert file.read_text("utf-8") == NOTES.replace("statistic", "generalisation")
    with pytest.raises(MissingError):
        site.writer.put_back(site.build, undo)


def test_entries_stand_in_the_order_of_the_text_though_the_site_is_not_made_yet(site: Site) -> None:
    build = site.build
    for number, words in enumerate((PLACES[6], PLACES[2], PLACES[0], PLACES[1])):
        site.writer.create(build, Place("index", f"n{number}"), "claims", {"quote": words})
    text = (site.root / "annotations/index.yml").read_text("utf-8")
    assert [*YamlFile(text.encode()).values["claims"]] == [
        "harbour-built", "n0", "market-sold", "n2", "n3", "n1"
    ]  # fmt: skip


def test_what_others_lead_to_is_not_deleted(site: Site) -> None:
    values = {"quote": PLACES[0],
              "cross_references": [{"to": "#market-sold", "relation": "extends"}]}  # fmt: skip
    site.writer.create(site.build, Place("index", "new"), "claims", values)
    before, place = contents(site), Place("index", "market-sold")
    stored = site.writer.stored(site.build, place)
    assert stored
    with pytest.raises(WritingError, match="unknown annotation 'market-sold'"):
        site.writer.delete(site.build, place, stored.written.hash)
    assert contents(site) == before


def test_an_edition_with_a_mistake_elsewhere_can_be_written_into(site: Site) -> None:
    file = site.root / "annotations/index.ben.yml"
    file.write_bytes(file.read_bytes().replace(b"note:", b"nte:"))
    saved = site.writer.create(site.build, Place("index", "new"), "claims", {"quote": PLACES[0]})
    assert saved.stored
    assert saved.file == "annotations/index.yml"


def test_a_mistake_that_is_said_otherwise_now_is_no_new_one(site: Site) -> None:
    """What can be chosen from has changed, and the lines of the file have moved."""
    link = "    cross_references: [{to: '#nowhere', relation: extends}]\n"
    notes = NOTES.replace("\n# The rest", f"{link}\n# The rest")
    file = site.root / "annotations/index.yml"
    file.write_text(notes, "utf-8")
    build = site.build
    (wrong,) = build.edition.problems
    site.writer.create(build, Place("index", "n0"), "claims", {"quote": PLACES[0]})
    first = site.writer.stored(build, Place("index", "harbour-built"))
    assert first
    site.writer.change(build, first.place, first.written.hash, {"question": "For whom?"})
    (still,) = site.build.edition.problems
    assert (still.advice != wrong.advice, still.line > wrong.line) == (True, True)
    with pytest.raises(WritingError, match="nobody"):
        values = {
            "quote": PLACES[1],
            "cross_references": [{"to": "#nobody", "relation": "extends"}],
        }
        site.writer.create(build, Place("index", "n3"), "claims", values)
    # One that is not annotated, and to which others lead, has its first.
    file.write_text("", "utf-8")
    other = "claims:\n  a: {quote: x, cross_references: [{to: 'index#gone', relation: extends}]}\n"
    (site.root / "annotations/other.yml").write_text(other, "utf-8")
    (site.root / "annotations/index.ben.yml").unlink()
    saved = site.writer.create(site.build, Place("index", "new"), "claims", {"quote": PLACES[0]})
    assert saved.stored


def test_the_lock_file_of_others_is_left_as_it_is(site: Site) -> None:
    site.writer.create(site.build, Place("index", "new"), "claims", {"quote": PLACES[0]})
    lock = site.root / "annotations/anchors.lock.json"
    broken = lock.read_text("utf-8").replace('"count"', "<<<<<<<")
    lock.write_text(broken, "utf-8")
    saved = site.writer.create(site.build, Place("index", "two"), "claims", {"quote": PLACES[1]})
    assert "damaged" in saved.remark
    assert lock.read_text("utf-8") == broken
    lock.write_text('{\n"version": 99\n}\n', "utf-8")
    saved = site.writer.create(site.build, Place("index", "three"), "claims", {"quote": PLACES[2]})
    assert "newer Postil" in saved.remark


def test_who_is_killed_between_the_two_files_has_lost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An annotation is made, moved, renamed and deleted, and the lock file is not reached: nothing
    stands on wrong words then, and the next step makes all as if it had been."""

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    def states(site: Site, is_killed: bool) -> list[dict[str, bytes]]:
        seen: list[dict[str, bytes]] = []

        def step(make: Callable[[Any, Stored], object], id: str) -> None:
            build, place = site.build, Place("index", id)
            stored = site.writer.stored(build, place)
            with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
                if is_killed:
                    patched.setattr("postil.desk.writing.writer.save_anchor", killed)
                make(build, stored or Stored(place, "", "", Written("", 0, {})))
            found = survey_site(site.root / "mkdocs.yml")
            assert (found.edition.problems, found.problems, found.lock.problems) == ((), (), ())
            assert [f for _, f in found.findings if f.kind != "advice"] == []
            for name in found.edition.articles["index"].annotations.keys() & {"new", "newer"}:
                passage = found.anchored["index"].passages[name]
                assert passage.annotation.quote.exact == found.anchored["index"].words(
                    passage.span or (0, 0)
                )
            place = Place("index", f"next-{next(numbers)}")
            site.writer.create(site.build, place, "claims", {"quote": PLACES[2]})
            seen.append(contents(site))

        writer, numbers = site.writer, count()
        step(lambda b, s: writer.create(b, s.place, "claims", {"quote": PLACES[0]}), "new")
        move = {"quote": PLACES[1]}
        step(lambda b, s: writer.change(b, s.place, s.written.hash, move), "new")
        step(lambda b, s: writer.change(b, s.place, s.written.hash, {}, "newer"), "new")
        step(lambda b, s: writer.delete(b, s.place, s.written.hash), "newer")
        return seen

    left = []
    for name in ("killed", "whole"):
        (tmp_path / name).mkdir()
        one = Site.begun(tmp_path / name, {"index": TEXT}, FILES)
        left.append(states(one, name == "killed"))
    assert left[0] == left[1]


def test_a_folder_that_cannot_be_written_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("postil.desk.writing.writer.save", full)
    before = contents(site)
    with pytest.raises(WritingError, match="No space left"):
        site.writer.create(site.build, Place("index", "new"), "claims", {"quote": PLACES[0]})
    assert contents(site) == before


def test_only_what_was_seen_is_changed(site: Site) -> None:
    place = Place("index", "market-sold")
    for change in (
        lambda: site.writer.change(site.build, place, "0" * 16, {"kind": "statistic"}),
        lambda: site.writer.delete(site.build, place, "0" * 16),
    ):
        with pytest.raises(ConflictError) as refused:
            change()
        assert refused.value.now
        assert refused.value.now.written.values["kind"] == "statistic"


def hold(folder: Path, held: Any, let_go: Any) -> None:
    with turns.turn(folder):
        held.set()
        let_go.wait()


def test_writers_wait_for_each_other_among_threads_and_programs(tmp_path: Path) -> None:
    """The folder need not be there, and nothing is left in it."""
    context = multiprocessing.get_context("spawn")
    folder = tmp_path / "annotations"
    for kind, event in ((context.Process, context.Event), (threading.Thread, threading.Event)):
        held, let_go = event(), event()
        other = kind(target=hold, args=(folder, held, let_go))
        other.start()
        held.wait()
        with pytest.raises(turns.BusyError), turns.turn(folder, patience=0.1):
            pass
        let_go.set()
        with turns.turn(folder), turns.turn(folder / "."):
            pass
        other.join()
    assert list(tmp_path.iterdir()) == []


def test_lines_of_the_lock_file_that_nobody_meant_stay(site: Site) -> None:
    for number, words in enumerate(PLACES[:3]):
        place = Place("index", f"n{number}")
        site.writer.create(site.build, place, "claims", {"quote": words})
    lock = site.root / "annotations/anchors.lock.json"
    before = lock.read_text("utf-8").splitlines()
    stored = site.writer.stored(site.build, Place("index", "n1"))
    assert stored
    site.writer.change(site.build, stored.place, stored.written.hash, {"quote": PLACES[5]})
    after = lock.read_text("utf-8").splitlines()
    changed = [line for line in after if line not in before]
    assert len(changed) == 1
    assert json.loads("{" + changed[0].rstrip(",") + "}")["index#n1"]["exact"] == PLACES[5]
