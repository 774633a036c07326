"""A made-up site of any number of articles, the same in every run, in several forms.

`base` is the site without annotations, `postil` has them in annotation files, and `footnotes` has
the same notes written by hand as footnotes: assessment, reason, links to the sources, links to
the articles that are referred to. For other programs (`peers.py`): `bibtex` has these footnotes
with citations for mkdocs-bibtex, `sphinx` is the site without annotations as MyST Markdown, and
`margin` has the notes in the margin of Sphinx's book theme, with citations.

How many articles there are, how many annotations each has and how many sources the site has, is
said; what follows is the site that is meant where nothing is.

What is in it follows what people write, not what is cheap to build:

- An article has about 1,600 words under six headings, with emphasis, links, code spans, quotation
  marks, a list, a block quote, an admonition, a table of four rows and three footnotes of its own.
- Its 50 annotations quote 6 to 14 words of a sentence each, across whatever markup stands there.
  Each gives a reason of 40 words in Markdown and two sources; the article draws on 30 of the
  1,000 sources of the site. Some have tags or a question.
- Five of them refer to annotations of one or two other articles of the same section, as in the
  reading list of a course. So pairs of articles that have a page of cross-references between them
  are about 1.4 times the articles.
- The configuration is that of a Material site with a dozen Markdown extensions, sections of 20
  articles and `navigation.prune`.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Literal

Form = Literal["base", "postil", "footnotes", "bibtex", "sphinx", "margin"]

ANNOTATIONS = 50
SOURCES = 1_000
SOURCES_OF_ARTICLE = 30
REFERENCES = 5
SECTION = 20
PARTS, PARAGRAPHS, SENTENCES = 6, 4, 4

CONSONANTS, VOWELS = "bcdfghjklmnprstvw", "aeiou"
KINDS = "statistic interpretation causal-claim historical-fact generalisation".split()
ASSESSMENTS = "supported partly-supported disputed contradicted unverifiable".split()
RELATIONS = "corroborates contradicts extends gives-context".split()
STANCES = "supports disputes context".split()

CONFIGURATION = """\
site_name: Measured
site_url: https://measured.example/
theme:
  name: material
  font: false
  features: [navigation.indexes, navigation.prune, navigation.top, search.highlight, \
content.footnote.tooltips]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc:
      permalink: true
  - pymdownx.details
  - pymdownx.highlight:
      anchor_linenums: true
  - pymdownx.inlinehilite
  - pymdownx.superfences
"""


def _lexicon() -> list[str]:
    syllables = [c + v for c in CONSONANTS for v in VOWELS]
    draw = random.Random(0)
    lengths = 1, 2, 2, 3, 3, 4
    return ["".join(draw.choices(syllables, k=draw.choice(lengths))) for _ in range(8_000)]


LEXICON = _lexicon()
WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(LEXICON))))


class Words:
    """A language of made-up words that follow Zipf's law, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def some(self, count: int) -> list[str]:
        return self.random.choices(LEXICON, cum_weights=WEIGHTS, k=count)

    def phrase(self, count: int) -> str:
        return " ".join(self.some(count)).capitalize()

    def reason(self, count: int) -> str:
        """A reason: two sentences with emphasis, and now and then a link or a code span."""
        words = self.some(count)
        words[0], words[count // 2] = words[0].title(), words[count // 2].title()
        words[count // 2 - 1] += "."
        words[3] = f"*{words[3]}*"
        if self.random.random() < 0.3:
            words[9] = f"[{words[9]} {words[10]}](https://example.org/{words[9]})"
        if self.random.random() < 0.1:
            words[14] = f"`{words[14]}`"
        return " ".join(words) + "."


@dataclass(slots=True)
class Sentence:
    """Words as a reader sees them, and the Markdown before and after each."""

    words: list[str]
    before: dict[int, str] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)

    def markdown(self, reference: str = "") -> str:
        last = len(self.words) - 1
        parts = [
            self.before.get(n, "") + word + self.after.get(n, "")
            for n, word in enumerate(self.words)
        ]
        parts[last] += f".{reference}"
        return " ".join(parts)

    def dress(self, words: Words) -> None:
        """Emphasis, links, code and quotation marks, as often as people use them."""
        at = words.random.randrange(1, len(self.words) - 4)
        chance = words.random.random()
        if chance < 0.15:
            self.before[at], self.after[at + 1] = "*", "*"
        elif chance < 0.2:
            self.before[at], self.after[at] = "**", "**"
        elif chance < 0.3:
            self.before[at], self.after[at + 2] = "[", f"](https://example.org/{self.words[at]})"
        elif chance < 0.33:
            self.before[at] = self.after[at] = "`"
        elif chance < 0.45:
            self.words[at], self.words[at + 2] = f'"{self.words[at]}', f'{self.words[at + 2]}"'
        elif chance < 0.85:
            self.words[at] += ","


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation: the sentence it is about, the words of it, and what is said."""

    paragraph: int
    sentence: int
    quote: str
    kind: str
    assessment: str
    reason: str
    sources: tuple[int, int]
    stance: str
    tag: str
    question: str
    to: tuple[int, int, str, str] | None
    """Article and annotation referred to, relation and reason."""

    def texts(self) -> Iterator[str]:
        """What a reader of the note reads, sources apart, as plain words."""
        yield re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", self.reason).replace("*", "").replace("`", "")
        yield from filter(None, (self.to and self.to[3], self.question, self.tag))


@dataclass(frozen=True, slots=True)
class Text:
    """An article."""

    title: str
    paragraphs: list[list[Sentence]]
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of a site."""

    articles: int
    annotations: int = ANNOTATIONS
    """Of each article, 96 at most."""
    sources: int = SOURCES
    """Of the site."""

    @property
    def references(self) -> int:
        """How many annotations of an article refer to others."""
        return min(self.annotations, max(1, self.annotations * REFERENCES // ANNOTATIONS))


def make_site(folder: Path, count: int | Size, form: Form) -> None:
    """Writes a site of `count` articles, or of another size, into a folder."""
    size = count if isinstance(count, Size) else Size(count)
    count = size.articles
    is_sphinx = form in ("sphinx", "margin")
    docs = folder if is_sphinx else folder / "docs"
    (docs / "texts").mkdir(parents=True)
    if is_sphinx:
        (folder / "conf.py").write_text(_sphinx_configuration(form))
        (folder / "index.md").write_text("\n".join(_sphinx_index(count, form)))
    else:
        (docs / "index.md").write_text("# Home\n\nA site for measuring.\n")
        (folder / "mkdocs.yml").write_text("\n".join(_configuration(count, form)))
    if form == "postil":
        (folder / "annotations" / "texts").mkdir(parents=True)
        (folder / "annotations" / "sources.yml").write_text("\n".join(_sources(size.sources)))
    elif form in ("bibtex", "margin"):
        (folder / "sources.bib").write_text("\n".join(_bibtex(size.sources)))
    for number in range(count):
        words = Words(f"article {number}")
        text = _text(words, number, size)
        markdown = "\n\n".join(_markdown(words, number, text, form))
        (docs / "texts" / f"a{number}.md").write_text(markdown + "\n")
        if form == "postil":
            lines = "\n".join(_annotations(text))
            (folder / "annotations" / "texts" / f"a{number}.yml").write_text(lines)


def notes(number: int, count: int) -> list[Note]:
    """The notes on an article of a site: to look for in what is built."""
    return _text(Words(f"article {number}"), number, Size(count)).notes


def _text(words: Words, number: int, size: Size) -> Text:
    draw = words.random
    paragraphs = []
    for _ in range(PARTS * PARAGRAPHS):
        paragraph = [Sentence(words.some(draw.randrange(12, 22))) for _ in range(SENTENCES)]
        for sentence in paragraph:
            sentence.words[0] = sentence.words[0].capitalize()
            sentence.dress(words)
        paragraphs.append(paragraph)
    places = [(p, s) for p in range(len(paragraphs)) for s in range(SENTENCES)]
    chosen = sorted(draw.sample(places, size.annotations))
    shelf = draw.sample(range(size.sources), min(SOURCES_OF_ARTICLE, size.sources))
    first = number - number % SECTION
    section = range(first, min(first + SECTION, size.articles))
    neighbours = [n for n in section if n != number] or [number]
    others = draw.sample(neighbours, min(draw.choice((1, 2)), len(neighbours)))
    referring = set(draw.sample(range(size.annotations), size.references))
    notes = []
    for n, (p, s) in enumerate(chosen):
        said = paragraphs[p][s].words
        length = min(draw.randrange(6, 15), len(said))
        start = draw.randrange(len(said) - length + 1)
        to = None
        if n in referring:
            where = draw.choice(others), draw.randrange(size.annotations)
            to = (*where, draw.choice(RELATIONS), words.phrase(9) + ".")
        notes.append(
            Note(
                paragraph=p,
                sentence=s,
                quote=" ".join(said[start : start + length]).strip(","),
                kind=draw.choice(KINDS),
                assessment=draw.choice(ASSESSMENTS),
                reason=words.reason(40),
                sources=(draw.choice(shelf), draw.choice(shelf)),
                stance=draw.choice(STANCES),
                tag=draw.choice(LEXICON[:40]) if n % 5 == 0 else "",
                question=words.phrase(10) + "?" if n % 10 == 0 else "",
                to=to,
            )
        )
    return Text(f"{words.phrase(4)} {number}", paragraphs, notes)


def _markdown(words: Words, number: int, text: Text, form: Form) -> Iterator[str]:
    by_hand, is_sphinx = form in ("footnotes", "bibtex"), form in ("sphinx", "margin")
    notes = {(note.paragraph, note.sentence): (n, note) for n, note in enumerate(text.notes)}
    yield f"---\ntitle: {text.title}\nauthor: {words.phrase(2).title()}\ndate: 2024-03-01\n---"
    yield f"# {text.title}"
    extras = _extras(words, is_sphinx=is_sphinx)
    for p, paragraph in enumerate(text.paragraphs):
        if p % PARAGRAPHS == 0:
            yield f"## {words.phrase(4)}"
        own = f"[^f{p // 8}]" if p % 8 == 3 else ""
        if form == "margin":
            found = (notes[p, s] for s in range(SENTENCES) if (p, s) in notes)
            yield from (f"```{{margin}}\n{_by_hand(n, note, form)}\n```" for n, note in found)
        yield " ".join(
            sentence.markdown(
                (f"[^n{notes[p, s][0]}]" if by_hand and (p, s) in notes else "")
                + (own if s == 1 else "")
            )
            for s, sentence in enumerate(paragraph)
        )
        if p % PARAGRAPHS == 1:
            yield next(extras, "")
    for n in range(3):
        yield f"[^f{n}]: {words.phrase(12)}."
    if by_hand:
        yield from (f"[^n{n}]: {_by_hand(n, note, form)}" for n, note in enumerate(text.notes))
    if form == "bibtex":
        yield "## Sources\n\n\\bibliography"


def _extras(words: Words, *, is_sphinx: bool) -> Iterator[str]:
    yield "\n".join(f"- {words.phrase(8)}, *{words.some(1)[0]}*" for _ in range(5))
    yield f"> {words.phrase(24)}.\n>\n> {words.phrase(10)}."
    rows = [words.some(4) for _ in range(5)]
    rows.insert(1, ["---"] * 4)
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
    title, said = words.phrase(3), words.phrase(20)
    if is_sphinx:
        yield f"```{{admonition}} {title}\n{said}.\n```"
    else:
        yield f'!!! note "{title}"\n\n    {said}.'
    yield "\n".join(f"{n}. {words.phrase(8)}." for n in range(1, 5))


def _by_hand(number: int, note: Note, form: Form) -> str:
    """A note as an instructor writes it into a footnote, or into the margin."""
    kind, assessment = note.kind.replace("-", " "), note.assessment.replace("-", " ")
    cited = ", ".join(f"[{_author(n)} {_year(n)}](https://example.org/{n})" for n in note.sources)
    if form == "bibtex":
        cited = f"[{'; '.join(f'@source-{n}' for n in note.sources)}]"
    elif form == "margin":
        cited = f"{{cite}}`{','.join(f'source-{n}' for n in note.sources)}`"
    said = [f"**{kind} · {assessment}.** {note.reason}", f"{cited} (p. {number}, {note.stance})."]
    if note.to:
        article, _, relation, because = note.to
        said.append(f"{relation} [article {article}](a{article}.md): {because}")
    said.extend(filter(None, (note.question, note.tag)))
    return " ".join(said)


def _annotations(text: Text) -> Iterator[str]:
    yield "claims:"
    for n, note in enumerate(text.notes):
        yield f"  claim-{n}:\n    quote: {_scalar(note.quote)}\n    kind: {note.kind}"
        yield f"    assessment: {note.assessment}\n    because: |\n      {note.reason}"
        first, second = note.sources
        yield f"    sources:\n      - source-{first}"
        yield f"      - {{source: source-{second}, locator: p. {n}, stance: {note.stance}}}"
        if note.to:
            article, other, relation, because = note.to
            yield f"    cross_references:\n      - to: texts/a{article}#claim-{other}"
            yield f"        relation: {relation}\n        because: {because}"
        if note.question:
            yield f"    question: {note.question}"
        if note.tag:
            yield f"    tags: [{note.tag}]"
    yield ""


def _scalar(text: str) -> str:
    return json.dumps(text) if '"' in text else text


def _sources(count: int) -> Iterator[str]:
    words = Words("sources")
    for number in range(count):
        yield f"source-{number}:\n  type: article-journal\n  title: {words.phrase(7)}"
        yield f"  author: [{{family: {_author(number)}, given: {words.phrase(1)}}}]"
        yield f'  issued: "{_year(number)}"\n  container-title: {words.phrase(3)}'
        yield f"  volume: {number % 40 + 1}\n  page: 1-20\n  URL: https://example.org/{number}"
    yield ""


def _bibtex(count: int) -> Iterator[str]:
    words = Words("sources")
    for number in range(count):
        title, given, journal = words.phrase(7), words.phrase(1), words.phrase(3)
        yield f"@article{{source-{number},\n  title = {{{title}}},"
        yield f"  author = {{{_author(number)}, {given}}},\n  year = {{{_year(number)}}},"
        yield f"  journal = {{{journal}}},\n  volume = {{{number % 40 + 1}}},\n  pages = {{1--20}},"
        yield f"  url = {{https://example.org/{number}}}\n}}\n"


def _author(number: int) -> str:
    return "".join(random.Random(number).choices(CONSONANTS, k=2)).title() + f"ara{number % 97}"


def _year(number: int) -> int:
    return 1950 + number % 75


def _configuration(count: int, form: Form) -> Iterator[str]:
    yield CONFIGURATION
    more = {"postil": ", postil", "bibtex": ", bibtex: {bib_file: sources.bib}"}.get(form, "")
    yield f"plugins: [search{more}]"
    yield "nav:\n  - index.md"
    for start in range(0, count, SECTION):
        yield f"  - Section {start // SECTION + 1}:"
        for number in range(start, min(start + SECTION, count)):
            yield f"      - texts/a{number}.md"


def _sphinx_configuration(form: Form) -> str:
    extensions = ["myst_parser", *(["sphinxcontrib.bibtex"] if form == "margin" else [])]
    return (
        f"project = 'Measured'\nextensions = {extensions}\nhtml_theme = 'sphinx_book_theme'\n"
        "bibtex_bibfiles = ['sources.bib']\nexclude_patterns = ['_build']\n"
        "suppress_warnings = ['myst.header', 'toc', 'bibtex']\n"
    )


def _sphinx_index(count: int, form: Form) -> Iterator[str]:
    yield "# Home\n\nA site for measuring.\n"
    for start in range(0, count, SECTION):
        yield f"```{{toctree}}\n:caption: Section {start // SECTION + 1}"
        yield from (f"texts/a{n}" for n in range(start, min(start + SECTION, count)))
        yield "```\n"
    if form == "margin":
        yield "```{bibliography}\n```"
