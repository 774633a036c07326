"""`postil add`: brings a text into the site, and says what was guessed."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
from markdown import Markdown

from postil.build.configuration import Configuration, ConfigurationError, read_configuration
from postil.exchange.texts.reading import read
from postil.exchange.texts.text import Text, TextError
from postil.keeping.saving import save

from .looking import counted

# What stands in an annotation file that has nothing to say yet. YAML wants one key with a value.
_ANNOTATIONS = """\
# What is said about {docs}/{path}.md. Each entry looks like this example: take away the signs #
# and the brackets {{}} behind "claims:", and quote words that stand in the article.
claims: {{}}
#  first-claim:
#    quote: words of the article
#    because: Why they hold, or do not.
"""
_MOST = 12
"""Pieces that were left out, of which the report shows the begin."""
_FEW = 3
"""The same of what is marked as a menu, a form, a box."""
_BEGIN = 60
"""Characters of such a begin."""


class Wishes(NamedTuple):
    """What somebody says of a text beforehand."""

    to: str = ""
    kind: str = ""
    chapter: str = ""
    source: str = ""
    replace: bool = False


def add(config_file: Path, source: str, wishes: Wishes) -> None:
    """Brings a text in. Raises ClickException, and writes nothing, where that cannot be done."""
    try:
        configuration = read_configuration(config_file)
        convert = _Converter(configuration)
        data, name = _content(source)
        text = read(data, name, wishes.kind, chapter=wishes.chapter, address=wishes.source,
                    convert=convert)  # fmt: skip
    except (ConfigurationError, TextError) as error:
        raise click.ClickException(str(error)) from error
    path = _path(wishes.to, text, configuration, source)
    article = configuration.docs / f"{path}.md"
    annotations = configuration.root / configuration.settings.annotations / f"{path}.yml"
    there = [file for file in (article, annotations) if file.exists() or file.is_symlink()]
    if there and not wishes.replace:
        raise click.ClickException(
            f"{_shown(there[0], configuration)} is there already, and nothing was written; name "
            f"another place with --to {path}-2, or put this text in the place of the old one with "
            "--replace: front matter and annotations stay"
        )
    old = _front_matter(article) if article in there else ""
    matter, body = written_text(text, convert)
    if old:
        text.matter, matter = old, f"---\n{old}---\n\n"
    docs = _shown(configuration.docs, configuration)
    try:
        if article in there:
            save(article, (matter + body).encode())
        else:
            _write(article, matter + body)
        if annotations not in there:
            _write(annotations, _ANNOTATIONS.format(docs=docs, path=path))
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} cannot be written: {error.strerror}"
        ) from error
    shown, beside = _shown(article, configuration), _shown(annotations, configuration)
    if article in there:
        click.echo(f"wrote a new text into {shown}; its front matter and {beside} are as they were")
        click.echo("'postil check' says what has become of the annotations.")
    else:
        click.echo(f"wrote {shown}" + ("" if annotations in there else f" and {beside}"))
    for line in _report(text, body, configuration, convert):
        click.echo(line)
    if _lists_its_pages(config_file):
        click.echo(f"To show it in the menu, list {path}.md under 'nav:' in {config_file}.")


def _front_matter(article: Path) -> str:
    """What an article that is there says of itself; empty where it says nothing."""
    try:
        written = article.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{article} cannot be read: {error}") from error
    match = re.match(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", written, re.DOTALL)
    return match[1] if match else ""


def _lists_its_pages(config_file: Path) -> bool:
    """Whether a configuration says which pages the menu has."""
    return bool(re.search(r"^nav:", config_file.read_text(encoding="utf-8-sig"), re.MULTILINE))


class _Converter:
    """Markdown to HTML as the site does it."""

    def __init__(self, configuration: Configuration) -> None:
        names = [name for name in configuration.extensions if not str(name).startswith("postil")]
        configs = {name: dict(configuration.configs.get(name, {})) for name in names}
        try:
            self.md = Markdown(extensions=names, extension_configs=configs)
        except Exception as error:
            # Extensions fail as they like; the site could not be built with it either.
            raise ConfigurationError(
                f"an extension of 'markdown_extensions' cannot be used: {error}; mend it first"
            ) from error

    def __call__(self, source: str) -> str:
        self.md.reset()
        return self.md.convert(source)

    def knows_footnotes(self) -> bool:
        """Whether [^1] is the mark of a footnote."""
        return "footnote" in self.md.parser.blockprocessors


def _content(source: str) -> tuple[bytes, str]:
    if source == "-":
        return sys.stdin.buffer.read(), "standard input"
    if re.match(r"https?://", source):
        raise TextError("addresses are not fetched; save the page in your browser and add that, "
                        f"with --source {source}")  # fmt: skip
    path = Path(source)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise TextError(f"there is no {source}") from error
    except IsADirectoryError as error:
        raise TextError(f"{source} is a folder; name a file in it") from error
    except OSError as error:
        raise TextError(f"{source} cannot be read: {error.strerror}") from error
    if not data.strip():
        raise TextError(f"{source} is empty")
    return data, path.name


def _path(to: str, text: Text, configuration: Configuration, source: str) -> str:
    """The path of the article under the docs folder, without suffix."""
    if not to:
        name = _slug(text.title) or _slug(Path(source).stem) or "text"
        return f"readings/{name}"
    docs = _shown(configuration.docs, configuration)
    path = to.removeprefix(f"{docs}/").removesuffix(".md").strip("/")
    place = (configuration.docs / path).resolve()
    if not path or configuration.docs.resolve() not in place.parents:
        raise click.ClickException(
            f"--to {to} is no place in {docs}; write it like readings/harbour"
        )
    if "." in place.name:
        raise click.ClickException(
            f"--to {to} has a dot in its name, as annotation files have that are somebody's "
            f"(harbour.ben.yml); write it like {path.replace('.', '-')}"
        )
    return path


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))
    return "-".join(words[:8])


def _shown(file: Path, configuration: Configuration) -> str:
    try:
        return file.relative_to(configuration.root).as_posix()
    except ValueError:
        return str(file)


def written_text(text: Text, convert: Callable[[str], str]) -> tuple[str, str]:
    """The front matter of a text (empty where there is nothing to say) and its body in Markdown."""
    if text.markdown:
        return _matter(text), text.markdown.rstrip("\n") + "\n"
    from postil.exchange.texts.markdown import written

    body, wrong = written(text.body, convert)
    for begin in wrong:
        text.guess(f"“{begin}…” may come out otherwise than it was", "look at it on the page")
    return _matter(text), body


def _write(file: Path, content: str) -> None:
    """Writes a new file. Raises FileExistsError for one that is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(content)


def _matter(text: Text) -> str:
    lines = text.matter.splitlines()
    known = {line.partition(":")[0].strip() for line in lines}
    if text.title and "title" not in known:
        lines.append(f"title: {_scalar(text.title)}")
    if text.authors and not known & {"author", "authors"}:
        if len(text.authors) == 1:
            lines.append(f"author: {_scalar(text.authors[0])}")
        else:
            lines += ["author:", *(f"  - {_scalar(name)}" for name in text.authors)]
    for key, value in (
        ("date", text.date), ("source", text.source), ("licence", text.licence),
        ("lang", text.language.partition("-")[0]),
    ):  # fmt: skip
        if value and key not in known:
            lines.append(f"{key}: {_scalar(value)}")
    return "---\n" + "\n".join(lines) + "\n---\n\n" if lines else ""


def _scalar(value: str) -> str:
    """A text as YAML, in quotation marks where it would be read as something else."""
    is_plain = re.fullmatch(r"[^\W_][^#:\n\"'{}\[\],&*!|>%@`]*(?<! )", value)
    is_other = re.fullmatch(r"(?i)true|false|yes|no|on|off|null|~|[\d.eE+-]+|0x\w+", value)
    if re.fullmatch(r"\d{4}(-\d\d){1,2}|https?://[^\s#]+", value) or (is_plain and not is_other):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _report(
    text: Text, body: str, configuration: Configuration, convert: _Converter
) -> Iterator[str]:
    """What was guessed, and what is to be done."""
    lines = [str(guess) for guess in text.guesses]
    for key, value, what in (
        ("title", text.title, "title"), ("author", text.authors, "author"),
        ("date", text.date, "date"), ("source", text.source, "address"),
        ("licence", text.licence, "licence"),
    ):  # fmt: skip
        if not value and not re.search(rf"^{key}s?:", text.matter, re.MULTILINE):
            lines.append(f"no {what} was found; write '{key}: …' into the front matter")
    if text.page:
        lines += _remains(text, convert(body))
    elif text.left_out:
        shown = [f"“{line}”" for line in dict.fromkeys(text.left_out)]
        more = f" and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
        lines.append(f"left out as no part of the text: {', '.join(shown[:_MOST])}{more}; "
                     "copy back what belongs to it")  # fmt: skip
    if "[^" in body and not convert.knows_footnotes():
        lines.append("the text has footnotes, unknown to this site; list 'footnotes' under "
                     "'markdown_extensions:' in mkdocs.yml")  # fmt: skip
    if lines:
        yield f"{counted(len(lines), 'thing')} to look at (change them in the article):"
        yield from (f"  - {line}" for line in lines)


def _remains(text: Text, html: str) -> Iterator[str]:
    """What of a page is not in the article that was made of it, by where it stood."""
    from postil.exchange.texts.remains import TEXT, remains, stretches
    from postil.exchange.texts.tree import parsed

    kept = [stretch.said for stretch in stretches(parsed(f"<body>{html}</body>"))]
    kept += [text.title, *text.authors, text.date, text.licence, *text.taken]
    left, count = remains(text.page, kept)
    if not left:
        return
    lines = [f"{sum(part.count for part in left):,} of {count:,} words of the page are not in the "
             "article; copy back what belongs to it:"]  # fmt: skip
    for part in left:
        most = _MOST if part.kind == TEXT else _FEW
        shown = [f"“{_begin(piece)}”" for piece in part.pieces[:most]]
        more = f" and {len(part.pieces) - most} more" if len(part.pieces) > most else ""
        kind = "beside the article" if part.kind == TEXT else part.kind
        lines.append(f"    {kind}, {counted(part.count, 'word')}: {', '.join(shown)}{more}")
    yield "\n".join(lines)


def _begin(piece: str) -> str:
    """The begin of what was left out, with the number of its words where it goes on."""
    if len(piece) <= _BEGIN:
        return piece
    return f"{piece[:_BEGIN].rsplit(' ', 1)[0]}… ({counted(len(piece.split()), 'word')})"
