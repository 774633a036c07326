"""Repositories of git that are written down as steps: thousands of commits take no longer than
starting git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

WHO = "Ana <ana@site.example>"


@dataclass(frozen=True, slots=True)
class Step:
    """A commit."""

    when: str
    """The moment of the commit: `2027-03-03T09:30:00+01:00`."""
    files: Mapping[str, str | None]
    """What it writes into files; None deletes one."""
    branch: str = "main"
    merges: str = ""
    """The branch that is merged with it."""
    written: str = ""
    """When its author wrote it, where that is another moment."""
    message: str = "A change"


def make(folder: Path, steps: Iterable[Step]) -> Path:
    """Makes a repository of steps in a folder, and checks out its branch `main`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    stream = "".join(_commands(steps)).encode()
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=stream, check=True)
    git(folder, "reset", "--quiet", "--hard", "main")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    command = ["git", "-C", str(folder), "-c", "user.name=Ana", "-c", "user.email=a@site.example"]
    found = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
    return found.stdout.strip()


def _commands(steps: Iterable[Step]) -> Iterator[str]:
    known: set[str] = set()
    for step in steps:
        yield f"commit refs/heads/{step.branch}\n"
        yield f"author {WHO} {_stamp(step.written or step.when)}\n"
        yield f"committer {WHO} {_stamp(step.when)}\n{_data(step.message)}"
        if step.branch not in known and known:
            yield "from refs/heads/main\n"
        if step.merges:
            yield f"merge refs/heads/{step.merges}\n"
        known.add(step.branch)
        for path, text in step.files.items():
            yield f"D {path}\n" if text is None else f"M 100644 inline {path}\n{_data(text)}"
        yield "\n"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def _stamp(moment: str) -> str:
    at = datetime.fromisoformat(moment)
    return f"{int(at.timestamp())} {at.strftime('%z')}"


@dataclass
class Story:
    """Annotation files that are changed step by step, as a YAML file tells it.

    Each step says `on` what day, and what is `set` (fields of entries: `readings/x#id`), what is
    `dropped`, which entry or file is `moved` where, what a file is `written` as, whatever that is;
    and on which `branch`, and what it `merges`.
    """

    folder: str = "annotations"
    files: dict[str, dict[str, dict[str, dict[str, Any]]]] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    branches: dict[str, dict[str, str]] = field(default_factory=dict)
    """The files as they are on each branch."""

    def steps(self, told: Iterable[Mapping[str, Any]]) -> Iterator[Step]:
        """The steps as commits."""
        for number, step in enumerate(told):
            branch = step.get("branch", "main")
            before = self.branches.get(branch, self.branches.get("main", {}))
            for name, to in step.get("moved", {}).items():
                self._move(name, to)
            for name in step.get("dropped", ()):
                self._drop(name)
            for name, values in step.get("set", {}).items():
                self._entry(name, values).update(values)
            self.raw = {**self.raw, **step.get("written", {})}
            for path in step.get("mended", ()):
                del self.raw[path]
            after = self.branches[branch] = self._texts()
            changed = {
                f"{self.folder}/{path}": after.get(path)
                for path in {**before, **after}
                if before.get(path) != after.get(path)
            }
            yield Step(
                when=f"{step['on']}T{9 + number // 60:02}:{number % 60:02}:00+01:00",
                files=changed,
                branch=branch,
                merges=step.get("merges", ""),
                written=f"{step['by author']}T12:00:00+01:00" if "by author" in step else "",
                message=step.get("why", "A change"),
            )

    def _entry(self, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        path, _, id = name.partition("#")
        section = "notes" if "note" in values else "claims"
        file = self.files.setdefault(f"{path}.yml", {})
        there = next((s[id] for s in file.values() if id in s), None)
        return there if there is not None else file.setdefault(section, {}).setdefault(id, {})

    def _drop(self, name: str) -> dict[str, Any]:
        path, _, id = name.partition("#")
        file = self.files[f"{path}.yml"]
        section = next(s for s, entries in file.items() if id in entries)
        found = file[section].pop(id)
        if not any(file.values()):
            del self.files[f"{path}.yml"]
        return found

    def _move(self, name: str, to: str) -> None:
        if "#" not in name:
            self.files[f"{to}.yml"] = self.files.pop(f"{name}.yml")
            return
        values = self._drop(name)
        self._entry(to, values).update(values)

    def _texts(self) -> dict[str, str]:
        texts = {
            path: yaml.safe_dump(
                {name: entries for name, entries in file.items() if entries},
                sort_keys=False,
                allow_unicode=True,
            )
            for path, file in self.files.items()
        }
        return {**texts, **self.raw}
