"""Pages that are made anew while a site is served: together they are what a whole build makes."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from postil.hosts.mkdocs.rewriting import Rewriting
from support.builds import write
from support.output import contents

ADDRESS = "http://127.0.0.1:8000/"
CONFIGURATION = """site_name: Test
theme: {name: material, font: false, features: [navigation.instant]}
plugins: [search, postil]
markdown_extensions: [footnotes, tables, attr_list, {toc: {permalink: true}}]
"""
SOURCES = {f"s{n}": {"type": "book", "title": f"Book {n}", "author": [f"A{n}"]} for n in range(8)}
NAMES = [f"texts/a{n}" for n in range(6)]
EDITS, COMPARED = 200, 20


def sentences(name: str) -> list[str]:
    word = name[-2:]
    return [f"In {word} the {n}th thing is told, of which {word}-{n} is a part." for n in range(12)]


def text(name: str, told: list[str]) -> str:
    half = len(told) // 2
    return (
        f"# Title of {name[-2:]}\n\n{' '.join(told[:half])}\n\n## Part\n\n"
        + "\n\n".join(told[half:])
        + "\n\nSee [another](a0.md#claim-0).\n"
    )


class Author:
    """Somebody who changes texts and annotations without end."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.random = root, random.Random(seed)
        self.told = {name: sentences(name) for name in NAMES}
        self.notes: dict[str, dict[str, Any]] = {}
        for number, name in enumerate(NAMES):
            claims = {f"claim-{n}": self.claim(name, n) for n in range(5)}
            # Each article of the first four is joined with the next, and each cites.
            if number < 4:
                claims["claim-1"]["cross_references"] = [self.reference(NAMES[number + 1])]
            self.notes[name] = {"claims": claims, "notes": {"gloss": self.gloss(name)}}
        self.count = 0

    def files(self) -> dict[str, str | bytes]:
        return {
            "docs/index.md": "# Home\n",
            "annotations/sources.yml": yaml.safe_dump(SOURCES),
            "annotations/glossary.yml": "t: {term: thing, definition: What is told.}\n",
            **{f"docs/{name}.md": text(name, self.told[name]) for name in NAMES},
            **{f"annotations/{name}.yml": yaml.safe_dump(self.notes[name]) for name in NAMES},
        }

    def claim(self, name: str, n: int) -> dict[str, Any]:
        return {
            "quote": f"{name[-2:]}-{n} is a part",
            "kind": "statistic",
            "because": f"The *reason* of {n}.",
            "sources": [f"s{n}"],
        }

    def gloss(self, name: str) -> dict[str, Any]:
        return {"quote": f"In {name[-2:]} the 9th thing", "term": "t"}

    def reference(self, name: str) -> dict[str, str]:
        to = f"{name}#claim-{self.random.randrange(2)}"
        return {"to": to, "relation": "corroborates", "because": "Alike."}

    def edit(self) -> Path:
        """Changes something and returns the file."""
        self.count += 1
        name = self.random.choice(NAMES)
        if self.random.random() < 0.25:
            return self.edit_text(name)
        claims = self.notes[name]["claims"]
        claim = claims[self.random.choice(list(claims))]
        self.random.choice(
            [
                self.change_reason,
                self.change_reason,
                self.change_assessment,
                self.change_quote,
                self.change_sources,
                self.change_references,
                self.change_tags,
                lambda name, claim: self.add_or_take(name),
                lambda name, claim: self.turn_round(name),
                lambda name, claim: None,
            ]
        )(name, claim)
        path = self.root / f"annotations/{name}.yml"
        # A comment counts the edits: no two files are alike.
        written = yaml.safe_dump(self.notes[name], sort_keys=False)
        path.write_text(f"# {self.count}\n{written}", encoding="utf-8")
        return path

    def change_reason(self, name: str, claim: dict[str, Any]) -> None:
        claim["because"] = f"Reason {self.count}, with `code` and [a link](a0.md)."

    def change_assessment(self, name: str, claim: dict[str, Any]) -> None:
        claim["assessment"] = self.random.choice(["disputed", "supported", "unverifiable"])

    def change_quote(self, name: str, claim: dict[str, Any]) -> None:
        n = self.random.randrange(12)
        word = name[-2:]
        claim["quote"] = self.random.choice(
            [f"{word}-{n} is a part", f"the {n}th thing is told", "thing is told", "never written"]
        )

    def change_sources(self, name: str, claim: dict[str, Any]) -> None:
        claim["sources"] = self.random.sample(list(SOURCES), self.random.randint(1, 3))

    def change_references(self, name: str, claim: dict[str, Any]) -> None:
        number = NAMES.index(name)
        if number < 4 and self.random.random() < 0.8:
            claim["cross_references"] = [self.reference(NAMES[number + 1])]
        elif self.random.random() < 0.5:
            # To words that have no note.
            other = self.random.choice(NAMES)
            to = {"article": other, "quote": f"{other[-2:]}-7 is a part"}
            claim["cross_references"] = [{"to": to, "relation": "contradicts"}]

    def change_tags(self, name: str, claim: dict[str, Any]) -> None:
        claim["tags"] = self.random.sample(["x", "y", "z"], 2)

    def add_or_take(self, name: str) -> None:
        claims = self.notes[name]["claims"]
        if "extra" in claims:
            del claims["extra"]
        else:
            claims["extra"] = self.claim(name, 5)

    def turn_round(self, name: str) -> None:
        """The order of the file is that of passages without a place."""
        claims = self.notes[name]["claims"]
        self.notes[name]["claims"] = dict(reversed(claims.items()))

    def edit_text(self, name: str) -> Path:
        told = self.told[name]
        at = self.random.randrange(len(told))
        kind = self.random.randrange(5)
        if kind == 0:
            told.insert(at, f"Words {self.count} are new here.")
        elif kind == 1 and len(told) > 6:
            told.pop(at)
        elif kind == 2:
            told[at] = told[at].replace("is told", f"is said {self.count}")
        elif kind == 3:
            told[at], told[0] = told[0], told[at]
        else:
            told.append(f"### Heading {self.count}")
        path = self.root / f"docs/{name}.md"
        written = text(name, told)
        if self.random.random() < 0.05:
            # Which stands in the navigation of all pages.
            written = written.replace("# Title", f"# Title {self.count}")
        path.write_text(written, encoding="utf-8")
        return path


def shown(site: Path) -> dict[str, bytes]:
    """What readers see of a site. What other programs are told is made by whole builds alone."""
    return {
        path: data
        for path, data in contents(site).items()
        if not re.search(r"^data/|(^|/)edition\.jsonld$|^postil-inventory\.json$", path)
    }


class Served:
    """A site that is served, without the server."""

    def __init__(self, root: Path, site: Path) -> None:
        self.root, self.site = root, site
        self.whole = self.partial = 0
        self.build_whole()

    def build_apart(self, site: Path) -> Rewriting:
        """A whole build by other plugins of the same site: MkDocs keeps those that know
        `on_startup`."""
        cache = MkDocsConfig.plugins.plugin_cache
        kept = dict(cache)
        cache.clear()
        try:
            return self.build_whole(site=site)
        finally:
            cache.clear()
            cache.update(kept)

    def build_whole(self, *, site: Path | None = None) -> Rewriting:
        config = load_config(str(self.root / "mkdocs.yml"), site_dir=str(site or self.site))
        config.site_url = ADDRESS
        config.plugins.on_startup(command="serve", dirty=False)
        mkdocs_build(config, serve_url=ADDRESS)
        made = Rewriting(config.plugins["postil"]._making)
        if site is None:
            self.rewriting = made
        return made

    def take_over(self, path: Path) -> None:
        update = self.rewriting.update([path])
        if update is None:
            self.whole += 1
            self.build_whole()
            return
        assert not update.problems
        self.partial += 1
        own = [self.rewriting.page_of(article) for article in update.articles]
        for page in dict.fromkeys([*own, *self.rewriting.texts([path]), *update.others]):
            self.rewriting.write(page)
        self.rewriting.finish()


REPEATED = pytest.param((2, "[search, postil: {cache: ''}]"), marks=pytest.mark.repeated)


@pytest.fixture(params=[(1, "[search, postil]"), REPEATED])
def author(tmp_path: Path, request: pytest.FixtureRequest) -> Author:
    seed, plugins = request.param
    found = Author(tmp_path, seed)
    configuration = CONFIGURATION.replace("[search, postil]", plugins)
    write(tmp_path, {**found.files(), "mkdocs.yml": configuration})
    return found


def test_many_edits_lead_to_what_a_whole_build_makes(author: Author, tmp_path: Path) -> None:
    served = Served(author.root, tmp_path / "served")
    assert served.rewriting.is_possible
    for number in range(1, EDITS // 2 + 1):
        served.take_over(author.edit())
        if number % COMPARED == 0:
            whole = served.build_apart(tmp_path / "whole")
            assert shown(tmp_path / "served") == shown(tmp_path / "whole")
            assert served.rewriting.complaints == whole.complaints
    assert served.partial > 3 * served.whole


def test_edits_of_several_annotators(tmp_path: Path) -> None:
    """In each of the files of an article, in a new one, and in one that goes."""
    quoted = {"quote": "a0-1 is a part", "kind": "statistic", "assessment": "disputed"}
    own = {"claims": {"c-0": quoted, "c-1": {"quote": "a0-2 is a part"}}, "by": "ana"}
    write(
        tmp_path,
        {
            "mkdocs.yml": CONFIGURATION,
            "docs/index.md": "# Home\n",
            **{f"docs/{name}.md": text(name, sentences(name)) for name in NAMES[:2]},
            "annotations/annotators.yml": "ana: {name: Ana Silva}\nben: {name: Ben Okri}\n",
            "annotations/texts/a0.yml": yaml.safe_dump(own),
        },
    )
    ben = tmp_path / "annotations/texts/a0.ben.yml"
    ben.write_text(yaml.safe_dump({"claims": {"b-0": {**quoted, "assessment": "supported"}}}))
    served = Served(tmp_path, tmp_path / "served")

    def is_as_whole(path: Path) -> None:
        served.take_over(path)
        served.build_apart(tmp_path / "whole")
        assert shown(tmp_path / "served") == shown(tmp_path / "whole")

    ben.write_text(yaml.safe_dump({"claims": {"b-0": {**quoted, "assessment": "opinion"}}}))
    is_as_whole(ben)
    other = tmp_path / "annotations/texts/a0.ana.yml"
    other.write_text(yaml.safe_dump({"notes": {"n-0": {"quote": "a0-3 is a part", "note": "So."}}}))
    is_as_whole(other)
    assert (served.partial, served.whole) == (2, 0)
    page = (tmp_path / "served/texts/a0/index.html").read_text(encoding="utf-8")
    assert page.count('data-annotator="ana"') == 3
    # Whose they are stands in the name alone.
    ben.rename(tmp_path / "annotations/texts/a0.x.yml")
    (tmp_path / "annotations/texts/a0.x.yml").write_text(
        "by: ana\n" + yaml.safe_dump({"claims": {"b-0": quoted}})
    )
    is_as_whole(ben)
    other.unlink()
    is_as_whole(other)
    page = (tmp_path / "served/texts/a0/index.html").read_text(encoding="utf-8")
    assert page.count('data-annotator="ana"') == 3
    assert "Ben Okri" not in page
