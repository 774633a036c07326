#!/usr/bin/env python3
"""Compares the citations that we print with those of pandoc that reads the library itself.

    python benchmarks/citations.py            # the figures, and the reasons of all differences
    python benchmarks/citations.py --show     # every difference, both texts
    python benchmarks/citations.py --files FOLDER    # libraries that others wrote, in Chicago

The libraries are those of `made_library.py`. Both sides use the same styles (APA, Chicago
author-date, MLA, as `rendering/citing` mends them) and the same pandoc, so that what differs is
how the library is read. Compared is the text of the whole entry; letter case is told apart,
because pandoc writes titles of BibTeX in sentence case, which we leave as they are.

With it, the list of LaTeX commands in `tests/exchange/cases/latex.yml` is compared with what
pandoc's reader of LaTeX makes of them.
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import made_library
import yaml
from made_library import Made

from postil.edition.model import Source
from postil.exchange import pandoc
from postil.exchange.libraries.csl_json import plain
from postil.exchange.libraries.library import read_bibliography
from postil.rendering.citing import citeproc
from postil.rendering.citing.citations import bibliography

STYLES = ("apa", "chicago", "mla")
LATEX = Path(__file__).parents[1] / "tests/exchange/cases/latex.yml"
_ENTRY = re.compile(r'<div id="ref-([^"]+)" class="csl-entry"[^>]*>\n(.*?)\n</div>', re.DOTALL)

Reason = Callable[[Made, str, str], bool]
"""Whether it is why an entry differs: what was made, our text and pandoc's."""


def _has(*names: str) -> Reason:
    return lambda made, ours, theirs: any(name in made.fields for name in names)


def _is(*kinds: str) -> Reason:
    return lambda made, ours, theirs: made.kind in kinds


REASONS: dict[str, Reason] = {
    "`@misc` has its month in APA, as with BibLaTeX; pandoc gives it no type, and so no month": (
        lambda made, ours, theirs: (
            made.kind == "misc" and _MONTH.sub("", ours).casefold() == theirs.casefold()
        )
    ),
    "what has an address is a page on the web, or a document elsewhere; pandoc has no type": (
        lambda made, ours, theirs: made.kind == "misc" and "http" in ours
    ),
    "`@conference` and `@suppbook` stand in their book; pandoc leaves the book out": (
        _is("conference", "suppbook")
    ),
    "`@periodical` is a periodical; pandoc makes an article of it that repeats the title": (
        _is("periodical")
    ),
    "`@software`, `@standard`, `@performance` are what CSL calls so; pandoc takes the nearest": (
        _is("software", "standard", "performance")
    ),
    "an `eid` stands in the place of the pages; pandoc does not read it": _has("eid"),
    "an `issuetitle` is printed; pandoc does not read it": _has("issuetitle"),
    "dates without a year that is known (`199X`, `../1999`); pandoc prints none": (
        lambda made, ours, theirs: made.fields.get("date") in ("199X", "../1999")
    ),
    "`1273?` is in doubt; pandoc leaves the doubt out": (
        lambda made, ours, theirs: "?" in str(made.fields.get("date"))
    ),
    "`editora` and its type, `editortype` compiler, `introduction`; pandoc knows directors only": (
        _has("editora", "editortype", "introduction")
    ),
    "“A and B” as publishers or places stay so; pandoc writes “A; B”": (
        lambda made, ours, theirs: " and " in str(made.fields.get("publisher"))
    ),
    "an event is said as CSL 1.0.2 has it (“presented at”); pandoc hands on its older name": (
        _has("eventtitle")
    ),
    "the reviewed work of `related`; pandoc does not read it": _has("related"),
    "the address of a HAL number; pandoc knows four archives": _has("eprint"),
    "particles belong to the family name unless `useprefix=false` says otherwise": (
        lambda made, ours, theirs: "van der" in str(made.fields.get("author"))
    ),
    "`\\mbox` keeps its words; pandoc drops them": (
        lambda made, ours, theirs: "mbox" in str(made.fields.get("title"))
    ),
    '`\\"{\\i}` is ï; pandoc puts the dots on a dotless i': (
        lambda made, ours, theirs: "ı̈" in theirs
    ),
    "letters behind the year: titles that differ in case sort in another order": (
        lambda made, ours, theirs: _unlettered(ours) == _unlettered(theirs)
    ),
}
_LETTER = re.compile(r"(?<=\d)[a-z]\b")
_MONTH = re.compile(r"(?<=\d), [A-Z][a-z]+(?=\))|(?<=\d[a-z]), [A-Z][a-z]+(?=\))")


def text_of(entry: str) -> str:
    """The text of an entry, with its spaces and apostrophes made alike."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", entry)).replace("'", "’").split())


def by_pandoc(file: Path, style: str, folder: Path) -> dict[str, str]:
    """The entries that pandoc makes of a library, by key."""
    mended = folder / f"{style}.csl"
    mended.write_bytes(
        citeproc._mended(citeproc.style_path(style, folder).read_bytes(), alone=False)
    )
    command = [
        str(pandoc.program()), "--from=markdown", "--to=html", "--wrap=none", "--citeproc",
        f"--bibliography={file}", f"--csl={mended}", "--metadata=lang:en",
    ]  # fmt: skip
    done = subprocess.run(
        command, input=b"---\nnocite: '@*'\n---\n", capture_output=True, check=True
    )
    return {m[1]: text_of(m[2]) for m in _ENTRY.finditer(done.stdout.decode())}


def by_us(file: Path, style: str) -> dict[str, str]:
    """The entries that we make of a library, by key."""
    library, problems = read_bibliography([file.name], file.parent)
    assert not problems, problems
    sources = {id: Source.model_validate(library[id]) for id in library}
    made = bibliography(sources, style, file.parent)
    assert not made.problems, made.problems
    return {id: text_of(entry) for id, entry in made.entries.items()}


def compare(show: bool) -> None:
    """Prints the figures of each library and style."""
    libraries: Mapping[str, list[Made]] = {
        "made.bibtex": made_library.bibtex(),
        "made.bib": made_library.biblatex(),
        "made.json": made_library.csl(),
        "rarities.bib": made_library.rarities(),
    }
    reasons: Counter[str] = Counter()
    usual, whole = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, entries in libraries.items():
            write = made_library.as_json if file.endswith("json") else made_library.as_bibtex
            (folder / file).write_text(write(entries), encoding="utf-8")
            for style in STYLES:
                ours, theirs = by_us(folder / file, style), by_pandoc(folder / file, style, folder)
                counts = Counter[str]()
                for made in entries:
                    one, other = ours[made.key], theirs.get(made.key, "")
                    verdict = _verdict(one, other)
                    counts[verdict] += 1
                    if verdict == "other":
                        reason = _reason(made, one, other)
                        reasons[reason] += 1
                        if show:
                            print(f"{file} {style} {made.key}: {reason}")
                            print(f"  ours   {one}\n  pandoc {other}")
                whole += counts
                usual += counts if file.startswith("made") else Counter()
                print(f"{file:12} {style:8} {_figures(counts)}")
    print(f"{'without rarities':21} {_figures(usual)}")
    print(f"{'all':21} {_figures(whole)}")
    for reason, count in reasons.most_common():
        print(f"{count:4}  {reason}")


def compare_files(folder: Path, show: bool) -> None:
    """Prints the figures of all libraries in a folder, in Chicago. The letters behind years are not
    compared: in which order titles are sorted would be compared by them."""
    counts, skipped = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        for file in sorted(path for path in folder.rglob("*.*") if path.is_file()):
            try:
                library, _ = read_bibliography([file.name], file.parent)
                sources = {id: Source.model_validate(library[id]) for id in library}
                made = bibliography(sources, "chicago", file.parent)
                theirs = by_pandoc(file, "chicago", Path(name)) if sources else {}
            except subprocess.CalledProcessError:
                skipped["pandoc fails"] += 1
                continue
            if made.problems:
                skipped["citeproc fails"] += 1
                continue
            for id, entry in made.entries.items():
                one, other = text_of(entry), theirs.get(id)
                if other is None:
                    skipped["entries that pandoc has by no such key"] += 1
                    continue
                verdict = _verdict(one, other)
                if verdict == "other" and _unlettered(one) == _unlettered(other):
                    verdict = "case"
                counts[verdict] += 1
                if show and verdict == "other":
                    print(f"{file.name} {id} {sources[id].type}\n  ours   {one}\n  pandoc {other}")
    print(f"{_figures(counts)}; left out: {dict(skipped)}")


def _unlettered(text: str) -> str:
    return _LETTER.sub("", text).casefold()


def _verdict(ours: str, theirs: str) -> str:
    if ours == theirs:
        return "same"
    return "case" if ours.casefold() == theirs.casefold() else "other"


def _reason(made: Made, ours: str, theirs: str) -> str:
    return next((why for why, is_it in REASONS.items() if is_it(made, ours, theirs)), "unexplained")


def _figures(counts: Counter[str]) -> str:
    number = counts.total()
    alike = counts["same"] + counts["case"]
    return (
        f"{number:5} entries, identical {100 * counts['same'] / number:5.1f} %, "
        f"but for letter case {100 * alike / number:5.1f} %"
    )


def latex() -> None:
    """Prints what pandoc makes of the LaTeX that we read."""
    cases: list[list[str]] = yaml.safe_load(LATEX.read_text("utf-8"))
    verdicts = Counter[str]()
    for command, text in cases:
        theirs = _read(command)
        same = _plainly(theirs) == _plainly(text)
        verdict = "as pandoc" if same else "dropped by pandoc" if not _plainly(theirs) else "other"
        verdicts[verdict] += 1
        if verdict == "other":
            print(f"  {command}  ours {text}  pandoc {theirs}")
    print(f"LaTeX: {len(cases)} commands, {dict(verdicts)}")


def _plainly(text: str) -> str:
    return "".join(plain(text_of(text.replace("<sub>", "_").replace("<sup>", "^"))).split())


def _read(command: str) -> str:
    """The text that pandoc's reader of LaTeX makes of a command."""
    done = subprocess.run(
        [str(pandoc.program()), "--from=latex", "--to=html", "--wrap=none"],
        input=f"x {command}".encode(),
        capture_output=True,
        check=False,
    )
    said = re.sub(r"<(?:section|aside)\b.*", "", done.stdout.decode(), flags=re.DOTALL)
    return said.strip().removeprefix("<p>").removesuffix("</p>").removeprefix("x").strip()


def main() -> None:
    """Reads the arguments and prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print every difference")
    parser.add_argument("--files", type=Path, help="a folder of libraries to compare instead")
    options = parser.parse_args()
    if options.files:
        compare_files(options.files, options.show)
        return
    compare(options.show)
    latex()


if __name__ == "__main__":
    main()
