"""A class that there never was: hand-ins for the assignments of a site, made from a seed.

Students have numbers for names. What they think leans towards the verdict of the edition, on some
claims more and on some less; what they write is put together from sentences that say nothing of
their own.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from postil.course.handins import HandIn, made
from postil.course.loading import Assignment
from postil.course.report.subject import Subject, Text
from postil.edition.edition import Place
from postil.edition.model import Claim
from support.handins import textual

WHY: Mapping[str, Sequence[str]] = {
    "supported": (
        "Two sources that do not know of each other say so.",
        "The date and the office can be looked up, and they fit.",
        "I found the same in the list of sources.",
        "It is on record, and nobody seems to doubt it.",
    ),
    "partly-supported": (
        "The first half holds, the second is a conclusion.",
        "The size is about right, the exact figure is not shown.",
        "True of one year, and the text says it of all.",
        "Somebody said so, but not in these words.",
    ),
    "disputed": (
        "Serious people see it the other way round.",
        "The same fact could be explained by the price of oil.",
        "It depends on what one counts.",
        "One witness says yes, another says no.",
    ),
    "contradicted": (
        "The note gives another number, with a source.",
        "He held another office on that day.",
        "The two calls on record were much longer.",
        "The dates do not go together.",
    ),
    "unverifiable": (
        "No name, no date, no document.",
        "Nobody could check this from outside.",
        "The sentence stands here and nowhere else.",
        "I looked for it and found nothing; that does not make it false.",
    ),
    "opinion": (
        "This is a judgement, and not something to be measured.",
        "A forecast. One can only wait.",
        "It tells what the author thinks of it.",
    ),
}
ENDS = (
    "", "", "", " But I am not sure.", " I changed my mind twice.", " See the table.",
    " The word “always” makes it weaker.", " I would ask the office itself.",
    " That is the weakest place of the text.", " I had expected more here.",
)  # fmt: skip
ANSWERS = (
    "Only if the two have not copied from each other.",
    "I would want to see the date first.",
    "One would need the list that the number was taken from.",
    "A name. With a name one can ask.",
    "It would be right about the number and wrong about who said it.",
    "No. A good guess is still a guess.",
    "Both, and that is what makes it hard.",
    "An exact number looks as if somebody had measured it.",
    "I would compare it with a year in which nothing happened.",
    "Whoever remembers knows how it ended, and that changes what is remembered.",
)
QUESTIONS = (
    "Who says so?", "How would one know that?", "Is this the author, or the person quoted?",
    "Which year is meant?", "What would count against it?", "Why is nobody named here?",
    "Is that a lot or a little?",
)  # fmt: skip
NOTES = (
    "Here the text changes from what was said to what it means.",
    "Sounds exact, but there is no source.",
    "Compare with the other text.",
    "This is the sentence that everything else hangs on.",
    "A picture, not an argument.",
    "The word does the work here.",
)
_BEGIN = datetime(2027, 3, 2, 9, tzinfo=timezone.utc)


def class_of(subject: Subject, count: int = 30, seed: int = 7) -> Iterator[HandIn]:
    """The hand-ins of a class: of each student one for the first assignment, and of most one for
    each of the others."""
    for number in range(1, count + 1):
        pupil = Pupil(subject, number, seed)
        for nth, assignment in enumerate(subject.course.assignments.values()):
            if nth == 0 or pupil.chance.random() < 0.9:
                yield pupil.handin(assignment)


class Pupil:
    """A student who is not there."""

    def __init__(self, subject: Subject, number: int, seed: int) -> None:
        self.subject, self.number, self.seed = subject, number, seed
        self.chance = random.Random(f"{seed} {number}")
        self.zeal = self.chance.uniform(0.55, 1.0)
        self.at = _BEGIN + timedelta(minutes=self.chance.randrange(60 * 24 * 3))

    def handin(self, assignment: Assignment) -> HandIn:
        """What they hand in for an assignment."""
        written = assignment.written
        items = [*self._items(assignment)]
        due = assignment.due or self.at + timedelta(days=7)
        # Most in the last evening, a few in the night after.
        early = self.chance.choice([1, 2, 2, 3, 5, 8, 20, 44])
        late = self.chance.random() < 0.12
        at = (
            due + timedelta(minutes=self.chance.randrange(5, 300))
            if late
            else due - timedelta(hours=early, minutes=self.chance.randrange(60))
        )
        return made(
            items,
            name=f"Student {self.number:02}",
            number=f"27-{self.number:03}",
            course=self.subject.course.written.title if self.subject.course.written else "",
            assignment=assignment.id,
            article="",
            at=at.isoformat(timespec="seconds"),
            started=items[0]["created"] if items else "",
            version="",
            claims=sum(len(assignment.places[id]) for id, t in written.tasks.items() if t.judge),
            questions=sum(
                len(assignment.places[id]) for id, t in written.tasks.items() if t.answer
            ),
            site="",
            maker="0.1.0",
        )

    def _items(self, assignment: Assignment) -> Iterator[dict[str, Any]]:
        for id, task in assignment.written.tasks.items():
            places = assignment.places.get(id, ())
            if task.kind == "judge":
                yield from (self._judgement(p) for p in places if self._does())
            elif task.kind == "answer":
                yield from (self._answer(p) for p in places if self._does(0.8))
            elif task.annotate is not None:
                yield from self._written(assignment, task.annotate)
            elif self._does():
                yield self._doing(assignment, id)

    def _does(self, usual: float = 1.0) -> bool:
        return self.chance.random() < usual * self.zeal + 0.1

    def _common(self, article: str) -> dict[str, Any]:
        self.at += timedelta(seconds=self.chance.randrange(40, 400))
        said = f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.chance.randrange(1000):03}Z"
        text = self.subject.texts.get(article)
        version = {"postil:version": text.version} if text else {}
        return {"type": "Annotation", "created": said, "modified": said, **version}

    def _judgement(self, place: Place) -> dict[str, Any]:
        scale = [*self.subject.edition.vocabulary.assessments]
        ours = self.subject.verdict(place) or scale[0]
        # How easy a claim is, and where those go who miss it, is the same for the whole class.
        claim = random.Random(f"{self.seed} {place.name}")
        ease, other = claim.uniform(0.2, 0.9), claim.choice(scale)
        said = ours if self.chance.random() < ease else other
        if self.chance.random() < 0.15:
            said = self.chance.choice(scale)
        first = {}
        if said != ours and self.chance.random() < 0.12:
            first, said = {"postil:first": said}, ours
        verdict = {"type": "SpecificResource", "source": said, "purpose": "classifying"}
        known = WHY.get(first.get("postil:first", said), WHY["opinion"])
        reason = self.chance.choice(known) + self.chance.choice(ENDS)
        return {
            "id": f"urn:postil:assessing:{place.name}",
            **self._common(place.article),
            "motivation": "assessing",
            "target": {"source": place.name},
            "body": [verdict, textual(reason)] if self.chance.random() < 0.85 else [verdict],
            **first,
        }

    def _answer(self, place: Place) -> dict[str, Any]:
        return {
            "id": f"urn:postil:answer:{place.name}",
            **self._common(place.article),
            "motivation": "replying",
            "postil:question": True,
            "target": {"source": place.name},
            "body": textual(self.chance.choice(ANSWERS) + self.chance.choice(ENDS)),
        }

    def _written(self, assignment: Assignment, least: int) -> Iterator[dict[str, Any]]:
        texts = [self.subject.texts[path] for path in assignment.written.readings]
        for _ in range(max(1, round(least * self.chance.uniform(0.6, 1.6)))):
            text = self.chance.choice(texts)
            if words := self._words(text):
                kind = self.chance.choice(["mark", "mark", "note", "note", "question"])
                said = self.chance.choice(NOTES if kind == "note" else QUESTIONS)
                motivation = {"mark": "highlighting", "note": "commenting"}.get(kind, "questioning")
                yield {
                    "id": uuid.UUID(int=self.chance.getrandbits(128), version=4).urn,
                    **self._common(text.path),
                    "motivation": motivation,
                    "target": words,
                    **({} if kind == "mark" else {"body": textual(said)}),
                }

    def _words(self, text: Text) -> dict[str, Any] | None:
        """Words of a text: often those of a claim, and more often of the first ones."""
        anchored = text.anchored
        if anchored is None:
            return None
        whole = anchored.projection.text
        spans = [p.span for p in anchored.placed if isinstance(p.annotation, Claim) and p.span]
        if spans and self.chance.random() < 0.8:
            start, end = spans[min(int(self.chance.expovariate(0.16)), len(spans) - 1)]
            if self.chance.random() < 0.4:
                end = start + len(" ".join(whole[start:end].split(" ")[:5]))
        else:
            start = whole.find(" ", self.chance.randrange(len(whole))) + 1
            end = start + len(" ".join(whole[start : start + 300].split(" ")[:9]))
        quote = {"exact": whole[start:end], "prefix": whole[max(0, start - 32) : start]}
        return {
            "source": text.path,
            "selector": [
                {"type": "TextQuoteSelector", **quote, "suffix": whole[end : end + 32]},
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        }

    def _doing(self, assignment: Assignment, id: str) -> dict[str, Any]:
        name = f"assignments/{assignment.id}#{id}"
        return {
            "id": f"urn:postil:doing:{name}",
            **self._common(""),
            "motivation": "replying",
            "postil:task": True,
            "target": {"source": name},
            "body": self._body(assignment, id),
        }

    def _body(self, assignment: Assignment, id: str) -> Any:
        task, chance = assignment.written.tasks[id], self.chance
        is_right = chance.random() < 0.65
        if task.choices:
            return textual(task.right if task.right and is_right else chance.choice(task.choices))
        if task.order:
            order = [*task.order]
            if not is_right:
                at = chance.randrange(len(order) - 1)
                order[at], order[at + 1] = order[at + 1], order[at]
            return [textual(item) for item in order]
        if task.number is not None:
            wrong = [task.number * factor for factor in (0.4, 1.05, 1.25, 10)]
            return textual(f"{task.number if is_right else chance.choice(wrong):g}")
        said = chance.choice(ANSWERS) + chance.choice(ENDS)
        if task.find:
            cited = self.subject.edition.annotation(assignment.places[id][0]).sources
            known = [self.subject.edition.sources[one.source].URL for one in cited]
            found = chance.choice([*filter(None, known), "the library, shelf 3"])
            link = {"type": "SpecificResource", "source": found, "purpose": "linking"}
            return [textual(said), link]
        return textual(f"{said} {chance.choice(ANSWERS)}")
