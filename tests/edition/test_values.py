"""Days and ORCIDs, as people write them and as other programs read them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from postil.edition.values import Moment, Orcid, as_moment

ORCID, MOMENT = TypeAdapter(Orcid), TypeAdapter(Moment)

# Those that ORCID itself gives as examples.
KNOWN = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")


@pytest.mark.parametrize("orcid", KNOWN)
def test_orcids(orcid: str) -> None:
    for written in (orcid, f"https://orcid.org/{orcid}", orcid.replace("-", "").lower()):
        assert ORCID.validate_python(written) == orcid


@pytest.mark.parametrize("orcid", KNOWN)
def test_each_wrong_digit_of_an_orcid_is_seen(orcid: str) -> None:
    for at, sign in enumerate(orcid[:-1]):
        for other in "0123456789":
            if sign not in ("-", other):
                with pytest.raises(ValidationError):
                    ORCID.validate_python(orcid[:at] + other + orcid[at + 1 :])


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-28", "2026-11-28T00:00:00Z"),
        ("2026-11-28T10:30", "2026-11-28T10:30:00Z"),
        ("2026-11-28 10:30:59.123+00:00", "2026-11-28T10:30:59+00:00"),
        ("2026-11-28T10:30:59-05:00", "2026-11-28T10:30:59-05:00"),
    ],
)
def test_moments(written: str, moment: str) -> None:
    assert as_moment(MOMENT.validate_python(written)) == moment


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-11", "28.11.2026", "2026-11-28T25:00", "yesterday"]
)
def test_what_is_no_moment(written: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(written)
