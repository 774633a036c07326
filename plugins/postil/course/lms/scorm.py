"""A SCORM 1.2 package of an assignment: a page that opens it on the site, and brings what is handed
in there to the platform.

What a student does is kept by the site's own pages, in the student's browser. The package leads
there, and puts what comes back where the platform keeps texts of students. See `relay.js`.
"""

from __future__ import annotations

from importlib import resources

from postil.edition.words import direction
from postil.rendering.site import Site

from .archives import packed
from .lessons import Lesson
from .xml import document, element

_CONTENT = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_BESIDE = ("page.css", "relay.js")
"""What the page loads."""

_SCORM = "http://www.adlnet.org/xsd/adlcp_rootv1p2"


def package(site: Site, lesson: Lesson) -> bytes:
    """The package of an assignment."""
    page = site.render(
        "scorm",
        id=lesson.id,
        title=lesson.title,
        address=lesson.address,
        due=lesson.due_said,
        language=site.language,
        direction=direction(site.language),
    )
    beside = {name: _read(name) for name in _BESIDE}
    return packed({"imsmanifest.xml": _manifest(lesson), "index.html": f"{page}\n", **beside})


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _manifest(lesson: Lesson) -> str:
    title = element("title", " ".join(lesson.title.split()))
    item = element("item", title, identifier="item", identifierref="page", isvisible="true")
    root = element(
        "manifest",
        element("metadata", element("schema", "ADL SCORM"), element("schemaversion", "1.2")),
        element(
            "organizations",
            element("organization", title, item, identifier="assignment"),
            default="assignment",
        ),
        element(
            "resources",
            element(
                "resource",
                *(element("file", href=name) for name in ("index.html", *_BESIDE)),
                identifier="page",
                type="webcontent",
                href="index.html",
                adlcp__scormtype="sco",
            ),
        ),
        identifier=lesson.key,
        version="1.0",
        xmlns=_CONTENT,
        xmlns__adlcp=_SCORM,
    )
    return document(root)
