"""Which Markdown extensions the notes of a site are converted with, and which are known to make
the same of the same text every time.

Those of notes are the site's own. But notes may come from people whom the site does not trust, and
are converted while the site is built; an extension that reads files, runs code or asks a server
would do so for anybody. So notes get the extensions that are known to do none of that, and of
others those that the site names. What any of them makes is sanitised afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from markdown.util import get_installed_extensions

# Packages, and modules of others: Zensical has extensions that run what a text says.
_TRUSTED = frozenset({"markdown", "pymdownx"})
_TRUSTED_MODULES = frozenset({"material.extensions.emoji", "zensical.extensions.emoji"})

_UNFIT = frozenset(
    {
        # Would number headings into the article's contents.
        "markdown.extensions.toc",
        # Would swallow the first lines of a note that look like "key: value".
        "markdown.extensions.meta",
        # Puts files into addresses, which the sanitiser takes out again.
        "pymdownx.b64",
    }
)

# They read files: what they make of a text may change while all that can be known stays the same.
_READING = frozenset({"pymdownx.snippets", "pymdownx.b64"})

# Of the extensions whose fences and code spans call functions that the site names.
_FORMATTERS = ("custom_fences", "custom_inline")


def for_notes(extensions: Sequence[Any], allowed: Collection[str] = ()) -> list[Any]:
    """The extensions of a site that its notes are converted with.

    Args:
        extensions: Names or instances, as Python-Markdown takes them.
        allowed: Names of others that the site lets notes use.
    """
    return [e for e in extensions if e in allowed or _is_fit(module_of(e))]


def unknown_extensions(
    names: Iterable[str], extensions: Sequence[Any], configs: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Names that a site lets notes use, and of which it has neither an extension nor a function
    that formats fences."""
    formatters = (
        entry.get("format")
        for options in configs.values()
        for key in _FORMATTERS
        for entry in options.get(key) or ()
    )
    known = {str(getattr(f, "__module__", None) or f).partition(".")[0] for f in formatters}
    return [name for name in names if name not in extensions and name not in known]


def configs_for_notes(
    configs: Mapping[str, Mapping[str, Any]], allowed: Collection[str] = ()
) -> dict[str, Mapping[str, Any]]:
    """Their options, less the fences and code spans for which foreign functions are called."""
    return {name: _without_foreign(options, allowed) for name, options in configs.items()}


def includes_files(extensions: Sequence[Any]) -> bool:
    """Whether `--8<--` in a note would put a file into it."""
    return any(module_of(extension) == "pymdownx.snippets" for extension in extensions)


def is_settled(extensions: Sequence[Any], configs: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether what extensions make of a text depends on the text, their names, versions and
    options, the files that options name, and nothing else."""
    modules = [module_of(extension) for extension in extensions]
    return (
        all(_is_trusted(module) and module not in _READING for module in modules)
        and all(isinstance(extension, str) for extension in extensions)
        and _is_plain(configs)
    )


def _is_plain(value: Any) -> bool:
    """Whether the words for an option say all of it."""
    if value is None or isinstance(value, (str, int, float)):
        return True
    if isinstance(value, Mapping):
        return all(_is_plain(item) for pair in value.items() for item in pair)
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    if isinstance(value, partial):
        return _is_plain([value.func, value.args, value.keywords])
    # What a function was made with, its name does not tell.
    name = getattr(value, "__qualname__", "<locals>")
    return "<locals>" not in name and _is_trusted(str(getattr(value, "__module__", "")))


def _is_fit(module: str) -> bool:
    return _is_trusted(module) and module not in _UNFIT


def _is_trusted(module: str) -> bool:
    return module.partition(".")[0] in _TRUSTED or module in _TRUSTED_MODULES


def module_of(extension: Any) -> str:
    """The module that an extension is from."""
    if not isinstance(extension, str):
        return type(extension).__module__
    for known in get_installed_extensions():
        if known.name == extension:
            return str(known.module)
    return extension.partition(":")[0]


def _without_foreign(options: Mapping[str, Any], allowed: Collection[str]) -> Mapping[str, Any]:
    kept = dict(options)
    for key in _FORMATTERS:
        if key in kept:
            kept[key] = [
                entry for entry in kept[key] or () if _is_known(entry.get("format"), allowed)
            ]
    return kept


def _is_known(formatter: Any, allowed: Collection[str]) -> bool:
    module = getattr(formatter, "__module__", None) or str(formatter)
    return formatter is None or _is_fit(module) or module.partition(".")[0] in allowed
