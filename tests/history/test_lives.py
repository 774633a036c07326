"""The lives of annotations, as git tells them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from postil.desk.cli import main
from postil.edition.edition import Edition, Place
from postil.edition.loading import load
from postil.history.git import Repository, UnknownError
from postil.history.history import History, Turn, history_of
from postil.history.wording import mark_of, wording, wording_of
from postil.keeping.cache import Cache
from support.builds import write
from support.repositories import Step, Story, git, make

HERE = Path(__file__).parent
TOLD: dict[str, Any] = yaml.load(
    (HERE / "lives.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
ARTICLES = ("readings/the-harbour", "readings/the-bridge", "readings/other")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that the file tells of."""
    return make(tmp_path_factory.mktemp("told"), Story().steps(TOLD["steps"]))


def edition(root: Path) -> Edition:
    """The annotations of a site, with the mistakes that they have without their texts."""
    return load(root / "annotations", ARTICLES, root)


def history(root: Path, cache: Cache | None = None, *, is_sound: bool = True) -> History:
    """The history of a site."""
    folder, cache = root / "annotations", cache or Cache()
    return history_of(folder, edition(root), ARTICLES, cache, is_sound=is_sound)


def said(turn: Turn) -> str:
    """A turn in words."""
    if turn.wording is None:
        return f"{turn.commit.day} withdrawn"
    kind = "note" if turn.wording.get("section") else turn.wording.get("assessment", "claim")
    return f"{turn.commit.day} {kind}"


def lives(root: Path, found: History) -> dict[str, list[str]]:
    """What is known of each annotation, by its full name."""
    there = ((place, found.life(place, one)) for place, one in edition(root).annotations())
    return {place.name: [said(turn) for turn in life.turns] for place, life in there if life}


def withdrawn(found: History) -> dict[str, str]:
    """The days on which annotations were withdrawn, by their full names."""
    articles = ("readings/harbour", "readings/bridge", *ARTICLES)
    gone = (one for article in articles for one in found.withdrawn(article))
    return {one.place.name: one.commit.day for one in gone}


def test_the_life_of_each_annotation_is_told_rightly(repository: Path) -> None:
    assert len(TOLD["steps"]) == 40
    found = history(repository)
    assert lives(repository, found) == TOLD["lives"]
    assert withdrawn(found) == TOLD["withdrawn"]
    assert [(one.path, commit.day) for _, one, commit in found.skipped()] == [
        ("readings/harbour.yml", "2027-02-02"),
        ("readings/harbour.yml", "2027-02-03"),
    ]


def test_what_is_new_alone_is_read_again(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the broken versions, and of a branch, it makes no difference."""
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(repository), str(copy))
    cache = Cache(tmp_path / "cache")
    commits = git(copy, "rev-list", "--first-parent", "--reverse", "HEAD").split()
    for commit in (commits[3], commits[6], commits[7], commits[20], commits[-1]):
        git(copy, "checkout", "--quiet", commit)
        found = history(copy, cache, is_sound=False)
        cache.write()
    assert lives(copy, found) == TOLD["lives"]
    assert withdrawn(found) == TOLD["withdrawn"]
    monkeypatch.setattr(Repository, "log", None)
    assert lives(copy, history(copy, cache)) == TOLD["lives"]
    monkeypatch.undo()
    # Another branch does not have what was read of this one.
    git(copy, "checkout", "--quiet", commits[3])
    assert not history(copy, cache).withdrawn("readings/bridge")


def test_a_shallow_clone_says_what_it_does_not_know(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=6", f"file://{repository}", "shallow")
    found = history(tmp_path / "shallow")
    assert found.begins and found.begins.day == "2027-03-07"
    places = {place.name: place for place, _ in edition(repository).annotations()}
    place = places["readings/the-harbour#traffic-down"]
    annotation = edition(repository).annotation(place)
    life = found.life(place, annotation)
    assert life and [(t.commit.day, t.is_first_known) for t in life.turns] == [
        ("2027-03-07", True),
        ("2027-03-14", False),
    ]
    # What was there already is not told as new.
    told = [(h.sort, h.place.id, h.commit.day) for h in found.happenings]
    assert told == [
        ("changed", "traffic-down", "2027-03-14"),
        ("back", "came-late", "2027-03-12"),
        ("withdrawn", "came-late", "2027-03-11"),
        ("changed", "cars-came-back", "2027-03-10"),
        ("new", "came-late", "2027-03-10"),
    ]


def test_what_is_not_committed_has_no_day(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(repository), "copy")
    root = tmp_path / "copy"
    file = root / "annotations/readings/the-harbour.yml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("assessment: disputed", "assessment: contradicted"), "utf-8")
    found = history(root)
    dated = {
        place.id: life.is_dated
        for place, one in edition(root).annotations()
        if (life := found.life(place, one))
    }
    assert [id for id, is_dated in dated.items() if not is_dated] == ["toll-is-paid"]
    # What is written while a site is served.
    found.settle(edition(root))
    place = Place("readings/the-harbour", "opening")
    life = found.life(place, replace(edition(root).annotation(place), note="They open at seven."))
    assert life and not life.is_dated and life.earlier[-1].commit.day == "2027-02-27"


def test_it_is_said_why_nothing_is_known(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def why(folder: Path) -> tuple[str, bool]:
        with pytest.raises(UnknownError) as found:
            history_of(folder, Edition(), ARTICLES, Cache())
        return str(found.value), found.value.is_expected

    assert why(tmp_path) == ("the annotations are in no git repository", True)
    new = tmp_path / "new"
    new.mkdir()
    git(new, "init", "--quiet")
    assert why(new) == ("nothing is committed yet", True)
    make(tmp_path / "other", [Step("2027-01-01T12:00:00+00:00", {"x.txt": "x"})])
    (tmp_path / "other/annotations").mkdir()
    assert why(tmp_path / "other/annotations") == ("the annotations are not committed", True)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    said, is_expected = why(repository / "annotations")
    assert "safe.directory" in said and not is_expected
    monkeypatch.setenv("PATH", str(tmp_path))
    assert why(repository / "annotations") == ("git is not installed here", False)


def test_a_folder_that_had_another_name_is_followed(tmp_path: Path) -> None:
    """Also where the whole site has moved into a folder of its repository."""

    def text(verdict: str) -> str:
        return f"claims:\n  a:\n    quote: alone\n    kind: k\n    assessment: {verdict}\n"

    day = "2027-01-0{}T12:00:00+00:00"
    steps = [
        Step(day.format(1), {"notes/other.yml": text("supported"), "notes/gone.yml": text("x")}),
        Step(day.format(2), {"notes/other.yml": text("disputed")}),
        Step(
            day.format(3),
            {
                "notes/other.yml": None,
                "notes/gone.yml": None,
                "site/annotations/other.yml": text("disputed"),
            },
        ),
        Step(day.format(4), {"site/annotations/other.yml": text("unverifiable")}),
    ]
    root = make(tmp_path / "moved", steps) / "site"
    found = load(root / "annotations", ["other"], root)
    told = history_of(root / "annotations", found, ["other"], Cache())
    life = told.life(Place("other", "a"), found.articles["other"].annotations["a"])
    assert life and [said(turn) for turn in life.turns] == [
        "2027-01-01 supported",
        "2027-01-02 disputed",
        "2027-01-04 unverifiable",
    ]
    assert [one.commit.day for one in told.withdrawn("gone")] == ["2027-01-03"]


def test_an_old_clone_without_old_files_fetches_nothing(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    options = ("--quiet", "--filter=blob:none", f"file://{repository}")
    git(tmp_path, "clone", *options, "partial")
    with pytest.raises(UnknownError, match="lacks older versions"):
        history(tmp_path / "partial")


def test_a_wording_is_the_same_as_it_is_written_and_as_it_is_loaded(repository: Path) -> None:
    """Else what was never changed would be told as changed."""
    for root in (repository, HERE.parents[1]):
        folder = root / "annotations"
        articles = [p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.yml")]
        for path, article in load(folder, articles, root).articles.items():
            for file in article.files:
                values = yaml.load(Path(root, file.name).read_bytes(), Loader=yaml.BaseLoader)
                for section in values.keys() & {"claims", "notes"}:
                    for id, entry in values[section].items():
                        loaded = wording_of(article.annotations[id])
                        assert mark_of(wording(section, entry)) == mark_of(loaded), (path, id)


def test_the_command_tells_of_one_of_an_article_and_of_all(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", str(repository), "copy")
    root = tmp_path / "copy"
    texts = {f"docs/{article}.md": f"# {article}" for article in ARTICLES}
    write(root, {**texts, "mkdocs.yml": "site_name: T\nplugins: [postil]\n"})
    monkeypatch.chdir(root)

    def log(*arguments: str) -> str:
        return CliRunner().invoke(main, ["log", *arguments]).output

    one = log("traffic-down").splitlines()
    assert one[0] == "readings/the-harbour#traffic-down"
    assert one[1] == "2027-03-14  changed    assessment: partly-supported -> supported"
    assert "            reason was: The city says so." in one
    assert "2027-02-20  withdrawn" in log("readings/bridge#who-counted")
    of_article = log("readings/the-bridge")
    assert "2027-03-12  back       readings/the-bridge#came-late" in of_article
    assert "harbour" not in of_article
    everything = log()
    assert "left out   readings/harbour.yml" in everything
    assert len(everything.splitlines()) == 31
    assert "did you mean 'traffic-down'?" in log("trafic-down")
