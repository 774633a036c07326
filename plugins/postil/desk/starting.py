"""`postil init`: a site with an annotated reading, or what a site lacks to have one."""

from __future__ import annotations

import datetime
import difflib
import json
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path

import click
import yaml

from postil.build.schemas import write_schemas
from postil.edition.problems import visible
from postil.edition.yamlfile import unreadable
from postil.keeping.saving import save

from .looking import counted, look

READING = "readings/the-street-lamp"
# Names that a package cannot hold as they are.
_NAMES = {"gitignore": ".gitignore", "vscode": ".vscode", "github": ".github/workflows"}
# Only in these stand words in braces that are filled in.
_FILLED = ("mkdocs.yml", "docs/index.md", f"docs/{READING}.md")


def start(folder: Path, *, name: str, agreed: bool) -> None:
    """Writes what a folder lacks to be an annotated site, and says what to do next.

    Args:
        folder: The folder; it is made if it is not there.
        name: What the site is called; empty for the name of the folder.
        agreed: Whether files that are there may be added to without a question.

    Raises ClickException where the folder cannot be used, or nobody agreed.
    """
    configuration = folder / "mkdocs.yml"
    is_new = not configuration.exists()
    if not is_new and (wrong := unreadable(configuration)):
        place = f"{configuration}:{wrong.line}:{wrong.column}"
        raise click.ClickException(f"{place}: {wrong.what}; {wrong.advice}")
    name = name or folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
    files = dict(_files(name, has_example=is_new and not any((folder / "docs").rglob("*.md"))))
    changes = {p: text for p in files if (text := _added(folder / p, files[p])) is not None}
    new = {path: text for path, text in files.items() if not (folder / path).exists()}
    if changes:
        _show(folder, changes)
        if not (agreed or (sys.stdin.isatty() and click.confirm("Write this?"))):
            raise click.ClickException(
                "nothing was written; run 'postil init --yes' if it is to be added"
            )
    try:
        for path, text in {**new, **changes}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            save(folder / path, text.encode("utf-8"))
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder} cannot be written") from error
    if new or changes:
        found = look(configuration)
        write_schemas(found.schemas, found.schema_folder)
    _say(folder, new, changes, has_example=f"annotations/{READING}.yml" in new)


def _say(
    folder: Path, new: Mapping[str, str], changes: Mapping[str, str], *, has_example: bool
) -> None:
    for path in new:
        click.echo(f"wrote {folder / path}")
    for path in changes:
        click.echo(f"added to {folder / path}")
    if not (new or changes):
        click.echo("Nothing is missing here.")
        return
    click.echo(f"\n{counted(len(new) + len(changes), 'file')} written. What to do next:\n")
    here = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    address = f"http://127.0.0.1:8000/{READING}/" if has_example else "http://127.0.0.1:8000/"
    click.echo(f"  {here}mkdocs serve    and open {address}")
    click.echo("  postil add SOURCE    brings in a text of your own, from a file or a saved page")
    click.echo("                       (it needs more packages: pip install 'postil[import]')")
    click.echo("  postil check         tells what is wrong, at any time")


def _files(name: str, *, has_example: bool) -> Iterator[tuple[str, str]]:
    """The files of a new site, by path."""
    root = Path(str(resources.files(__package__))) / "start"
    today = datetime.date.today().isoformat()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        path = file.relative_to(root).as_posix()
        first, _, rest = path.partition("/")
        target = "/".join(filter(None, (_NAMES.get(first, first), rest)))
        if target.startswith(("docs/", "annotations/")) and not has_example:
            continue
        text = file.read_text(encoding="utf-8")
        if target in _FILLED:
            shown = json.dumps(name, ensure_ascii=False) if target == "mkdocs.yml" else name
            text = text.format(name=shown, today=today)
        yield target, text
    yield "requirements.txt", _requirements()


def _requirements() -> str:
    """What the site is built with, as pip reads it: this Postil, from where it was installed."""
    return f"mkdocs-material=={metadata.version('mkdocs-material')}\n{_requirement()}\n"


def _requirement() -> str:
    distribution = metadata.distribution("postil")
    # PEP 610: only where it was not installed from a package index.
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    version = origin.get("vcs_info", {})
    if version.get("vcs") == "git":
        return f"postil @ git+{origin['url']}@{version.get('commit_id', 'main')}"
    return f"postil=={distribution.version}"


def _added(file: Path, wanted: str) -> str | None:
    """The text of a file that is there with what it lacks; None where it lacks nothing, or is
    nothing that can be added to."""
    if not file.is_file():
        return None
    text = file.read_bytes().decode("utf-8-sig", "replace")
    if file.name == "mkdocs.yml":
        new = _with_plugin(text)
    elif file.name == ".gitignore":
        known = {line.strip().strip("/") for line in text.splitlines()}
        lines = [line for line in wanted.splitlines() if line.strip("/") not in known]
        end = "" if not text or text.endswith("\n") else "\n"
        new = text + end + "".join(f"{line}\n" for line in lines)
    else:
        return None
    return new if new != text else None


def _with_plugin(text: str) -> str:
    """The configuration of a site with Postil among its plugins; all else stays as it is."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    entries = root.value if isinstance(root, yaml.MappingNode) else []
    plugins = next((value for key, value in entries if key.value == "plugins"), None)
    if plugins is None or not plugins.value:
        end = "" if not text or text.endswith("\n") else "\n"
        if plugins is not None:
            raise click.ClickException(
                "'plugins:' in mkdocs.yml is empty; write '- search' and '- postil' below it"
            )
        return f"{text}{end}\nplugins:\n  - search\n  - postil\n"
    if isinstance(plugins, yaml.MappingNode):
        names = [key.value for key, _ in plugins.value]
        line, last = "postil: {}", plugins.value[-1][1]
    else:
        names = [_named(item) for item in plugins.value]
        line, last = "- postil", plugins.value[-1]
    if "postil" in names:
        return text
    if plugins.flow_style:
        end = plugins.end_mark.index - 1
        return f"{text[:end].rstrip()}, {line.removeprefix('- ')}{text[end:]}"
    at = _behind(text, last.end_mark.index)
    end = "" if text[:at].endswith("\n") else "\n"
    return f"{text[:at]}{end}{' ' * plugins.start_mark.column}{line}\n{text[at:]}"


def _named(item: yaml.Node) -> str:
    """What an entry of a list of plugins is called."""
    if isinstance(item, yaml.MappingNode) and item.value:
        return str(item.value[0][0].value)
    return str(item.value)


def _behind(text: str, end: int) -> int:
    """Where the line after a value begins. What ends at a later line ends before its own begin."""
    written = text[:end].rstrip()
    line = text.find("\n", len(written))
    return len(text) if line < 0 else line + 1


def _show(folder: Path, changes: Mapping[str, str]) -> None:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for path, new in changes.items():
        old = (folder / path).read_bytes().decode("utf-8-sig", "replace")
        lines = difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), path, path
        )
        for line in lines:
            click.secho(visible(line.rstrip("\r\n")), fg=colours.get(line[:1]))
