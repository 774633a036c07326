"""Runs commands that are killed on the way: `python -m support.crashes ROOT` in the tests' folder.

A process of its own, so that each victim can be a copy of it (`fork`) in which everything is
imported already: what is killed is the work, and not Python on its way to it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from postil.desk.cli import main as postil
from postil.edition.edition import Place
from support.builds import build
from support.output import contents
from support.written import Site

Act = Callable[[], object]
Matters = Callable[[str, tuple[Any, ...]], bool]


def fork(act: Act) -> int:
    """Starts a copy of this process that does something and ends; returns its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        with Path(os.devnull).open("w") as nowhere:
            sys.stdout = sys.stderr = nowhere
            act()
        status = 0
    except Exception:
        traceback.print_exc(file=sys.__stderr__)
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


def run(act: Act) -> None:
    """Does something in a copy of this process, undisturbed."""
    status = os.waitpid(fork(act), 0)[1]
    assert status == 0, status


def killed_at(act: Act, matters: Matters, step: int, delay: float = 0) -> bool:
    """Kills what does it just before its `step`-th event that matters, or a little later (seconds);
    returns whether there was such an event, and it was still at it."""

    def dying() -> None:
        left = step

        def die(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if left >= 0 and matters(event, arguments):
                left -= 1
                if left < 0 and delay:
                    # Nobody handles this alarm, so it ends the process as it stands.
                    signal.setitimer(signal.ITIMER_REAL, delay)
                elif left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die)
        act()

    return os.WIFSIGNALED(os.waitpid(fork(dying), 0)[1])


def steps(act: Act) -> int:
    """How many audit events there are when it is done undisturbed."""
    reading, writing = os.pipe()

    def counting() -> None:
        count = 0

        def see(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal count
            count += 1

        sys.addaudithook(see)
        act()
        os.write(writing, str(count).encode())

    run(counting)
    return int(os.read(reading, 20))


def changes(folder: Path, event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event of Python is a change to the files in a folder."""
    if event == "open":
        if not isinstance(arguments[2], int) or not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return False
    elif event not in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"):
        return False
    with suppress(TypeError, ValueError):
        return Path(os.fsdecode(arguments[0])).is_relative_to(folder)
    return False


def digest(files: dict[str, bytes]) -> dict[str, str]:
    """Short names for contents."""
    return {name: hashlib.sha256(data).hexdigest()[:16] for name, data in files.items()}


def builds(root: Path, times: int) -> dict[str, Any]:
    """Kills builds at random moments, each followed by one that is not; says what was wrong."""
    cache, annotations = root / ".cache", root / "annotations"

    def act() -> None:
        built = build(root, strict=True)
        if built.stopped:
            raise SystemExit(2)

    # Here, so that all copies have its templates compiled: what is killed is the work on files.
    act()
    expected, untouched = digest(contents(root / "site")), digest(contents(annotations))
    last = steps(act)
    chance = random.Random(20261122)
    report: dict[str, Any] = {"killed": 0, "wrong": [], "pages": len(expected)}
    for turn in range(times):
        if turn % 2:
            # A cold build, which fills what caches there are, may be killed on the way as well.
            shutil.rmtree(cache, ignore_errors=True)
        # By steps, since time passes slowly on a busy machine; a little later, in the middle of
        # whatever comes next.
        step, delay = chance.randrange(last), chance.uniform(0.0001, 0.005)
        report["killed"] += killed_at(act, lambda *_: True, step, delay)
        run(act)
        site, now = digest(contents(root / "site")), digest(contents(annotations))
        if site != expected or now != untouched:
            names = sorted(k for k in {*site, *expected} if site.get(k) != expected.get(k))
            report["wrong"].append([step, delay, names[:5], now != untouched])
    return report


def commands(root: Path, *arguments: str) -> list[dict[str, str]]:
    """Kills a command at each of its steps in turn; returns what the files of annotations are
    after each, from the first step to the whole run."""
    folder = root / "annotations"
    before = contents(folder)
    seen: list[dict[str, str]] = []

    def act() -> None:
        postil([*arguments, "--config-file", str(root / "mkdocs.yml")])

    step, killed = 0, True
    while killed:
        killed = killed_at(act, partial(changes, folder), step)
        now = contents(folder)
        # What a killed process cannot tidy up is hidden, and nobody reads it.
        seen.append({name: text.decode() for name, text in now.items() if "/." not in f"/{name}"})
        for name in now.keys() - before.keys():
            (folder / name).unlink()
        for name, text in before.items():
            (folder / name).write_bytes(text)
        step += 1
    return seen


def edits(root: Path, times: int) -> dict[str, Any]:
    """Kills whoever saves twenty annotations, one after the other, at random moments; returns what
    the files of annotations may be, and what they were each time. A state is how many annotations
    there are, and how many the lock file knows."""
    folder = root / "annotations"
    before, states = contents(folder), root / "states"
    texts = {"index": "\n\n".join(f"In {1900 + n} it rained {n} times." for n in range(20))}

    def begin() -> None:
        for path in folder.iterdir():
            path.unlink()
        for name, data in before.items():
            (folder / name).write_bytes(data)

    def act(seen: Path | None = None) -> None:
        site = Site(root, texts)
        for number in range(20):
            values = {"quote": f"rained {number} times", "note": f"Number {number}."}
            site.writer.create(site.build, Place("index", f"n{number}"), "notes", values)
            if seen:
                with seen.open("a") as file:
                    file.write(json.dumps(digest(contents(folder))) + "\n")

    run(partial(act, states))
    whole = [digest(before), *map(json.loads, states.read_text().splitlines())]
    begin()
    last, chance, report = steps(act), random.Random(20261128), {"killed": 0, "wrong": []}
    notes = [state["index.yml"] for state in whole]
    locks = [state.get("anchors.lock.json", "") for state in whole]
    found: list[tuple[int, int]] = []
    for _ in range(times):
        begin()
        report["killed"] += killed_at(act, lambda *_: True, chance.randrange(last),
                                      chance.uniform(0.0001, 0.005))  # fmt: skip
        now = digest(contents(folder))
        names = {name for name in now if not name.startswith(".")}
        lock = now.get("anchors.lock.json", "")
        if names <= {*whole[-1]} and now["index.yml"] in notes and lock in locks:
            found.append((notes.index(now["index.yml"]), locks.index(lock)))
        else:
            report["wrong"].append(sorted(names))
    return {**report, "found": found}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    where, what, *rest = sys.argv[1:]
    root = Path(where)
    many = {"builds": builds, "edits": edits}
    print(json.dumps(many[what](root, int(rest[0])) if what in many else commands(root, *rest)))
