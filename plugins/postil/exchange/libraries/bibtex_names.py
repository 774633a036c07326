"""Names as BibTeX and BibLaTeX write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
)

from .latex import text_of, with_accents


def names(latex: str, options: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The names of a list joined by "and", with the parts of CSL.

    `options` are those of the entry: where `useprefix` is false, a particle is left out when only
    the family name is given.
    """
    # Better BibTeX writes `and others`, pandoc and people `et al.`
    depth, name = 0, ""
    for word in [*latex.split(), "and"]:
        if word.lower() == "and" and depth <= 0:
            if name and (found := _name(name, options)):
                yield found
            name = ""
            continue
        bare = re.sub(r"\\.", "", word)
        depth += bare.count("{") - bare.count("}")
        name = f"{name} {word}".strip()


def _name(latex: str, options: Mapping[str, str]) -> dict[str, str]:
    if latex in ("others", "et al.", "{others}"):
        return {"literal": "others"}
    if _is_braced(latex):
        return {"literal": text} if (text := text_of(latex)) else {}
    if re.search(r"\bfamily\s*=", latex):
        parts = dict(_named_parts(latex))
    else:
        try:
            split = parse_single_name_into_parts(with_accents(latex), strict=False)
        except InvalidNameError:
            return {"literal": text_of(latex)}
        if "".join(split.von)[:1].isupper():
            # BibTeX would take "Drummond de" of "Drummond de Andrade, Carlos" for a particle.
            split.last, split.von = [*split.von, *split.last], []
        parts = {
            "family": " ".join(split.last),
            "given": " ".join(split.first),
            "prefix": " ".join(split.von),
            "suffix": " ".join(split.jr),
        }
    useprefix = parts.get("useprefix", options.get("useprefix", "true")).strip()
    particle = "dropping-particle" if useprefix == "false" else "non-dropping-particle"
    name = {
        "family": text_of(parts.get("family", "")),
        "given": text_of(parts.get("given", "")),
        particle: text_of(parts.get("prefix", "")),
        "suffix": text_of(parts.get("suffix", "")),
    }
    if name["family"] and not name["given"] and not name[particle]:
        return {"literal": name["family"]}
    if name["given"] and not name["family"]:
        return {"literal": name["given"]}
    return {key: text for key, text in name.items() if text}


def _is_braced(latex: str) -> bool:
    """Whether one pair of braces holds the whole name, which then has no parts: a body."""
    depth = 0
    if not latex.startswith("{") or re.match(r"\{\\[^A-Za-z]", latex):
        return False
    for number, sign in enumerate(re.sub(r"\\.", "__", latex), 1):
        depth += (sign == "{") - (sign == "}")
        if depth <= 0 and number < len(latex):
            return False
    return True


def _named_parts(latex: str) -> Iterator[tuple[str, str]]:
    """The parts of `family=Berg, given=Jan, prefix=van der`, BibLaTeX's long form of names."""
    for part in re.findall(r'(?:\{[^{}]*\}|"[^"]*"|[^,{}"])+', latex):
        key, _, value = part.partition("=")
        yield key.strip().strip('"{').lower(), value.strip().strip('"')
