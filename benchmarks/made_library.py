"""Libraries of invented works: BibTeX, BibLaTeX and CSL JSON with every type and field that
`citations.py` compares.

Nobody wrote these works. Each entry has what its type needs and about half of what it may have,
chosen by a generator with a fixed seed, so that the files are the same every time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PEOPLE = (
    "Adair, Nell|Brontley, Ivo|Castellane, Jo\\~ao|Dvo\\v{r}akova, Hana|Eskil, J\\o rgen"
    "|Farr{\\'e}, Ana|Goldhagen, Mir|Hart, Jr., Sam|Ingram, K. L.|Jovi\\'c, Mila"
    "|Kestrel, Ada and Low, Ben|Lund, \\AA sa|Mu\\~noz, Jos{\\'e}|Nakagawa, Emi"
    "|Ostrow, Lev and Pell, Una and Quill, Tom|Petrov, Ilja|{Harbour Authority of Lindow}"
    "|Rand, Mae|S{\\'a}nchez Vega, Luz|Thorne, Abel and {City of Lindow}|Ueda, Ken"
    "|Varga, \\'Eva|Whitlock, Ros\\'e|Xu, Lian|Yilmaz, {\\c C}etin|Zeller, Gro\\ss e"
).split("|")
OTHERS = "Abbot, Kit|Bray, Lou|Crane, Pia and Dole, Max|Eames, Rue|Flint, Noa|Grove, Eli".split("|")
TITLES = (
    "The harbour of Lindow|A short history of tides|On $H_2$O in old pipes"
    "|{\\TeX} for sailors|Counting gulls: A method|What the {NASA} saw"
    "|Bridges, tolls and trust|Is it over?|Winter ice|Les quais de Lindow"
    "|``Nothing sinks''|Salt \\& light|The \\emph{Meridian} papers|Grain---and after"
    "|Fa\\c{c}ades of the coast|A list of 100\\% of the ships|Deep water 1850--1900|Ropes!"
    "|The keeper's year|Methodology\\hyphen independent soundings"
).split("|")
PLACES = "Lindow|Port Ellery|Sankt Marten|Oakhaven".split("|")
PRESSES = "Quay Press|Lantern Books|Ellery University Press|Northlight".split("|")
BODIES = "University of Lindow|Institute of Tides|Ellery College".split("|")
JOURNALS = "Journal of Tides|Harbour Review|Coast and Culture|Annals of Salt".split("|")
BOOKS = "Handbook of Harbours|The Tidal Reader|Proceedings of the Salt Days|Lindow Revisited".split(
    "|"
)
SERIES = "Studies in Tides|Lantern Library|Coastal Papers".split("|")
DATES = (
    "2014|1999-07|2003-02-13|1987|2011-11|1954|2020-05-06|1850|0476|-0043|1999/2003|2001-21|1848~"
    "|2014-03-02/2014-03-05|1999/"
).split("|")


@dataclass
class Made:
    """An entry that was made: its key, and what it holds."""

    key: str
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


class _Maker:
    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        self.number = 0

    def one(self, values: Any) -> Any:
        return self.dice.choice(list(values))

    def value(self, name: str) -> str:
        """A value of a BibTeX field."""
        dice = self.dice
        self.number += 1
        choices: dict[str, Any] = {
            "author": lambda: PEOPLE[self.number % len(PEOPLE)],
            "title": lambda: TITLES[self.number % len(TITLES)],
            "journal": lambda: self.one(JOURNALS),
            "journaltitle": lambda: self.one(JOURNALS),
            "booktitle": lambda: self.one(BOOKS),
            "maintitle": lambda: f"The {self.one(PLACES)} chronicle",
            "subtitle": lambda: self.one(("An inquiry", "Notes from {UK} ports", "First part")),
            "booksubtitle": lambda: "A companion",
            "titleaddon": lambda: "With a map",
            "issuetitle": lambda: "Special issue on fog",
            "publisher": lambda: self.one(PRESSES),
            "institution": lambda: self.one(BODIES),
            "school": lambda: self.one(BODIES),
            "organization": lambda: self.one(BODIES),
            "howpublished": lambda: "Leaflet",
            "location": lambda: self.one(PLACES),
            "address": lambda: self.one(PLACES),
            "venue": lambda: self.one(PLACES),
            "series": lambda: self.one((*SERIES, "newseries", "3")),
            "edition": lambda: self.one(("2", "3", "Revised")),
            "volume": lambda: str(dice.randint(1, 40)),
            "volumes": lambda: str(dice.randint(2, 9)),
            "part": lambda: str(dice.randint(1, 4)),
            "number": lambda: str(dice.randint(1, 12)),
            "issue": lambda: "Spring",
            "chapter": lambda: str(dice.randint(1, 12)),
            "pages": lambda: self.one(("12--34", "7", "101--110", "xi--xiv", "3--5,9")),
            "pagetotal": lambda: str(dice.randint(90, 600)),
            "eid": lambda: f"e{dice.randint(100, 999)}",
            "eventtitle": lambda: "Salt Days",
            "eventdate": lambda: "2013-09-02",
            "origdate": lambda: "1865",
            "origtitle": lambda: "Die Gezeiten",
            "origpublisher": lambda: "Verlag am Meer",
            "origlocation": lambda: "Kiel",
            "urldate": lambda: "2024-05-06",
            "url": lambda: f"https://lindow.example/{self.number}/a_b?x=1&y=2",
            "doi": lambda: f"10.5555/lindow.{self.number}",
            "isbn": lambda: "978-3-16-148410-0",
            "issn": lambda: "0022-1111",
            "version": lambda: "1.4",
            "note": lambda: "Read in the archive",
            "addendum": lambda: "Kept behind glass",
            "abstract": lambda: "Of water.",
            "keywords": lambda: "tides, salt",
            "langid": lambda: self.one(("english", "german", "french", "american")),
            "pubstate": lambda: self.one(("inpress", "forthcoming", "inpreparation")),
            "library": lambda: "QA 76",
            "shorttitle": lambda: "Harbour",
            "month": lambda: self.one(("jan", "jul", "dec")),
            "year": lambda: str(dice.randint(1900, 2022)),
            "date": lambda: DATES[self.number % len(DATES)],
            "options": lambda: "useprefix=true",
            "eprint": lambda: "4027234",
            "eprinttype": lambda: self.one(("jstor", "pubmed", "arxiv", "googlebooks")),
            "type": lambda: "Working paper",
            "entrysubtype": lambda: self.one(("magazine", "newspaper")),
            "editortype": lambda: "director",
            "usera": lambda: "x",
        }
        if name in choices:
            return str(choices[name]())
        return OTHERS[self.number % len(OTHERS)]


# What each type needs, and what it may have.
BIBTEX = {
    "article": ("author title journal year", "volume number pages month doi url issn note"),
    "book": ("author title publisher year", "address series edition volume isbn url month"),
    "booklet": ("title", "author howpublished address year month"),
    "inbook": ("author title booktitle publisher year", "chapter pages edition address"),
    "incollection": ("author title booktitle publisher year", "editor pages address chapter"),
    "inproceedings": (
        "author title booktitle year",
        "editor pages publisher address series number organization",
    ),
    "manual": ("title organization year", "author edition address"),
    "mastersthesis": ("author title school year", "address month type"),
    "misc": ("author title year", "howpublished month note"),
    "phdthesis": ("author title school year", "address month"),
    "proceedings": ("title year editor", "publisher series volume address"),
    "techreport": ("author title institution year", "number type address month"),
    "unpublished": ("author title year", "month note"),
}
_WEB = "url urldate doi langid pubstate"
BIBLATEX = {
    "article": (
        "author title journaltitle date",
        f"subtitle titleaddon volume number pages issn eprint eprinttype series translator {_WEB}",
    ),
    "book": (
        "author title publisher date",
        f"subtitle location series number edition volume volumes isbn pagetotal editor translator "
        f"origdate origtitle origpublisher origlocation library {_WEB}",
    ),
    "mvbook": ("author title publisher date", f"location volumes editor series number {_WEB}"),
    "inbook": ("author title booktitle publisher date", f"bookauthor location pages {_WEB}"),
    "bookinbook": ("author title booktitle date", "publisher location pages editor"),
    "booklet": ("author title date", f"howpublished location {_WEB}"),
    "collection": ("editor title date publisher", f"location series number volume {_WEB}"),
    "mvcollection": ("editor title date publisher", "volumes location"),
    "incollection": (
        "author title booktitle date publisher",
        f"editor translator location pages booksubtitle subtitle series number volume edition "
        f"chapter {_WEB}",
    ),
    "dataset": ("author title date", f"publisher version type {_WEB}"),
    "manual": ("author title date", f"organization location edition version {_WEB}"),
    "misc": ("author title date", "howpublished location note addendum"),
    "online": ("author title date url", "urldate organization subtitle langid"),
    "patent": ("author title number date", "location type"),
    "proceedings": ("editor title date", f"publisher location series number organization {_WEB}"),
    "inproceedings": (
        "author title booktitle date",
        f"editor publisher location pages series number organization subtitle {_WEB}",
    ),
    "reference": ("editor title date publisher", "location edition volumes"),
    "inreference": ("author title booktitle date", f"editor publisher pages edition {_WEB}"),
    "report": (
        "author title type institution date",
        f"number location subtitle version pages {_WEB}",
    ),
    "thesis": ("author title type institution date", f"location pagetotal subtitle {_WEB}"),
    "unpublished": ("author title date", f"note location {_WEB}"),
    "artwork": ("author title date", f"location {_WEB}"),
    "audio": ("author title date", f"publisher {_WEB}"),
    "image": ("author title date", f"location {_WEB}"),
    "jurisdiction": ("title date", "author number"),
    "legislation": ("title date", "number volume"),
    "legal": ("title date", "number"),
    "letter": ("author title date", "location"),
    "movie": ("author title date", "publisher"),
    "music": ("author title date", "publisher number"),
    "review": ("author title journaltitle date", "volume number pages"),
    "video": ("author title date", "publisher"),
}
_CSL = {
    "names": (
        "author editor translator collection-editor container-author compiler composer contributor "
        "curator director editorial-director executive-producer guest host illustrator "
        "interviewer narrator organizer original-author performer producer recipient "
        "reviewed-author script-writer series-creator chair editor-translator"
    ).split(),
    "texts": (
        "archive archive_collection archive_location archive-place authority call-number "
        "chapter-number collection-number collection-title container-title "
        "container-title-short dimensions division edition event-place event-title genre issue "
        "jurisdiction medium number number-of-pages number-of-volumes original-publisher "
        "original-publisher-place original-title page part-number part-title printing-number "
        "publisher publisher-place references reviewed-genre reviewed-title scale section source "
        "status supplement-number title-short version volume volume-title DOI ISBN ISSN PMCID PMID "
        "URL language"
    ).split(),
    "dates": "issued accessed original-date event-date available-date submitted".split(),
}
CSL_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast"
    " chapter classic collection dataset document entry entry-dictionary"
    " entry-encyclopedia event figure graphic hearing interview legal_case legislation"
    " manuscript map motion_picture musical_score pamphlet paper-conference patent"
    " performance periodical personal_communication post post-weblog regulation report"
    " review review-book software song speech standard thesis treaty webpage"
).split()
_SAID = {
    "archive": "Lindow Archive",
    "archive_collection": "Papers of the Keeper",
    "archive_location": "Box 4",
    "archive-place": "Lindow",
    "authority": "Harbour Court",
    "genre": "Logbook",
    "medium": "DVD",
    "number": "77",
    "page": "12-34",
    "edition": "2",
    "volume": "3",
    "issue": "4",
    "section": "B",
    "status": "in press",
    "version": "1.4",
    "language": "en",
    "DOI": "10.5555/lindow",
    "URL": "https://lindow.example/x",
    "ISBN": "978-3-16-148410-0",
    "reviewed-genre": "film",
    "number-of-volumes": "5",
    "number-of-pages": "320",
    "scale": "1:5000",
    "dimensions": "52 minutes",
}


def bibtex(rounds: int = 6) -> list[Made]:
    """Entries as BibTeX has them."""
    return list(_entries(_Maker("bibtex"), BIBTEX, rounds))


def biblatex(rounds: int = 8) -> list[Made]:
    """Entries as BibLaTeX has them."""
    return list(_entries(_Maker("biblatex"), BIBLATEX, rounds))


def _entries(maker: _Maker, kinds: dict[str, tuple[str, str]], rounds: int) -> Iterator[Made]:
    for round_ in range(rounds):
        for kind, (needed, possible) in kinds.items():
            names = needed.split() + [n for n in possible.split() if maker.dice.random() < 0.5]
            if "eprinttype" in names and "eprint" not in names:
                names.append("eprint")
            yield Made(f"{kind}{round_}", kind, {name: maker.value(name) for name in names})


def rarities() -> list[Made]:
    """What is rare in libraries, or known to be read otherwise elsewhere: each once."""
    return list(_rare())


def _rare() -> Iterator[Made]:
    base = {"author": "Marlow, Kit", "title": "A chart", "date": "2001"}
    rare: list[tuple[str, dict[str, str]]] = [
        ("book", {"maintitle": "Charts", "mainsubtitle": "All", "volume": "2", "publisher": "P"}),
        ("book", {"author": "van der Meer, Ilse", "options": "useprefix=true", "publisher": "P"}),
        ("book", {"author": "van der Meer, Ilse", "publisher": "P"}),
        ("book", {"author": "de la Cruz, Ana and others", "options": "useprefix"}),
        ("book", {"author": "family=Meer, given=Hans, prefix=van der, useprefix=true"}),
        ("book", {"date": "199X"}),
        ("book", {"date": "../1999"}),
        ("article", {"journaltitle": "J", "volume": "3", "part": "1", "number": "2"}),
        ("article", {"journaltitle": "J", "volume": "3", "eid": "e123"}),
        ("article", {"journaltitle": "J", "number": "3", "issue": "Spring"}),
        ("article", {"journaltitle": "J", "issuetitle": "On fog"}),
        ("article", {"journaltitle": "J", "entrysubtype": "magazine"}),
        ("article", {"journaltitle": "J", "entrysubtype": "newspaper", "date": "2014-03-02"}),
        ("periodical", {"author": "", "issuetitle": "On fog"}),
        ("periodical", {"author": "", "volume": "7"}),
        ("conference", {"booktitle": "Papers of the Salt Days", "publisher": "P"}),
        ("suppbook", {"booktitle": "The Tidal Reader", "publisher": "P"}),
        ("book", {"date": "1273?"}),
        ("book", {"title": 'Na\\"{\\i}ve maps'}),
        ("patent", {"number": "1", "type": "patentus", "location": "countryus and countryde"}),
        ("report", {"type": "techreport", "institution": "Institute", "number": "R1"}),
        ("thesis", {"type": "mathesis", "institution": "College"}),
        ("thesis", {"type": "phdthesis", "institution": "College"}),
        ("thesis", {"type": "candthesis", "institution": "College"}),
        ("software", {"version": "2", "publisher": "Maker", "url": "https://lindow.example/s"}),
        ("standard", {"number": "7", "institution": "Bureau"}),
        ("performance", {"location": "Lindow"}),
        ("misc", {"url": "https://lindow.example/m"}),
        ("movie", {"author": "", "editor": "Kay, Ann", "editortype": "director"}),
        ("book", {"author": "", "editor": "Kay, Ann", "editortype": "compiler"}),
        ("book", {"editora": "Lee, Bo", "editoratype": "translator", "publisher": "P"}),
        ("book", {"publisher": "Simon and Schuster", "location": "Lindow and Ellery"}),
        ("book", {"introduction": "Lee, Bo", "publisher": "P"}),
        ("inproceedings", {"booktitle": "Papers", "eventtitle": "Salt Days", "venue": "Lindow"}),
        ("unpublished", {"eventtitle": "Salt Days", "eventdate": "2013-09-02", "venue": "Lindow"}),
        ("review", {"related": "rare0", "relatedtype": "reviewof", "journaltitle": "J"}),
        ("article", {"journaltitle": "J", "eprint": "hal-0123", "eprinttype": "hal"}),
        ("book", {"title": "The {\\LaTeX} of \\mbox{NASA} and \\texttt{grep}"}),
        ("book", {"author": "{\\noopsort{marlow}}Marlow, Kit", "publisher": "P"}),
    ]
    for number, (kind, more) in enumerate(rare):
        dated = {**base, "date": str(1901 + number)}
        fields = {key: value for key, value in {**dated, **more}.items() if value}
        yield Made(f"rare{number}", kind, fields)


def csl(rounds: int = 4) -> list[Made]:
    """Entries of CSL JSON: every type, with what it usually has and some of all else."""
    maker = _Maker("csl")
    made: list[Made] = []
    for round_ in range(rounds):
        for kind in CSL_TYPES:
            item: dict[str, Any] = {"title": f"{maker.one(BOOKS)} {maker.dice.randint(2, 99)}"}
            others = [n for n in _CSL["names"][1:] if maker.dice.random() < 0.15]
            for name in ["author", *others] if maker.dice.random() < 0.9 else others:
                item[name] = [_person(maker)]
            for name in _CSL["texts"]:
                if maker.dice.random() < 0.25:
                    item[name] = _SAID.get(name, f"{name.replace('-', ' ').title()} {round_}")
            dates = [n for n in _CSL["dates"] if n == "issued" or maker.dice.random() < 0.2]
            for name in dates:
                item[name] = _date(maker)
            made.append(Made(f"{kind}{round_}", kind, {"type": kind, **item}))
    return made


def _person(maker: _Maker) -> dict[str, str]:
    name = f"{maker.one('ABDEGHKLMNPRSTVW')}{maker.one(('arlow', 'estrel', 'orne', 'unden'))}"
    if maker.dice.random() < 0.1:
        return {"literal": f"{name} Society"}
    person = {"family": name, "given": maker.one(("Ann", "Bo", "Kit", "Lea M."))}
    if maker.dice.random() < 0.1:
        person["non-dropping-particle"] = "van"
    if maker.dice.random() < 0.05:
        person["suffix"] = "Jr."
    return person


def _date(maker: _Maker) -> dict[str, Any]:
    year = maker.dice.randint(1850, 2023)
    forms: list[dict[str, Any]] = [
        {"date-parts": [[year]]},
        {"date-parts": [[year, 7]]},
        {"date-parts": [[year, 2, 13]]},
        {"date-parts": [[str(year), "2", "13"]]},
        {"date-parts": [[year], [year + 2]]},
        {"date-parts": [[year, 5, 3], [year, 5, 9]]},
    ]
    return maker.one(forms)


def as_bibtex(entries: list[Made]) -> str:
    """The text of a BibTeX file."""
    return "\n".join(
        f"@{made.kind}{{{made.key},\n"
        + "".join(f"  {name} = {_braced(name, value)},\n" for name, value in made.fields.items())
        + "}\n"
        for made in entries
    )


def _braced(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def as_json(entries: list[Made]) -> str:
    """The text of a CSL-JSON file."""
    return json.dumps([{"id": made.key, **made.fields} for made in entries], ensure_ascii=False)
