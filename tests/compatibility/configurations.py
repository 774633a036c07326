"""Sites as people have them, made of packages of the extra `compatibility`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PARAGRAPH = (
    "Leaders overrate what *rapport* can do, and say so often. Two former officials put structure "
    "before chemistry."
)
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


@dataclass(frozen=True)
class Configuration:
    """A site: `mkdocs.yml` with `POSTIL` where our plugin goes, its pages, and annotations."""

    mkdocs: str
    docs: Mapping[str, str | bytes]
    annotations: Mapping[str, str] = field(default_factory=dict)
    """Of the articles whose marks are to be in place, by file under `annotations/`."""
    marks: Mapping[str, set[str]] = field(default_factory=dict)
    """Passages, by page of the built site."""

    def files(self, *, plugin: bool, annotated: bool) -> dict[str, str | bytes]:
        """The files of the site."""
        files: dict[str, str | bytes] = {
            "mkdocs.yml": self.mkdocs.replace("  POSTIL\n", "  - postil\n" if plugin else "")
        }
        files |= {f"docs/{name}": text for name, text in self.docs.items()}
        if annotated:
            files |= {f"annotations/{name}": text for name, text in self.annotations.items()}
        return files


def claims(quote: str = "what rapport can do, and", **more: str) -> str:
    """Annotations: a claim with a source and a note, and what is in `more` (id: quote)."""
    entries = "".join(f"  {id}:\n    quote: {text}\n" for id, text in more.items())
    return (
        f"claims:\n  rapport:\n    quote: {quote}\n    assessment: disputed\n"
        f"    because: Reasons, and *more* of them.\n    sources: [gates]\n{entries}"
        "notes:\n  gloss:\n    quote: Two former officials\n    note: A note.\n"
    )


SOURCES = "gates: {type: book, title: Duty, author: [Robert Gates]}\n"
BOTH = {"rapport", "gloss"}
STRICT = (
    "validation: {omitted_files: warn, absolute_links: warn, unrecognized_links: warn,"
    " anchors: warn}\n"
)

CONFIGURATIONS = {
    # What Material brings: instant navigation, tags, a blog whose posts are articles; and on top
    # of it pictures in a light box, and everything minified in the end.
    "material": Configuration(
        mkdocs="site_name: Test\nsite_url: https://test.example/\n"
        "theme:\n  name: material\n  font: false\n  features:\n    - navigation.instant\n"
        "    - navigation.instant.prefetch\n    - navigation.tabs\n    - navigation.footer\n"
        "    - content.tooltips\n    - toc.integrate\n"
        "plugins:\n  - search\n  - tags\n  - blog\n  - autorefs\n  POSTIL\n  - glightbox\n"
        "  - minify: {minify_html: true}\n"
        "markdown_extensions: [admonition, attr_list, footnotes, abbr, md_in_html]\n" + STRICT,
        docs={
            "index.md": f"---\ntags: [start]\n---\n\n# Home\n\n{PARAGRAPH}\n\n![A](a.png)\n\n"
            "See [the post][the-post] and [this section][section].\n\n## Section\n\nWords.\n",
            "article.md": f"---\ntags: [pact]\n---\n\n# Article\n\n{PARAGRAPH}\n\n"
            "To [a section][section] far away, ![a picture](a.png) in the line.\n",
            "tags.md": "# Tags\n\n<!-- material/tags -->\n",
            "a.png": PICTURE,
            "blog/index.md": "# Blog\n",
            "blog/posts/post.md": "---\ndate: 2026-01-02\ncategories: [News]\ntags: [pact]\n---\n\n"
            f"# The post\n\n{PARAGRAPH}\n\n<!-- more -->\n\nAnd the rest of it.\n",
            "blog/posts/draft.md": "---\ndate: 2026-01-03\ndraft: true\n---\n\n"
            f"# The draft\n\n{PARAGRAPH}\n\n<!-- more -->\n",
        },
        annotations={
            "index.yml": claims(),
            "article.yml": claims(link="To a section far away", picture="far away, in the line"),
            "blog/posts/post.yml": claims(rest="the rest of it"),
            "blog/posts/draft.yml": claims(),
            "sources.yml": SOURCES,
        },
        marks={
            "index.html": BOTH,
            "article/index.html": BOTH | {"link", "picture"},
            "blog/2026/01/02/the-post/index.html": BOTH | {"rest"},
        },
    ),
    # Text that macros make, navigation from files of its own, pages that a script makes.
    "generated": Configuration(
        mkdocs="site_name: Test\ntheme: readthedocs\n"
        "plugins:\n  - search\n  - gen-files: {scripts: [pages.py]}\n  POSTIL\n"
        "  - literate-nav\n  - macros\nextra: {who: Leaders, much: overrate}\n" + STRICT,
        docs={
            "SUMMARY.md": "- [Home](index.md)\n- [Article](article.md)\n- [Made](made.md)\n",
            "index.md": f"# Home\n\n{PARAGRAPH}\n",
            "article.md": "# Article\n\n"
            + PARAGRAPH.replace("Leaders overrate", "{{ who }} {{ much }}")
            + "\n\n{% for n in [1, 2] %}Line {{ n }}.\n\n{% endfor %}\n",
            "../pages.py": "import mkdocs_gen_files\n"
            "with mkdocs_gen_files.open('made.md', 'w') as file:\n"
            f"    print({('# Made' + chr(10) * 2 + PARAGRAPH)!r}, file=file)\n",
        },
        annotations={
            "article.yml": claims("Leaders overrate what rapport", lines="Line 2."),
            "made.yml": claims(),
            "sources.yml": SOURCES,
        },
        marks={"article/index.html": BOTH | {"lines"}, "made/index.html": BOTH},
    ),
    "awesome": Configuration(
        mkdocs="site_name: Test\ntheme: {name: material, font: false}\n"
        "plugins:\n  - search\n  - awesome-nav\n  POSTIL\n" + STRICT,
        docs={
            ".nav.yml": "nav:\n  - index.md\n  - Readings: readings\n",
            "readings/.nav.yml": "sort: {direction: desc}\n",
            "index.md": "# Home\n\nWords.\n",
            "readings/a.md": f"# A\n\n{PARAGRAPH}\n",
            "readings/b.md": f"# B\n\n{PARAGRAPH}\n",
        },
        annotations={
            "readings/a.yml": claims(),
            "readings/b.yml": claims(),
            "sources.yml": SOURCES,
        },
        marks={"readings/a/index.html": BOTH, "readings/b/index.html": BOTH},
    ),
    # Each language is a build of its own, with pages of its own.
    "languages": Configuration(
        mkdocs="site_name: Test\ntheme: {name: material, font: false}\n"
        "plugins:\n  - search\n  - i18n:\n      docs_structure: STRUCTURE\n      languages:\n"
        "        - {locale: en, default: true, name: English, build: true}\n"
        "        - {locale: de, name: Deutsch, build: true}\n  POSTIL\n".replace(
            "STRUCTURE", "suffix"
        ),
        docs={
            "index.md": "# Home\n\nTo the [article](article.md).\n",
            "index.de.md": "# Anfang\n\nZum [Text](article.md).\n",
            "article.md": f"# Article\n\n{PARAGRAPH}\n",
            "article.de.md": f"# Text\n\nAuf Deutsch. {PARAGRAPH}\n",
        },
        annotations={
            "article.yml": claims(),
            "article.de.yml": claims(deutsch="Auf Deutsch."),
            "sources.yml": SOURCES,
        },
        marks={"article/index.html": BOTH, "de/article/index.html": BOTH | {"deutsch"}},
    ),
    "mkdocs": Configuration(
        mkdocs="site_name: Test\ntheme: mkdocs\nplugins:\n  - search\n  POSTIL\n" + STRICT,
        docs={"index.md": "# Home\n\nWords.\n", "article.md": f"# Article\n\n{PARAGRAPH}\n"},
        annotations={"article.yml": claims(), "sources.yml": SOURCES},
        marks={"article/index.html": BOTH},
    ),
}
CONFIGURATIONS["language folders"] = Configuration(
    mkdocs=CONFIGURATIONS["languages"].mkdocs.replace("suffix", "folder"),
    docs={
        "en/index.md": "# Home\n\nTo the [article](article.md).\n",
        "de/index.md": "# Anfang\n\nZum [Text](article.md).\n",
        "en/article.md": f"# Article\n\n{PARAGRAPH}\n",
        "de/article.md": f"# Text\n\nAuf Deutsch. {PARAGRAPH}\n",
    },
    annotations={
        "en/article.yml": claims(),
        "de/article.yml": claims(deutsch="Auf Deutsch."),
        "sources.yml": SOURCES,
    },
    marks=CONFIGURATIONS["languages"].marks,
)
