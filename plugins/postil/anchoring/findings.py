"""What is to be said to the author about the places of annotations.

An exact passage is silent. Everything else is a finding: a passage that changed and wants to be
reviewed, one that could not be placed, a quote that will not survive the next edit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from postil.edition.edition import Article
from postil.edition.model import Landing
from postil.edition.problems import LONGEST, Problem

from .folding import fold
from .location import Why
from .nesting import DEEPEST, buried
from .passages import AnchoredArticle, Passage
from .proposals import Source, instead
from .words import same_words

# A passage up to this length is shown whole when it has changed.
SHORT = 120

_MISSING: dict[Why, str] = {
    "": "the words of this quote are not in the article",
    "inside": "the words of this quote stand inside a longer word only",
    "elsewhere": "the words of this quote stand in the article, but not where the passage stood",
    "later": "not all words of this quote are in the article yet: another plugin puts one in later",
}

_AMBIGUOUS = "the words of this quote stand in the article more than once"

MOST_WEIGHED = 50
"""Of how many passages of an article without a place the shortest quotes are looked for: a file of
thousands of quotes from another text is told of no slower than any other."""

_IF_IT_HOLDS = "review the annotation, and run 'postil fix' if it still holds"

Kind = Literal["missing", "ambiguous", "changed", "id", "cut", "withheld", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one annotation of an article, with its place in the annotation file."""

    kind: Kind
    id: str
    """Empty where it is about the article."""
    problem: Problem


def withheld(article: Article) -> Finding:
    """What is to be said of an article whose words are not shown, nor what is said about them."""
    count = sum(not isinstance(a, Landing) for a in article.annotations.values())
    what = (
        "another plugin or hook puts something else in the place of this article's text: "
        f"{count} annotation{'' if count == 1 else 's'} on it, which would show its words, "
        f"{'is' if count == 1 else 'are'} left out of the site"
    )
    advice = "leave the text where it is, or take the annotations away"
    if article.files:
        return Finding("withheld", "", Problem(article.files[0].name, 0, 0, what, advice))
    home = article.home(next(iter(article.annotations)))
    return Finding("withheld", "", home.file.problem(home.keys, what, advice))


def lost_late(article: Article, id: str, *, is_gone: bool) -> Finding:
    """What is to be said of a passage that was marked, and whose mark is gone from the page or has
    other words in it."""
    what = "takes the mark of this passage away" if is_gone else "changes the words of this passage"
    problem = article.problem(
        id,
        ("quote",),
        f"another plugin or hook {what} when the page is as good as written",
        "let it change the text earlier: in on_page_markdown or on_page_content",
    )
    return Finding("missing", id, problem)


def findings(
    anchored: AnchoredArticle, taken: Collection[str] = (), source: Source | None = None
) -> list[Finding]:
    """What is to be said about the annotations of an article, in the order of its files.

    `taken` are the ids that the page has already, such as those of headings; `source` is the file
    of its text, for the lines of what is proposed.
    """
    found = _findings(anchored, taken, source)
    return sorted(found, key=lambda finding: finding.problem)


def _findings(
    anchored: AnchoredArticle, taken: Collection[str], source: Source | None
) -> Iterator[Finding]:
    article = anchored.article
    may_be_cut = any(checked.file.has_comments for checked in article.files)
    refused = 0
    for passage in anchored.passages.values():
        refused += passage.span is None
        for kind, what, advice in _of(anchored, passage, source, briefly=refused > MOST_WEIGHED):
            yield Finding(kind, passage.id, article.problem(passage.id, ("quote",), what, advice))
        if may_be_cut and (comment := _continued(anchored, passage)):
            what = f"the article goes on with “{comment}”, which is a comment to YAML"
            advice = "put the whole quote in quotation marks"
            yield Finding("cut", passage.id, article.problem(passage.id, ("quote",), what, advice))
        if passage.id in taken or f"note-{passage.id}" in taken:
            what = f"'{passage.id}' is the id of something else on the page too"
            problem = article.problem(
                passage.id, (), what, "give the annotation another id", key=True
            )
            yield Finding("id", passage.id, problem)
        for number, old in enumerate(passage.annotation.was):
            if old in taken or f"note-{old}" in taken:
                what = f"'{old}' is the id of something else on the page now"
                problem = article.problem(passage.id, ("was", number), what, "leave it out")
                yield Finding("id", passage.id, problem)
    yield from _crowd(anchored)


def _continued(anchored: AnchoredArticle, passage: Passage) -> str:
    """The comment behind a quote, if the article has the same words behind the passage."""
    article, span = anchored.article, passage.span
    # What is derived stands in no file, or not as a quote of its own.
    if not span or passage.id in article.landings or passage.id not in article.annotations:
        return ""
    home = article.home(passage.id)
    if not home.file.file.has_comments:
        return ""
    comment = home.file.file.comment((*home.keys, "quote"))
    behind = anchored.projection.text[span[1] : span[1] + 2 * len(comment) + 8]
    begun = fold(behind).text.lstrip(" #")
    return comment if comment and begun.startswith(fold(comment).text[:24]) else ""


def _crowd(anchored: AnchoredArticle) -> Iterator[Finding]:
    """That passages lie too deep in others to be marked: said once for an article."""
    placed = anchored.placed
    deep = sorted(buried([passage.span or (0, 0) for passage in placed]))
    if deep:
        passage = placed[deep[0]]
        others = f" (and {len(deep) - 1} more)" if len(deep) > 1 else ""
        what = (
            f"{DEEPEST} passages lie over this one already: it has a number and a note, "
            f"and no mark in the text{others}"
        )
        problem = anchored.article.problem(passage.id, ("quote",), what)
        yield Finding("advice", passage.id, problem)


def _of(
    anchored: AnchoredArticle, passage: Passage, source: Source | None, *, briefly: bool
) -> Iterator[tuple[Kind, str, str]]:
    location = passage.location
    if location.status in ("missing", "ambiguous"):
        advice = instead(anchored, passage, source, briefly=briefly)
        words = f"“{_begin(passage.annotation.quote.exact)}”"
        if location.status == "missing":
            yield "missing", f"{_MISSING[location.why]}: {words}", advice
        else:
            yield "ambiguous", f"{_AMBIGUOUS}: {words}", advice
    elif passage.is_changed and passage.span:
        yield "changed", _change(anchored, passage, passage.span), _IF_IT_HOLDS
    elif location.moved:
        what = "the passage has moved to another part of the article"
        yield "advice", what, "if the annotation holds there too, run 'postil lock'"
    elif passage.common:
        advice = "an edit may make them ambiguous: add a prefix or suffix, or run 'postil lock'"
        yield "advice", "these words are few or common in this article", advice


def _change(anchored: AnchoredArticle, passage: Passage, span: tuple[int, int]) -> str:
    """What has changed about a passage: its words, or those beside it."""
    old, new = passage.old_words, anchored.words(span)
    if same_words(fold(old).text, fold(new).text):
        return "the words of the passage are the same, and those beside it are others"
    if passage.saved is None:
        return f"the article differs from the quote: {difference(old, new, _QUOTED)}"
    return f"the passage has changed: {difference(old, new)}"


def _begin(words: str) -> str:
    """The first words of a quote, on one line; all of them where they are few."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} …"


_NOW = "“{}” is now “{}”", "“{}” is gone", "“{}” is new"
_QUOTED = "for “{}” it has “{}”", "it lacks “{}”", "it has “{}” besides"


def difference(old: str, new: str, said: tuple[str, str, str] = _NOW) -> str:
    """What has become of the words of a passage: all of them where it is short, else those that
    differ. `said` is how it is said of words that are others, that are gone, and that are new."""
    replaced, gone, added = said
    if max(len(old), len(new)) <= SHORT:
        return replaced.format(old, new)
    before, after = old.split(), new.split()
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, now = " ".join(before[i:j]), " ".join(after[k:m])
        if tag == "replace":
            found.append(replaced.format(was, now))
        elif tag == "delete":
            found.append(gone.format(was))
        elif tag == "insert":
            found.append(added.format(now))
    return "; ".join(found)
