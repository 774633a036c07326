"""The report on a class in a browser: from a disk, at all widths, in the dark, on paper."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from playwright.sync_api import Page

from postil.course.reading import Read
from postil.course.report.pages import class_page, students_page
from postil.course.report.roll import roll
from postil.desk.classes import subject_of
from postil.desk.looking import look
from support.axe import OF_COLOURS, violations
from support.demos import PROJECT
from support.pupils import class_of


def test_the_report_of_a_class(page: Page, tmp_path: Path) -> None:
    """Of a class of four on the demo."""
    subject = subject_of(look(PROJECT / "mkdocs.yml"))
    handins = class_of(subject, 4)
    who = roll([Read(f"{n}.json", 0, one) for n, one in enumerate(handins)], subject)
    made = datetime(2027, 3, 22, 9, tzinfo=timezone.utc)
    pages = {"class": class_page(who, subject, made), "students": students_page(who, subject, made)}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, html in pages.items():
        file = tmp_path / f"{name}.html"
        file.write_text(html, encoding="utf-8")
        page.goto(file.as_uri())
        for width in (1440, 820, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        violations(page)
        page.emulate_media(color_scheme="dark")
        violations(page, runOnly=OF_COLOURS)
        page.emulate_media(color_scheme="light")
    # Each student begins on a page of their own, and on paper nothing is left of the window.
    page.emulate_media(media="print")
    breaks = "[...document.querySelectorAll('.sheet')].map(s => getComputedStyle(s).breakBefore)"
    assert page.evaluate(breaks) == ["page"] * 4
    assert {url.rpartition("/")[2] for url in asked} == {"class.html", "students.html"}
