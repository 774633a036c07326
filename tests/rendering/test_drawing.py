"""Figures: what is drawn is in the picture and legible, however much there is of it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree

from postil.rendering.drawing import argument, crossing, shares, timeline
from postil.rendering.drawing.argument import End
from postil.rendering.drawing.canvas import lines_of, width_of
from postil.rendering.drawing.scale import Scale

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> tuple[float, float, list[tuple[float, float, str]]]:
    """Width, height and texts of a drawing, all of which have to lie within it."""
    root = ElementTree.fromstring(
        str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    )
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    texts = [
        (float(text.attrib["x"]), float(text.attrib["y"]), text.text or "")
        for text in root.iter(f"{SVG}text")
    ]
    for element in root.iter():
        for name, most in (
            ("x", width),
            ("cx", width),
            ("x2", width),
            ("y", height),
            ("cy", height),
        ):
            assert 0 <= float(element.attrib.get(name, 0)) <= most, ElementTree.tostring(element)
        end = float(element.attrib.get("x", 0)) + float(element.attrib.get("width", 0))
        assert end <= width + 0.01, ElementTree.tostring(element)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == root.find(f"{SVG}title").text  # type: ignore[union-attr]
    return width, height, texts


def claims(*dates: str) -> list[timeline.Dated]:
    found = [timeline.dated(f"Claim <{n}> & more", "✓", date) for n, date in enumerate(dates)]
    return [one for one in found if one]


def test_a_timeline_has_a_line_for_each() -> None:
    dates = ("1848", "2001-09/2003", "2001-09-11", "2014~", "-0043", "2025-21", "199X")
    _, _, texts = drawn(timeline.draw(claims(*dates), False, "When <it> was"))
    lines = [text for _, _, text in texts if text.startswith("Claim")]
    assert lines == [f"Claim <{n}> & more" for n in (4, 0, 6, 2, 1, 3, 5)]
    assert timeline.dated("x", "", "some day") is None
    assert timeline.dated("x", "", "") is None


def test_a_timeline_is_turned_round() -> None:
    """Where one reads from the right, the past is on the right."""
    years = ("2000", "2010", "2020")
    there = {text: x for x, _, text in drawn(timeline.draw(claims(*years), False, "x"))[2]}
    back = {text: x for x, _, text in drawn(timeline.draw(claims(*years), True, "x"))[2]}
    assert there["2000"] < there["2010"] < there["2020"]
    assert back["2000"] > back["2010"] > back["2020"]
    assert back["Claim <0> & more"] == 720


def test_of_five_hundred_claims_the_years_are_counted() -> None:
    many = claims(*(str(1500 + n) for n in range(500)), "1999")
    _, height, texts = drawn(timeline.draw(many, False, "x"))
    assert height < 700
    counts = [int(text) for x, _, text in texts if re.fullmatch(r"\d+", text) and x > 0]
    assert sum(counts) == 501


def test_years_without_anything_are_left_out() -> None:
    scale = Scale([1848, 2001, 2025], 0, 400)
    assert [(part.first, part.last) for part in scale.parts] == [(1848, 1848), (2001, 2025)]
    ticks = [scale.at(year) for year in scale.ticks()]
    assert all(b - a > 30 for a, b in pairwise(ticks))
    assert len(Scale([2001, 2003, 2005], 0, 400).parts) == 1


def test_the_parts_of_bars_differ_and_are_counted() -> None:
    parts = {f"p{n}": f"Part {n}" for n in range(7)}
    rows = [(f"Row {n}", Counter({f"p{m}": n * m for m in range(7)})) for n in range(1, 21)]
    svg = shares.draw(rows, parts, False, "x", "postil-x")
    _, _, texts = drawn(svg)
    assert {"Part 0", "Part 6", "Row 1", "Row 20", "420"} <= {text for _, _, text in texts}
    patterns = re.findall(r'<pattern id="(postil-x-\d)".*?<g[^>]*>(.*?)</g>', svg)
    assert len({drawing for _, drawing in patterns}) == len(patterns) == 7
    assert "#" not in re.sub(r"url\(#postil-x-\d\)", "", svg), "no colour of its own"


def test_an_argument_of_two_steps() -> None:
    ends = [End(f"End {n}", "Contradicts", "✗", [End(f"After {n}", "Extends")]) for n in range(7)]
    sources = [End(f"Source {n}", "supports") for n in range(3)]
    svg = argument.draw(End("The claim " * 20, "Around it"), sources, ends, False, "x")
    _, _, texts = drawn(svg)
    said = [text for _, _, text in texts]
    assert {"Source 2", "✗ End 6", "After 6", "Contradicts", "supports"} <= set(said)
    assert max(map(len, said)) < 34
    # Nothing stands on something else.
    assert len({(x, y) for x, y, _ in texts}) == len(texts)
    drawn(argument.draw(End("Alone", "x"), [], ends[:1], True, "x"))


def test_who_is_cited_where() -> None:
    rows = [(f"Somebody {n}", {0: n + 1, 11: 2}) for n in range(24)]
    _, _, texts = drawn(crossing.draw(rows, 12, False, "x"))
    assert {"A", "L", "Somebody 23", "24"} <= {text for _, _, text in texts}


def test_labels_are_divided_where_their_script_allows_it() -> None:
    assert lines_of("one two three", 60) == ["one two", "three"]
    assert lines_of("條約已經簽署，至今無效。", 84) == ["條約已經簽署，", "至今無效。"]
    # No line begins with what ends something.
    assert lines_of("條約已經簽署了，至今", 84) == ["條約已經簽署", "了，至今"]
    assert lines_of("「條約」 of 1848", 60) == ["「條約」", "of 1848"]
    for text in ("條約" * 30, "word " * 30, "w" * 90, "", "é" * 90, "条约 and treaty " * 9):
        lines = lines_of(text, 100)
        assert len(lines) <= 2
        assert all(width_of(line) <= 100 for line in lines), lines
