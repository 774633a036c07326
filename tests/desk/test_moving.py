"""Articles and annotations under new names: what the lock file knows of them goes on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postil.anchoring.lock import FILE_NAME
from postil.desk.cli import main
from support.builds import build, write

SENTENCES = [
    f"The {place} was {deed} in {year}."
    for year, (place, deed) in enumerate(
        (
            (place, deed)
            for deed in ("dredged by hand", "sold to the crown", "flooded to the roofs")
            for place in ("harbour", "old mill", "eastern quay", "customs house")
        ),
        1911,
    )
]


def text(sentences: list[str]) -> str:
    return "# A title\n\n" + "\n\n".join(sentences) + "\n"


def annotated(sentences: list[str], prefix: str = "a") -> str:
    entries = [
        f"  {prefix}-{SENTENCES.index(sentence)}:\n"
        f"    quote: {sentence.rpartition(' in ')[0][4:]}\n    note: Yes.\n"
        for sentence in sentences
    ]
    return "notes:\n" + "".join(entries)


OLD = "readings/x"
ALL = len(SENTENCES)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one locked article."""
    write(tmp_path, {"docs/index.md": "# Home\n"})
    put(tmp_path, OLD, SENTENCES, annotated(SENTENCES))
    assert f"{ALL} new" in run(tmp_path, "lock")
    return tmp_path


def put(site: Path, article: str, sentences: list[str], annotations: str) -> None:
    write(site, {f"docs/{article}.md": text(sentences), f"annotations/{article}.yml": annotations})


def take(site: Path, article: str) -> tuple[str, str]:
    """Takes an article away."""
    files = site / f"docs/{article}.md", site / f"annotations/{article}.yml"
    found = files[0].read_text(), files[1].read_text()
    for file in files:
        file.unlink()
    return found


def move(site: Path, old: str, new: str) -> None:
    article, annotations = take(site, old)
    write(site, {f"docs/{new}.md": article, f"annotations/{new}.yml": annotations})


def run(site: Path, command: str) -> str:
    result = CliRunner().invoke(main, [command, "--config-file", str(site / "mkdocs.yml")])
    assert not result.exception or isinstance(result.exception, SystemExit)
    return result.output


def saved(site: Path) -> dict[str, dict[str, object]]:
    file: dict[str, Any] = json.loads((site / "annotations" / FILE_NAME).read_text())
    return dict(file["anchors"])


def test_a_moved_article_keeps_its_anchors(site: Path) -> None:
    before = saved(site)
    move(site, OLD, "law/y")
    said = run(site, "check")
    assert f"advice: annotations/law/y.yml: {OLD} is now law/y, " in said
    assert "run 'postil lock' to save it under its new name" in said
    assert "few or common" not in said, "its passages are found with what was saved of them"
    said = run(site, "lock")
    assert f"{OLD} is now law/y" in said.splitlines()
    assert f"{ALL} anchors: {ALL} moved\n" in said
    assert saved(site) == {
        name.replace(OLD, "law/y"): anchor for name, anchor in sorted(before.items())
    }
    assert "right already" in run(site, "lock")
    assert "is now" not in run(site, "check")


def test_a_text_that_was_moved_and_edited_is_found_as_after_an_edit(site: Path) -> None:
    """A sentence that nothing but its neighbours tells from another one."""
    changed = list(SENTENCES)
    changed[4] = "The harbour was then sold, alas, to the Danish crown in 1915."
    put(site, OLD, changed, annotated(SENTENCES))
    edited = build(site).article("readings/x/index.html")
    move(site, OLD, "law/y")
    built = build(site, strict=True)
    assert built.stopped == "" and built.log == ()
    moved = built.article("law/y/index.html")
    assert 'data-postil="a-4"' in moved
    assert re.findall(r"<mark[^>]*>", moved) == re.findall(r"<mark[^>]*>", edited)
    assert "is now" not in moved and "law/y.yml" not in moved
    assert f": {ALL} moved, 1 kept for review\n" in run(site, "lock")


def test_a_copy_is_new_while_the_old_one_is_there(site: Path) -> None:
    put(site, "law/y", SENTENCES, annotated(SENTENCES))
    said = run(site, "lock")
    assert f"{2 * ALL} anchors: {ALL} new\n" in said
    assert "is now" not in said


def test_between_two_copies_there_is_no_guess(site: Path) -> None:
    take(site, OLD)
    for copy in ("law/y", "law/z"):
        put(site, copy, SENTENCES, annotated(SENTENCES))
    assert f"{OLD} may now be law/y or law/z" in run(site, "check")
    said = run(site, "lock")
    assert f"{2 * ALL} new, {ALL} removed" in said
    assert f"{OLD} may now be law/y or law/z" in said


def divided(site: Path, at: int) -> str:
    take(site, OLD)
    for path, part in (("law/y", SENTENCES[:at]), ("law/z", SENTENCES[at:])):
        put(site, path, part, annotated(part))
    return run(site, "lock")


def test_of_a_divided_article_the_main_part_goes_on(site: Path) -> None:
    said = divided(site, 10)
    assert f"{OLD} is now law/y" in said
    assert "2 new, 10 moved, 2 removed" in said


def test_of_two_halves_neither_goes_on(site: Path) -> None:
    assert f"{ALL} new, {ALL} removed" in divided(site, 6)


def test_an_article_of_which_most_ids_are_new_is_known_by_its_text(site: Path) -> None:
    take(site, OLD)
    annotations = annotated(SENTENCES[:2]) + annotated(SENTENCES[2:], "b").removeprefix("notes:\n")
    put(site, "law/y", SENTENCES, annotations)
    said = run(site, "lock")
    assert f"{OLD} is now law/y" in said
    assert f"{ALL - 2} new, 2 moved, {ALL - 2} removed" in said


def test_equal_annotations_on_another_text_are_new(site: Path) -> None:
    take(site, OLD)
    other = [f"It is said that {s[0].lower()}{s[1:-1]} or so." for s in SENTENCES]
    put(site, "law/y", other, annotated(SENTENCES))
    said = run(site, "lock")
    assert "is now" not in said and f"{ALL} new, {ALL} removed" in said


def test_a_lock_file_of_the_first_version(site: Path) -> None:
    """It has no pieces: then the words of the passages tell the text."""
    file = site / "annotations" / FILE_NAME
    lock = json.loads(file.read_text())
    lines = []
    for name, anchor in lock["anchors"].items():
        del anchor["pieces"], anchor["count"]
        lines.append(f"{json.dumps(name)}: {json.dumps(anchor)}")
    file.write_text('{\n"version": 1,\n"anchors": {\n' + ",\n".join(lines) + "\n}\n}\n")
    move(site, OLD, "law/y")
    said = run(site, "lock")
    assert f"{OLD} is now law/y" in said and " new" not in said and " removed" not in said


def test_two_articles_that_swap_their_names(site: Path) -> None:
    others = [s.replace("The", "In the north, the").replace("19", "18") for s in SENTENCES]
    put(site, "readings/y", others, annotated(SENTENCES, "b"))
    run(site, "lock")
    before = saved(site)
    for old, new in ((OLD, "z"), ("readings/y", OLD), ("z", "readings/y")):
        move(site, old, new)
    said = run(site, "lock")
    assert {"readings/x is now readings/y", "readings/y is now readings/x"} <= {*said.splitlines()}
    assert f": {2 * ALL} moved\n" in said
    after = saved(site)
    assert after["readings/y#a-3"] == before["readings/x#a-3"]
    assert after["readings/x#b-3"] == before["readings/y#b-3"]


def test_older_texts_in_which_passages_were_right_move_too(site: Path) -> None:
    """A passage waits for review, another was locked since: there are two versions of pieces."""
    changed = list(SENTENCES)
    changed[4] = "The harbour was then sold, alas, to the Danish crown in 1915."
    put(site, OLD, changed, annotated(SENTENCES))
    run(site, "lock")
    pieces = json.loads((site / "annotations" / FILE_NAME).read_text())["pieces"]
    assert len(pieces[OLD]) == 2
    move(site, OLD, "law/y")
    assert f": {ALL} moved, 1 kept for review\n" in run(site, "lock")
    assert json.loads((site / "annotations" / FILE_NAME).read_text())["pieces"] == {
        "law/y": pieces[OLD]
    }


def test_a_landing_goes_with_the_article_that_it_is_called_after(site: Path) -> None:
    link = "{to: {article: readings/to, quote: the mill stood}, relation: extends}"
    write(site, {
        "docs/readings/to.md": "# To\n\nOn the hill the mill stood for years.\n",
        f"annotations/{OLD}.yml": annotated(SENTENCES) + f"    cross_references: [{link}]\n",
    })  # fmt: skip
    assert "1 new" in run(site, "lock")
    move(site, OLD, "law/y")
    assert f": {ALL} moved, 1 renamed\n" in run(site, "lock")


def test_an_unrelated_article_in_place_of_a_deleted_one(site: Path) -> None:
    take(site, OLD)
    note = annotated(SENTENCES[:1])
    put(site, "law/y", [SENTENCES[0], *(f"Another text says {n}." for n in "abcdefgh")], note)
    assert f"1 new, {ALL} removed" in run(site, "lock")


def test_a_renamed_annotation_keeps_its_anchor(site: Path) -> None:
    before = saved(site)
    annotations = annotated(SENTENCES).replace("  a-3:\n", "  mill:\n    was: a-3\n")
    changed = [s if n != 3 else s.replace("1914", "1920") for n, s in enumerate(SENTENCES)]
    put(site, OLD, changed, annotations)
    assert "few or common" not in run(site, "check")
    assert f"{ALL} anchors: 1 renamed\n" in run(site, "lock")
    after = saved(site)
    assert f"{OLD}#a-3" not in after
    assert after[f"{OLD}#mill"]["written"] == before[f"{OLD}#a-3"]["written"]
    assert "right already" in run(site, "lock")


@pytest.mark.parametrize("article", [OLD, "law/y"])
def test_fix_may_come_before_lock(article: str, site: Path) -> None:
    """What was saved under the old names is not taken for a file that somebody has changed."""
    annotations = annotated(SENTENCES).replace("  a-4:\n", "  sale:\n    was: a-4\n")
    take(site, OLD)
    changed = list(SENTENCES)
    changed[4] = "The harbour was soon sold to the Danish crown in 1915."
    put(site, article, changed, annotations)
    result = CliRunner().invoke(main, ["fix", "--all", "-f", str(site / "mkdocs.yml")])
    assert "1 passage saved as it is now" in result.output
    assert result.exit_code == 0
    assert saved(site)[f"{article}#sale"]["exact"] == "harbour was soon sold to the Danish crown"
    assert ": nothing new" in run(site, "lock")


def test_a_renamed_annotation_whose_passage_has_changed_waits_for_review(site: Path) -> None:
    annotations = annotated(SENTENCES).replace("  a-4:\n", "  sale:\n    was: [first, a-4]\n")
    changed = list(SENTENCES)
    changed[4] = "The harbour was then sold, alas, to the Danish crown in 1915."
    put(site, OLD, changed, annotations)
    assert ": 1 renamed, 1 kept for review\n" in run(site, "lock")
    assert saved(site)[f"{OLD}#sale"]["exact"] == "harbour was sold to the crown"


def test_of_two_anchors_that_of_the_present_id_counts(site: Path) -> None:
    """A merge may bring the old one back."""
    file = site / "annotations" / FILE_NAME
    lines = file.read_text().split("\n")
    (old,) = (line for line in lines if f'"{OLD}#a-3"' in line)
    put(site, OLD, SENTENCES, annotated(SENTENCES).replace("a-3:\n", "mill:\n    was: a-3\n"))
    run(site, "lock")
    right = file.read_text()
    file.write_text(right.replace('"anchors": {', '"anchors": {\n' + old.replace("harbour", "x")))
    assert f"{ALL} anchors: nothing new" in run(site, "lock")
    assert file.read_text() == right


def test_check_advises_the_present_name_in_a_reference(site: Path) -> None:
    annotations = annotated(SENTENCES).replace("  a-3:\n", "  mill:\n    was: a-3\n")
    link = "    cross_references: [{to: '#a-3', relation: extends}]\n"
    put(site, OLD, SENTENCES, annotations + link)
    said = run(site, "check")
    line = (annotations + link).count("\n")
    place = f"annotations/{OLD}.yml:{line}:29"
    assert f"advice: {place}: 'a-3' is called 'mill' now; write 'mill'" in said


def test_an_article_of_several_files_moves_with_all_of_them(site: Path) -> None:
    """Whose an annotation is, and in which file, is of no account to what is known of it."""
    write(
        site,
        {
            "annotations/annotators.yml": "ben: {name: Ben Okri}\n",
            f"annotations/{OLD}.yml": annotated(SENTENCES[:6]),
            f"annotations/{OLD}.ben.yml": annotated(SENTENCES[6:]),
        },
    )
    assert "right already" in run(site, "lock"), "they only went into another file"
    before = saved(site)
    (site / "annotations/law").mkdir()
    (site / "docs/law").mkdir()
    for name in (f"docs/{OLD}.md", f"annotations/{OLD}.yml", f"annotations/{OLD}.ben.yml"):
        (site / name).rename(site / name.replace("readings", "law"))
    assert f"advice: annotations/law/x.yml: {OLD} is now law/x, " in run(site, "check")
    assert f"{ALL} anchors: {ALL} moved\n" in run(site, "lock")
    assert list(saved(site).values()) == list(before.values())


def test_old_names_are_followed_from_one_file_to_another(site: Path) -> None:
    first = annotated(SENTENCES[6:7])
    renamed = first.replace("a-6:", "now:\n    was: a-6")
    write(
        site,
        {
            "annotations/annotators.yml": "ben: {name: Ben Okri}\n",
            f"annotations/{OLD}.yml": annotated(SENTENCES[:6] + SENTENCES[7:]),
            f"annotations/{OLD}.ben.yml": renamed,
        },
    )
    before = saved(site)[f"{OLD}#a-6"]
    assert f"{ALL} anchors: 1 renamed" in run(site, "lock")
    assert saved(site)[f"{OLD}#now"] == before
    assert 'id="a-6"' in build(site, strict=True).article("readings/x/index.html")
