"""What thirty students who never were hand in for the demo's course, and the report on it.

    make demo-class
    python benchmarks/demo_class.py --to FOLDER --students 30 --seed 7

Students have numbers for names. The hand-ins are in the forms in which they come: files, receipts
in mails, an LMS's texts, an archive; one is handed in twice, one is cut, one is of another site.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from postil.course.handins import HandIn, as_values
from postil.course.receipts import written
from postil.desk.classes import private, report, subject_of
from postil.desk.looking import look
from support.handins import normal
from support.pupils import class_of

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Makes both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", type=Path, default=ROOT / "demo-class")
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hand-ins-only", action="store_true")
    options = parser.parse_args()
    configuration = ROOT / "mkdocs.yml"
    private(configuration, [options.to])
    subject = subject_of(look(configuration))
    handed = options.to / "hand-ins"
    shutil.rmtree(handed, ignore_errors=True)
    handed.mkdir(parents=True)
    count = put(handed, [*class_of(subject, options.students, options.seed)])
    print(f"{count} hand-ins of {options.students} students in {handed}")
    if not options.hand_ins_only:
        report(configuration, [handed], options.to / "class-report", anonymous=False)


def put(folder: Path, handins: list[HandIn]) -> int:
    """Writes hand-ins as they come, and three that are not to be counted. Returns how many."""
    archive: list[tuple[str, str]] = []
    for number, handin in enumerate(handins):
        name = f"{handin.number}_{handin.assignment}"
        if number % 10 < 6:
            text = json.dumps(as_values(handin), ensure_ascii=False)
            (folder / f"{name}.postil.json").write_text(text, encoding="utf-8")
        elif number % 10 < 8:
            text = f"<p>Here it is:</p>\n<p>{written(handin)}</p>\n"
            (folder / f"student{number:02}_{4711 + number}_text.html").write_text(text)
        elif number % 10 == 8:
            quoted = "".join(f"> {line}\n" for line in _lines(written(handin)))
            (folder / f"{name}.txt").write_text(f"Dear teacher,\n\n{quoted}")
        else:
            archive.append((f"{name}.postil.json", json.dumps(as_values(handin))))
    with zipfile.ZipFile(folder / "the-others.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in archive:
            packed.writestr(name, text)
    # Handed in twice, cut, of another site.
    again = replace(handins[0], at="2027-03-01T10:00:00+01:00")
    (folder / "first-try.postil.json").write_text(json.dumps(as_values(again)), encoding="utf-8")
    (folder / "cut.txt").write_text(written(handins[1])[:-200])
    foreign = json.dumps(as_values(normal(name="Student 99")))
    (folder / "of-another-site.postil.json").write_text(foreign, encoding="utf-8")
    return len(handins) + 3


def _lines(text: str) -> list[str]:
    return [text[at : at + 72] for at in range(0, len(text), 72)]


if __name__ == "__main__":
    main()
