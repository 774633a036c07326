"""Fonts: which are there, and what is missing for which script."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence

BOOK = "Libertinus Serif"
"""It comes with Typst: Latin, Greek, Cyrillic and Hebrew letters."""
CODE = "DejaVu Sans Mono"
"""It comes with Typst, too."""

# What is used for other scripts, if the machine has it: the first of each that is there. Typst
# finds others by itself, whatever they look like.
OTHERS = (
    ("Amiri", "Noto Naskh Arabic", "Scheherazade New", "Noto Sans Arabic"),
    ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Songti SC", "SimSun"),
    ("Noto Serif CJK JP", "Source Han Serif", "Noto Sans CJK JP"),
    ("Noto Serif CJK KR", "Noto Sans CJK KR"),
    ("Noto Serif Devanagari", "Noto Sans Devanagari", "Lohit Devanagari"),
    ("Noto Serif Bengali", "Noto Sans Bengali"),
    ("Noto Serif Tamil", "Noto Sans Tamil"),
    ("Noto Serif Thai", "Noto Sans Thai"),
    ("Noto Serif Armenian", "Noto Sans Armenian"),
    ("Noto Serif Georgian", "Noto Sans Georgian"),
    ("Noto Serif Ethiopic", "Noto Sans Ethiopic"),
    ("STIX Two Text", "FreeSerif", "DejaVu Serif"),
    ("Noto Sans Symbols 2", "Noto Sans Symbols2", "DejaVu Sans"),
    ("Noto Emoji", "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji"),
)

# What to install for a script: a font, and the package of Debian and Ubuntu that has it.
_CJK = ("Noto Serif CJK", "fonts-noto-cjk")
_NOTO = {
    "ARABIC": "Noto Naskh Arabic",
    "SYRIAC": "Noto Sans Syriac",
    "DEVANAGARI": "Noto Serif Devanagari",
    "BENGALI": "Noto Serif Bengali",
    "GURMUKHI": "Noto Serif Gurmukhi",
    "GUJARATI": "Noto Serif Gujarati",
    "TAMIL": "Noto Serif Tamil",
    "TELUGU": "Noto Serif Telugu",
    "KANNADA": "Noto Serif Kannada",
    "MALAYALAM": "Noto Serif Malayalam",
    "SINHALA": "Noto Serif Sinhala",
    "THAI": "Noto Serif Thai",
    "LAO": "Noto Serif Lao",
    "TIBETAN": "Noto Serif Tibetan",
    "MYANMAR": "Noto Serif Myanmar",
    "GEORGIAN": "Noto Serif Georgian",
    "ARMENIAN": "Noto Serif Armenian",
    "ETHIOPIC": "Noto Serif Ethiopic",
    "KHMER": "Noto Serif Khmer",
    "HEBREW": "Noto Serif Hebrew",
    "CUNEIFORM": "Noto Sans Cuneiform",
    "EGYPTIAN": "Noto Sans Egyptian Hieroglyphs",
}
_CJK_NAMES = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH", "BOPOMOFO", "HANGUL")
_EMOJI = 0x1F000


def families(there: Collection[str]) -> Sequence[str]:
    """The families in which a book is set, of those that are there."""
    found = [next((name for name in names if name in there), "") for names in OTHERS]
    return [BOOK, *filter(None, found)]


def missing(letters: Iterable[str]) -> list[str]:
    """What to install for letters that no font has: a sentence for each script."""
    scripts: dict[str, list[str]] = {}
    for letter in dict.fromkeys("".join(letters)):
        if not letter.isspace() and unicodedata.category(letter)[0] != "C":
            scripts.setdefault(_script(letter), []).append(letter)
    return [_said(script, found) for script, found in scripts.items()]


def _script(letter: str) -> str:
    if ord(letter) >= _EMOJI and unicodedata.category(letter) in ("So", "Sk"):
        return "EMOJI"
    name = unicodedata.name(letter, "UNNAMED").split()[0]
    return "CJK" if name.startswith(_CJK_NAMES) else name


def _said(script: str, letters: list[str]) -> str:
    shown = " ".join(letters[:8]) + (" …" if len(letters) > 8 else "")
    if script == "CJK":
        what, (font, package) = "Chinese, Japanese or Korean", _CJK
    elif script == "EMOJI":
        what, font, package = "emoji", "Noto Emoji", "fonts-noto-color-emoji"
    elif script in _NOTO:
        what, font, package = script.title(), _NOTO[script], "fonts-noto-core"
    else:
        what, font, package = "signs", "FreeSerif or DejaVu", "fonts-freefont-ttf fonts-dejavu"
    return (
        f"no font of this machine has these {what}: {shown}; install {font} "
        f"(on Debian and Ubuntu: apt install {package})"
    )
