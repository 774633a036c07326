"""What is made once in a run of the tests, however many workers there are: the first that needs it
makes it, the others wait."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.builds import Built

# Seconds. Nothing that is shared takes as long on the slowest of machines.
PATIENCE = 300


class Shared:
    """Things by name, in a folder of the run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` returns, which must be something that JSON can hold."""
        made = self.folder / f"{name}.json"
        with self._alone(name):
            if not made.exists():
                made.write_text(json.dumps(make()), encoding="utf-8")
        return json.loads(made.read_text(encoding="utf-8"))

    def site(self, name: str, make: Callable[[Path], Built]) -> Built:
        """The site that `make` builds in a folder. Nobody may change it."""

        def build() -> tuple[str, str, tuple[str, ...]]:
            built = make(self.folder / name)
            return os.fspath(built.site), built.stopped, built.log

        site, stopped, log = self.once(name, build)
        return Built(Path(site), stopped, tuple(log))

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        lock = self.folder / f"{name}.lock"
        end = time.monotonic() + PATIENCE
        while True:
            try:
                lock.mkdir()
                break
            except FileExistsError:
                assert time.monotonic() < end, f"waited in vain for {name}"
                time.sleep(0.05)
        try:
            yield
        finally:
            lock.rmdir()
