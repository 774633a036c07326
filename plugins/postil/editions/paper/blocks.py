"""Which elements of HTML are what, on paper."""

from __future__ import annotations

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p "
    "pre search section summary table ul".split()
)
"""Elements that stand on lines of their own."""

SKIPPED = frozenset(
    "script style template noscript head link meta base title param source track area map rp "
    "datalist".split()
)
"""Elements that show nothing."""

PLAYED = frozenset("audio video iframe embed object canvas".split())
"""Elements that do something, which paper cannot."""

EMPHASIS = {
    **dict.fromkeys(("em", "i", "cite", "var", "address"), "emph"),
    **dict.fromkeys(("strong", "b", "dfn"), "strong"),
    **dict.fromkeys(("del", "s", "strike"), "strike"),
    **dict.fromkeys(("ins", "u"), "inserted"),
    "mark": "highlight",
    "sub": "sub",
    "sup": "super",
    "small": "smaller",
    "kbd": "key",
    "rt": "ruby",
}
"""Elements within a line, and the functions that set them."""

NEVER_SHOWN = frozenset({"headerlink", "footnote-backref", "linenos", "postil-was"})
"""Classes of what leads around on a page, and leads nowhere on paper."""
