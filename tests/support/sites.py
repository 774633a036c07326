"""Two sites that refer to each other: of a harbour, and of the town behind it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from postil.desk.cli import main
from support.builds import Built, build

_CONFIGURATION = """\
site_name: {name}
site_url: {address}
theme: {{name: material, font: false}}
plugins:
  - postil:
      cache: ""
      search: pagefind
      inventories: {{{other}: "{source}"}}
"""

HARBOUR = {
    "docs/index.md": "# Harbour\n",
    "docs/readings/bridge.md": "# The bridge\n\nTraffic has fallen by a third since it opened.\n",
    "annotations/readings/bridge.yml": """\
claims:
  traffic-down:
    quote: Traffic has fallen by a third
    kind: statistic
    assessment: disputed
    because: One count at one crossing.
    cross_references:
      - {to: "town:streets#quieter", relation: contradicts, because: They counted elsewhere.}
      - {to: "town:streets", relation: gives-context}
""",
}
TOWN = {
    "docs/index.md": "# Town\n",
    "docs/streets.md": "# Streets & <b>lanes</b>\n\nThe streets are *no quieter* than before.\n",
    "annotations/streets.yml": """\
claims:
  quieter:
    quote: no quieter than before
    assessment: supported
    was: calmer
    cross_references:
      - {to: "harbour:readings/bridge#traffic-down", relation: contradicts}
""",
}


def files(
    of: dict[str, str], *, name: str, address: str, other: str, source: str
) -> dict[str, str]:
    """The files of one of them at an address, with where the inventory of the other is."""
    said = _CONFIGURATION.format(name=name, address=address, other=other, source=source)
    return {**of, "mkdocs.yml": said}


def run(root: Path, *arguments: str) -> Result:
    """What `postil` does in the folder of a site."""
    config = ["--config-file", str(root / "mkdocs.yml")]
    return CliRunner().invoke(main, ["inventory", *config, *arguments])


def two_sites(
    root: Path, harbour: str, town: str, *, harbour_from: str = ""
) -> tuple[Built, Built]:
    """Builds both at their addresses, each with the inventory of the other. The town fetches that
    of the harbour from `harbour_from`, or where it is built."""
    for name, of, address, other, source in (
        ("harbour", HARBOUR, harbour, "town", "../town/site/postil-inventory.json"),
        ("town", TOWN, town, "harbour", harbour_from or "../harbour/site/postil-inventory.json"),
    ):
        written = files(of, name=name.title(), address=address, other=other, source=source)
        for path, text in written.items():
            (file := root / name / path).parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    # The first of them has nobody to refer to yet: it is built without its references.
    article = root / "harbour/annotations/readings/bridge.yml"
    whole = article.read_text("utf-8")
    article.write_text(whole.partition("    cross_references")[0], encoding="utf-8")
    build(root / "harbour", strict=True)
    article.write_text(whole, encoding="utf-8")
    assert run(root / "town", "update").exit_code == 0
    build(root / "town", strict=True)
    assert run(root / "harbour", "update").exit_code == 0
    harbour_built = build(root / "harbour", strict=True)
    # What the harbour says of the town by now.
    assert run(root / "town", "update").exit_code == 0
    return harbour_built, build(root / "town", strict=True)
