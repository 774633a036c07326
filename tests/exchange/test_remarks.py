"""Reading other people's annotations: how their words come out, and files of odd shapes."""

from __future__ import annotations

import html
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.exchange.annotations.dates import day
from postil.exchange.annotations.prose import escaped, from_html
from postil.exchange.annotations.reading import read
from postil.exchange.annotations.remark import ReadingError, Remark

IMPORTS = Path(__file__).parents[1] / "desk/imports"
EXTENSIONS = (
    "admonition attr_list def_list footnotes md_in_html tables abbr pymdownx.details "
    "pymdownx.superfences pymdownx.tabbed pymdownx.caret pymdownx.tilde pymdownx.mark "
    "pymdownx.critic pymdownx.keys pymdownx.tasklist"
).split()
SIGNS = (
    "* _ ** __ ` ``` # [ ] ( ) { } {:.x} < <b> </b> & &amp; &copy ! | \\ ~ ~~ ^ ^^ == ++ -- $ [^1] "
    "[^1]: *[HTML]: <!-- --> {++x++} word a_b 2*3*4 ' \" “ ü"
).split()
STARTS = ["- ", "+ ", "1. ", "> ", "# ", "!!! note ", "??? x ", '=== "t" ', ":   ", "---", "    "]


def text_of(shown: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", shown)).split())


@given(
    st.lists(st.tuples(st.sampled_from(["", *STARTS]), st.lists(st.sampled_from(SIGNS)))),
    st.booleans(),
)
def test_plain_text_comes_out_as_it_was_written(lines: list[Any], is_bare: bool) -> None:
    """Whatever signs of Markdown are in it, and whatever extensions a site has."""
    text = "\n".join(start + " ".join(signs) for start, signs in lines)
    shown = markdown.markdown(escaped(text), extensions=[] if is_bare else EXTENSIONS)
    assert text_of(shown) == "".join(text.split())
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "br"}


def test_lines_paragraphs_and_addresses_stay() -> None:
    text = "One\r\ntwo\r\n\r\n\r\nsee https://x.example/a_b_(c)."
    shown = markdown.markdown(escaped(text))
    address = "https://x.example/a_b_(c)"
    assert "One<br />\ntwo</p>" in shown
    assert f'see <a href="{address}">{address}</a>.' in shown


def test_html_becomes_markdown() -> None:
    said = (
        '<h2>Why</h2><p>A <b>bold</b> &amp; <i>quiet</i> <a href="../x">word</a> 2*3*4'
        '<script>alert(1)</script><a href="javascript:x">no</a></p>'
        "<blockquote><p>quoted</p></blockquote><ol><li>one<ul><li>two</li></ul></li></ol>"
    )
    text = from_html(said, "https://h.example/a/b")
    shown = markdown.markdown(text)
    assert "A **bold** & *quiet* [word](https://h.example/x) 2\\*3\\*4" in text
    assert "<h2>Why</h2>" in shown and "<blockquote>" in shown and "alert" not in shown
    assert "<li>one<ul>\n<li>two</li>" in shown.replace("\n<ul>", "<ul>")
    assert "javascript" not in text and "no" in text_of(shown)
    assert from_html("a &lt; b") == "a &lt; b"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-11-28T10:00:00.12+00:00", "2026-11-28"),
        ("Added on Saturday, March 5, 2026 10:12:33 AM", "2026-03-05"),
        ("Hinzugefügt am Donnerstag, 5. März 2026 10:12:33", "2026-03-05"),
        ("Añadido el martes, 5 de mayo de 2026 10:12:33", "2026-05-05"),
        ("Ajouté le mardi 25 août 2026 10:12:33", "2026-08-25"),
        ("Aggiunto in data martedì 5 maggio 2026 10:12:33", "2026-05-05"),
        ("Adicionado: terça-feira, 5 de março de 2026 10:12:33", "2026-03-05"),
        ("添加于 2026年3月5日星期四 上午10:12:33", "2026-03-05"),
        ("June 1, 2026 10:00 AM", "2026-06-01"),
        ("some time ago", "some time ago"),
        (None, ""),
    ],
)
def test_days_are_read_in_many_languages(time: Any, expected: str) -> None:
    assert day(time) == expected


def one(values: Any) -> Remark:
    (remark,) = read(json.dumps(values).encode()).remarks
    return remark


def test_what_programs_leave_out_is_missed_by_nobody() -> None:
    """Fields that are missing or of another kind than they should be."""
    assert one([{"uri": "x", "target": None, "text": 5, "group": 1}]).text == "5"
    assert one([{"uri": "x", "group": "g", "text": "t", "user": None, "tags": None}]).by == ""
    assert one({"type": "Annotation", "target": {"selector": 7}}).quote is None
    assert one([{"itemType": "annotation", "annotationPosition": "{", "tags": [1]}]).tags == ("1",)
    lone = one([{"type": "Annotation", "target": {"selector": {"exact": "a \ud83d b\u0000"}}}])
    assert lone.quote and lone.quote.exact == "a  b"


def test_answers_in_a_circle_are_kept() -> None:
    rows = [
        {"type": "Annotation", "id": "a", "target": "b", "bodyValue": "first"},
        {"type": "Annotation", "id": "b", "target": "a", "bodyValue": "second"},
    ]
    found = read(json.dumps(rows).encode()).remarks
    assert {remark.text for remark in found} == {"first", "second"}


def test_equal_comments_are_two() -> None:
    row = {"itemType": "annotation", "annotationType": "highlight", "annotationText": "a word"}
    origins = [remark.origin for remark in read(json.dumps([row, row]).encode()).remarks]
    assert len({*origins}) == 2 and origins[1] == f"{origins[0]}-2"


def test_what_reads_html_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "postil.exchange.annotations.converter", None)
    with pytest.raises(ReadingError, match=r'pip install "postil\[import\]"'):
        from_html("<p>words</p>")
    assert from_html("no tags") == "no tags"


def docx(change: dict[bytes, bytes], drop: str = "", add: tuple[str, bytes] | None = None) -> bytes:
    """The document of the tests, with other words in its parts, or other parts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(IMPORTS / "word/word.docx") as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            for before, after in change.items():
                data = data.replace(before, after)
            if name != drop:
                new.writestr(name, data)
        if add:
            new.writestr(*add)
    return made.getvalue()


def test_strict_documents_are_read_as_well() -> None:
    transitional = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = docx({transitional: b"http://purl.oclc.org/ooxml/wordprocessingml/main"})
    assert read(strict).remarks == read(docx({})).remarks


def test_a_document_without_comments_has_none() -> None:
    assert read(docx({}, drop="word/comments.xml")).remarks == ()


def test_comments_on_footnotes_are_read() -> None:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = (
        b'<w:footnotes xmlns:w="' + space + b'"><w:footnote w:id="1"><w:p>'
        b'<w:commentRangeStart w:id="6"/><w:r><w:t>in a foot</w:t></w:r><w:r><w:t>note</w:t></w:r>'
        b'<w:commentRangeEnd w:id="6"/></w:p></w:footnote></w:footnotes>'
    )
    found = read(docx({}, add=("word/footnotes.xml", note))).remarks
    assert "in a footnote" in [remark.quote.exact for remark in found if remark.quote]


ANSWERS = {
    # Programs that let answers be answered say so, and some devices leave empty ones.
    b'"00000C01" w15:done="1"': b'"00000C01" w15:paraIdParent="00000B02" w15:done="0"',
    b"The first time.": b"In the census of 1920.",
    b"Why triumph?": b" ",
    b'w15:paraId="00000D01"': b'w15:paraId="00000D01" w15:paraIdParent="00000C01"',
}


@pytest.mark.parametrize("year", [b"2012", b"2010/11"])
def test_answers_to_answers_stand_in_one_thread(year: bytes) -> None:
    """In the namespace of the first Word that knew answers, too."""
    space = {b"office/word/2012/wordml": b"office/word/" + year + b"/wordml"}
    found = read(docx({**ANSWERS, **space}))
    (first,) = [remark for remark in found.remarks if "Less than a" in remark.text]
    assert [answer.text.partition("\n")[0] for answer in first.answers] == [
        "Which census?", "In the census of 1920."
    ]  # fmt: skip
    assert "1 answer has no words, and nothing is written of it." in found.left


def test_comments_that_answer_each_other_are_all_there() -> None:
    circle = {
        b'w15:paraId="00000A01"': b'w15:paraId="00000A01" w15:paraIdParent="00000B02"',
    }
    texts = [text for one in read(docx(circle)).remarks
             for text in (one.text, *(answer.text for answer in one.answers))]  # fmt: skip
    assert len(texts) == 10


CLIPPINGS = [
    ("en", "- Your Highlight on page 12-12 | Added on Friday, October 10, 2025 10:00:00 AM",
     "page 12-12", "2025-10-10"),
    ("en", "- Highlight Loc. 170-71  | Added on Thursday, April 28, 2011, 05:37 AM",
     "location 170-71", "2011-04-28"),
    ("de", "- Ihre Markierung auf Seite 42 | bei Position 96-97 | Hinzugefügt am Montag, "
     "30. Dezember 2024 14:46:33", "location 96-97", "2024-12-30"),
    ("fr", "- Votre surlignement Emplacement 307-307 | Ajouté le lundi 17 décembre 2012 à 08:27:45",
     "location 307-307", "2012-12-17"),
    ("it", "-  La tua evidenziazione alla posizione 166-67 | Aggiunto in data domenica "
     "24 maggio 2020 15:32:02",
     "location 166-67", "2020-05-24"),
    ("nl", "- Je highlight op pagina 1 t/m 10 | locatie 2 t/m 20 | Toegevoegd op maandag "
     "30 september 2019 18:00:39", "location 2 t/m 20", "2019-09-30"),
    ("pt", "- Seu destaque ou posição 333-334 | Adicionado: sábado, 16 de maio de 2015 13:16:48",
     "location 333-334", "2015-05-16"),
    ("ru", "– Ваш выделенный отрывок на странице 6 | Место 53–55 | Добавлено: воскресенье, "
     "3 марта 2024 г. в 18:48:36", "location 53–55", "2024-03-03"),
    ("zh", "- 您在第 7 页（位置 #114-116）的标注 | 添加于 2019年9月30日星期一 18:00:39",
     "location 114-116", "2019-09-30"),
    ("ja", "- 位置No. 3-4のハイライト | 作成日: 2026年8月11日火曜日 1:02:03",
     "location 3-4", "2026-08-11"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "at", "on"), CLIPPINGS)
def test_clippings_of_devices_in_many_languages(language: str, line: str, at: str, on: str) -> None:
    author = "（夏目）" if language == "ja" else "(Voss (Maren))"
    text = f"\ufeffThe salt road {author}\r\n{line}\r\n\r\nThe tide kept books.\r\n==========\r\n"
    (remark,) = read(text.encode()).remarks
    assert remark.quote and remark.quote.exact == "The tide kept books."
    assert (remark.document.title, remark.at, remark.on) == ("The salt road", at, on)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (docx({}, drop="word/document.xml"), "no .docx"),
        (docx({b"</w:body>": b""}), "the file is damaged"),
        (docx({b"<w:document ": b"<!DOCTYPE x><w:document "}), "none that a word processor writes"),
    ],
)
def test_documents_that_are_none(data: bytes, message: str) -> None:
    with pytest.raises(ReadingError, match=message):
        read(data)
