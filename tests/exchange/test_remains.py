"""Nothing of a page is lost in silence: what does not come in is told, by where it stood."""

from __future__ import annotations

import pytest

from postil.exchange.texts.remains import Remains
from support.bringing import told, untold
from support.dresses import dressed, texts

BODY = "".join(
    f"<p>The {what} had been closed for a year, and nobody in the town could say who had closed "
    f"it, or why the {what} was not opened again.</p>"
    for what in ("harbour", "market", "bridge")
)


def left_out(page: str) -> tuple[list[Remains], str]:
    return told(page.encode())


def test_a_page_that_came_in_whole_leaves_nothing() -> None:
    page = f"<title>Closed</title><body><h1>Closed</h1><p>By Mara Lind</p>{BODY}</body>"
    assert left_out(page) == ([], left_out(page)[1])


def test_what_unmarked_boxes_said_is_told_first() -> None:
    answer = "The harbour company answered on Monday that it had closed nothing at all."
    page = (
        "<body><div class='x7'><a href='/'>Home</a><a href='/n'>News</a><a href='/s'>Sport</a>"
        f"</div><div class='x1'><h1>Closed</h1>{BODY}</div><div class='x2'><div><span>{answer}"
        "</span></div></div><div class='x3'>© 2026 The Post</div>"
        "<div class='cookie-bar'>We use cookies.</div></body>"
    )
    left, body = left_out(page)
    found = {one.kind: one.pieces for one in left}
    assert answer in body or any(answer in piece for piece in found["text"])
    assert any("© 2026 The Post" in piece for piece in found["text"])
    assert found["links"] == ("Home News Sport",)
    assert found["boxes"] == ("We use cookies.",)
    assert left[0].kind == "text"


def test_what_is_lacking_within_a_paragraph_is_told() -> None:
    page = f"<body><h1>Closed</h1>{BODY[:-4]} <button>Tell all your friends now</button></p></body>"
    left, body = left_out(page)
    assert "friends" not in body
    assert [(one.kind, one.pieces) for one in left] == [
        ("forms and buttons", ("Tell all your friends now",))
    ]


def test_what_a_page_says_twice_is_told_once() -> None:
    again = "The harbour had been closed for a year, and nobody"
    left, _ = left_out(f"<body><aside>{again}</aside><h1>Closed</h1>{BODY}</body>")
    assert [(one.kind, one.count, one.pieces) for one in left] == [("boxes", 10, (again,))]


@pytest.mark.parametrize("number", range(10))
def test_every_word_of_a_page_is_in_the_article_or_told(number: int) -> None:
    """Pages in ten dresses, with what stands around articles."""
    data, _ = dressed(texts()[number], "html")
    page, lost = untold(data)
    assert page.total() > 250
    assert not lost
