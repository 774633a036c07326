"""Whether a site with annotations is built beside other plugins as it is without them.

    python benchmarks/plugins.py                all, in a quarter of an hour
    python benchmarks/plugins.py rss video      some, by a part of their names
    python benchmarks/plugins.py --show rss     with what the builds said

A small site (two texts, six annotations, three sources, a glossary, in a Git repository of its own)
is built four times for each plugin, in an environment that is made once below `.cache` from
`plugins.txt`: with Postil alone, with the plugin alone, and with both in either order. Printed is,
for each plugin:

    alone           whether the site is built with the plugin and without Postil
    first, last     whether it is with both, where Postil stands first or last in the list
    warnings        how many there are with both that are there with neither alone
    differences     files of either that are missing with both; marks, notes and words of Postil
                    that are others than without the plugin

The last column has nothing to say where the plugin changes texts, of which there are none here
but plain ones.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
ENVIRONMENT = PROJECT / ".cache" / "plugins"
PACKAGES = Path(__file__).with_name("plugins.txt")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)
FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n\nTo [the harbour](readings/harbour.md).\n",
    "docs/readings/harbour.md": "---\nauthor: Ida Ode\ndate: 2024-05-01\ntags: [town]\n---\n\n"
    "# The harbour\n\nTraffic in the old town has *fallen* by a third.\n\n"
    "![A quay](quay.png)\n\n## The quay\n\nThe quay was long, and nobody knew it.\n",
    "docs/readings/bridge.md": "# The bridge\n\nCars came back to the bridge.\n\n"
    "| Year | Cars |\n|---|---|\n| 2023 | 12 |\n",
    "docs/readings/quay.png": PIXEL,
    "annotations/readings/harbour.yml": "claims:\n"
    "  traffic-down:\n    quote: old town has fallen by a third\n    kind: statistic\n"
    "    assessment: partly-supported\n    because: See [the bridge](bridge.md) at *one* place.\n"
    "    sources: [{source: count-2024, stance: supports}, report]\n"
    "    cross_references: [{to: 'readings/bridge#cars', relation: contradicts}]\n"
    "    tags: [town]\n    terms: [quay]\n"
    "  long: {quote: The quay was long, because: It was.}\n"
    "notes:\n  quay: {quote: nobody knew it, term: quay}\n",
    "annotations/readings/bridge.yml": "claims:\n"
    "  cars: {quote: Cars came back, sources: [count-2024], assessment: supported}\n"
    "notes:\n  twelve: {quote: '12', question: Of what?}\n",
    "annotations/sources.yml": "count-2024: {type: report, title: The count, issued: '2024'}\n"
    "report: {type: book, title: A report, author: [{family: Ode, given: Ida}]}\n"
    "other: {type: webpage, title: A page, URL: 'https://example.org/page'}\n",
    "annotations/glossary.yml": "quay: {term: quay, definition: Where ships lie.}\n",
    "refs.bib": "@book{ode, title={A book}, author={Ode, Ida}, year={2020}}\n",
    "hooks_of_site.py": "def nothing(*args, **kwargs):\n    return None\n",
    "generate.py": "import mkdocs_gen_files\n"
    "with mkdocs_gen_files.open('made.md', 'w') as file:\n    file.write('# Made')\n",
    "main.py": "def define_env(env):\n    pass\n",
}
# What a plugin is called in `mkdocs.yml`, if not by its package's name, and its options.
OPTIONS = {
    "add-number": "",
    "alias": "",
    "autolinks": "",
    "bibtex": "{bib_file: refs.bib}",
    "callouts": "",
    "encryptcontent": "{global_password: secret}",
    "exclude": "{glob: ['*.tmp']}",
    "exclude-search": "{exclude: [index.md]}",
    "ezglossary": "{sections: [main]}",
    "gen-files": "{scripts: [generate.py]}",
    "htmlproofer": "{raise_error: true, validate_external_urls: false, ignore_urls: ['*[?]*']}",
    "i18n": "{languages: [{locale: en, default: true, name: English}]}",
    "llmstxt": "{sections: {Readings: [readings/harbour.md]}}",
    "mkdocs-simple-hooks": "{hooks: {on_pre_build: 'hooks_of_site:nothing'}}",
    "redirects": "{redirect_maps: {old.md: index.md}}",
    "rss": "{use_git: false}",
}
NAMES = {
    "mkdocs-abs-rel-plugin": "abs-to-rel",
    "mkdocs-backlinks": "mkdocs-backlinks",
    "mkdocs-breadcrumbs-plugin": "mkdocs-breadcrumbs-plugin",
    "mkdocs-file-filter-plugin": "file-filter",
    "mkdocs-nav-weight": "mkdocs-nav-weight",
    "mkdocs-simple-hooks": "mkdocs-simple-hooks",
    "mkdocs-static-i18n": "i18n",
    "mkdocs-unused-files": "unused_files",
    "mkdocs-video": "mkdocs-video",
}
# Plugins of MkDocs, of Material, and kinds of a plugin that say something else.
MORE = {
    "blog": "blog",
    "meta": "meta",
    "offline": "offline",
    "privacy": "privacy: {assets: false}",
    "tags": "tags",
    "rss with Git": "rss: {use_git: true}",
    "gen-files, autolinks, video": "gen-files: {scripts: [generate.py]}\n"
    "  - autolinks\n  - mkdocs-video",
}
_PARTS = (
    r'(?s)<(?:section class="?postil-endnotes.*?</section>|div class="?postil-page.*?</article>)'
)
_NOISE = re.compile(r"\x1b\[[0-9;]*m|/tmp/\S*?/(?=docs|site)|\d+\.\d+ seconds|\[\d\d:\d\d:\d\d\]")


@dataclass(frozen=True)
class Done:
    """A build."""

    is_built: bool
    said: str
    site: Path

    @property
    def warnings(self) -> set[str]:
        """What was said from warnings up, without what differs from run to run."""
        lines = (_NOISE.sub("", line).strip() for line in self.said.splitlines())
        return {line for line in lines if re.match(r"(?:WARNING|ERROR|CRITICAL)\b", line)}

    @property
    def why(self) -> str:
        """Why it failed."""
        return "" if self.is_built else self.said.strip().rpartition("\n")[2][:90]

    def files(self) -> set[str]:
        """The pages and other files of the site."""
        return {p.relative_to(self.site).as_posix() for p in self.site.rglob("*") if p.is_file()}

    def ours(self, page: str) -> tuple[list[str], list[str]]:
        """What Postil has put on a page: its marks, and the words of notes and generated pages."""
        html = (self.site / page).read_text(encoding="utf-8", errors="replace")
        marks = re.findall(r'<mark class="?postil"? data-postil="?([\w-]+)', html)
        parts = re.findall(_PARTS, html)
        words = re.findall(r"\w+", unescape(re.sub(r"<[^>]*>", " ", " ".join(parts))))
        return marks, words


def plugins() -> Iterator[tuple[str, str]]:
    """What each is called here, and its entry in the list of plugins."""
    for line in PACKAGES.read_text(encoding="utf-8").splitlines():
        package = line.partition("==")[0]
        if line.startswith("#"):
            continue
        short = re.sub(r"^mkdocs-|-plugin$", "", package)
        name = NAMES.get(package, short)
        options = OPTIONS.get(name, "")
        yield short, f"{name}: {options}" if options else name
    yield from MORE.items()


def python() -> Path:
    """The interpreter of an environment with all of them."""
    path = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    made = ENVIRONMENT / "made.txt"
    if not made.is_file() or made.read_bytes() != PACKAGES.read_bytes():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        install = [path, "-m", "pip", "install", "--quiet", "--prefer-binary"]
        subprocess.run([*install, "--editable", PROJECT, "-r", PACKAGES], check=True)
        shutil.copyfile(PACKAGES, made)
    return path


def build(folder: Path, name: str, entries: list[str]) -> Done:
    """Builds the site with some plugins."""
    listed = "".join(f"  - {entry}\n" for entry in ["search", *entries])
    (folder / "mkdocs.yml").write_text(
        "site_name: Test\nsite_url: https://test.example/\nrepo_url: https://git.example/a/b\n"
        "theme: {name: material, font: false}\nmarkdown_extensions: [tables, attr_list]\n"
        f"plugins:\n{listed}",
        encoding="utf-8",
    )
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    site = folder.parent / name
    done = subprocess.run(
        [python(), "-m", "mkdocs", "build", "--site-dir", site],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Done(done.returncode == 0, done.stdout + done.stderr, site)


def differences(own: Done, alone: Done, both: Done) -> Iterator[str]:
    """What is not as it would be without one of the two."""
    if not both.is_built:
        return
    files = both.files()
    missing = {f for f in own.files() - files if not re.search(r"assets/(?!postil)|\.gz$", f)}
    if alone.is_built:
        missing |= {f for f in alone.files() - files if not f.endswith(".gz")}
    if missing:
        yield f"{len(missing)} files missing ({min(missing)})"
    pages = sorted(f for f in own.files() & files if f.endswith(".html"))
    marks = [page for page in pages if own.ours(page)[0] != both.ours(page)[0]]
    if marks:
        yield f"marks on {len(marks)} pages ({marks[0]})"
    words = [page for page in pages if own.ours(page)[1] != both.ours(page)[1]]
    if words:
        yield f"words on {len(words)} pages ({words[0]})"


def main() -> None:
    """Prints a line for each plugin."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="parts of the names of those to build with")
    parser.add_argument("--show", action="store_true", help="print what the builds said")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "source"
        for name, content in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        (folder / "mkdocs.yml").write_text("site_name: Test\n")
        for command in (
            "init -q",
            "add .",
            "-c user.name=Ida -c user.email=ida@test.example commit -qm first",
        ):
            subprocess.run(["git", *command.split()], cwd=folder, check=True)
        own = build(folder, "own", ["postil"])
        assert own.is_built, own.said
        print(
            "| plugin | alone | first | last | warnings | differences |\n|---|---|---|---|---|---|"
        )
        for name, entry in plugins():
            if options.names and not any(part in name for part in options.names):
                continue
            alone = build(folder, "alone", [entry])
            first, last = (
                build(folder, order, entries)
                for order, entries in (("first", ["postil", entry]), ("last", [entry, "postil"]))
            )
            more = (first.warnings | last.warnings) - alone.warnings - own.warnings
            told = [*differences(own, alone, first)]
            told += [d for d in differences(own, alone, last) if d not in told]
            whys = dict.fromkeys(filter(None, (alone.why, first.why, last.why)))
            shown = " | ".join("yes" if one.is_built else "no" for one in (alone, first, last))
            print(f"| {name} | {shown} | {len(more)} | {'; '.join([*told, *whys])} |", flush=True)
            if options.show:
                for done in (alone, first, last):
                    print(done.said[-1500:])
                print("\n".join(sorted(more)))
            for done in (alone, first, last):
                shutil.rmtree(done.site, ignore_errors=True)


if __name__ == "__main__":
    main()
