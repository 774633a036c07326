"""Formulas in editions: as they are set, with the marks of passages in them, or told."""

from __future__ import annotations

import pytest

from postil.editions import formulas
from postil.editions.formulas import Formulas, left, mathml, replaced

PAGE = (
    '<p>So <span class="arithmatex">\\(a &lt; b\\)</span>, '
    '<span class="arithmatex"><mark id="c">\\(x</mark>^2\\)<a href="#note-c"></a></span></p>'
    '<div class="arithmatex">\\[\\foo{x}\\]</div>'
    '<span class="MathJax_Preview">y</span><script type="math/tex; mode=display">y</script>'
)


def test_formulas_stand_in_their_place_and_marks_in_them() -> None:
    asking = Formulas()
    assert replaced(PAGE, asking).count("arithmatex") == 3
    assert [*asking.asked] == [("a < b", False), ("x^2", False), ("\\foo{x}", True), ("y", True)]
    made = replaced(PAGE, again := Formulas(mathml(asking.asked)))
    # What is no LaTeX stays as it is written.
    assert [*again.asked] == [("\\foo{x}", True)] and "\\[\\foo{x}\\]" in made
    assert '<span class="arithmatex"><math alttext="a &lt; b" display="inline"' in made
    assert '<mark id="c"><math alttext="x^2"' in made and '</math></mark><a href="#note-c">' in made
    assert '<math alttext="y" display="block"' in made and "MathJax" not in made
    assert "annotation" not in made and left("\\foo{x}").startswith("the formula '\\foo{x}'")


def test_without_pandoc_it_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "program", lambda: None)
    assert mathml([("a", False)]) == {}
    assert left("a") == left("b") and "pip install 'postil[pandoc]'" in left("a")
