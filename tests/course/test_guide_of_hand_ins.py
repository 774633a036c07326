"""The guide's page on hand-ins shows what is really made."""

from __future__ import annotations

import json
import re
from pathlib import Path

from postil.course.handins import as_values
from postil.course.receipts import dense, of_dense

GUIDE = (Path(__file__).parents[2] / "docs/guide/hand-ins.md").read_text(encoding="utf-8")


def test_the_receipt_in_the_guide_is_one() -> None:
    head, receipt = re.findall(r"^```json\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    values = json.loads(receipt)
    handin = of_dense(values)
    assert dense(handin) == values
    assert as_values(handin)["postil:handIn"] == json.loads(f"{{{head}}}")["postil:handIn"]
    judgement, note = handin.acts
    assert (judgement.assessment, judgement.on) == ("partly-supported", "traffic-down")
    assert note.words and note.words.exact == "by a third" and note.text == "Of what?"
