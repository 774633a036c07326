"""The desk of a site that is served: what is written on a page stands in the files, and is seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from postil.build.watching import State
from postil.desk.cli import main
from postil.hosts.mkdocs.reloading import Reloading
from support.builds import build, write
from support.desk import Desk, ask, words
from support.serving import Served, serve, wait_for

TEXT = (
    "# Harbour\n\nThe harbour was dredged in 1911. The town doubled within *ten* years, and the "
    "town was proud.\n\nThe council called it a triumph of engineering. Nobody asked the council "
    "what it had cost.\n"
)
NOTES = (
    "# of the harbour\r\nclaims:\r\n  doubled:   # of the town\r\n"
    "    quote: The town doubled within ten years\r\n    because: Says *who*?  # nobody\r\n"
    "    sources: [book]\r\n"
)
SITE: dict[str, str | bytes] = {
    "docs/index.md": TEXT,
    "docs/ship.md": "# Ship\n\nThe ship sank within an hour.\n",
    "docs/bare.md": "# Bare\n\nNobody has said anything about it.\n",
    "annotations/index.yml": NOTES,
    "annotations/ship.yml": "notes:\n  sank: {quote: The ship sank, note: So it goes.}\n",
    "annotations/ship.ben.yml": "notes:\n  hour: {quote: an hour, note: No more.}\n",
    "annotations/sources.yml": "book: {type: book, title: A book, author: [{family: Doe}]}\n",
    "annotations/annotators.yml": "ann: {name: Ann}\nben: {name: Ben}\n",
}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    write(tmp_path, SITE)
    locked = CliRunner().invoke(main, ["lock", "--config-file", str(tmp_path / "mkdocs.yml")])
    assert locked.exit_code == 0, locked.output
    with serve(tmp_path) as found:
        wait_for(lambda: "Says <em>who</em>" in found.get())
        yield found


def text(served: Served, name: str = "index") -> str:
    return (served.root / f"annotations/{name}.yml").read_bytes().decode()


def well(served: Served) -> bool:
    """Whether `postil check` finds nothing to mend."""
    done = CliRunner().invoke(main, ["check", "--config-file", str(served.root / "mkdocs.yml")])
    return done.exit_code == 0


def test_an_annotation_is_written_changed_moved_deleted_and_put_back(served: Served) -> None:
    desk = Desk.of(served)
    quoted = desk.post("quote", {"target": words("ouncil called it a triumph")})
    assert quoted["target"]["selector"][0]["exact"] == "council called it a triumph"
    assert quoted["id"] == "council-called-it-a-triumph"
    body = {"type": "Claim", "because": "One.\n\nTwo: #3", "sources": [{"source": "book"}],
            "tags": []}  # fmt: skip
    made = desk.post("annotations", {**quoted, "body": body})
    assert made["page"]["state"] == "shown"
    assert "<p>Two: #3</p>" in made["page"]["html"]
    assert made["remark"] == ""
    entry = (
        "  council-called-it-a-triumph:\r\n    quote: council called it a triumph\r\n"
        "    because: |\r\n      One.\r\n\r\n      Two: #3\r\n    sources: [book]\r\n"
    )
    assert text(served) == NOTES + entry
    assert "<p>Two: #3</p>" in served.get()
    lock = (served.root / "annotations/anchors.lock.json").read_text("utf-8")
    assert lock.count('"index#council-called-it-a-triumph"') == 1
    # Editors know it soon, and the page has not waited for that.
    schema = served.root / ".cache/postil/schemas/claims/index.json"
    wait_for(lambda: "index#council-called-it-a-triumph" in schema.read_text("utf-8"))

    changed = desk.change(made["annotation"], body={"because": "Three.", "question": "Why?"})
    assert changed.status == 200
    assert (
        text(served)
        == NOTES
        + entry.replace("|\r\n      One.\r\n\r\n      Two: #3", "|\r\n      Three.")
        + "    question: Why?\r\n"
    )

    # Words that stand there twice.
    target = desk.post("quote", {"target": words("the council", prefix="Nobody asked ")})["target"]
    assert target["selector"][0].keys() > {"exact"}
    moved = desk.change(changed.values["annotation"], target=target, body={"question": None})
    assert moved.status == 200
    assert moved.values["annotation"]["target"]["status"] == "exact"
    assert well(served)
    there = text(served)

    gone = desk.delete(moved.values["annotation"])
    assert gone.status == 200
    assert text(served) == NOTES
    lock = (served.root / "annotations/anchors.lock.json").read_text("utf-8")
    assert "council" not in lock.split('"pieces"')[0]
    back = desk.post("annotations", {"undo": gone.values["undo"]})
    assert back["page"]["state"] == "shown"
    assert text(served) == there
    assert well(served)
    assert served.log.count("Documentation built") == 1
    assert back["changed"] == ["annotations/index.yml"]


def test_what_somebody_else_has_changed_is_not_lost(served: Served) -> None:
    desk = Desk.of(served)
    (seen,) = desk.get("annotations?article=index")["items"]
    # Something else in the file does not matter.
    served.write(
        "annotations/index.yml", NOTES.replace("harbour\r\n", "docks\r\n").replace("\r", "")
    )
    theirs = text(served).replace("who", "whoever")
    served.write("annotations/index.yml", theirs)
    refused = desk.change(seen, body={"because": "Mine."})
    assert refused.status == 412
    assert "was changed in annotations/index.yml since you have seen it" in refused.values["error"]
    assert "*whoever*" in refused.values["now"]["yaml"]
    assert refused.values["yours"] == {"body": {"because": "Mine."}}
    assert text(served) == theirs
    assert desk.delete(seen).status == 412
    again = desk.change(refused.values["now"], body={"because": "Mine."})
    assert again.status == 200
    assert text(served) == theirs.replace("Says *whoever*?", "Mine.")
    served.write("annotations/index.yml", theirs.replace("doubled:", "tripled:"))
    lost = desk.change(again.values["annotation"], body={"because": "Mine."})
    assert (lost.status, lost.values["now"]) == (412, None)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"sources": ["nobody"]}, "unknown source 'nobody'"),
        ({"kind": "statistics"}, "did you mean 'statistic'?"),
        ({"cross_references": [{"to": "ship#sunk", "relation": "extends"}]}, "'sank'"),
        (
            {"cross_references": [{"to": {"article": "ship", "quote": "sails"}, "relation": "x"}]},
            "not there: an annotation has to stand on words of ship",
        ),
        ({"because": "x" * 20_001}, "longer than 20,000 characters"),
        ({"cross_references": ["ship"]}, "where a mapping belongs"),
    ],
)
def test_what_would_be_wrong_is_not_written(
    wrong: Desk, body: dict[str, object], said: str
) -> None:
    answer = wrong.ask(
        "POST",
        "annotations",
        {"target": words("a triumph of engineering"), "body": {"type": "Claim", **body}},
    )
    assert answer.status == 422
    assert said in answer.body.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": words("no such words")}, "these words are not in the text"),
        ({"target": words("town"), "id": "x"}, "stand there more than once"),
        ({"target": words("a triumph"), "id": "Doubled"}, "cannot be an id"),
        ({"target": words("a triumph"), "id": "doubled"}, "is taken"),
        ({"target": words("a triumph"), "id": "harbour"}, "is taken"),
        ({"target": words("a triumph", "nowhere")}, "there is no article 'nowhere'"),
        ({"target": words("a triumph"), "body": {"type": "Claim", "becuase": "x"}}, "is unknown"),
        ({"target": words("a triumph"), "body": {"type": "Claim", "because": 3}}, "is no text"),
        ({"target": words("a triumph"), "body": {"type": "Thing"}}, "'Claim' or 'Note'"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_reason(
    wrong: Desk, change: dict[str, object], said: str
) -> None:
    answer = wrong.ask("POST", "annotations", {"body": {"type": "Claim"}, **change})
    assert answer.status in (400, 404, 422)
    assert said in answer.values["error"]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on which nothing is written, whatever is asked for."""
    root = tmp_path_factory.mktemp("wrong")
    write(root, SITE)
    before = {path: path.read_bytes() for path in (root / "annotations").iterdir()}
    with serve(root) as served:
        wait_for(lambda: "Says <em>who</em>" in served.get())
        yield Desk.of(served)
    assert {path: path.read_bytes() for path in (root / "annotations").iterdir()} == before


def test_each_annotator_has_a_file(served: Served) -> None:
    desk = Desk.of(served)
    body = {"type": "Note", "note": "Well."}
    for who, name in (("ben", "ship.ben"), ("ann", "ship.ann"), ("", "ship")):
        made = desk.post(
            "annotations",
            {"id": f"from-{who or 'all'}", "target": words("sank within", "ship"), "body": body,
             "creator": who},
        )  # fmt: skip
        assert made["file"] == f"annotations/{name}.yml"
        assert made["annotation"]["creator"] == who
        assert "by:" not in made["annotation"]["yaml"]
    schema = "# yaml-language-server: $schema=../.cache/postil/schemas/annotations.schema.json\n"
    assert text(served, "ship.ann").startswith(f"{schema}notes:\n  from-ann:\n")
    assert well(served)


def test_a_cross_reference_to_words_of_another_article(served: Served) -> None:
    desk = Desk.of(served)
    (seen,) = desk.get("annotations?article=index")["items"]
    to = {"quote": "an hour", "article": "ship"}
    link = {"relation": "extends", "to": to, "because": "Both *sink*."}
    changed = desk.change(seen, body={"cross_references": [link]})
    assert changed.status == 200
    # The first between the two: there are pages of such pairs, for which this one does not wait.
    assert changed.values["page"]["state"] == "building"
    assert "Both <em>sink</em>." in changed.values["page"]["html"]
    assert text(served) == NOTES + (
        "    cross_references:\r\n      - to: {article: ship, quote: an hour}\r\n"
        "        relation: extends\r\n        because: Both *sink*.\r\n"
    )
    wait_for(lambda: "Both <em>sink</em>." in served.get("ship/"))
    assert well(served)


def test_an_article_that_nobody_has_annotated(served: Served) -> None:
    (served.root / "annotations/bare.yml").write_bytes(b"\n")
    desk = Desk.of(served, "bare/")
    assert desk.article == "bare"
    quote = desk.post("quote", {"target": words("anything", "bare")})
    made = desk.post("annotations", {**quote, "body": {"type": "Note", "note": "*First.*"}})
    assert made["page"]["state"] == "building"
    wait_for(lambda: "<em>First.</em>" in served.get("bare/"))
    assert text(served, "bare").startswith("# yaml-language-server: $schema=")
    assert well(served)


def test_another_id_keeps_the_old_one(served: Served) -> None:
    desk = Desk.of(served)
    (seen,) = desk.get("annotations?article=index")["items"]
    renamed = desk.change(seen, id="grew")
    assert renamed.status == 200
    assert renamed.values["annotation"]["id"] == "index#grew"
    assert text(served) == NOTES.replace("doubled:", "grew:") + "    was: [doubled]\r\n"
    lock = (served.root / "annotations/anchors.lock.json").read_text("utf-8")
    assert '"index#grew"' in lock
    assert '"index#doubled"' not in lock
    assert well(served)


def test_a_passage_that_has_changed_is_settled_on_the_page(served: Served) -> None:
    served.write("docs/index.md", TEXT.replace("doubled within *ten*", "nearly doubled in ten"))
    desk = Desk.of(served)
    wait_for(lambda: bool(desk.get("problems?article=index")["passages"]))
    (passage,) = desk.get("problems?article=index")["passages"]
    assert passage["status"] == "changed"
    (suggestion,) = passage["suggestions"]
    assert suggestion["selector"]["exact"] == "The town nearly doubled in ten years"
    (seen,) = desk.get("annotations?article=index")["items"]
    target = {"source": "index", "selector": suggestion["selector"]}
    assert desk.change(seen, target=target).status == 200
    assert desk.get("problems?article=index")["passages"] == []
    assert "quote: The town nearly doubled in ten years\r\n" in text(served)
    assert well(served)


def test_sources_are_pasted(served: Served) -> None:
    desk = Desk.of(served)
    bib = "@book{doe:2001, title={On Harbours: a #1}, author={Doe, Jane}, year=2001}"
    (made,) = desk.post("sources", {"text": bib})["sources"]
    assert (made["id"], made["there"]) == ("doe:2001", False)
    (again,) = desk.post("sources", {"text": bib})["sources"]
    assert again["there"]
    (stub,) = desk.post("sources", {"text": "https://doi.org/10.1000/XYZ-1"})["sources"]
    assert stub["source"]["DOI"] == "10.1000/XYZ-1"
    ris = "TY  - JOUR\nTI  - Über Häfen\nAU  - Müller, Eva\nPY  - 1999\nER  - \n"
    (other,) = desk.post("sources", {"text": ris})["sources"]
    assert other["id"] == "muller-1999"
    csl = '[{"id": "x1", "type": "webpage", "title": "Page"}]'
    assert desk.post("sources", {"text": csl})["sources"][0]["id"] == "x1"
    assert desk.ask("POST", "sources", {"text": "just words"}).status == 422
    wait_for(lambda: bool(desk.get("search?q=mull+haf")["sources"]))
    (seen,) = desk.get("annotations?article=index")["items"]
    sources = ["book", {"source": "muller-1999", "stance": "supports", "locator": "p. 3"}]
    assert desk.change(seen, body={"sources": sources}).status == 200
    assert "sources: [book, {source: muller-1999, locator: p. 3, stance: supports}]" in text(served)
    assert well(served)


def test_claims_and_sources_are_found_and_texts_are_shown(served: Served) -> None:
    desk = Desk.of(served)
    (found,) = desk.get("search?q=TOWN%20doub")["annotations"]
    assert found["id"] == "index#doubled"
    assert found["sentence"] == {
        "before": "",
        "words": "The town doubled within ten years",
        "after": ", and the town was proud.",
    }
    assert [s["id"] for s in desk.get("search?q=doe")["sources"]] == ["book"]
    assert desk.get("search?q=")["annotations"] == []
    shown = desk.post(
        "preview", {"article": "index", "markdown": "*a* [s](ship.md) [x](no.md)<script>"}
    )
    assert shown["html"].startswith('<p><em>a</em> <a href="ship/"')
    assert "<script" not in shown["html"]
    assert "no.md" in shown["remarks"][0]
    session = desk.get("session")
    assert [a["id"] for a in session["annotators"]] == ["ann", "ben"]
    ship = next(a for a in session["articles"] if a["article"] == "ship")
    assert ship == {"article": "ship", "title": "Ship", "address": "ship/", "annotated": True}
    assert "statistic" in [kind["id"] for kind in session["kinds"]]


def test_two_at_once_are_one_after_the_other(served: Served) -> None:
    desk = Desk.of(served)
    answers: list[int] = []

    def write_one(number: int) -> None:
        made = desk.ask(
            "POST",
            "annotations",
            {"id": f"n{number}", "target": words("was dredged in 1911"),
             "body": {"type": "Note", "note": f"Number {number}."}},
        )  # fmt: skip
        answers.append(made.status)

    threads = [threading.Thread(target=write_one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    assert all(f"note: Number {number}." in text(served) for number in range(8))
    assert well(served)


def test_the_page_that_has_written_is_not_loaded_anew_and_others_are(served: Served) -> None:
    desk = Desk.of(served)
    other = Desk.of(served)
    epoch = served.get().rpartition("livereload(")[2].partition(",")[0]
    (seen,) = desk.get("annotations?article=index")["items"]
    assert desk.change(seen, body={"because": "Mine."}).status == 200

    def newest(page: str) -> int:
        return int(ask(served.host, "GET", f"/livereload/{epoch}/{page}").body)

    assert newest(other.page) > int(epoch)
    waiting = threading.Thread(target=lambda: found.append(newest(desk.page)))
    found: list[int] = []
    waiting.start()
    waiting.join(1)
    # It waits for something newer still.
    assert found == []
    served.write("annotations/ship.yml", "notes:\n  sank: {quote: The ship sank, note: Else.}\n")
    waiting.join()
    assert found[0] > int(epoch)


class Pages:
    """Pages in browsers, and a server that has them loaded anew."""

    def __init__(self) -> None:
        self.server: Any = SimpleNamespace(_wanted_epoch=1)
        self.server.serve_request = lambda environ, start: [b"%d" % self.server._wanted_epoch]
        self.reloading = Reloading(self.server, threading.RLock())
        self.state: State = {}
        self.waiting: set[Path] = set()
        self.open("7", "8")

    def open(self, *pages: str) -> None:
        """Opens some pages."""
        for page in pages:
            html = b"livereload(%d, %s);" % (self.server._wanted_epoch, page.encode())
            assert self.reloading.serving(html, self.reloading.shown) == page

    def write(self, file: str, page: str = "") -> None:
        """Writes a file on a page, or elsewhere."""
        old, path = self.state, Path(file)
        self.state = {**old, path: (len(file), old.get(path, (0, 0))[1] + 1)}
        if page:
            self.reloading.written(page, self.waiting, old, self.state)
        self.waiting.add(path)

    def build(self) -> None:
        """Makes the site."""
        self.server._wanted_epoch += 1
        self.reloading.taken(self.waiting, self.state)
        self.reloading.shown = self.reloading.building()
        self.waiting = set()

    def loaded(self, *pages: str, since: int = 1) -> list[str]:
        """Which of some pages are loaded anew that were served so long ago."""
        asked = {page: {"PATH_INFO": f"/livereload/{since}/{page}"} for page in pages}
        newest = [b"%d" % self.server._wanted_epoch]
        return [p for p in pages if self.reloading.answer(asked[p], print) == newest]


def test_pages_are_loaded_anew_that_do_not_show_what_has_changed() -> None:
    pages = Pages()
    # Twice before it is made, as somebody who deletes and takes it back at once.
    pages.write("index.yml", "7")
    pages.write("index.yml", "7")
    pages.build()
    assert pages.loaded("7", "8") == ["8"]
    # The server was told twice of it, or a page was opened before it was told.
    pages.open("8")
    pages.build()
    assert pages.loaded("7") == pages.loaded("8", since=2) == []
    # Each has written something that the other does not show.
    pages.write("index.yml", "7")
    pages.write("ship.yml", "8")
    pages.build()
    assert pages.loaded("7", "8") == ["7", "8"]


def test_a_page_of_an_earlier_run_is_loaded_anew() -> None:
    pages = Pages()
    assert pages.loaded("3", since=0) == ["3"]
    # One of this run shows what there is.
    assert pages.loaded("7", since=0) == []


def test_a_page_that_has_written_is_loaded_anew_for_what_others_have_written() -> None:
    pages = Pages()
    pages.write("index.yml", "7")
    pages.build()
    pages.write("index.yml")
    pages.build()
    assert pages.loaded("7", "8") == ["7", "8"]
    # And if its own comes between that and the next site.
    pages.open("7")
    pages.write("ship.yml")
    pages.write("ship.yml", "7")
    pages.build()
    assert pages.loaded("7", since=3) == ["7"]


def test_postil_serves_the_same(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    with serve(tmp_path, "postil.desk.cli", options=("--no-browser", "--address")) as served:
        wait_for(lambda: "Says <em>who</em>" in served.get())
        assert Desk.of(served).get("session")["changed"] == []


def test_a_published_site_knows_of_no_desk(tmp_path: Path) -> None:
    built = build(tmp_path, SITE)
    assert not built.stopped
    for path in built.site.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"postil-desk" not in data and b"/-/postil" not in data, path
