"""`postil fix`, as an instructor sits before it: what is asked, and what comes of the answers."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from postil.desk import applying, fixing
from postil.desk.cli import main
from support.builds import write

ARTICLE = """---
title: Harbour
---
# Harbour

The harbour was dredged in 1911, and the town doubled within ten years. Nobody asked the
fishermen. The council called it a *triumph* of engineering.

## Again

The harbour was dredged again in 1932, which the engineer called a costly mistake of the worst kind,
because the sand came back within two winters and the quays began to sink.
"""
HARBOUR = """claims:
  doubled:
    quote: the town doubled within ten years   # a guess?
    because: Says who?
  mistake:
    quote: The harbour was dredged again … began to sink.
    because: So it says.
notes:
  fish: {quote: Nobody asked the fishermen., note: 'We did.'}
"""
EDITS = (
    ("town doubled within ten", "town almost doubled within twelve"),
    ("Nobody asked the\nfishermen.", "Nobody ever asked the\nfishermen."),
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A locked site, with somebody before it."""
    write(
        tmp_path,
        {
            "docs/index.md": "# Home\n",
            "docs/readings/harbour.md": ARTICLE,
            "docs/readings/toll.md": "# Toll\n\nThe toll was raised in 1950.\n",
            "annotations/readings/harbour.yml": HARBOUR,
        },
    )
    monkeypatch.setattr("postil.desk.fixing.somebody_is_there", lambda: True)
    return tmp_path


def run(site: Path, *arguments: str, answers: str = "") -> Result:
    command, *rest = arguments
    configuration = str(site / "mkdocs.yml")
    return CliRunner().invoke(main, [command, "--config-file", configuration, *rest], input=answers)


def lock_and_edit(site: Path, *changes: tuple[str, str], article: str = "harbour") -> None:
    assert run(site, "lock").exit_code == 0
    path = site / f"docs/readings/{article}.md"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def sound(site: Path) -> None:
    """Nothing is left to be mended or reviewed."""
    done = run(site, "check", "--strict")
    assert done.exit_code == 0, done.output


def harbour(site: Path) -> str:
    return (site / "annotations/readings/harbour.yml").read_bytes().decode()


def saved(site: Path) -> dict[str, str]:
    lock = json.loads((site / "annotations/anchors.lock.json").read_text(encoding="utf-8"))
    return {name.partition("#")[2]: anchor["exact"] for name, anchor in lock["anchors"].items()}


def test_each_passage_is_asked_about_and_what_is_answered_yes_is_written(site: Path) -> None:
    lock_and_edit(site, *EDITS)
    done = run(site, "fix", answers="maybe\ny\n\n")
    assert done.exit_code == 0
    assert "2 passages have changed." in done.output
    assert "1 of 2  readings/harbour#doubled" in done.output
    assert "annotation  annotations/readings/harbour.yml:3\n" in done.output
    assert "text        docs/readings/harbour.md:6, under “Harbour”" in done.output
    assert "the town {+almost+} doubled within [-ten-] {+twelve+} years." in done.output
    assert "Answer y (yes), n (no) or q (quit)" in done.output
    assert "annotations/readings/harbour.yml: 1 quote rewritten" in done.output
    assert "1 passage still waits for you." in done.output
    assert harbour(site) == HARBOUR.replace("doubled within ten", "almost doubled within twelve")
    assert saved(site)["doubled"] == "the town almost doubled within twelve years"
    assert saved(site)["fish"] == "Nobody asked the\nfishermen."


def test_quitting_keeps_what_was_answered(site: Path) -> None:
    lock_and_edit(site, *EDITS)
    done = run(site, "fix", answers="y\nq\n")
    assert done.exit_code == 0
    assert "almost doubled" in harbour(site)
    assert "ever" not in harbour(site)
    assert "1 passage still waits for you." in done.output
    nothing = run(site, "fix", answers="q\n")
    assert "Nothing was written." in nothing.output


def test_where_the_input_ends_what_was_answered_counts(site: Path) -> None:
    """As with Ctrl+D."""
    lock_and_edit(site, *EDITS)
    before = saved(site)
    done = run(site, "fix", answers="y\n")
    assert done.exit_code == 0
    assert "The input ends here; what was answered so far counts." in done.output
    assert "1 passage still waits for you." in done.output
    assert "almost doubled within twelve" in harbour(site)
    assert saved(site)["fish"] == before["fish"]


def test_what_is_interrupted_writes_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C at the second question."""
    lock_and_edit(site, *EDITS)
    before = saved(site)
    answers = iter("y")

    def answer(prompt: str) -> str:
        for given in answers:
            return given
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("click.prompt", lambda *_, **__: prompt_with(answer))
        done = run(site, "fix")
    assert done.exit_code == 1
    assert "Interrupted: nothing was written." in done.output
    assert (harbour(site), saved(site)) == (HARBOUR, before)


def prompt_with(answer: Callable[[str], str]) -> str:
    """What click does at its prompt."""
    try:
        return answer("")
    except KeyboardInterrupt:
        raise click.Abort from None


@pytest.mark.parametrize("broken", ["claims: [\n", "claims: {x: {qoute: The toll}}\n"])
def test_a_mistake_elsewhere_stops_no_fixing(site: Path, broken: str) -> None:
    toll = "claims:\n  raised: {quote: The toll was raised, because: x}\n"
    write(site, {"annotations/readings/toll.yml": toll})
    lock_and_edit(site, *EDITS)
    before = saved(site)
    write(site, {"annotations/readings/toll.yml": broken})
    done = run(site, "fix", answers="y\ny\n")
    assert "annotations/readings/toll.yml:1:" in done.output
    assert "What these are about is left out until they are mended." in done.output
    assert done.exit_code == 1
    assert "almost doubled within twelve" in harbour(site)
    # What was saved of the file that cannot be read is saved still.
    assert saved(site)["raised"] == before["raised"]
    write(site, {"annotations/readings/toll.yml": toll})
    sound(site)


def test_nobody_there(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_and_edit(site, *EDITS)
    monkeypatch.setattr("postil.desk.fixing.somebody_is_there", lambda: False)
    done = run(site, "fix", answers="y\ny\n")
    assert "Write this quote?" not in done.output
    assert "Nothing was written: nobody is there to answer." in done.output
    assert harbour(site) == HARBOUR
    assert run(site, "fix", "--all").exit_code == 0
    assert "ever" in harbour(site)


def test_only_some(site: Path) -> None:
    lock_and_edit(site, *EDITS)
    nearest = run(site, "fix", "--all", "--only", "dubled")
    assert nearest.exit_code == 1
    assert "unknown annotation 'dubled'; did you mean 'doubled'?" in nearest.output
    full = run(site, "fix", "--all", "--only", "readings/harbor#fish")
    assert "did you mean 'readings/harbour#fish'?" in full.output
    assert harbour(site) == HARBOUR
    assert "No new quote is needed for mistake." in run(site, "fix", "--only", "mistake").output
    run(site, "fix", "--all", "--only", "readings/harbour#fish")
    assert harbour(site) == HARBOUR.replace("Nobody asked", "Nobody ever asked")


def test_an_id_of_two_articles_has_to_be_told_apart(site: Path) -> None:
    note = "notes:\n  fish: {quote: The toll was raised in 1950, note: x}\n"
    write(site, {"annotations/readings/toll.yml": note})
    done = run(site, "fix", "--only", "fish")
    assert done.exit_code == 1
    assert "'readings/harbour#fish' or 'readings/toll#fish'" in done.output


def test_suggestions_with_their_places(site: Path) -> None:
    lock_and_edit(site, ("the town doubled within ten years", "wealth doubled in a decade"))
    left = run(site, "fix", answers="7\n\n")
    assert "1 passage has no certain place in the text." in left.output
    assert "1 of" not in left.output
    assert re.search(r"\n  The .*and \[wealth doubled in a decade\]\.", left.output)
    assert "(docs/readings/harbour.md:6, under “Harbour”)" in left.output
    assert "Answer y (yes), n (none) or q (quit)" in left.output
    assert harbour(site) == HARBOUR
    assert "Is this" not in run(site, "fix", "--all").output
    assert harbour(site) == HARBOUR
    assert run(site, "fix", answers="y\n").exit_code == 0
    assert "doubled in a decade   # a guess?" in harbour(site)
    sound(site)


def test_a_range_becomes_the_shortest_that_names_it_for_good(site: Path) -> None:
    lock_and_edit(
        site,
        ("The harbour was dredged again", "The whole harbour was deepened again"),
        ("began to sink", "broke in two"),
    )
    run(site, "fix", "--all")
    written = re.search(r"mistake:\n    quote: (.+)\n", harbour(site))
    assert written
    first, last = written[1].split(" … ")
    assert (first, last) == ("The whole", "in two.") or 4 <= len(written[1].split()) <= 8
    assert first.startswith("The whole") and last.endswith("in two.")
    assert "few or common" not in run(site, "check").output
    sound(site)


def test_a_whole_sentence_stays_whole(site: Path) -> None:
    lock_and_edit(site, ("asked the\nfishermen.", "asked the\nfishermen, or any of their wives."))
    run(site, "fix", "--all")
    assert "quote: 'Nobody asked the fishermen, or any of their wives.'" in harbour(site)


def test_a_whole_sentence_is_suggested_whole(site: Path) -> None:
    new = (
        "The harbour, dredged again in 1932, was called a costly folly, because the sand came back."
    )
    old = ARTICLE[ARTICLE.index("The harbour was dredged again") :].strip()
    lock_and_edit(site, (old, f"It had been foreseen. {new}"))
    told = run(site, "check").output
    # As the quote was, by its first and last words; and from one end of the sentence to the other.
    quote = '"The harbour, dredged … came back."'
    place = "docs/readings/harbour.md:11"
    assert f"did you mean 'quote: {quote}' ({place})? If not, the passage seems" in told
    shown = run(site, "fix", answers="y\n").output
    assert f"\n  {new}\n" in shown
    assert "annotations/anchors.lock.json: 1 passage saved as it is now" in shown
    assert saved(site)["mistake"] == new


def test_the_verdict_is_shown_before_its_reason(site: Path) -> None:
    write(site, {"annotations/readings/harbour.yml": HARBOUR.replace(
        "because: Says who?", "assessment: disputed\n    because: Says who?")})  # fmt: skip
    lock_and_edit(site, *EDITS)
    shown = run(site, "fix", "--dry-run").output
    assert "it says     disputed: Says who?\n" in shown
    assert "it says     We did.\n" in shown


LANDINGS = """claims:
  raised:
    quote: The toll was raised
    because: x
    cross_references:
      - to: {article: readings/harbour, quote: "the sand came back within two winters"}
        relation: extends
"""
OTHER_LANDING = """notes:
  sweet:
    quote: Home sweet home
    note: x
    cross_references:
      - to:
          article: readings/harbour   # there
          quote: the sand came back within two winters   # again
        relation: extends
"""


def of_two_files(site: Path) -> dict[str, str]:
    """A site where two files lead to the same words, which have changed."""
    texts = {"index.yml": OTHER_LANDING, "readings/toll.yml": LANDINGS}
    write(site, {
        "docs/index.md": "# Home\n\nHome sweet home.\n",
        **{f"annotations/{name}": text for name, text in texts.items()},
    })  # fmt: skip
    lock_and_edit(site, ("sand came back within two", "sand came right back within three"))
    return texts


def test_landings_are_rewritten_where_they_stand(site: Path) -> None:
    of_two_files(site)
    done = run(site, "fix", "--all")
    assert "annotations/index.yml:8, annotations/readings/toll.yml:6" in done.output
    assert "annotations/index.yml: 1 quote rewritten" in done.output
    assert "annotations/readings/toll.yml: 1 quote rewritten" in done.output
    words = ("sand came back within two", "sand came right back within three")
    toll = (site / "annotations/readings/toll.yml").read_text(encoding="utf-8")
    assert toll == LANDINGS.replace(*words)
    index = (site / "annotations/index.yml").read_text(encoding="utf-8")
    assert index == OTHER_LANDING.replace(*words)
    sound(site)


def test_landings_in_two_files_are_rewritten_in_both_or_in_none(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_two_files(site)
    interfere(site, monkeypatch, "readings/toll.yml")
    done = run(site, "fix", "--all", "--only", "from-index-sweet")
    assert done.exit_code == 1
    assert (site / "annotations/index.yml").read_text(encoding="utf-8") == OTHER_LANDING


def interfere(site: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Somebody else changes a file of annotations between the last question and the writing."""

    def apply(*arguments: object) -> object:
        with (site / "annotations" / name).open("a", encoding="utf-8") as file:
            file.write("# me too\n")
        return applying.apply(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fixing, "apply", apply)


def test_a_file_that_somebody_else_has_changed_is_left_alone(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_and_edit(site, *EDITS)
    before = saved(site)
    interfere(site, monkeypatch, "readings/harbour.yml")
    done = run(site, "fix", "--all")
    assert done.exit_code == 1
    assert "harbour.yml has changed since it was read, and is left alone" in done.output
    assert (harbour(site), saved(site)) == (f"{HARBOUR}# me too\n", before)


def test_a_lock_file_that_somebody_else_has_changed_is_left_alone(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_and_edit(site, *EDITS)
    lock = site / "annotations/anchors.lock.json"
    fewer = re.sub(
        r'^"readings/harbour#fish".*\n', "", lock.read_text(encoding="utf-8"), flags=re.M
    )

    def apply(*arguments: object) -> object:
        lock.write_text(fewer, encoding="utf-8")
        return applying.apply(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fixing, "apply", apply)
    done = run(site, "fix", "--all")
    assert done.exit_code == 1
    assert "anchors.lock.json has changed since it was read" in done.output
    assert lock.read_text(encoding="utf-8") == fewer
    assert "almost" in harbour(site)
    assert run(site, "check").exit_code == 0


def test_interrupted_while_it_writes(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has begun is finished: it takes a moment."""
    of_two_files(site)
    # Whoever starts the tests in the background has it ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def save(path: Path, data: bytes) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        path.write_bytes(data)

    monkeypatch.setattr(applying, "save", save)
    assert run(site, "fix", "--all").exit_code == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)
    sound(site)


def test_a_file_that_cannot_be_written(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, before = of_two_files(site), saved(site)

    def save(path: Path, data: bytes) -> None:
        if path.name == "toll.yml":
            raise PermissionError(13, "Permission denied")
        path.write_bytes(data)

    monkeypatch.setattr(applying, "save", save)
    done = run(site, "fix", "--all")
    assert done.exit_code == 1
    assert "annotations/readings/toll.yml cannot be written: Permission denied; " in done.output
    assert "nothing but annotations/index.yml was written" in done.output
    assert saved(site) == before
    toll = site / "annotations/readings/toll.yml"
    assert toll.read_text(encoding="utf-8") == texts["readings/toll.yml"]


def test_names_and_aliases(site: Path) -> None:
    """Each entry that says '*fish' is written out; the one with the name is not changed alone."""
    text = HARBOUR.replace("{quote: Nobody asked", "{quote: &fish Nobody asked")
    text += "  again: {quote: *fish, note: Again.}\n"
    write(site, {"annotations/readings/harbour.yml": text})
    lock_and_edit(site, EDITS[1])
    alone = run(site, "fix", "--all", "--only", "fish")
    assert alone.exit_code == 1
    assert "'*fish' in line 10 would change with it" in alone.output
    assert harbour(site) == text
    assert run(site, "fix", "--all").exit_code == 0
    assert harbour(site) == text.replace("Nobody asked", "Nobody ever asked").replace(
        "*fish", "Nobody ever asked the fishermen."
    )


def test_thirty_passages_at_once(site: Path) -> None:
    words = "alder birch cedar elder hazel larch maple oak pine rowan".split()
    lines = [f"In year {1900 + n} the {words[n % 10]} of parish {n} was felled by order {n * 7}."
             for n in range(30)]  # fmt: skip
    entries = "".join(
        f"  n{n}:\n    quote: the {words[n % 10]} of parish {n} was felled\n    note: x\n"
        for n in range(30)
    )
    write(site, {
        "docs/readings/toll.md": "# Trees\n\n" + "\n\n".join(lines) + "\n",
        "annotations/readings/toll.yml": f"notes:\n{entries}",
    })  # fmt: skip
    lock_and_edit(site, ("was felled by order", "was hewn by order"), article="toll")
    done = run(site, "fix", answers="y\n" * 30)
    assert "30 of 30  readings/toll#n29" in done.output
    assert "toll.yml: 30 quotes rewritten" in done.output
    assert (site / "annotations/readings/toll.yml").read_text(encoding="utf-8") == (
        f"notes:\n{entries}".replace("was felled", "was hewn")
    )
    sound(site)


BEN = """# Ben's notes.
by:   ben
notes:
  fish-too: {quote: 'Nobody asked the fishermen.',   note: 'They said no.'}
claims:
  doubled-too:
    quote: the town doubled within ten years   # so he says
    was: twice
"""


def test_each_of_several_files_of_an_article_is_written(site: Path) -> None:
    """Where the quote of each stands, and nothing else is touched in any of them."""
    (site / "annotations/annotators.yml").write_text("ben: {name: Ben Okri}\n")
    ben = site / "annotations/readings/harbour.ben.yml"
    ben.write_text(BEN, encoding="utf-8")
    lock_and_edit(site, *EDITS)
    done = run(site, "fix", answers="y\ny\ny\ny\n")
    assert done.exit_code == 0, done.output
    assert "annotation  annotations/readings/harbour.ben.yml:7\n" in done.output
    assert "annotations/readings/harbour.yml: 2 quotes rewritten" in done.output
    assert "annotations/readings/harbour.ben.yml: 2 quotes rewritten" in done.output
    edited = [("doubled within ten", "almost doubled within twelve")]
    edited.append(("Nobody asked", "Nobody ever asked"))
    for text, now in ((HARBOUR, harbour(site)), (BEN, ben.read_text(encoding="utf-8"))):
        for old, new in edited:
            text = text.replace(old, new)
        assert now == text
    assert saved(site)["fish-too"] == saved(site)["fish"] == "Nobody ever asked the\nfishermen."
    sound(site)


def test_a_file_that_changes_meanwhile_does_not_keep_the_others(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "annotations/annotators.yml").write_text("ben: {name: Ben Okri}\n")
    ben = site / "annotations/readings/harbour.ben.yml"
    ben.write_text(BEN, encoding="utf-8")
    lock_and_edit(site, *EDITS)
    asked = fixing.ask_whether

    def edited_meanwhile(change: Any) -> bool:
        ben.write_text(f"{BEN}# More.\n", encoding="utf-8")
        return asked(change)

    monkeypatch.setattr(fixing, "ask_whether", edited_meanwhile)
    done = run(site, "fix", answers="y\ny\ny\ny\n")
    assert "harbour.ben.yml has changed since it was read" in done.output
    assert ben.read_text(encoding="utf-8") == f"{BEN}# More.\n"
    assert "almost doubled" in harbour(site)
