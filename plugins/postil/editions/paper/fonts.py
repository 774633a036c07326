"""Fonts: which are there, and what is missing for which script."""

from __future__ import annotations

import re
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
# Older signs that are shown as pictures, too.
_PICTURED = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
)


def families(there: Collection[str]) -> Sequence[str]:
    """The families in which a book is set, of those that are there."""
    found = [next((name for name in names if name in there), "") for names in OTHERS]
    return [BOOK, *filter(None, found)]


def missing(letters: Iterable[str]) -> list[str]:
    """What to install for letters that no font has: a sentence for each kind of them."""
    kinds: dict[str, list[str]] = {}
    for letter in dict.fromkeys("".join(letters)):
        if not letter.isspace() and unicodedata.category(letter)[0] != "C":
            kinds.setdefault(_kind(letter), []).append(letter)
    return [_said(kind, found) for kind, found in kinds.items()]


def _kind(letter: str) -> str:
    """The script of a letter, `CJK` for those of East Asia, `EMOJI`, or nothing for other signs."""
    is_pictured = ord(letter) >= _EMOJI and unicodedata.category(letter) in ("So", "Sk")
    if is_pictured or _PICTURED.match(letter):
        return "EMOJI"
    name = unicodedata.name(letter, "UNNAMED").split()[0]
    # Their punctuation has names of its own.
    if name.startswith(_CJK_NAMES) or unicodedata.east_asian_width(letter) in "WF":
        return "CJK"
    return name if name in _NOTO else ""


def _said(kind: str, letters: list[str]) -> str:
    shown = " ".join(letters[:8]) + (" …" if len(letters) > 8 else "")
    if kind == "CJK":
        what, (font, package) = "Chinese, Japanese or Korean", _CJK
    elif kind == "EMOJI":
        what, font, package = "emoji", "Noto Emoji", "fonts-noto-color-emoji"
    elif kind:
        what, font, package = kind.title(), _NOTO[kind], "fonts-noto-core"
    else:
        what, font, package = "signs", "FreeSerif or DejaVu", "fonts-freefont-ttf fonts-dejavu"
    return (
        f"no font of this machine has these {what}: {shown}; install {font} "
        f"(on Debian and Ubuntu: apt install {package})"
    )
