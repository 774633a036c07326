"""The report on a class: thirty students, an assignment of sixty tasks, `postil class` as a whole.

    python benchmarks/class.py [--students 30] [--tasks 60]

Printed are the seconds of the command, from its start to its end, on the wall and of the processor,
and how large the report is. The exit status is 1 if it took five seconds of the processor or more.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from postil.course.handins import as_values
from postil.desk.classes import subject_of
from postil.desk.looking import look
from support.builds import write
from support.pupils import class_of

GOAL = 5.0
"""Seconds for thirty hand-ins of sixty tasks."""
WORDS = "harbour traffic counted by the office in the spring of that year and not again".split()


def main() -> None:
    """Makes a site and a class, and measures the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--tasks", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, files(options.tasks))
        handed = root / "hand-ins"
        handed.mkdir()
        for handin in class_of(subject_of(look(root / "mkdocs.yml")), options.students):
            text = json.dumps(as_values(handin))
            (handed / f"{handin.number}.postil.json").write_text(text)
        seconds, cpu = measured(root)
        size = sum(file.stat().st_size for file in (root / "class-report").iterdir())
    print(f"{options.students} students, {options.tasks} tasks: {seconds:.2f} s,")
    print(f"{cpu:.2f} s of the processor; a report of {size / 1e6:.1f} MB")
    sys.exit(cpu >= GOAL)


def measured(root: Path) -> tuple[float, float]:
    """Seconds on the wall, and of the processor."""
    command = [sys.executable, "-m", "postil.desk.cli", "class", "hand-ins"]
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def files(tasks: int) -> dict[str, str]:
    """A site with a text of as many claims as tasks, and tasks of all kinds."""
    said = [" ".join([*WORDS[n % 14 :], *WORDS[: n % 14], f"number {n}"]) for n in range(tasks)]
    claims = [
        f"  claim-{n}: {{quote: number {n}, assessment: disputed, because: So., question: Who?}}\n"
        for n in range(tasks)
    ]
    kinds = (
        "{{judge: [readings/x#claim-{n}], points: 1}}",
        "{{answer: [readings/x#claim-{n}]}}",
        "{{ask: Which?, choices: [one, two, three], right: two, points: 1}}",
        "{{ask: How many?, number: {n}, points: 1}}",
        "{{ask: In which order?, order: [a, b, c, d], points: 1}}",
        "{{ask: What is missing?, points: 2}}",
        "{{annotate: 3, of: note}}",
        "{{find: readings/x#claim-{n}}}",
        "{{compare: [readings/x#claim-{n}, readings/x#claim-0]}}",
        "{{judge: all}}",
    )
    made = [f"  task-{n}: {kinds[n % len(kinds)].format(n=n)}\n" for n in range(tasks)]
    return {
        "mkdocs.yml": "site_name: S\ntheme: material\nplugins: [search, postil]\n",
        "docs/index.md": "# Home\n",
        "docs/readings/x.md": "# The harbour\n\n" + "".join(f"The {one}.\n\n" for one in said),
        "annotations/readings/x.yml": "claims:\n" + "".join(claims),
        "annotations/course.yml": "title: C\ntime_zone: Europe/Berlin\n",
        "annotations/assignments/all.yml": (
            f"title: A\nreadings: readings/x\ndue: 2027-03-12\ntasks:\n{''.join(made)}"
        ),
    }


if __name__ == "__main__":
    main()
