"""Hand-ins of every kind, for property tests; and one as students make them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from postil.course.handins import HandIn, made
from postil.course.reading import Results, read_data

ARTICLE = "readings/harbour"

# No halves of characters: pages take them out, and JSON in UTF-8 has none.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
articles = st.sampled_from([ARTICLE, f"{ARTICLE}-2", "index"])
moments = st.one_of(
    st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(
        lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
    ),
    # As other programs write them.
    st.sampled_from(["2027-03-01T10:15:00Z", "2027-03-01T10:15:00.5+05:30"]),
)
versions = st.sampled_from(["", "1a2b3c", "ffffff"])


def read(data: bytes) -> HandIn:
    """The one hand-in of a file or text that is sound."""
    results = Results()
    read_data(data, "x", results)
    assert not results.problems
    return results.read[0].handin


def textual(text: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": text, "format": "text/plain"}


@st.composite
def words(draw: st.DrawFn) -> dict[str, Any]:
    """Words of an article as a target."""
    start = draw(st.integers(0, 100_000))
    exact = draw(texts)
    quote = {"exact": exact, "prefix": draw(texts | st.just("")), "suffix": draw(texts)}
    return {
        "source": draw(articles),
        "selector": [
            {"type": "TextQuoteSelector", **quote},
            {"type": "TextPositionSelector", "start": start, "end": start + len(exact)},
        ],
    }


def doings() -> st.SearchStrategy[Any]:
    """What is written for a task of an assignment: a text, items in an order, a source."""
    link = st.builds(
        lambda source: {"type": "SpecificResource", "source": source, "purpose": "linking"}, texts
    )
    several = st.lists(texts.map(textual), min_size=2, max_size=4)
    return st.one_of(texts.map(textual), several, st.lists(link, min_size=1, max_size=1),
                     st.tuples(texts.map(textual), link).map(list))  # fmt: skip


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """An item of any row of the table of acts, and such as later versions may have."""
    act = draw(
        st.sampled_from(
            "mark note question reply judgement look late answer doing read star place deleted "
            "other".split()
        )
    )
    entry = {"source": f"{draw(articles)}#{draw(ids)}"}
    created = draw(moments)
    body: Any = None
    own: dict[str, Any] = {}
    target: dict[str, Any] = entry
    name = draw(st.uuids().map(lambda one: one.urn) | ids)
    if act in ("mark", "note", "question"):
        target = draw(words())
        own["motivation"] = {"mark": "highlighting", "note": "commenting"}.get(act, "questioning")
        body = None if act == "mark" else textual(draw(texts))
    elif act in ("reply", "answer"):
        own["motivation"] = "replying"
        body = textual(draw(texts))
        if act == "answer":
            own["postil:question"] = True
            name = f"urn:postil:answer:{entry['source']}"
    elif act == "doing":
        own = {"motivation": "replying", "postil:task": True}
        target = {"source": f"assignments/{draw(ids)}#{draw(ids)}"}
        body = draw(doings())
        name = f"urn:postil:doing:{target['source']}"
    elif act in ("judgement", "look", "late"):
        own["motivation"] = "assessing"
        name = f"urn:postil:assessing:{entry['source']}"
        if act != "look":
            verdict = {"type": "SpecificResource", "source": draw(ids), "purpose": "classifying"}
            body = [verdict, *([textual(draw(texts))] if draw(st.booleans()) else [])]
            own |= {"postil:first": draw(ids)} if draw(st.booleans()) else {}
        if act != "judgement":
            own["postil:shown"] = True
    elif act in ("read", "star", "place"):
        target = target if act != "place" else {"source": draw(articles)}
        own = {"motivation": "bookmarking", "postil:mark": act}
        name = f"urn:postil:{act}:{target['source']}"
    elif act == "deleted":
        return {"id": name, "type": "Annotation", "modified": created, "postil:deleted": True}
    else:
        own = {
            "motivation": "linking",
            "postil:later": draw(st.sampled_from([1, True, None, [{}]])),
        }
    version = draw(versions)
    return {
        "id": name,
        "type": "Annotation",
        "created": created,
        "modified": draw(st.just(created) | moments),
        **own,
        "target": target,
        **({"body": body} if body is not None else {}),
        **({"postil:version": version} if version else {}),
    }


@st.composite
def handins(draw: st.DrawFn) -> HandIn:
    """A hand-in of any items."""
    return made(
        draw(st.lists(items(), max_size=6)),
        name=draw(texts),
        number=draw(texts | st.just("")),
        course=draw(texts),
        article=draw(articles),
        assignment=draw(st.just("") | ids),
        at="2027-03-01T23:58:01+01:00",
        started=draw(moments | st.just("")),
        version=draw(versions),
        claims=draw(st.integers(0, 99)),
        questions=draw(st.integers(0, 3)),
        tasks=draw(st.integers(0, 3)),
        site=draw(st.sampled_from(["", "https://site.example/course/"])),
        maker="0.1.0",
    )


REASONS = (
    "The archive is named, but nobody says where in it, and I could not find the interview.",
    "Two of the sources go back to the same press release, so it is one witness and not two.",
    "It says «a third», the table says 28 per cent; that is near, but it is not the same.",
    "An opinion, for there is nothing that one could count or look up in the records.",
    "The date fits, the place does not: the meeting was in Geneva, as the minutes show.",
)


def normal(judgements: int = 25, notes: int = 5, *, name: str = "Aziza Müller") -> HandIn:
    """A hand-in as a class makes them: judgements with a sentence why, and some notes."""
    begin = datetime(2027, 3, 1, 19, 2, 11, 345000, tzinfo=timezone.utc)
    found = []

    def common(number: int) -> dict[str, Any]:
        at = begin + timedelta(seconds=73.217 * number)
        said = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
        return {"type": "Annotation", "created": said, "modified": said}

    for number in range(judgements):
        place = f"{ARTICLE}#claim-about-thing-{number * 7919 % 1000}"
        kind = ("supported", "partly-supported", "disputed", "unverifiable")[number % 4]
        verdict = {"type": "SpecificResource", "source": kind, "purpose": "classifying"}
        # No two of them alike, for they are packed.
        reason = " ".join(
            sorted(REASONS[number % 5].split(), key=lambda word: hash_of(word, number))
        )
        found.append(
            {
                "id": f"urn:postil:assessing:{place}",
                **common(number),
                "motivation": "assessing",
                "target": {"source": place},
                "body": [verdict, textual(reason)],
                "postil:version": "1a2b3c4d",
            }
        )
    for number in range(notes):
        exact = f"what the harbour office counted in its {number}th week of May"
        quote = {"exact": exact, "prefix": "and thirty-two characters before",
                 "suffix": " and thirty-two characters after"}  # fmt: skip
        found.append(
            {
                "id": uuid.UUID(int=hash_of("note", number) * 7**40 % 2**128, version=4).urn,
                **common(judgements + number),
                "motivation": "commenting",
                "target": {
                    "source": ARTICLE,
                    "selector": [
                        {"type": "TextQuoteSelector", **quote},
                        {
                            "type": "TextPositionSelector",
                            "start": 900 * number,
                            "end": 900 * number + len(exact),
                        },
                    ],
                },
                "body": textual(f"{REASONS[number % 5]} I would ask the office for its lists."),
                "postil:version": "1a2b3c4d",
            }
        )
    return made(
        found,
        name=name,
        number="4711-23",
        course="Reading the news",
        article=ARTICLE,
        at="2027-03-01T21:15:02+01:00",
        started=found[0]["created"] if found else "",
        version="1a2b3c4d",
        claims=25,
        site="https://site.example/course/",
        maker="0.1.0",
    )


def hash_of(word: str, number: int) -> int:
    """A number that looks like chance and is always the same."""
    return hash_int(f"{word} {number}".encode())


def hash_int(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 % 2**32
    return value
