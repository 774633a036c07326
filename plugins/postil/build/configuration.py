"""What `mkdocs.yml` says of a site, for builds that no host reads it for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from postil.edition.problems import Problem, visible
from postil.edition.yamlfile import unreadable

from .settings import Settings, located, misplaced, mistakes, place_of_entry

# What hosts convert Markdown with unless they are told otherwise.
_EXTENSIONS = ("toc", "tables", "fenced_code")


class ConfigurationError(Exception):
    """A configuration cannot be used; the message says why, and where."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A site of Markdown files."""

    root: Path
    """The project's folder."""
    docs: Path
    """The folder of the texts."""
    site: Path = Path("site")
    """The folder that is built into."""
    settings: Settings = field(default_factory=Settings)
    name: str = ""
    address: str = ""
    """The address of the site, with a slash at the end; empty where it is not known."""
    language: str = "en"
    directory_urls: bool = True
    """Whether the address of x.md is x/ (else x.html)."""
    extensions: tuple[Any, ...] = _EXTENSIONS
    """The Markdown extensions, as Python-Markdown takes them."""
    configs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Their options."""
    listed: tuple[str, ...] = ()
    """The pages that the navigation lists, by their paths."""


class _Loader(yaml.SafeLoader):
    """Reads the tags that configurations have. Those that nobody knows here are left out: they
    belong to parts of the file that are not read."""


def _python_name(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    module, _, name = suffix.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        # Of a theme that is not installed: its icons, say.
        return None


def _from_environment(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    names = node.value if isinstance(node, yaml.SequenceNode) else [node]
    texts = [str(name.value) for name in names]
    if len(texts) == 1:
        return os.environ.get(texts[0])
    return next((os.environ[text] for text in texts[:-1] if text in os.environ), texts[-1])


_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", _python_name)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/object", lambda *_: None)
_Loader.add_multi_constructor("!", lambda *_: None)
_Loader.add_constructor("!ENV", _from_environment)


def read_configuration(file: Path) -> Configuration:
    """Reads a configuration. Raises ConfigurationError where there is none that can be used."""
    if not file.is_file():
        raise ConfigurationError(
            f"there is no {file} here; go to the folder of the site, or name its "
            "configuration with --config-file"
        )
    said = _read(file)
    if "postil" not in _named(file, said.get("plugins") or [], "plugins"):
        is_extension = "postil.markdown" in _named(
            file, said.get("markdown_extensions") or [], "markdown_extensions"
        )
        if not is_extension:
            raise ConfigurationError(f"{file} does not list the plugin 'postil' under 'plugins:'")
    root = file.resolve().parent
    extensions, configs = _extensions(file, said.get("markdown_extensions"))
    theme = said.get("theme")
    address = str(said.get("site_url") or "")
    return Configuration(
        root=root,
        docs=root / str(said.get("docs_dir") or "docs"),
        site=root / str(said.get("site_dir") or "site"),
        settings=_settings(file, said.get("plugins")),
        name=str(said.get("site_name") or ""),
        address=address if not address or address.endswith("/") else f"{address}/",
        language=str(theme.get("language") or "en") if isinstance(theme, dict) else "en",
        directory_urls=said.get("use_directory_urls") is not False,
        extensions=extensions,
        configs=configs,
        listed=tuple(listed_pages(said.get("nav"))),
    )


def listed_pages(nav: Any) -> Iterator[str]:
    """The pages that the navigation of a configuration lists, by their paths."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, (list, tuple)):
        for item in nav:
            yield from listed_pages(item)
    elif isinstance(nav, dict):
        yield from listed_pages([*nav.values()])


def _read(file: Path) -> dict[str, Any]:
    try:
        said = yaml.load(file.read_text(encoding="utf-8-sig"), _Loader) or {}
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else str(file)
        wrong = mistake_in(file) or f"{place}: this value has a tag that cannot be made sense of"
        raise ConfigurationError(str(wrong)) from error
    if not isinstance(said, dict):
        raise ConfigurationError(f"{file}: this is no configuration: write 'site_name: …'")
    if parent := said.pop("INHERIT", None):
        said = _merged(_read(file.parent / str(parent)), said)
    return said


def mistake_in(file: Path) -> Problem | None:
    """What is wrong with the YAML of a configuration, if it cannot be read."""
    if wrong := unreadable(file):
        return Problem(str(file), wrong.line, wrong.column, wrong.what, wrong.advice)
    return None


def _merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """MkDocs merges mappings key by key, and replaces all else."""
    found = dict(parent)
    for key, value in child.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = _merged(found[key], value) if both else value
    return found


def _named(file: Path, value: Any, what: str) -> dict[str, dict[str, Any]]:
    """The entries of a list of names, each with its options; or of a mapping."""
    if isinstance(value, dict):
        value = [{name: options} for name, options in value.items()]
    if not isinstance(value, list):
        raise ConfigurationError(
            f"{file}: '{what}' is no list: write '- ' before each of its names"
        )
    found: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(value):
        if isinstance(entry, str):
            found[entry] = {}
        elif isinstance(entry, dict) and len(entry) == 1:
            (name, options), *_ = entry.items()
            found[str(name)] = options if isinstance(options, dict) else {}
        else:
            raise ConfigurationError(_of_entry(file, what, entry, number))
    return found


def _of_entry(file: Path, what: str, entry: Any, number: int) -> str:
    """What is said of an entry of a list of names that is none."""
    line, column = place_of_entry(file, what, number)
    place = f"{file}:{line}:{column}" if line else str(file)
    if isinstance(entry, dict) and len(entry) > 1:
        name, *others = (visible(str(key)) for key in entry)
        shown = ", ".join(f"'{other}'" for other in others)
        verb = "stands" if len(others) == 1 else "stand"
        return (
            f"{place}: {shown} {verb} beside '{name}:' and not below it; begin each option of "
            f"'{name}' two columns further right than its name"
        )
    return f"{place}: an entry of '{what}' is no name: {entry!r}; write '- name'"


def _extensions(file: Path, value: Any) -> tuple[tuple[str, ...], Mapping[str, Mapping[str, Any]]]:
    named = _named(file, value or [], "markdown_extensions")
    names = dict.fromkeys([*_EXTENSIONS, *named])
    return tuple(names), {name: options for name, options in named.items() if options}


def _settings(file: Path, value: Any) -> Settings:
    options = _named(file, value or [], "plugins").get("postil", {})
    given = _options_given(value)
    if given is not None and not isinstance(given, dict):
        kind = "a list" if isinstance(given, list) else f"'{visible(str(given))}'"
        raise ConfigurationError(
            f"{file}: behind 'postil:' stands {kind}; write its options on lines below it, each as "
            "'option: value', or delete the colon"
        )
    try:
        settings = Settings.model_validate(options)
        wrong = [*misplaced(settings, file.resolve().parent)]
    except ValidationError as error:
        wrong = [*mistakes(error)]
    if wrong:
        said = (
            f"{located(file, name)}option '{visible(name)}' of postil: {what}"
            for name, what in wrong
        )
        raise ConfigurationError("\n".join(said))
    return settings


def _options_given(plugins: Any) -> Any:
    """What stands behind `postil:` in the list of plugins."""
    entries = [plugins] if isinstance(plugins, dict) else plugins or []
    return next((e["postil"] for e in entries if isinstance(e, dict) and "postil" in e), None)
