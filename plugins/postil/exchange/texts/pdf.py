"""PDF, as pdfminer reads it: signs with their places, which `layout` makes paragraphs of."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from .layout import Line, Sign, arranged
from .text import Text, TextError
from .tree import made

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# A page of a scan may carry a number or a stamp.
_LEAST = 20
_MADE_UP = re.compile(
    r"^(?:microsoft word|untitled|.*\.(?:docx?|odt|html?|pdf|indd|tex|qxd|dvi)$)", re.I
)


def read_pdf(data: bytes) -> Text:
    """Reads a PDF. Raises TextError for one that is encrypted, damaged or without text."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        pages, info = _read(data)
    except PDFPasswordIncorrect as error:
        raise TextError("this PDF is encrypted; open it with its password and print it into a new "
                        "PDF without")  from error  # fmt: skip
    except Exception as error:
        # It is made for good files, and damaged ones end in errors of every kind.
        raise TextError(
            f"this PDF is damaged ({type(error).__name__}); open it in a reader and "
            "print it into a new PDF"
        ) from error
    signs = sum(len(line.text) for page in pages for line in page)
    if signs < _LEAST * max(1, len(pages)):
        raise TextError("this PDF has no text: it is a scan; let a program for text recognition "
                        "(ocrmypdf, say) make a text layer, and add the result")  # fmt: skip
    text = Text(made("body"))
    title, author = _clean(info.get("Title")), _clean(info.get("Author"))
    if title and not _MADE_UP.match(title):
        text.title = title
        text.guess(f"the title “{title}” stands in the properties of the file", "change 'title'")
    if author:
        text.authors = [name for name in re.split(r";\s*|,\s+(?=\w+ \w)|\s+and\s+", author) if name]
        text.guess(f"the author “{author}” stands in the properties of the file",
                   "change 'author', or delete it")  # fmt: skip
    if match := re.match(r"D:(\d{4})(\d\d)(\d\d)", _clean(info.get("CreationDate"))):
        text.guess(f"the file was made on {'-'.join(match.groups())}, the text perhaps earlier",
                   "write 'date: …' into the front matter")  # fmt: skip
    arranged(text, pages)
    return text


def _read(data: bytes) -> tuple[list[list[Line]], dict[str, Any]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(boxes_flow=None))
    interpreter = PDFPageInterpreter(resources, device)
    pages = []
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        links = list(_links(page))
        result = device.get_result()
        lines = [line for line in _lines(result, links) if line.text.strip()]
        _put_bullets(lines, list(_dots(result)))
        pages.append(lines)
    return pages, document.info[0] if document.info else {}


def _links(page: Any) -> Iterator[tuple[tuple[float, ...], str]]:
    from pdfminer.pdftypes import resolve1

    for annotation in resolve1(page.annots) or []:
        said = resolve1(annotation) or {}
        action = resolve1(said.get("A")) or {}
        uri = resolve1(action.get("URI")) if isinstance(action, dict) else None
        box = resolve1(said.get("Rect"))
        if isinstance(uri, bytes) and box:
            yield tuple(float(resolve1(n)) for n in box), uri.decode("utf-8", "replace")


def _lines(container: Any, links: list[tuple[tuple[float, ...], str]]) -> Iterator[Line]:
    from pdfminer.layout import LTChar, LTTextBox, LTTextLineHorizontal

    for element in container:
        if isinstance(element, LTTextBox):
            yield from _lines(element, links)
        elif isinstance(element, LTTextLineHorizontal):
            signs = []
            for sign in element:
                said = sign.get_text()
                if isinstance(sign, LTChar):
                    if not sign.upright:
                        continue
                    name = sign.fontname.lower()
                    middle = (sign.x0 + sign.x1) / 2, (sign.y0 + sign.y1) / 2
                    href = next((uri for box, uri in links if _is_in(box, *middle)), "")
                    signs.append(
                        Sign(
                            said.translate(_LIGATURES), sign.x0, sign.y0, sign.x1, sign.size,
                            bool(re.search(r"bold|black|heavy|semib|demi", name)),
                            bool(re.search(r"italic|oblique", name)), href,
                        )
                    )  # fmt: skip
                elif signs and said == " " and signs[-1].text != " ":
                    last = signs[-1]
                    signs.append(last._replace(text=" ", x0=last.x1))
            if signs:
                yield Line(signs)


def _dots(container: Any) -> Iterator[tuple[float, float]]:
    """The middles of small shapes: bullets that are drawn, not written."""
    from pdfminer.layout import LTCurve, LTFigure

    for element in container:
        if isinstance(element, LTFigure):
            yield from _dots(element)
        elif (
            isinstance(element, LTCurve)
            and 1 < element.width < 8
            and 0.7 < element.width / max(element.height, 0.1) < 1.4
        ):
            yield (element.x0 + element.x1) / 2, (element.y0 + element.y1) / 2


def _put_bullets(lines: list[Line], dots: list[tuple[float, float]]) -> None:
    for line in lines:
        for x, y in dots:
            near = 0 < line.x0 - x < 2.2 * line.size
            if near and line.y - 0.1 * line.size < y < line.y + line.size:
                first = line.signs[0]
                bullet = first._replace(
                    text="• ", x0=x - 1, x1=x + 1, bold=False, italic=False, href=""
                )
                line.signs.insert(0, bullet)
                line.measure()
                break


def _is_in(box: tuple[float, ...], x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _clean(value: Any) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    value = resolve1(value)
    said = decode_text(value) if isinstance(value, bytes) else str(value or "")
    return " ".join(said.split())
