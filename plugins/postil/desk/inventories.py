"""`postil inventory`: what other sites have that can be referred to, fetched and kept.

Only `update` asks another host, and only for what the options name. What comes is checked before
it is kept (`edition.inventories.published`), and kept in a form of our own, a value a line, so that
a version control system shows what an update changes.
"""

from __future__ import annotations

import datetime
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import click

from postil.build.configuration import Configuration, ConfigurationError, read_configuration
from postil.edition.edition import Edition, OutwardLink
from postil.edition.inventories import (
    FOLDER,
    FORMAT,
    MOST_BYTES,
    VERSION,
    Inventory,
    InventoryError,
    Published,
    is_on_the_web,
    is_site_address,
    published,
    read_inventory,
)
from postil.edition.loading import load
from postil.edition.problems import Problem, nearest, visible
from postil.keeping.saving import save_changed

from .looking import counted

# Seconds, for each answer and each piece of it.
_PATIENCE = 30

_REDIRECTS = 5

# How many annotations that are gone are remembered.
_MOST_GONE = 1_000


def list_inventories(config_file: Path) -> None:
    """Says which inventories there are, of which day, and what the last update changed."""
    configuration = _configuration(config_file)
    edition = _edition(configuration)
    for name, source in configuration.settings.inventories.items():
        _tell(_kept(configuration, name, source), edition)


def update(config_file: Path, names: Sequence[str]) -> bool:
    """Fetches inventories, all of them or some. Returns whether each could be fetched, and whatever
    is referred to is there."""
    configuration = _configuration(config_file)
    named = configuration.settings.inventories
    for name in names:
        if name not in named:
            meant = nearest(name, named)
            advice = f"did you mean '{meant}'?" if meant else f"there are {', '.join(named)}"
            raise click.ClickException(f"the options name no site '{name}'; {advice}")
    is_well, before = True, {}
    for name in names or named:
        before[name] = _kept(configuration, name, named[name])
        try:
            _fetch(configuration, before[name])
        except InventoryError as error:
            kept = "; what was fetched before stays" if before[name].updated else ""
            click.echo(visible(f"{name}: {named[name]}: {error}{kept}"), err=True)
            is_well = False
    edition = _edition(configuration)
    for name in before:
        _tell(_kept(configuration, name, named[name]), edition)
    dead = [*_dead(edition)]
    for problem in dead:
        click.echo(str(problem), err=True)
    return is_well and not dead


def _configuration(config_file: Path) -> Configuration:
    try:
        found = read_configuration(config_file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if not found.settings.inventories:
        raise click.ClickException(
            f"{config_file} names no other site; write under 'postil:', for example, "
            "'inventories: {other: https://other.example/postil-inventory.json}'"
        )
    return found


def _kept(configuration: Configuration, name: str, source: str) -> Inventory:
    return read_inventory(_file(configuration, name), name, source)


def _file(configuration: Configuration, name: str) -> Path:
    return configuration.root / configuration.settings.annotations / FOLDER / f"{name}.json"


def _edition(configuration: Configuration) -> Edition:
    """The annotations of the site, for what they refer to elsewhere. Its pages do not matter."""
    return load(
        configuration.root / configuration.settings.annotations,
        (),
        configuration.root,
        complete=False,
        inventories=configuration.settings.inventories,
    )


def _dead(edition: Edition) -> Iterator[Problem]:
    """The references to other sites that lead nowhere."""
    for link in edition.outward:
        if wrong := link.site.wrong(link.article, link.id):
            yield _place(edition, link, *wrong)


def _place(edition: Edition, link: OutwardLink, what: str, advice: str = "") -> Problem:
    article = edition.articles[link.origin.article]
    keys = ("cross_references", link.number, "to")
    return article.problem(link.origin.id, keys, what, advice)


def _tell(inventory: Inventory, edition: Edition) -> None:
    """Says what there is to know of an inventory."""
    lines = [f"{inventory.name}: {inventory.source}"]
    if inventory.mistake:
        lines.append(f"{inventory.mistake}; delete it and run 'postil inventory update'")
    elif not inventory.updated:
        lines.append("never fetched; run 'postil inventory update'")
    else:
        count = sum(len(inventory.ids(path)) for path in inventory.articles)
        of = f"{counted(count, 'annotation')} in {counted(len(inventory.articles), 'article')}"
        lines.append(f"“{inventory.title}”, {inventory.address}, {of}, of {inventory.updated}")
        lines += _changes(inventory, edition)
    click.echo("\n  ".join(map(visible, lines)))


def _changes(inventory: Inventory, edition: Edition) -> Iterator[str]:
    changes = inventory.changes
    sets = {kind: found for kind in ("new", "changed", "gone") if (found := changes.get(kind))}
    if not sets:
        return
    said = ", ".join(f"{len(found)} {kind}" for kind, found in sets.items())
    yield f"changed on {changes.get('on')}: {said}"
    changed = sets.get("changed")
    for link in edition.outward:
        name = f"{link.article}#{link.site.now(link.article, link.id) or link.id}"
        entry = link.site.entry(link.article, link.id)
        if link.site.name == inventory.name and isinstance(changed, dict) and name in changed:
            then = entry.said if entry else ""
            what = f"says something else now: {changed[name]} → {then}"
            if changed[name] == then:
                what = f"has other reasons, sources or a title now: {then}"
            yield str(_place(edition, link, what))


def _fetch(configuration: Configuration, before: Inventory) -> None:
    """Fetches an inventory and keeps it. Raises InventoryError."""
    source = before.source
    if is_on_the_web(source):
        data, address = _from_the_web(source), urljoin(source, ".")
    else:
        data, address = _from_a_file(configuration.root / source), ""
    found = published(data)
    address = address or found.address
    if not is_site_address(address):
        raise InventoryError(
            "it does not say where its site is; that site needs a 'site_url', with http or https"
        )
    kept = _as_kept(found, before, address, configuration.address)
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    save_changed(_file(configuration, before.name), text)


def _from_a_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InventoryError(f"it cannot be read: {error.strerror}") from error


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirections, to the web only, and never from a safe connection to another."""

    max_redirections = _REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request. Raises InventoryError where it would lead elsewhere."""
        to = urlsplit(newurl).scheme.lower()
        if to not in ("http", "https") or (req.type == "https" and to == "http"):
            raise InventoryError(f"it leads on to {newurl[:200]}, where it is not looked for")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _from_the_web(address: str) -> bytes:
    """The content of an address. Raises InventoryError where there is none, or too much."""
    # No handlers for files, FTP or data: whatever an address says, only the web is asked.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(
        address, headers={"Accept": "application/json", "User-Agent": "postil"}
    )
    try:
        with opener.open(request, timeout=_PATIENCE) as answer:
            data: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise InventoryError(f"the site answers {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise InventoryError(f"it cannot be fetched: {error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise InventoryError(f"it cannot be fetched: {error}") from error
    return data


def _as_kept(found: Published, before: Inventory, address: str, own: str) -> dict[str, Any]:
    """An inventory as it is kept. What it says of references is kept where they lead to this site,
    whose address is `own`."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    articles = {path: text.model_dump() for path, text in sorted(found.articles.items())}
    for text in articles.values():
        for entry in text["annotations"].values():
            refers = [one for one in entry["refers"] if own and one["to"].startswith(own)]
            entry["refers"] = refers
            if entry.pop("placed") is False:
                entry["placed"] = False
        text["annotations"] = {
            id: {key: value for key, value in entry.items() if value or key == "placed"}
            for id, entry in text["annotations"].items()
        }
    new, old = _named(articles), _named(before.articles)
    former = {
        f"{name.partition('#')[0]}#{was}" for name, e in new.items() for was in e.get("was", ())
    }
    changed = {
        name: _said(old[name])
        for name, entry in new.items()
        if name in old and old[name].get("version") != entry.get("version")
    }
    lost = [name for name in old if name not in new and name not in former]
    changes = {
        "on": today,
        "new": [name for name in new if name not in old] if before.updated else [],
        "changed": changed,
        "gone": lost,
    }
    gone = {
        known: {"words": str(old[name].get("words", "")), "since": today}
        for name in lost
        # Others may know it by a name that it had before.
        for known in (name, *(f"{name.partition('#')[0]}#{id}" for id in old[name].get("was", ())))
    }
    remembered = {**before.gone, **gone}
    is_other = any(changes[kind] for kind in ("new", "changed", "gone"))
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": found.site,
        "address": address,
        **({"search": found.search} if found.search else {}),
        "from": before.source,
        "updated": today,
        "changes": changes if is_other else dict(before.changes),
        "gone": {
            name: remembered[name]
            for name in [*remembered][-_MOST_GONE:]
            if name not in new and name not in former
        },
        "articles": articles,
    }


def _named(articles: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The annotations of an inventory by their full names."""
    inventory = Inventory("", articles=articles)
    return {
        f"{path}#{id}": entry
        for path in articles
        for id, entry in inventory.ids(path).items()
        if isinstance(entry, Mapping)
    }


def _said(entry: Mapping[str, Any]) -> str:
    """What an annotation said, in a line."""
    words, verdict = str(entry.get("words", "")), str(entry.get("verdict", ""))
    shown = words if len(words) <= 60 else f"{words[:60].rstrip()}…"
    return f"“{shown}”" + (f" ({verdict})" if verdict else "")
