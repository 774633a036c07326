"""The matrix of an article: the sources on which several of its claims rest, or which disagree,
and what each says to which claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from postil.edition.model import Citation
from postil.rendering.prose.escaping import escaped

Cited = Mapping[str, Sequence[Citation]]
"""The sources of a claim, each with how it is cited; one that is cited twice has two entries."""


class Column(NamedTuple):
    """A claim with its sources."""

    number: int
    """The number of its note."""
    link: str
    """Where it stands, escaped."""
    name: str
    """What it is called where there is little room, escaped."""
    cited: Cited
    disagreeing: Collection[str]
    """Those of its sources that disagree."""


def matrix(
    claims: Sequence[Column], stances: Mapping[str, Markup], links: Mapping[str, Markup]
) -> tuple[Markup, list[tuple[Markup, Markup]]]:
    """The heads of the matrix, one for each claim, and its sources, those first that most claims
    rest on: each with its cells.

    Args:
        claims: Those of the article that have sources.
        stances: How each stance is shown.
        links: How each source is shown.
    """
    uses = Counter([source for claim in claims for source in claim.cited])
    disagreeing = {source for claim in claims for source in claim.disagreeing}
    chosen = [source for source, count in uses.most_common() if count > 1 or source in disagreeing]
    found: dict[str, list[tuple[int, str]]] = {source: [] for source in chosen}
    said = {id: _begun(id, stance) for id, stance in stances.items()}
    columns: list[Column] = []
    for claim in claims:
        shared = [source for source in claim.cited if source in found]
        name = _name(claim) if shared else ""
        for source in shared:
            found[source].append((len(columns), _cell(name, claim.cited[source], said)))
        if shared:
            columns.append(claim)
    heads = Markup("".join(map(_head, columns)))
    return heads, [(links[source], _line(cells, len(columns))) for source, cells in found.items()]


def _head(claim: Column) -> str:
    """A claim as the head of a column, which has room for its number."""
    name = f'{claim.number}<span class="postil-heard"> {claim.name}</span>'
    return f'<th scope="col"><a href="{claim.link}" title="{claim.name}">{name}</a></th>'


def _name(claim: Column) -> str:
    """A claim within its cells, for narrow screens: there a source is a card, and columns have no
    head."""
    link = f'<a class="postil-passage" href="{claim.link}">{claim.name}</a>'
    return f'<span class="postil-of">{claim.number} {link}</span>'


def _begun(id: str, stance: Markup) -> str:
    """How a source bears on a claim, before it is said where it does."""
    data = f' data-stance="{escaped(id)}"' if id else ""
    return f' <span class="postil-stance"{data}>{stance}'


def _cell(name: str, citations: Iterable[Citation], said: Mapping[str, str]) -> str:
    """What a source says to a claim."""
    cell = f"<td>{name}"
    for citation in citations:
        cell += said[citation.stance]
        if citation.locator:
            cell += f'<span class="postil-said">, {escaped(citation.locator)}</span>'
        cell += "</span>"
    return f"{cell}</td>"


def _line(cells: Iterable[tuple[int, str]], width: int) -> Markup:
    """The cells of a source, each with the number of its column. Most are empty: those beside each
    other are one, and so a browser has a few hundred of them instead of thousands."""
    line, at = [], 0
    for column, cell in cells:
        line += [_empty(column - at), cell]
        at = column + 1
    return Markup("".join([*line, _empty(width - at)]))


def _empty(count: int) -> str:
    if count < 2:
        return "<td></td>" * count
    return f'<td colspan="{count}"></td>'
