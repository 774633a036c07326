"""Who wrote what: the names at notes and in tables, and verdicts of others on the same passage.

A site with one annotator, or none, names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Place
from postil.edition.model import Claim

from .site import Site

SAME = 0.6
"""Which part of the letters of two passages both have, for the passages to be the same: who quotes
a sentence may leave out how it ends, or not. With half of them, it may be about the half alone."""


class Verdict(NamedTuple):
    """What somebody else thinks of the same passage."""

    id: str
    """Of their annotation."""
    name: str
    assessment: Markup


def name(site: Site, by: str) -> str:
    """The name of an annotator; nothing where nobody is named."""
    return site.edition.annotators[by].name if by and site.edition.names_annotators else ""


def others(site: Site, place: Place, macro: str = "assessment") -> Iterator[Verdict]:
    """The verdicts of other annotators on the passage of a claim, in the order of the article."""
    anchored = site.anchored[place.article]
    for id in _together(site, anchored).get(place.id, ()):
        claim = anchored.passages[id].annotation
        assert isinstance(claim, Claim)
        yield Verdict(id, name(site, claim.by), site.assessment(claim.assessment, macro))


def _together(site: Site, anchored: AnchoredArticle) -> Mapping[str, tuple[str, ...]]:
    known = site.together.get(anchored.article.path)
    if known is None or known[0].passages is not anchored.passages:
        known = site.together[anchored.article.path] = anchored, assessed_together(anchored)
    return known[1]


def assessed_together(anchored: AnchoredArticle) -> Mapping[str, tuple[str, ...]]:
    """For each claim, the claims of other annotators who assess the same passage."""
    begun = sorted(filter(_is_verdict, anchored.placed), key=lambda p: p.span or (0, 0))
    claims = [(passage, passage.annotation) for passage in begun]
    found: dict[str, list[str]] = {}
    for at, (passage, claim) in enumerate(claims):
        for other, other_claim in claims[at + 1 :]:
            if not (passage.span and other.span and other.span[0] < passage.span[1]):
                break
            if claim.by != other_claim.by and _share(passage.span, other.span) >= SAME:
                found.setdefault(passage.id, []).append(other.id)
                found.setdefault(other.id, []).append(passage.id)
    return {id: tuple(ids) for id, ids in found.items()}


def _is_verdict(passage: Passage) -> bool:
    claim = passage.annotation
    return isinstance(claim, Claim) and bool(claim.by and claim.assessment)


def _share(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Which part of two spans that overlap both have."""
    ends = sorted((*one, *other))
    return (ends[2] - ends[1]) / max(1, ends[3] - ends[0])
