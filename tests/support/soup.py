"""HTML soup: tags that never close, close what is not open, stand where they may not."""

from __future__ import annotations

from hypothesis import strategies as st

from .articles import ARTICLES, ENTITIES, WORDS

_NAMES = st.sampled_from(
    "a b button code div em h2 label li mark ol p pre q section select span sub table tbody td th "
    "tr ul dl dt dd details summary blockquote figure svg math title style script textarea "
    "template noscript plaintext xmp iframe object video form input option br hr img wbr body html "
    "head frameset ruby rt x-y".split()
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        " hidden",
        ' class="postil"',
        ' class="headerlink"',
        ' id="m0"',
        ' title="a > b"',
        " title='</p>'",
        ' title=x"y',
        ' href="x?a=1&b"',
        " =",
        ' "',
        " '",
        "/",
        " /",
        "\n",
        " a=b c",
        ' data-postil="m0" data-postil="m1"',
    ]
)
_TAGS = st.builds(
    lambda name, attributes, form: form.format(name=name, attributes=attributes),
    _NAMES,
    _ATTRIBUTES,
    st.sampled_from(
        [
            *["<{name}{attributes}>"] * 5,
            *["</{name}>"] * 4,
            "<{name}{attributes}/>",
            "</{name}{attributes}>",
            "<{name}{attributes}",
            "</{name}",
        ]
    ),
)
_SIGNS = st.sampled_from(
    ["<", ">", "</", "<!", "<!--", "-->", "--!>", "<?", "?>", "<![CDATA[", "]]>", "&", "&#", "&#x",
     "&amp", "&notit;", "&#0;", "&#xD800;", "&#x110000;", "\r\n", "\r", "\n", "\x00", '"', "'",
     "\ufeff", "\u2028", "\x0b", "\x0c", "\ud83d"]
)  # fmt: skip

SOUP = st.lists(
    st.one_of(_TAGS, _TAGS, _TAGS, WORDS, WORDS, ENTITIES, _SIGNS, st.text(max_size=3), ARTICLES),
    max_size=12,
).map("".join)
"""Anything that a site may pass off as HTML."""
