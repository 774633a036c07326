"""The interface: what the page's scripts, or those of an editor, can ask for and change.

Each request has an answer in JSON. Nothing that is asked with GET changes anything; who changes an
annotation names by its `etag` what they have seen of it. `Guard` has let in whoever comes here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol
from urllib.parse import parse_qs

from postil.anchoring.findings import difference
from postil.anchoring.location import Location
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.anchoring.requote import whole_sentence, written_for
from postil.build.build import Build
from postil.desk.writing.ids import taken_ids
from postil.desk.writing.selecting import SelectionError, quoted
from postil.desk.writing.sources import PasteError, pasted
from postil.desk.writing.writer import (
    ConflictError,
    MissingError,
    Saved,
    Writer,
    WritingError,
)
from postil.edition.edition import Article, Place
from postil.edition.model import Landing
from postil.edition.problems import Problem
from postil.keeping.turns import BusyError
from postil.rendering.prose.markup import NoteMarkdown

from . import forms
from .bodies import body_of
from .files import desk_file
from .finding import offered, search
from .forms import FormError
from .guard import Forbidden, Guard

log = logging.getLogger("mkdocs.plugins.postil")

ADDRESS = "/-/postil/"
"""Below it stands everything that the interface answers to."""

# MkDocs' server warns of every other status in the terminal.
_OK = "200 OK"
# No answer may be kept, or be taken for something else than it says it is; and no page of another
# site may read one: there is no header that would allow it.
_HEADERS = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

Answer = tuple[str, dict[str, Any]]
StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the server shows after something was written."""

    state: str
    """`shown`: the page is made anew. `building`: the whole site is being made anew. `stopped`:
    something else has to be mended first."""
    html: str = ""
    """The article with its notes as the page will have it; empty where that is not known yet."""
    problems: tuple[Problem, ...] = ()


class Host(Protocol):
    """The server of a site, as the desk needs it."""

    @property
    def build(self) -> Build:
        """The site as it was made last."""

    @property
    def articles(self) -> Mapping[str, str]:
        """The page of each text of the site, by path without suffix; annotated or not."""

    def html(self, article: str) -> str | None:
        """The text of an article as it is rendered, without notes; None where there is none."""

    def still(self) -> AbstractContextManager[None]:
        """What has changed is taken over, and nothing else is made in the block."""

    def show(self, article: str, *, is_locked: bool, page: str) -> Shown:
        """Shows what was written on an article, within `still`; whether the lock file was, too.
        `page` is the number of the page in the browser, which is not loaded anew for it."""

    def markdown(self) -> NoteMarkdown | None:
        """What converts notes, for this desk alone; None where nothing is annotated."""


class Interface:
    """Answers the requests to the desk of a site."""

    def __init__(self, host: Host, guard: Guard) -> None:
        self._host, self.guard = host, guard
        self._writer = Writer(host.html)
        self._changed: set[str] = set()
        self._converting = Lock()
        self.routes: dict[tuple[str, str], Callable[[_Request], Answer]] = {
            ("GET", "session"): self._session,
            ("GET", "annotations"): self._annotations,
            ("POST", "annotations"): self._create,
            ("PATCH", "annotations"): self._change,
            ("DELETE", "annotations"): self._delete,
            ("GET", "search"): self._search,
            ("GET", "problems"): self._problems,
            ("POST", "quote"): self._quote,
            ("POST", "preview"): self._preview,
            ("POST", "sources"): self._add_sources,
        }
        """What can be asked for, by method and name."""

    def answer(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answers a request, as WSGI has it."""
        if (file := self._file(environ)) is not None:
            kind, data = file
            headers = [("Content-Type", kind), *_HEADERS[1:], ("Content-Length", str(len(data)))]
            start(_OK, headers)
            return [data]
        try:
            self.guard.check(environ)
            status, values = self._answer(environ)
        except Forbidden as refused:
            status, values = refused.status, {"error": str(refused)}
        except FormError as error:
            status, values = "400 Bad Request", {"error": str(error)}
        except MissingError as error:
            status, values = "404 Not Found", {"error": str(error)}
        except (WritingError, SelectionError, PasteError) as error:
            problems = [*map(forms.problem, getattr(error, "problems", ()))]
            status = "422 Unprocessable Content"
            values = {"error": str(error), "problems": problems}
        except BusyError as error:
            status, values = "503 Service Unavailable", {"error": str(error)}
        except Exception:
            log.exception("the desk has failed")
            status, values = "500 Internal Server Error", {"error": "see the terminal"}
        data = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
        start(status, [*_HEADERS, ("Content-Length", str(len(data)))])
        return [data]

    def _file(self, environ: Mapping[str, Any]) -> tuple[str, bytes] | None:
        """The script or the style sheet that a page of ours asks for."""
        is_asked = environ.get("REQUEST_METHOD") == "GET" and self.guard.is_open
        if not is_asked or not self.guard.is_ours(str(environ.get("HTTP_HOST", ""))):
            return None
        return desk_file(str(environ.get("PATH_INFO", "")).removeprefix(ADDRESS))

    def _answer(self, environ: dict[str, Any]) -> Answer:
        request = _Request.of(environ)
        route = self.routes.get((request.method, request.name))
        if route is None:
            if any(name == request.name for _, name in self.routes):
                raise Forbidden("405 Method Not Allowed", f"no {request.method} here")
            raise MissingError("there is nothing of this name")
        if request.rest and (request.name != "annotations" or request.method == "POST"):
            raise MissingError("there is nothing of this name")
        if request.method in ("POST", "PATCH"):
            request.values = body_of(environ)
        try:
            return route(request)
        except ConflictError as error:
            now = error.now and forms.annotation(self._build, error.now)
            said = {"error": str(error), "yours": request.values, "now": now}
            return "412 Precondition Failed", said

    @property
    def _build(self) -> Build:
        return self._host.build

    def _article(self, path: str) -> str:
        """A path that names an article of this site: nothing else is ever looked for."""
        if path not in self._host.articles:
            raise MissingError(f"there is no article '{path}'")
        return path

    # What there is

    def _session(self, request: _Request) -> Answer:
        edition = offered(self._build)
        words = edition.vocabulary

        def concepts(found: Mapping[str, Any]) -> list[dict[str, Any]]:
            return [
                {"id": id, **concept.model_dump(exclude_defaults=True)}
                for id, concept in found.items()
            ]

        return _OK, {
            "kinds": concepts(words.kinds),
            "assessments": concepts(words.assessments),
            "relations": concepts(words.relations),
            "stances": concepts(words.stances),
            "annotators": [{"id": id, "name": a.name} for id, a in edition.annotators.items()],
            "terms": [{"id": id, "term": term.term} for id, term in edition.glossary.items()],
            "tags": sorted({tag for _, a in edition.annotations() for tag in a.tags}),
            "articles": [*map(self._about, self._host.articles)],
            "changed": sorted(self._changed),
        }

    def _about(self, path: str) -> dict[str, Any]:
        """What is to be known of an article. Its address is seen from the root of the site."""
        build, page = self._build, self._host.articles[path]
        is_known = build.site is not None and page in build.site.addresses
        return {
            "article": path,
            "title": build.site.titles.get(page, path) if build.site else path,
            "address": build.url(page) if is_known else "",
            "annotated": path in build.edition.articles,
        }

    def _annotations(self, request: _Request) -> Answer:
        if request.rest:
            stored = self._writer.stored(self._build, self._place(request.rest))
            if stored is None:
                raise MissingError(f"there is no annotation '{request.rest}'")
            return _OK, forms.annotation(self._build, stored)
        path = self._article(request.parameter("article"))
        edition = self._build.trial()
        article = edition.articles.get(path, Article(path))
        places = [Place(path, id) for id, a in article.annotations.items()
                  if not isinstance(a, Landing)]  # fmt: skip
        found = (self._writer.stored(self._build, place, edition) for place in places)
        return _OK, {
            "type": "AnnotationPage",
            "items": [forms.annotation(self._build, stored) for stored in found if stored],
        }

    def _search(self, request: _Request) -> Answer:
        return _OK, search(self._build, request.parameter("q"))

    def _problems(self, request: _Request) -> Answer:
        path = self._article(request.parameter("article"))
        build = self._build
        anchored = build.anchored.get(path)
        passages = anchored.passages.values() if anchored else ()
        waiting = [
            _waiting(anchored, passage)
            for passage in passages
            if anchored and passage.location.status != "exact"
        ]
        wrong = build.edition.problems or build.complaints
        return _OK, {"passages": waiting, "problems": [*map(forms.problem, wrong)]}

    # What somebody is about to write

    def _quote(self, request: _Request) -> Answer:
        path = self._article(forms.article_of(request.values))
        text = self._writer.text(self._build, path)
        article = self._build.edition.articles.get(path, Article(path))
        found = quoted(text, forms.selection_of(request.values), taken_ids(article, text.html))
        start, end = found.span
        return _OK, {
            "id": found.id,
            "target": {
                "source": path,
                "selector": [
                    forms.quote_selector(found.quote),
                    {"type": "TextPositionSelector", "start": start, "end": end},
                ],
            },
            "sentence": {"before": found.before, "words": found.words, "after": found.after},
        }

    def _preview(self, request: _Request) -> Answer:
        source = request.values.get("markdown")
        if not isinstance(source, str):
            raise FormError("'markdown' is no text")
        path = self._article(str(request.values.get("article", "")))
        site, markdown = self._build.site, self._host.markdown()
        if site is None or markdown is None:
            raise WritingError("nothing is annotated yet, so there is nothing to show it with")
        # It is made for one text at a time.
        with self._converting:
            html, remarks = site.draft(markdown, source, self._host.articles[path])
        return _OK, {"html": html, "remarks": remarks}

    # What changes something

    def _create(self, request: _Request) -> Answer:
        if "undo" in request.values:
            return self._put_back(str(request.values["undo"]), request)
        section = forms.section_of(request.values.get("body") or {})
        path = self._article(forms.article_of(request.values))
        given = forms.values_of(request.values, section)
        values = {key: value for key, value in given.items() if value is not None}
        by = values.pop("by", "")
        id = str(request.values.get("id", "")).rpartition("#")[2]
        with self._host.still():
            build = self._build
            text = self._writer.text(build, path)
            if not id:
                selection = forms.selection_of(request.values)
                article = build.edition.articles.get(path, Article(path))
                id = quoted(text, selection, taken_ids(article, text.html)).id
            saved = self._writer.create(build, Place(path, id), section, values, by)
            return _OK, self._shown(saved, request)

    def _put_back(self, name: str, request: _Request) -> Answer:
        with self._host.still():
            return _OK, self._shown(self._writer.put_back(self._build, name), request)

    def _change(self, request: _Request) -> Answer:
        place, seen = self._place(request.rest), request.seen
        with self._host.still():
            section = self._writer.section(self._build, place)
            values = forms.values_of(request.values, section)
            if values.get("quote", "") is None:
                raise FormError("an annotation cannot be without a quote")
            id = str(request.values.get("id", "")).rpartition("#")[2]
            saved = self._writer.change(self._build, place, seen, values, id)
            return _OK, self._shown(saved, request)

    def _delete(self, request: _Request) -> Answer:
        place, seen = self._place(request.rest), request.seen
        with self._host.still():
            return _OK, self._shown(self._writer.delete(self._build, place, seen), request)

    def _add_sources(self, request: _Request) -> Answer:
        text = request.values.get("text")
        if not isinstance(text, str):
            raise FormError("'text' is no text")
        with self._host.still():
            build = self._build
            found = pasted(text, build.trial(), build.library)
            for source in found:
                if not source.is_there:
                    self._changed.add(self._writer.add_source(build, source.id, source.fields))
        listed = [{"id": s.id, "source": s.fields, "there": s.is_there} for s in found]
        return _OK, {"sources": listed}

    def _place(self, name: str) -> Place:
        """The annotation that a full name means."""
        path, sign, id = name.partition("#")
        if not sign or not id:
            raise MissingError("name an annotation by its article and its id: readings/x%23id")
        return Place(self._article(path), id)

    def _shown(self, saved: Saved, request: _Request) -> dict[str, Any]:
        self._changed.add(saved.file)
        shown = self._host.show(saved.article, is_locked=saved.is_locked, page=request.page)
        stored = saved.stored
        return {
            "annotation": forms.annotation(self._build, stored) if stored else None,
            "file": saved.file,
            "remark": saved.remark,
            "undo": saved.undo,
            "changed": sorted(self._changed),
            "page": {
                "state": shown.state,
                "html": shown.html,
                "problems": [*map(forms.problem, shown.problems)],
            },
        }


class _Request:
    """A request below the address of the desk."""

    def __init__(self, method: str, path: str, query: str, seen: str, page: str) -> None:
        self.method, self.page = method, page
        self.name, _, self.rest = path.partition("/")
        """What it asks for, and what stands behind that: the full name of an annotation."""
        self.values: dict[str, Any] = {}
        self._seen, self._query = seen, parse_qs(query, keep_blank_values=True, max_num_fields=10)

    @classmethod
    def of(cls, environ: Mapping[str, Any]) -> _Request:
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
        return cls(
            str(environ.get("REQUEST_METHOD")),
            path.removeprefix(ADDRESS),
            str(environ.get("QUERY_STRING", "")),
            str(environ.get("HTTP_IF_MATCH", "")).strip().removeprefix("W/").strip('"'),
            str(environ.get("HTTP_X_POSTIL_PAGE", "")),
        )

    def parameter(self, name: str) -> str:
        """What is asked for; empty where nothing is."""
        return self._query.get(name, [""])[0]

    @property
    def seen(self) -> str:
        """The hash of what was seen. Raises Forbidden where it is missing."""
        if not self._seen:
            raise Forbidden(
                "428 Precondition Required", "say what you have seen: send its etag as If-Match"
            )
        return self._seen


def _waiting(anchored: AnchoredArticle, passage: Passage) -> dict[str, Any]:
    """A passage that waits for its author, with the places where it may be."""
    place = Place(anchored.article.path, passage.id)
    location: Location = passage.location
    found: dict[str, Any] = {
        "id": place.name,
        "status": location.status,
        "why": location.why,
        "words": passage.old_words,
        "suggestions": [],
    }
    is_landing = isinstance(passage.annotation, Landing)
    if is_landing:
        home = anchored.article.home(passage.id)
        found["written"] = {"file": home.file.name, "entry": str(home.keys[1])}
    if passage.span:
        span = whole_sentence(anchored, passage) or passage.span
        found["change"] = difference(passage.old_words, anchored.words(span))
        places = [span]
    else:
        places = [(s.start, s.end) for s in location.suggestions]
    for span in places:
        quote = written_for(anchored, span, passage.annotation.quote)
        before, words, after = anchored.in_sentence(span)
        if quote:
            found["suggestions"].append(
                {
                    "selector": forms.quote_selector(quote),
                    "sentence": {"before": before, "words": words, "after": after},
                }
            )
    return found
