"""`mkdocs serve`: an instructor writes, and sees it, mistakes or not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from postil.build.watching import Watch
from support.builds import CONFIGURATION, write
from support.serving import Served, serve, wait_for

NOTES = "claims:\n  one:\n    quote: some words\n    because: The first reason.\n"
MISTAKE = NOTES.replace("because", "becuase")
SAID = "unknown key 'becuase'; did you mean 'because'?"
SITE = {
    "docs/index.md": "# Page\n\nHere are some words.\n",
    "docs/other.md": "# Other\n\nHere are others.\n",
    "annotations/index.yml": NOTES,
}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    write(tmp_path, SITE)
    with serve(tmp_path) as found:
        wait_for(lambda: "The first reason." in found.get())
        yield found


def test_a_change_of_an_annotation_is_seen(served: Served) -> None:
    served.write("annotations/index.yml", NOTES.replace("first", "second"))
    wait_for(lambda: "The second reason." in served.get())
    assert "The second reason." in served.get("search/search_index.json")
    # One page was made, and not the site.
    assert served.log.count("Documentation built") == 1


def test_a_change_of_a_text_is_seen(served: Served) -> None:
    served.write("docs/index.md", "# Page\n\nHere are some words, and a change.\n")
    wait_for(lambda: "and a change" in served.get())
    assert "The first reason." in served.get()
    served.write("docs/other.md", "# Other\n\nHere are changes, too.\n")
    wait_for(lambda: "are changes, too" in served.get("other/"))
    assert "are changes, too" in served.get("search/search_index.json")
    assert served.log.count("Documentation built") == 1


def test_a_mistake_stops_nothing_and_stands_on_every_page(served: Served) -> None:
    served.write("annotations/index.yml", MISTAKE)
    wait_for(lambda: SAID.split(";")[0].replace("'", "&#39;") in served.get())
    for path in ("", "other/", "404.html"):
        page = served.get(path)
        assert "annotations/index.yml:4:5" in page
        assert "did you mean &#39;because&#39;?" in page
    assert "The first reason." in served.get()
    served.write("annotations/index.yml", NOTES.replace("first", "third"))
    wait_for(lambda: "The third reason." in served.get())
    assert "to mend" not in served.get("other/")
    assert SAID in served.log


def test_what_stops_nothing_is_told_on_the_page_too(served: Served) -> None:
    served.write("annotations/index.yml", NOTES.replace("some words", "no such words"))
    wait_for(lambda: "1 thing to mend" in served.get("other/"))
    assert "the words of this quote are not in the article" in served.get()
    served.write("docs/index.md", "# Page\n\nHere are no such words.\n")
    wait_for(lambda: "to mend" not in served.get("other/"))


@pytest.mark.parametrize("broken", ["site_name: [", "site_name: Test\ntheme: nowhere\n"])
def test_the_last_site_stays_while_nothing_can_be_built(served: Served, broken: str) -> None:
    served.write("mkdocs.yml", broken)
    wait_for(lambda: "to mend" in served.get())
    assert "The first reason." in served.get()
    # And what is written meanwhile is seen when it can be built again.
    served.write("annotations/index.yml", NOTES.replace("first", "second"))
    served.write("mkdocs.yml", CONFIGURATION.replace("Test", "Renamed"))
    wait_for(lambda: "Renamed" in served.get())
    wait_for(lambda: "The second reason." in served.get())
    assert "to mend" not in served.get()


def test_what_touches_all_pages_is_a_whole_build(served: Served) -> None:
    def page() -> str:
        """It is there all the time, though each build has a folder of its own."""
        text = served.get()
        assert text, served.log
        return text

    served.write("docs/other.md", "# Another title\n\nHere are others.\n")
    wait_for(lambda: "Another title" in page())
    served.write("annotations/sources.yml", "book: {type: book, title: A Book}\n")
    served.write("annotations/index.yml", f"{NOTES}    sources: [book]\n")
    wait_for(lambda: "A Book" in page() and "A Book" in served.get("sources/"))


def test_beside_a_hook_that_deals_with_each_page_by_itself(tmp_path: Path) -> None:
    """As its author says: else each change is a whole build, for a hook may do anything."""
    hook = "def on_post_page(output, **_):\n    return output.replace('reason', 'ground')\n"
    said = "{postil: {page_by_page: [hook.py, serch]}}]\nhooks: [hook.py]"
    site = {**SITE, "hook.py": hook, "mkdocs.yml": CONFIGURATION.replace("postil]", said)}
    write(tmp_path, site)
    with serve(tmp_path) as served:
        wait_for(lambda: "The first ground." in served.get())
        served.write("annotations/index.yml", NOTES.replace("first", "second"))
        wait_for(lambda: "The second ground." in served.get())
        assert "second" in served.get("search/search_index.json")
        assert served.log.count("Documentation built") == 1
        assert "no plugin or hook 'serch'; did you mean 'search'?" in served.log
        assert "mkdocs.yml:3:" in served.log


def test_many_saves_are_one_in_the_end(served: Served) -> None:
    for number in range(20):
        served.write("annotations/index.yml", NOTES.replace("first", f"{number}th"))
        time.sleep(0.02)
    wait_for(lambda: "The 19th reason." in served.get())
    assert "The 19th reason." in served.get("claims/") or "19th" in served.get()


def test_a_site_with_a_mistake_can_be_served(tmp_path: Path) -> None:
    """Its texts stand there without notes, until it is mended."""
    write(tmp_path, {**SITE, "annotations/index.yml": MISTAKE})
    with serve(tmp_path) as served:
        wait_for(lambda: "annotations/index.yml:4:5" in served.get())
        assert "Here are some words." in served.get()
        served.write("annotations/index.yml", NOTES)
        wait_for(lambda: "The first reason." in served.get())
        assert "to mend" not in served.get()


def test_properdocs_serves_alike(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    with serve(tmp_path, "properdocs") as served:
        wait_for(lambda: "The first reason." in served.get())
        served.write("annotations/index.yml", MISTAKE)
        wait_for(lambda: "annotations/index.yml:4:5" in served.get("other/"))
        served.write("annotations/index.yml", NOTES.replace("first", "second"))
        wait_for(lambda: "The second reason." in served.get())
        assert "to mend" not in served.get()


def test_what_is_saved_while_the_site_is_built_first_is_shown(tmp_path: Path) -> None:
    """MkDocs begins to watch when that is done."""
    hook = """\
from pathlib import Path

def on_env(env, config, **_):
    notes = Path(config.config_file_path).with_name("annotations") / "index.yml"
    notes.write_text(notes.read_text("utf-8").replace("first", "second"), "utf-8")
"""
    said = "{postil: {page_by_page: [hook.py]}}]\nhooks: [hook.py]"
    write(tmp_path, {
        **SITE, "hook.py": hook, "mkdocs.yml": CONFIGURATION.replace("postil]", said)
    })  # fmt: skip
    with serve(tmp_path) as served:
        wait_for(lambda: "The second reason." in served.get())
        wait_for(lambda: "second" in served.get("search/search_index.json"))


def test_what_is_saved_before_the_watch_looks_first_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Watch._look
    monkeypatch.setattr(Watch, "_look", lambda watch: (time.sleep(0.2), look(watch)))
    noticed = threading.Event()
    watch = Watch(tmp_path, noticed.set)
    watch.start()
    try:
        (tmp_path / "index.yml").write_text(NOTES, "utf-8")
        assert noticed.wait(30)
    finally:
        watch.stop()
