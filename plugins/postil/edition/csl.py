"""The parts of CSL-JSON that are not plain text: item types, names and dates.

Source: the CSL 1.0.2 data schema (types, name parts) and its date forms; an EDTF string such as
`2014-02` is the short form for dates.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from .dates import Day, days
from .free_dates import from_words

SourceType = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]


COMMON_TYPES = (
    "book",
    "chapter",
    "article-journal",
    "article-newspaper",
    "article-magazine",
    "webpage",
    "post-weblog",
    "report",
    "thesis",
    "speech",
    "interview",
    "personal_communication",
    "motion_picture",
    "broadcast",
    "legal_case",
    "legislation",
)
"""What most sources of a course are."""

_MEANT: dict[SourceType, str] = {
    "article": "preprint",
    "article-journal": "journal journal-article paper scholarly-article academic-article",
    "article-magazine": "magazine magazine-article",
    "article-newspaper": "newspaper newspaper-article news news-article press",
    "book": "ebook e-book monograph novel edited-book textbook books",
    "broadcast": "tv television tv-programme tv-show radio radio-broadcast podcast episode",
    "chapter": "book-chapter book-section incollection inbook section",
    "dataset": "data database statistics",
    "document": "misc other",
    "entry-dictionary": "dictionary",
    "entry-encyclopedia": "encyclopedia encyclopaedia wikipedia wiki encyclopedia-article",
    "graphic": "photo photograph image picture painting artwork drawing poster cartoon",
    "hearing": "testimony",
    "interview": "oral-history conversation",
    "legal_case": "case judgment judgement court court-case ruling decision",
    "legislation": "law statute act constitution legal",
    "manuscript": "archive archival unpublished diary",
    "motion_picture": "film movie video youtube documentary cinema",
    "musical_score": "score sheet-music",
    "pamphlet": "brochure leaflet flyer booklet",
    "paper-conference": "conference conference-paper inproceedings proceedings",
    "performance": "play theatre theater concert",
    "personal_communication": "letter email e-mail mail correspondence message memo letters",
    "post": "tweet toot social social-media facebook forum forum-post comment",
    "post-weblog": "blog blog-post blogpost weblog",
    "report": "techreport white-paper whitepaper study working-paper policy-paper",
    "software": "program programme code app game",
    "song": "music album audio recording",
    "speech": "lecture talk presentation sermon address",
    "thesis": "dissertation phdthesis mastersthesis phd-thesis doctoral-thesis",
    "webpage": "website web web-page site online page internet url",
}


def type_meant(word: str) -> SourceType | None:
    """The type of what people call a source; None where that is not known."""
    known = re.sub(r"[\s_]+", "-", word.strip().lower())
    return next((type for type, words in _MEANT.items() if known in words.split()), None)


class Name(BaseModel):
    """A person (`family`, `given`) or a body (`literal`)."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )

    family: str = ""
    """Family name."""

    given: str = ""
    """Given names or initials."""

    literal: str = ""
    """The whole name of a body, or of a person whose name has no such parts."""

    suffix: str = ""
    """`Jr.`, `III`."""

    dropping_particle: str = ""
    """A particle that is left out when only the family name is given."""

    non_dropping_particle: str = ""
    """A particle that always stays: `van`, `de`."""

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, value: Any) -> Any:
        return {"literal": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _names_somebody(self) -> Name:
        if not (self.family or self.literal):
            raise PydanticCustomError(
                "no_name", "a name needs family (and given), or literal for a body"
            )
        return self

    @property
    def short(self) -> str:
        """The name as it stands in a short citation: `Gates`, `van Dijk`, `曹`, `BBC`."""
        if self.literal or not self.family:
            return self.literal or self.given
        return _joined(self.non_dropping_particle, self.family)

    @property
    def whole(self) -> str:
        """The name as it is said: `Vincent van Gogh`, `Martin Luther King Jr.`, `曹雪芹`."""
        if self.literal:
            return self.literal
        if self.is_unspaced:
            return self.family + self.given
        return " ".join(filter(None, (self.given, self.dropping_particle, self.short, self.suffix)))

    @property
    def is_unspaced(self) -> bool:
        """Whether it is written without spaces, the family name first: `曹雪芹`, `김철수`."""
        return bool(self.given) and all(map(_UNSPACED.fullmatch, (self.family, self.given)))


# Chinese, Japanese and Korean letters.
_UNSPACED = re.compile(
    r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def _joined(particle: str, family: str) -> str:
    """`van Dijk`, `d’Alembert`, `al-Khwarizmi`."""
    between = "" if particle.endswith(("’", "'", "-", "ʻ", "ʿ")) else " "
    return particle + between + family if particle else family


def _date(value: Any) -> Any:
    """Reads a year, an EDTF day or interval, a date as people write it, or a CSL date object into
    an EDTF string.

    What is no day is kept as it stands, and so is a CSL `literal`.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str, dict)):
        raise PydanticCustomError("not_a_date", "write a date as 2014, 2014-02 or 2014-02-13")
    if isinstance(value, dict):
        if parts := value.get("date-parts"):
            try:
                return "/".join(_of_parts(day) for day in parts)
            except (TypeError, ValueError):
                raise PydanticCustomError(
                    "not_a_date", "date-parts is a list such as [[2014, 2, 13]]"
                ) from None
        return str(value.get("literal") or value.get("raw") or "")
    text = from_words(str(value))
    if re.match(r"-?\d", text) and not days(text):
        raise PydanticCustomError(
            "not_a_date",
            "write a date as 2014, 2014-02 or 2014-02-13, not '{text}'",
            {"text": text},
        )
    return text


def _of_parts(parts: Any) -> str:
    year, month, day = (*(int(n) for n in parts), 0, 0)[:3]
    # CSL has no year 0, EDTF has: it is 1 BC.
    return str(Day(year if year > 0 else year + 1, month, day)) if year else ".."


DateText = Annotated[
    str,
    BeforeValidator(_date, json_schema_input_type=str | int | dict[str, Any]),
    Field(description="An EDTF date."),
]
