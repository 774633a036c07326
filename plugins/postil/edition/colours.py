"""Colours as CSS has them.

What an author writes for a colour goes into a style sheet, where a bracket that is not closed takes
all that follows it. So a colour is read as browsers read it, and what is none is a mistake.
Source of the grammar: CSS Color Module Level 4, and of Level 5 `color-mix()` and `light-dark()`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from .problems import nearest, shortened

NAMED = frozenset(
    "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue "
    "blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk "
    "crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki "
    "darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen "
    "darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue "
    "dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite "
    "gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki "
    "lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan "
    "lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen "
    "lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen "
    "magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen "
    "mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream "
    "mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid "
    "palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum "
    "powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown "
    "seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen "
    "steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen "
    "transparent currentcolor accentcolor accentcolortext activetext buttonborder buttonface "
    "buttontext canvas canvastext field fieldtext graytext highlight highlighttext linktext mark "
    "marktext selecteditem selecteditemtext visitedtext".split()
)

LONGEST = 200
"""How long a colour may be, in characters: a mix of two has sixty."""

_TOKEN = re.compile(
    r"\s*(?:(?P<hex>#[0-9a-fA-F]*)"
    r"|(?P<value>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?P<unit>%|deg|grad|rad|turn)?)(?![\w.%])"
    r"|(?P<open>[a-zA-Z][\w-]*\()"
    r"|(?P<word>-{0,2}[a-zA-Z_][\w-]*)"
    r"|(?P<sign>[,/)]))",
    re.ASCII,
)

# The functions of three numbers, and which of these may be an angle.
_SPACES = {
    **dict.fromkeys(("rgb", "rgba", "lab", "oklab"), -1),
    **dict.fromkeys(("hsl", "hsla", "hwb"), 0),
    **dict.fromkeys(("lch", "oklch"), 2),
}
_WITH_COMMAS = ("rgb", "rgba", "hsl", "hsla")
_PREDEFINED = frozenset(
    "srgb srgb-linear display-p3 a98-rgb prophoto-rgb rec2020 xyz xyz-d50 xyz-d65".split()
)
_MIXED_IN = _PREDEFINED | {"lab", "oklab", "hsl", "hwb", "lch", "oklch"}
_HUES = frozenset({"shorter", "longer", "increasing", "decreasing"})


class _NoColourError(ValueError):
    """A text is no colour; the message says why."""


class _Reader:
    """Reads a colour, token by token."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text)]
        self._at = 0

    def read(self) -> None:
        """Raises _NoColourError where there is no colour, or more than one."""
        self._colour()
        if self._at < len(self._tokens):
            raise _NoColourError(f"nothing may follow the colour, and '{self._next()[1]}' does")

    def _next(self) -> tuple[str, str]:
        """The kind of the next token, and its text; both empty at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _take(self) -> tuple[str, str]:
        token = self._next()
        self._at += 1
        return token

    def _takes(self, text: str) -> bool:
        """Takes the next token, if it is this one."""
        is_it = self._next()[1] == text
        self._at += is_it
        return is_it

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            found = self._next()[1]
            raise _NoColourError(
                f"a '{text}' is missing before '{found}'" if found else f"a '{text}' is missing"
            )

    def _colour(self) -> None:
        kind, text = self._take()
        if kind == "hex":
            if len(text) not in (4, 5, 7, 9):
                raise _NoColourError(f"'{text}' has not three, four, six or eight digits")
        elif kind == "word":
            if text.lower() not in NAMED:
                meant = nearest(text, NAMED)
                raise _NoColourError(
                    f"'{text}' is the name of none"
                    + (f"; did you mean '{meant}'?" if meant else "")
                )
        elif kind == "open":
            self._function(text[:-1].lower())
            self._expect(")")
        else:
            raise _NoColourError(
                f"no colour begins with '{text}'" if text else "a colour is missing"
            )

    def _function(self, name: str) -> None:
        others: dict[str, Callable[[], None]] = {
            "color": self._in_space,
            "color-mix": self._mix,
            "light-dark": self._two,
            "var": self._variable,
        }
        if name in _SPACES:
            self._components(_SPACES[name], may_have_commas=name in _WITH_COMMAS)
        elif name in others:
            others[name]()
        else:
            meant = nearest(name, [*_SPACES, *others])
            raise _NoColourError(
                f"'{name}()' makes none" + (f"; did you mean '{meant}()'?" if meant else "")
            )

    def _components(self, angle: int, *, may_have_commas: bool) -> None:
        has_commas = False
        for number in range(3):
            if number == 1:
                has_commas = may_have_commas and self._takes(",")
            elif number and has_commas:
                self._expect(",")
            self._number(is_angle=number == angle)
        if self._takes("," if has_commas else "/"):
            self._number()

    def _number(self, *, is_angle: bool = False) -> None:
        kind, text = self._take()
        is_number = kind == "value" and (is_angle or not text.lower().endswith(("g", "d", "n")))
        if not is_number and text.lower() != "none":
            raise _NoColourError(
                f"a number is missing before '{text}'" if text else "a number is missing"
            )

    def _in_space(self) -> None:
        space = self._take()[1].lower()
        if space not in _PREDEFINED:
            raise _NoColourError(f"'{space}' is no space of colours")
        self._components(-1, may_have_commas=False)

    def _mix(self) -> None:
        self._expect("in")
        space = self._take()[1].lower()
        if space not in _MIXED_IN:
            raise _NoColourError(f"'{space}' is no space of colours")
        if self._next()[1].lower() in _HUES:
            self._at += 1
            self._expect("hue")
        for _ in range(2):
            self._expect(",")
            self._percentage()
            self._colour()
            self._percentage()

    def _percentage(self) -> None:
        if self._next()[1].endswith("%"):
            self._at += 1

    def _two(self) -> None:
        self._colour()
        self._expect(",")
        self._colour()

    def _variable(self) -> None:
        kind, text = self._take()
        if kind != "word" or not text.startswith("--"):
            raise _NoColourError(f"'{text}' is the name of no variable, which begins with '--'")
        if self._takes(","):
            self._colour()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise _NoColourError(f"'{text[at:].strip()[:1]}' cannot stand in one")
        kind = match.lastgroup or ""
        if kind == "unit":
            kind = "value"
        found.append((kind, match[kind]))
        at = match.end()
    return found


def _checked(text: str) -> str:
    if not (text := " ".join(text.split())):
        return ""
    try:
        if len(text) > LONGEST:
            raise _NoColourError(f"it has more than {LONGEST} characters")
        _Reader(text).read()
    except _NoColourError as error:
        raise PydanticCustomError(
            "no_colour",
            "{said}",
            {
                "said": f"'{shortened(text)}' is no colour of CSS: {error}"
                + (
                    ""
                    if "did you mean" in str(error)
                    else "; write one such as '#8a4b00' or 'teal'"
                )
            },
        ) from None
    return text


Colour = Annotated[str, AfterValidator(_checked)]
"""A colour of CSS; empty for none."""
