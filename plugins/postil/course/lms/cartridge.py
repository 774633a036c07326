"""A course as a Common Cartridge, which platforms import: 1.1, and 1.3 with assignments and dates.

Each assignment is a module: a page, links to where students work, what is to be talked about, and a
quiz. In 1.3 the page is what is shown where a platform knows no assignments; the dates stand in it
in the way that Canvas reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Literal

from markupsafe import Markup

from postil.rendering.site import Site

from .archives import packed
from .lessons import Lesson, Question, directed, key_of
from .qti import quiz
from .xml import document, element

Version = Literal["1.1", "1.3"]

_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_ASSIGNMENT = "http://www.imsglobal.org/xsd/imscc_extensions/assignment"
_EXTENSION = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2"


@dataclass(frozen=True, slots=True)
class Cartridge:
    """The archive, and what of the course it cannot hold."""

    data: bytes
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Parts:
    """What is put into it."""

    version: Version
    files: dict[str, str] = field(default_factory=dict)
    items: list[Markup] = field(default_factory=list)
    resources: list[Markup] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def short(self) -> str:
        return f"v{self.version.replace('.', 'p')}"

    def namespace(self, kind: str) -> str:
        """The namespace of a kind of file: `imswl`, `imsdt`."""
        return f"http://www.imsglobal.org/xsd/imscc{self.short}/{kind}_{self.short}"


def cartridge(
    site: Site,
    lessons: Sequence[Lesson],
    title: str,
    address: str,
    description: str = "",
    *,
    version: Version = "1.1",
    with_quizzes: bool = True,
) -> Cartridge:
    """A course as a cartridge.

    Args:
        site: The site, for its words.
        lessons: The assignments.
        title: What the course is called.
        address: Where its page is.
        description: What else is said of it, as plain text.
        version: Of Common Cartridge.
        with_quizzes: Whether questions come along with what is right; not for a public file.
    """
    parts = _Parts(version)
    for lesson in lessons:
        _add(parts, site, lesson, with_quizzes=with_quizzes)
    root = element("item", *parts.items, identifier="root")
    organization = element("organization", root, identifier="course", structure="rooted-hierarchy")
    manifest = element(
        "manifest",
        _metadata(site.language, title, description, version),
        element("organizations", organization if parts.items else ""),
        element("resources", *parts.resources),
        identifier=key_of(address),
        xmlns=f"http://www.imsglobal.org/xsd/imscc{parts.short}/imscp_v1p1",
        xmlns__lomimscc=f"http://ltsc.ieee.org/xsd/imscc{parts.short}/LOM/manifest",
        xmlns__cpx=_EXTENSION if version == "1.3" else None,
    )
    files = {**parts.files, "imsmanifest.xml": document(manifest)}
    return Cartridge(packed(files), tuple(parts.remarks))


def _metadata(language: str, title: str, description: str, version: Version) -> Markup:
    def texts(name: str, text: str) -> Markup:
        string = element("lomimscc:string", text, language=language)
        return element(f"lomimscc:{name}", string)

    general = element(
        "lomimscc:general",
        texts("title", title),
        element("lomimscc:language", language),
        texts("description", description) if description else "",
    )
    return element(
        "metadata",
        element("schema", "IMS Common Cartridge"),
        element("schemaversion", f"{version}.0"),
        element("lomimscc:lom", general),
    )


def _add(parts: _Parts, site: Site, lesson: Lesson, *, with_quizzes: bool) -> None:
    """Adds an assignment."""
    items = [
        _assignment(parts, site, lesson),
        _link(parts, lesson, "page", site.say("open_assignment"), lesson.address),
    ]
    for number, reading in enumerate(lesson.readings, 1):
        link = _link(parts, lesson, f"reading{number}", reading.title, reading.address)
        items.append(link)
    items.extend(_prompt(parts, site, lesson, prompt) for prompt in lesson.prompts)
    if with_quizzes:
        items.extend(_quiz(parts, site, lesson))
    named = element("title", _line(lesson.title))
    parts.items.append(element("item", named, *items, identifier=f"{lesson.key}-module"))


def _assignment(parts: _Parts, site: Site, lesson: Lesson) -> Markup:
    # In this folder, viewers look for pages; what stands elsewhere is a file to them.
    path = f"wiki_content/{lesson.id}.html"
    parts.files[path] = (
        f'<!DOCTYPE html>\n<html lang="{Markup.escape(site.language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{Markup.escape(lesson.title)}</title>\n</head>\n'
        f"<body>\n{lesson.text}\n</body>\n</html>\n"
    )
    id = f"{lesson.key}-assignment"
    if parts.version == "1.1":
        parts.resources.append(_resource(id, "webcontent", path, href=path))
        return _item(id, lesson.title)
    file = f"assignments/{lesson.id}.xml"
    parts.files[file] = document(_assignment_file(site, id, lesson))
    parts.resources.append(_resource(id, "assignment_xmlv1p0", file, href=file))
    # Who knows no such thing shows the page.
    page = f"{id}_fallback"
    variant = element(
        "cpx:variant", element("cpx:metadata"), identifier=f"{id}_variant", identifierref=id
    )
    parts.resources.append(_resource(page, "webcontent", path, variant, href=path))
    return _item(page, lesson.title)


def _assignment_file(site: Site, id: str, lesson: Lesson) -> Markup:
    points = lesson.points
    canvas = element(
        "assignment",
        element("title", _line(lesson.title)),
        _date("due_at", lesson.due),
        _date("unlock_at", lesson.opens),
        # As a hand-in is called; Canvas offers students no other file then.
        element("allowed_extensions", "json"),
        element("submission_types", "online_upload,online_text_entry"),
        identifier=f"{id}-canvas",
        xmlns=_CANVAS,
    )
    return element(
        "assignment",
        element("title", _line(lesson.title)),
        element("text", str(lesson.text), texttype="text/html"),
        element("instructor_text", site.say("hand_ins_are_read"), texttype="text/plain"),
        element("gradable", "true", points_possible=_number(points))
        if points
        else element("gradable", "false"),
        element(
            "submission_formats", element("format", type="file"), element("format", type="html")
        ),
        element("extensions", canvas, platform="canvas.instructure.com"),
        identifier=id,
        xmlns=_ASSIGNMENT,
    )


def _date(name: str, moment: datetime | None) -> Markup:
    if moment is None:
        return Markup("")
    return element(name, f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}")


def _number(number: float) -> str:
    return f"{number:f}".rstrip("0").rstrip(".")


def _link(parts: _Parts, lesson: Lesson, name: str, title: str, address: str) -> Markup:
    path = f"links/{lesson.id}-{name}.xml"
    link = element(
        "webLink",
        element("title", _line(title)),
        element("url", href=address, target="_blank"),
        xmlns=parts.namespace("imswl"),
    )
    parts.files[path] = document(link)
    id = f"{lesson.key}-link-{name}"
    parts.resources.append(_resource(id, f"imswl_xml{parts.short}", path))
    return _item(id, title)


def _prompt(parts: _Parts, site: Site, lesson: Lesson, prompt: Question) -> Markup:
    path = f"discussions/{lesson.id}-{prompt.id}.xml"
    topic = element(
        "topic",
        element("title", _line(prompt.title)),
        element("text", str(directed(site, prompt.text)), texttype="text/html"),
        xmlns=parts.namespace("imsdt"),
    )
    parts.files[path] = document(topic)
    id = f"{lesson.key}-discussion-{prompt.id}"
    parts.resources.append(_resource(id, f"imsdt_xml{parts.short}", path))
    return _item(id, prompt.title)


def _quiz(parts: _Parts, site: Site, lesson: Lesson) -> Iterator[Markup]:
    made = quiz(site, lesson)
    parts.remarks.extend(made.remarks)
    if made.xml:
        path = f"quizzes/{lesson.id}.xml"
        parts.files[path] = made.xml
        kind = f"imsqti_xmlv1p2/imscc_xml{parts.short}/assessment"
        parts.resources.append(_resource(f"{lesson.key}-quiz", kind, path))
        yield _item(f"{lesson.key}-quiz", site.say("quiz_of", title=lesson.title))


def _item(resource: str, title: str) -> Markup:
    return element(
        "item",
        element("title", _line(title)),
        identifier=f"{resource}-item",
        identifierref=resource,
    )


def _resource(id: str, kind: str, path: str, *more: Markup, href: str | None = None) -> Markup:
    return element(
        "resource", element("file", href=path), *more, identifier=id, type=kind, href=href
    )


def _line(text: str) -> str:
    """A title, which stands on one line."""
    return " ".join(text.split())
