"""What an annotation is: the models of the annotation files.

Each class is one kind of entry as an instructor writes it in YAML; the docstrings of its fields
are the reference of the guide. A file is validated as a whole, so that all mistakes of a file are
found in one run.

A site has tens of thousands of annotations. They and their parts are dataclasses with slots and
tuples: as models of pydantic they take three times the memory and twice the time. Of the other
entries there are few, and those of a library have fields that Python cannot name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args
from unicodedata import normalize

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializeAsAny,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    create_model,
    field_validator,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from .colours import Colour
from .csl import DateText, Name, SourceType
from .problems import nearest
from .values import Moment, Orcid, WebAddress
from .words import words

# An id becomes a fragment of an address, a key in the lock file and part of other ids on the
# page (`note-<id>`), so it is kept to what is safe and readable in all three.
# Without its last part, `$` would allow for a line break.
ID_PATTERN = re.compile(r"^(?!note-|postil)[a-z0-9]+(?:-[a-z0-9]+)*$(?!\n)")

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]

# Keys as Zotero and BibTeX make them are welcome, in any script: `gatesDuty2014`, `gates:2014`,
# `Müller2014`, `毛泽东`. In the grammar of pydantic and of JSON Schema, not of `re`.
SOURCE_ID_PATTERN = r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.:+-]*$"

SourceId = Annotated[str, StringConstraints(pattern=SOURCE_ID_PATTERN)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

# What many annotations share, such as ids: each is kept in memory once.
Word = Annotated[str, AfterValidator(sys.intern)]

# Converting Markdown takes time that grows with the square of such signs (2,000 brackets take half
# a second, 5,000 nine), so that a text of a few kilobytes could hold up a build for hours. Both
# bounds are ten times what a long note has.
MAX_TEXT = 20_000
MAX_SIGNS = 1_000
_SIGNS = re.compile(r"[!\[`*_{~^<\"']")


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise PydanticCustomError(
            "too_long",
            "this text is longer than {most} characters; put it on a page of its own and link it",
            {"most": f"{MAX_TEXT:,}"},
        )
    if len(text) > MAX_SIGNS and len(_SIGNS.findall(text)) > MAX_SIGNS:
        raise PydanticCustomError(
            "too_many_signs",
            "this text has more than {most} signs of Markdown; put it on a page of its own "
            "and link it",
            {"most": f"{MAX_SIGNS:,}"},
        )
    return text


Markdown = Annotated[str, AfterValidator(_bounded)]


def short(most: int) -> AfterValidator:
    """Lets a text have no more than some characters. It may stand on thousands of pages, and many
    times on each."""

    def checked(text: str) -> str:
        if len(text) > most:
            raise PydanticCustomError(
                "too_long",
                "this text has {length} characters, {most} are the most that it may have here; "
                "write what is to be read about it where there is room, under 'because' or 'note'",
                {"length": f"{len(text):,}", "most": f"{most:,}"},
            )
        return text

    return AfterValidator(checked)


# The longest ones in use have 60 characters, and a definition of a concept has 200.
MAX_LABEL = 200
MAX_LINE = 1_000
# What a source is called may be a whole paragraph, as in the seventeenth century.
MAX_FIELD = 5_000

Label = Annotated[Text, short(MAX_LABEL)]
Line = Annotated[str, short(MAX_LINE)]
Tag = Annotated[str, short(MAX_LABEL), AfterValidator(sys.intern)]

# Two lines in the margin. What needs more is the reason itself.
MAX_TITLE = 80


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > MAX_TITLE:
        raise PydanticCustomError(
            "long_title",
            "this title has {length} characters; say in at most {most} what is to be thought of "
            "the claim, and the rest under 'because'",
            {"length": len(text), "most": MAX_TITLE},
        )
    return text


Title = Annotated[
    str, AfterValidator(_one_line), WithJsonSchema({"type": "string", "maxLength": MAX_TITLE})
]


# What all entries share: unknown keys are refused, numbers are welcome where text is due. What a
# site has none of need not be ready to be checked.
_ENTRY = ConfigDict(extra="forbid", coerce_numbers_to_str=True, defer_build=True)


class Entry(BaseModel):
    """An entry of a file that many articles share."""

    model_config = ConfigDict(**_ENTRY, frozen=True, populate_by_name=True)


def _short_form(key: str) -> BeforeValidator:
    """Lets an author write a bare word for an entry of which only `key` is given."""
    return BeforeValidator(
        lambda value: {key: value} if isinstance(value, (str, int, float)) else value,
        json_schema_input_type=str | dict[str, Any],
    )


# Lets an author write a bare word for a list of one.
_LIST = BeforeValidator(
    lambda value: [value] if isinstance(value, str) else value,
    json_schema_input_type=Id | list[Id],
)


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Quote:
    """The words of the article that an annotation is about."""

    exact: Text
    """The words as a reader sees them, without Markdown markup. White space, kinds of quotation
    mark and kinds of dash need not agree. `first words … last words` stands for a long passage."""

    prefix: str = ""
    """Words that stand directly before the passage: needed when `exact` stands more than once."""

    suffix: str = ""
    """Words that stand directly after the passage."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Citation:
    """A source that an annotation rests on. The short form is the id of the source alone."""

    source: Word
    """Id of an entry in `sources.yml`."""

    locator: Annotated[Line, AfterValidator(sys.intern)] = ""
    """Where in the source: `p. 12`, `interview 12`, `00:14:30`."""

    stance: Word = ""
    """How the source bears on the claim, from the vocabulary: `supports`, `disputes`,
    `context`."""

    quote: Annotated[str, short(MAX_TEXT)] = ""
    """The words of the source that matter."""


def composed(path: str) -> str:
    """The path of an article as keyboards write it: some systems keep é in two characters."""
    return normalize("NFC", path)


_TARGET = re.compile(r"^(?P<article>[^#]*?)\s*(?:#\s*(?P<id>.*))?$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Target:
    """Where a cross-reference leads.

    The short forms are `readings/x#id` (an annotation), `#id` (an annotation of the same
    article) and `readings/x` (a whole article).
    """

    article: Word = ""
    """The other article: its path under `docs/`, without `.md`. Empty for the same article."""

    id: Word = ""
    """Id of an annotation of that article."""

    quote: Annotated[Quote, _short_form("exact")] | None = None
    """Words of that article, where it has no annotation to lead to."""

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, value: Any) -> Any:
        if isinstance(value, str) and (match := _TARGET.match(value.strip())):
            return {"article": match["article"].removesuffix(".md"), "id": match["id"] or ""}
        return value

    @field_validator("article")
    @classmethod
    def _compose(cls, value: str) -> str:
        return composed(value)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Target:
        if not (self.article or self.id):
            raise PydanticCustomError(
                "no_target",
                "this leads nowhere; write readings/x#id, #id, readings/x "
                "or {article: readings/x, quote: …}",
            )
        if self.id and self.quote:
            raise PydanticCustomError(
                "two_targets", "a target has an id or a quote, not both; leave one out"
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class CrossReference:
    """A link from this annotation to another one, to a passage, or to a whole article."""

    to: Target
    """Where it leads: `readings/x#id`, `#id`, `readings/x`, or
    `{article: readings/x, quote: …}`."""

    relation: Word
    """How the two bear on each other, from the vocabulary: `corroborates`, `contradicts`, …"""

    because: Markdown = ""
    """The reason, in Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Annotation:
    """What claims and notes have in common."""

    # Dataclasses do not inherit the docstrings of fields.
    quote: Annotated[Quote, _short_form("exact")] = Field(
        description="The passage: words of the article, `first words … last words`, or\n"
        "`{exact: …, prefix: …, suffix: …}`."
    )
    sources: tuple[Annotated[Citation, _short_form("source")], ...] = Field(
        default=(),
        description="The sources it rests on: ids, or entries with locator, stance and quote.",
    )
    cross_references: tuple[CrossReference, ...] = Field(
        default=(),
        description="Where else to look: other annotations, passages or articles, each with its "
        "relation.",
    )
    question: Markdown = Field(default="", description="A question to the reader, in Markdown.")
    tags: tuple[Tag, ...] = Field(
        default=(), description="Words of your own for finding annotations again."
    )
    was: Annotated[tuple[Id, ...], _LIST] = Field(
        default=(),
        description="Ids that it had before: one, or a list. Their addresses lead to it, and so do "
        "links and\ncross-references that name them; what the lock file knows of it under an old "
        "id is used.",
    )
    by: Word = Field(
        default="",
        description="Who wrote it: id of an entry in `annotators.yml`. Where it is left out, what "
        "the file\nsays for all its entries.",
    )
    on: Moment = Field(
        default="", description="The day on which it was written: `2026-11-28`. A time may follow."
    )
    origin: Line = Field(
        default="",
        description="Where it was brought in from: the address or the name that it has there. "
        "`postil import`\nwrites it, and brings nothing in twice that has it.",
    )

    def signed(self, by: str) -> Annotation:
        """The same by an annotator. All else has been checked: to check it again, as `replace`
        does, takes more than three times as long, and a file may say this of thousands at once."""
        signed, put = object.__new__(type(self)), object.__setattr__
        for name in fields_of(type(self)):
            put(signed, name, getattr(self, name))
        put(signed, "by", by)
        return signed


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Claim(Annotation):
    """Something that the article asserts, and what is to be thought of it."""

    title: Title = ""
    """What is to be thought of it, in at most 80 characters and without Markdown: the line with
    which its note begins. Leave it out where the first words of `because` say it as well."""

    kind: Word = ""
    """What kind of claim it is, from the vocabulary: `statistic`, `attributed-quotation`, …"""

    assessment: Word = ""
    """How well it stands, from the vocabulary: `supported`, `disputed`, … Leave it out to leave it
    to the reader."""

    because: Markdown = ""
    """The reasons for the assessment, in Markdown, with the site's own extensions."""

    terms: tuple[Word, ...] = ()
    """Glossary terms that the passage needs."""

    when: DateText = ""
    """The time that it speaks of: `2014`, `2014-02`, `2014-02-13`, or from one to another:
    `2014/2016`. For the figures of the site."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Note(Annotation):
    """Everything that is not a claim: a gloss of a term, context, a question to the reader.

    A note needs at least one of `note`, `term` and `question`.
    """

    note: Markdown = ""
    """Text of its own, in Markdown."""

    term: Word = ""
    """A term of `glossary.yml`, whose definition becomes the note."""

    @model_validator(mode="after")
    def _says_something(self) -> Note:
        if not (self.note or self.term or self.question):
            raise PydanticCustomError(
                "empty_note", "this note says nothing; give it a note, a term or a question"
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class Landing(Annotation):
    """A passage that a cross-reference of another article leads to, where nothing else is said
    about it. Derived: nobody writes one into a file."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_ENTRY)
class FirstUse(Note):
    """The first use of a term in an article where no annotation explains it. Derived, where the
    site has the option `mark_terms`: nobody writes one into a file."""


class AnnotationFile(Entry):
    """The annotations of one article: `annotations/<path of the article>.yml`.

    An article may have several files, such as one for each annotator, whose ids share one space:
    `annotations/<path of the article>.ben.yml` holds what `ben` writes, unless it says otherwise.
    """

    by: Word = ""
    """Who wrote its entries, as far as they do not say it themselves: id of an entry in
    `annotators.yml`."""

    claims: dict[Id, Claim] = {}
    """Claims of the article, by id. Ids are what links and addresses use: keep them."""

    notes: dict[Id, Note] = {}
    """Notes to the article, by id. An id stands for one annotation of the article only."""


class Source(Entry):
    """A source: the fields of CSL-JSON, and how far it can be relied on.

    Source of the field names: CSL-JSON 1.0.2, the format in which Zotero and others exchange
    bibliographic data.
    """

    model_config = ConfigDict(
        alias_generator=lambda name: name if name.isupper() else name.replace("_", "-")
    )

    type: SourceType
    """What it is: `book`, `article-journal`, `webpage`, …"""

    title: str = ""
    """Its title. A description in place of a headline stands in [square brackets]."""

    author: tuple[Name, ...] = ()
    """Its authors: `{family: Gates, given: Robert M.}`, or `{literal: BBC}` for bodies."""

    editor: tuple[Name, ...] = ()
    """Its editors."""

    translator: tuple[Name, ...] = ()
    """Its translators."""

    interviewer: tuple[Name, ...] = ()
    """Who asked the questions."""

    director: tuple[Name, ...] = ()
    """Director of a film or broadcast."""

    container_author: tuple[Name, ...] = ()
    """Authors of the work that contains it."""

    chair: tuple[Name, ...] = ()
    """Chair of a session."""

    collection_editor: tuple[Name, ...] = ()
    """Editors of the series."""

    compiler: tuple[Name, ...] = ()
    """Who put a collection together."""

    composer: tuple[Name, ...] = ()
    """Composer of a piece of music."""

    contributor: tuple[Name, ...] = ()
    """Anybody else who had a part in it."""

    curator: tuple[Name, ...] = ()
    """Curator of an exhibition."""

    editor_translator: tuple[Name, ...] = ()
    """Who both edited and translated it."""

    editorial_director: tuple[Name, ...] = ()
    """Head of the editorial staff."""

    executive_producer: tuple[Name, ...] = ()
    """Executive producer of a series or broadcast."""

    guest: tuple[Name, ...] = ()
    """Guest of a broadcast."""

    host: tuple[Name, ...] = ()
    """Host of a broadcast."""

    illustrator: tuple[Name, ...] = ()
    """Illustrators."""

    narrator: tuple[Name, ...] = ()
    """Who reads it aloud."""

    organizer: tuple[Name, ...] = ()
    """Organizer of an event."""

    original_author: tuple[Name, ...] = ()
    """Author of the work it is made from."""

    performer: tuple[Name, ...] = ()
    """Performers."""

    producer: tuple[Name, ...] = ()
    """Producers."""

    recipient: tuple[Name, ...] = ()
    """To whom a letter is written."""

    reviewed_author: tuple[Name, ...] = ()
    """Authors of the work that it reviews."""

    script_writer: tuple[Name, ...] = ()
    """Who wrote the script."""

    series_creator: tuple[Name, ...] = ()
    """Who created a series of broadcasts."""

    issued: DateText | None = None
    """When it appeared: `2014`, `2014-02` or `2014-02-13`. Leave it out when unknown."""

    accessed: DateText | None = None
    """When it was last read on the web."""

    original_date: DateText | None = None
    """When it first appeared."""

    event_date: DateText | None = None
    """When the event took place."""

    available_date: DateText | None = None
    """When it was to be had before it was published."""

    submitted: DateText | None = None
    """When a manuscript or a patent was handed in."""

    container_title: str = ""
    """The journal, newspaper, site or book in which it appeared."""

    container_title_short: str = ""
    """A short form of that: `J. Hist.`"""

    collection_title: str = ""
    """The series of which it is part."""

    collection_number: str = ""
    """Its number in the series."""

    volume_title: str = ""
    """Title of the volume, or of the issue of a periodical."""

    part_title: str = ""
    """Title of the part."""

    original_title: str = ""
    """Its title in the language of the original."""

    reviewed_title: str = ""
    """Title of the work that it reviews."""

    reviewed_genre: str = ""
    """What that work is: `film`."""

    title_short: str = ""
    """A short form of the title."""

    publisher: str = ""
    """Who published it."""

    publisher_place: str = ""
    """Where it was published."""

    original_publisher: str = ""
    """Who first published it."""

    original_publisher_place: str = ""
    """Where it was first published."""

    event_title: str = ""
    """The conference or occasion."""

    event_place: str = ""
    """Where the event took place."""

    archive: str = ""
    """The archive that keeps it."""

    archive_place: str = ""
    """Where that is."""

    archive_collection: str = ""
    """The collection there."""

    archive_location: str = ""
    """The box, folder or shelf mark there."""

    call_number: str = ""
    """Its shelf mark in a library."""

    source: str = ""
    """From where a copy was had: the catalogue or database."""

    authority: str = ""
    """The court or body that issued it."""

    division: str = ""
    """The division of that body."""

    jurisdiction: str = ""
    """Where a law or patent is in force."""

    references: str = ""
    """Related documents: the history of a bill, a priority claim."""

    edition: str = ""
    """Which edition."""

    volume: str = ""
    """Volume."""

    number_of_volumes: str = ""
    """How many volumes it has."""

    part_number: str = ""
    """Part of the volume."""

    supplement_number: str = ""
    """Number of the supplement."""

    printing_number: str = ""
    """Which printing."""

    issue: str = ""
    """Issue of a periodical."""

    number: str = ""
    """Number of a report, bill or episode."""

    page: str = ""
    """Pages: `279-292`."""

    section: str = ""
    """Section of a newspaper or law."""

    chapter_number: str = ""
    """Number of the chapter."""

    number_of_pages: str = ""
    """How many pages it has."""

    genre: str = ""
    """What kind of thing it is, in words: `Doctoral dissertation`."""

    medium: str = ""
    """What it is on: `DVD`, `Video`."""

    dimensions: str = ""
    """How large or how long it is: `52 minutes`."""

    scale: str = ""
    """Scale of a map."""

    version: str = ""
    """Version of a data set or program."""

    status: str = ""
    """`forthcoming`, `in press`."""

    language: str = ""
    """Language of the source, as a code: `ru`."""

    abstract: str = ""
    """A summary."""

    keyword: str = ""
    """Keywords, separated by commas."""

    note: str = ""
    """What the source shows and how it was read. Shown on its page."""

    annote: str = ""
    """A note of your own that is not shown."""

    URL: str = ""
    """Its address."""

    DOI: str = ""
    """Its DOI, without `https://doi.org/`."""

    ISBN: str = ""
    """Its ISBN."""

    ISSN: str = ""
    """The ISSN of its container."""

    PMID: str = ""
    """Its number in PubMed."""

    PMCID: str = ""
    """Its number in PubMed Central."""

    reliability: str = ""
    """What flags its weight: a reprint, state media, a secondary report. Shown with it."""


class Term(Entry):
    """An entry of the glossary."""

    term: Label
    """The term as it is written."""

    definition: Annotated[Text, AfterValidator(_bounded)]
    """What it means, in Markdown."""

    forms: list[Label] = []
    """Other words under which it stands in the texts, such as a plural: for the option
    `mark_terms`. Case matters but for the first letter."""

    sources: list[str] = []
    """Sources of the definition."""


class Annotator(Entry):
    """Somebody who writes annotations."""

    name: Label
    """Their name, as it stands on the page."""

    affiliation: Line = ""
    """Where they work or study."""

    orcid: Orcid = ""
    """Their ORCID: `0000-0002-1825-0097`."""

    address: WebAddress = ""
    """Their own page on the web."""


# As in its version of 2026, without those that are the same seen from the other end.
Cito = Literal[
    "",
    "agreesWith",
    "cites",
    "citesAsAuthority",
    "citesAsDataSource",
    "citesAsEvidence",
    "citesAsMetadataDocument",
    "citesAsPotentialSolution",
    "citesAsRecommendedReading",
    "citesAsRelated",
    "citesAsSourceDocument",
    "citesForInformation",
    "compiles",
    "confirms",
    "containsAssertionFrom",
    "corrects",
    "credits",
    "critiques",
    "derides",
    "describes",
    "disagreesWith",
    "discusses",
    "disputes",
    "documents",
    "extends",
    "givesBackgroundTo",
    "givesSupportTo",
    "includesExcerptFrom",
    "includesQuotationFrom",
    "linksTo",
    "obtainsBackgroundFrom",
    "obtainsSupportFrom",
    "parodies",
    "plagiarizes",
    "qualifies",
    "refutes",
    "repliesTo",
    "retracts",
    "reviews",
    "ridicules",
    "speculatesOn",
    "supports",
    "updates",
    "usesConclusionsFrom",
    "usesDataFrom",
    "usesMethodIn",
]
"""How one text can bear on another, in the words of CiTO."""


class Concept(Entry):
    """An entry of the vocabulary: one kind, assessment, relation or stance."""

    label: Label
    """How it is called on the page."""

    description: Line = ""
    """What it means, in a sentence: shown as a legend."""

    icon: Annotated[str, short(MAX_LABEL)] = ""
    """A sign that tells it apart without colour: one character such as `✓`, or the name of an
    icon of the theme such as `material/check`."""

    inverse: Annotated[str, short(MAX_LABEL)] = ""
    """Relations only: the label at the other end, such as `Corroborated by`."""

    line: Literal["", "solid", "dashed", "dotted", "wavy", "double"] = ""
    """Assessments only: how the passage is underlined."""

    cito: Cito = ""
    """Relations and stances: the property of CiTO, the Citation Typing Ontology, that says the same
    to programs, such as `supports` or `qualifies`. Where it is left out, the one that is called
    like the id, or else `cites`."""

    colour: Colour = ""
    """Kinds and assessments: a CSS colour for the word of a kind, or the sign of an assessment, in
    notes. The style sheet can give a better one for the dark."""


_FILLED_IN = re.compile(r"\{(\w+)\}")


def filled_in(text: str) -> list[str]:
    """The names in braces of a word, each once."""
    return list(dict.fromkeys(_FILLED_IN.findall(text)))


def _refused(what: str, advice: str) -> PydanticCustomError:
    # What is said would be filled in, too, if it stood in the template.
    return PydanticCustomError("word", "{said}", {"said": f"{what}; {advice}"})


def _fillable(text: str, info: ValidationInfo) -> str:
    """A word in which everything can be filled in that is to be, on one line."""
    key, text = str(info.field_name), " ".join(text.split())
    english = words("en")
    known = filled_in(english[key.removesuffix("_one")])
    shown = ", ".join(f"{{{name}}}" for name in known)
    takes = f"'{key}' takes {shown}" if known else f"nothing is filled in in '{key}'"
    if unknown := next((name for name in filled_in(text) if name not in known), None):
        meant = nearest(unknown, known)
        advice = f"did you mean {{{meant}}}?" if meant else "leave it out"
        raise _refused(f"unknown {{{unknown}}}: {takes}", advice)
    if set(_FILLED_IN.sub("", text)) & set("{}"):
        raise _refused(f"a brace stands here by itself: {takes}", "leave it out")
    # One need not be counted.
    needed = [] if key.endswith("_one") else known
    if lacking := " and ".join(f"{{{n}}}" for n in needed if n not in filled_in(text)):
        raise _refused(
            f"'{key}' lacks {lacking}, which is filled in",
            f"write it as in “{english[key]}”",
        )
    # What is said of one stands first, and is "" where nobody has said it.
    if info.data.get(f"{key}_one") == "":
        raise _refused(f"'{key}' is for several, and nothing says it of one", f"add '{key}_one: …'")
    return text


class Words(Entry):
    """The fixed words of the pages. What is said here stands in their place, whatever the language
    of the site; what stands in braces is filled in."""

    def given(self) -> Mapping[str, str]:
        """The words that a site says otherwise, by key."""
        said: Mapping[str, str] = self.model_dump(exclude_unset=True)
        return said

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(_all_words().__pydantic_core_schema__ if cls is Words else schema)


@cache
def _all_words() -> type[Words]:
    """The words that there are, which the file of English says. They are hundreds of fields, and
    most sites say none otherwise: so they are made when they are asked for."""
    fields: Any = {
        key: (
            Annotated[Text, short(MAX_LINE), AfterValidator(_fillable)],
            Field(default="", description=english, json_schema_extra={"default": english}),
        )
        for key, english in words("en").items()
    }
    return create_model("Words", __base__=Words, __doc__=Words.__doc__, **fields)


def _words(said: Any) -> Words:
    return _all_words().model_validate(said)


class Vocabulary(Entry):
    """The words in which annotations are classified, and those of the pages:
    `annotations/vocabulary.yml`.

    A section that is given replaces the shipped one as a whole, but for `words`; the order of an
    entry is its order on the page and in filters.
    """

    kinds: dict[Id, Concept] = {}
    """What kinds of claim there are."""

    assessments: dict[Id, Concept] = {}
    """The scale of assessments, in its order."""

    scale: Literal["names", "steps"] = "names"
    """Whether assessments are `steps` from one end to the other, such as `evident`, `arguable`,
    `contested`, or `names`, of which any two are as different as any others. Only `postil class`
    asks for it."""

    relations: dict[Id, Concept] = {}
    """How two annotations can bear on each other."""

    stances: dict[Id, Concept] = {}
    """How a source can bear on a claim. The page of evidence lists claims on which sources
    disagree: those with a source that `supports` and one that `disputes`, however you call it."""

    words: SerializeAsAny[Annotated[Words, BeforeValidator(_words)]] = Words()
    """Words of the pages that are to be others, by key: `claims: Readings`. Each one that is not
    given stays as it is."""


_CITO: Mapping[str, str] = {name.lower(): name for name in get_args(Cito) if name}


def cito_of(id: str, concept: Concept | None) -> str:
    """How a relation or a stance is called in CiTO, the Citation Typing Ontology."""
    if concept and concept.cito:
        return concept.cito
    return _CITO.get(id.replace("-", ""), "cites")


def fields_of(entry: type) -> Mapping[str, FieldInfo]:
    """The fields of a kind of entry, by name; none where a class is no such thing."""
    if issubclass(entry, Words):
        return _all_words().model_fields
    if issubclass(entry, BaseModel):
        return entry.model_fields
    found: Mapping[str, FieldInfo] = getattr(entry, "__pydantic_fields__", {})
    return found
