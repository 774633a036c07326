"""What of a site can be cited: its texts, and the notes on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from postil.edition.edition import Edition
from postil.edition.model import Annotation, Claim, Source
from postil.exchange.web.publication import Publication

from .citing.own import notes_work, text_work


def form_of(annotation: Annotation, edition: Edition) -> str:
    """Which form a note is cited in: as a claim or as a note, and whose if that is said:
    `claim ana`."""
    type_ = "claim" if isinstance(annotation, Claim) else "note"
    return f"{type_} {annotation.by}".strip() if edition.names_annotators else type_


def note_work(
    annotation: Annotation, edition: Edition, site: str, say: Callable[..., str]
) -> Source:
    """A note as something that is cited.

    Args:
        annotation: What the note is on.
        edition: Knows the annotators, and whether they are named.
        site: What the site is called.
        say: Words of the interface.
    """
    open_ = {name: f"{{{name}}}" for name in ("note", "words", "title")}
    if isinstance(annotation, Claim):
        said = say("cited_claim", claim=say("claim"), **open_)
    else:
        said = say("cited_note", **open_)
    annotator = edition.annotators.get(annotation.by) if edition.names_annotators else None
    return notes_work(said, site, annotator.name if annotator else "")


def citable(
    texts: Iterable[Publication], edition: Edition, site: str, say: Callable[..., str]
) -> Iterator[Source]:
    """Texts of a site and all its notes, as what is cited: one for notes with the same form."""
    for published in texts:
        yield text_work(published, site)
    for annotation in {form_of(one, edition): one for _, one in edition.annotations()}.values():
        yield note_work(annotation, edition, site, say)
