"""The page of figures. Each is there as soon as it says something that a glance at the notes does
not; what is in it stands in a table below it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal

from markupsafe import Markup

from postil.edition.edition import Edition, Link, Place
from postil.edition.model import Claim, Source
from postil.rendering.drawing import argument, crossing, shares, timeline
from postil.rendering.drawing.argument import End
from postil.rendering.drawing.canvas import is_leftwards
from postil.rendering.drawing.figure import Cell, Figure
from postil.rendering.site import Site

from .rows import passage_line

# As few dated claims, claims that are judged, ends of an argument, and people are not drawn.
_DATED, _JUDGED, _ENDS, _PEOPLE = 3, 8, 4, 3

# Around how many claims the argument is drawn.
_ARGUMENTS = 6


def are_any(edition: Edition) -> bool:
    """Whether there is enough to draw."""
    # Every build asks. Where there is enough, the first claims tell.
    return (
        len([*islice(_claims(edition, "assessment"), _JUDGED)]) == _JUDGED
        or len([*islice(_claims(edition, "when"), _DATED)]) == _DATED
        or bool(_centres(edition))
    )


def _claims(edition: Edition, said: Literal["assessment", "when"]) -> Iterator[Claim]:
    """The claims of which something is said."""
    for article in edition.articles.values():
        for annotation in article.annotations.values():
            if isinstance(annotation, Claim) and getattr(annotation, said):
                yield annotation


def page(site: Site, path: str, title: str) -> Markup:
    """All figures that say something."""
    figures = _Figures(site, path)
    groups = [
        figures.in_time(),
        figures.by_kind(),
        figures.by_text(),
        list(figures.arguments()),
        figures.cited(),
    ]
    return site.render("figures", title=title, groups=[group for group in groups if group])


class _Figures:
    """The figures of a site, for a page."""

    def __init__(self, site: Site, path: str) -> None:
        self.site, self.path = site, path
        self.leftwards = is_leftwards(site.language)
        edition = site.edition
        self.claims = [
            (place, annotation)
            for place, annotation in edition.annotations()
            if isinstance(annotation, Claim) and place.article in site.anchored
        ]

    def _label(self, place: Place) -> str:
        """A claim in a few words: what is to be thought of it, or its own."""
        annotation = self.site.edition.annotation(place)
        title = annotation.title if isinstance(annotation, Claim) else ""
        return title or passage_line(self.site, place)

    def _sign(self, place: Place) -> str:
        annotation = self.site.edition.annotation(place)
        id = annotation.assessment if isinstance(annotation, Claim) else ""
        concept = self.site.edition.vocabulary.assessments.get(id)
        # An icon may be the name of a picture.
        return concept.icon if concept and len(concept.icon) <= 2 else ""

    def _cell(self, place: Place) -> Cell:
        return Cell(self._label(place), self.site.link(self.path, place))

    def _assessment(self, claim: Claim) -> str:
        concept = self.site.edition.vocabulary.assessments.get(claim.assessment)
        return concept.label if concept else self.site.say("not_assessed")

    def in_time(self) -> Sequence[Figure]:
        """When what is dated happened."""
        say = self.site.say
        found = [
            (place, claim, dated)
            for place, claim in self.claims
            if claim.when
            and (dated := timeline.dated(self._label(place), self._sign(place), claim.when))
        ]
        if len(found) < _DATED:
            return ()
        found.sort(key=lambda one: one[2].ends)
        return [
            Figure(
                "in-time",
                say("in_time"),
                say("in_time_lead"),
                say("in_time"),
                timeline.draw([dated for *_, dated in found], self.leftwards, say("in_time")),
                (say("claim"), say("time"), say("assessment"), say("article")),
                [
                    (
                        self._cell(place),
                        Cell(claim.when),
                        Cell(self._assessment(claim)),
                        Cell(self.site.title_of(place.article)),
                    )
                    for place, claim, _ in found
                ],
            )
        ]

    def by_kind(self) -> Sequence[Figure]:
        """How the claims of each kind are judged."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for _, claim in self.claims:
            counts[claim.kind][claim.assessment] += 1
        kinds = self.site.edition.vocabulary.kinds
        rows = [
            (kinds[id].label if id in kinds else self.site.say("claim"), counts[id])
            for id in [*kinds, ""]
            if id in counts
        ]
        title, lead = self.site.say("by_kind"), self.site.say("by_kind_lead")
        return self._shares("by-kind", title, lead, self.site.say("kind"), rows)

    def by_text(self) -> Sequence[Figure]:
        """How the claims of each text are judged."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for place, claim in self.claims:
            counts[place.article][claim.assessment] += 1
        rows = [(self.site.title_of(article), counts[article]) for article in counts]
        title, lead = self.site.say("by_text"), self.site.say("by_text_lead")
        return self._shares("by-text", title, lead, self.site.say("article"), rows)

    def _shares(
        self, id: str, title: str, lead: str, column: str, rows: list[tuple[str, Counter[str]]]
    ) -> Sequence[Figure]:
        say, scale = self.site.say, self.site.edition.vocabulary.assessments
        given = Counter[str]()
        for _, counts in rows:
            given.update(counts)
        parts = {id: scale[id].label for id in scale if given[id]}
        if given[""]:
            parts[""] = say("not_assessed")
        if len(rows) < 2 or len(parts) < 2 or sum(given.values()) - given[""] < _JUDGED:
            return ()
        drawn = rows
        if len(rows) > shares.MOST:
            drawn = sorted(rows, key=lambda row: -row[1].total())
            others = Counter[str]()
            for _, counts in drawn[shares.MOST :]:
                others.update(counts)
            name = say("all_others", count=len(drawn) - shares.MOST)
            drawn = [*drawn[: shares.MOST], (name, others)]
        svg = shares.draw(drawn, parts, self.leftwards, title, f"postil-{id}")
        columns = (column, *parts.values(), say("count_of_all"))
        cells = [
            (Cell(row), *(Cell(str(counts[part])) for part in parts), Cell(str(counts.total())))
            for row, counts in rows
        ]
        return [Figure(id, title, lead, title, svg, columns, cells)]

    def arguments(self) -> Iterator[Figure]:
        """What bears on the claims that are joined with most."""
        say = self.site.say
        for number, place in enumerate(_centres(self.site.edition)):
            if place.article not in self.site.anchored:
                continue
            name = say("around_words", words=passage_line(self.site, place))
            sources = self._sources(place)
            firsts = self._ends(place, None)
            seconds = [self._ends(end, place) for end, _ in firsts]
            drawn = [
                End(self._label(end), label, self._sign(end), self._drawn(after, 3))
                for (end, label), after in zip(firsts, seconds, strict=True)
            ]
            yield Figure(
                "around" if not number else f"around-{number + 1}",
                say("around"),
                say("around_lead"),
                name,
                argument.draw(
                    End(self._label(place), name, self._sign(place)),
                    self._shortened([End(source, stance) for source, stance, _ in sources]),
                    self._shortened(drawn),
                    self.leftwards,
                    f"postil-around-{number}",
                ),
                (say("figure_end"), say("relations"), say("article")),
                [
                    *(
                        (Cell(source, link), Cell(stance), Cell(""))
                        for source, stance, link in sources
                    ),
                    *self._rows(firsts, seconds),
                ],
                self.site.link(self.path, place),
            )

    def _rows(
        self,
        firsts: Sequence[tuple[Place, str]],
        seconds: Sequence[Sequence[tuple[Place, str]]],
    ) -> Iterator[Sequence[Cell]]:
        for (end, label), after in zip(firsts, seconds, strict=True):
            yield self._cell(end), Cell(label), Cell(self.site.title_of(end.article))
            for second, further in after:
                said = f"{self._label(end)} → {further}"
                yield self._cell(second), Cell(said), Cell(self.site.title_of(second.article))

    def _sources(self, place: Place) -> list[tuple[str, str, str]]:
        """The sources of a claim, how each bears on it, and its page."""
        stances = self.site.edition.vocabulary.stances
        return [
            (
                self.site.short[citation.source],
                stances[citation.stance].label if citation.stance in stances else "",
                self.site.source_link(self.path, citation.source),
            )
            for citation in self.site.edition.annotation(place).sources
        ]

    def _ends(self, place: Place, besides: Place | None) -> list[tuple[Place, str]]:
        """What an annotation is joined with, each with the relation as seen from there."""
        relations = self.site.edition.vocabulary.relations
        found: dict[Place, str] = {}
        for link, other in _joined(self.site.edition, place):
            relation = relations[link.entry.relation]
            is_backward = other == link.origin
            label = (relation.inverse or relation.label) if is_backward else relation.label
            if other not in (place, besides) and other.article in self.site.anchored:
                found.setdefault(other, label)
        return list(found.items())

    def _drawn(self, ends: Iterable[tuple[Place, str]], most: int) -> list[End]:
        found = [End(self._label(end), label, self._sign(end)) for end, label in ends]
        return self._shortened(found, most)

    def _shortened(self, ends: list[End], most: int = argument.MOST) -> list[End]:
        """Ends as far as there is room for boxes; the last says how many more there are."""
        if len(ends) <= most:
            return ends
        more = self.site.say("and_more", count=len(ends) - most + 1)
        return [*ends[: most - 1], End(more, "")]

    def cited(self) -> Sequence[Figure]:
        """Who is cited in which text."""
        say, edition = self.site.say, self.site.edition
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for id, uses in edition.cited.items():
            who = _who(edition.sources[id]) if id in edition.sources else ""
            for place in uses.places:
                if place.article in self.site.anchored:
                    counts[who][place.article] += 1
        counts.pop("", None)
        several = {who: of for who, of in counts.items() if of.total() > 1}
        texts = Counter[str]()
        for of in several.values():
            texts.update(of)
        if len(several) < _PEOPLE or len(texts) < 2:
            return ()
        listed = [text for text, _ in texts.most_common(crossing.MOST_TEXTS)]
        numbers = {text: number for number, text in enumerate(listed)}
        ranked = sorted(several.items(), key=lambda one: (-one[1].total(), one[0]))
        ranked = [one for one in ranked if one[1].keys() & numbers.keys()][: crossing.MOST]
        rows = [
            (who, {numbers[text]: n for text, n in of.items() if text in numbers})
            for who, of in ranked
        ]
        title, said = say("who_is_cited"), say("who_is_cited_lead")
        names = [f"{crossing.letter(n)} {self.site.title_of(text)}" for text, n in numbers.items()]
        return [
            Figure(
                "who-is-cited",
                title,
                f"{said} {' · '.join(names)}",
                title,
                crossing.draw(rows, len(listed), self.leftwards, title),
                (say("source"), *names, say("count_of_all")),
                [
                    (
                        Cell(who),
                        *(Cell(str(of[text] or "")) for text in listed),
                        Cell(str(of.total())),
                    )
                    for who, of in ranked
                ],
            )
        ]


def _who(source: Source) -> str:
    """By whom a source is: its first author, or what it appeared in, or who published it."""
    names: Mapping[int, str] = {
        n: " ".join(filter(None, (name.given, name.family))) or name.literal
        for n, name in enumerate(source.author[:1])
    }
    return names.get(0) or source.container_title or source.publisher


def _joined(edition: Edition, place: Place) -> Iterator[tuple[Link, Place]]:
    """The cross-references at an annotation, each with its other end."""
    for link in edition.links_from.get(place, ()):
        if link.to.id:
            yield link, link.to
    for link in edition.links_to.get(place, ()):
        yield link, link.origin


def _centres(edition: Edition) -> list[Place]:
    """The claims around which most is to be drawn: with most cross-references, then sources."""
    found = []
    for place in {**edition.links_from, **edition.links_to}:
        if place.id and isinstance(claim := edition.annotation(place), Claim):
            joined = len({other for _, other in _joined(edition, place)} - {place})
            if joined and joined + len(claim.sources) >= _ENDS:
                found.append((-joined, -len(claim.sources), place.name, place))
    return [place for *_, place in sorted(found)[:_ARGUMENTS]]
