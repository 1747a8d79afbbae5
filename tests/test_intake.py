"""What a new case takes over from its customer."""

from __future__ import annotations

import pytest

from svc.entry import Assignment
from svc.intake import agreement, taken_over
from svc.model import Record, Value


def customer(*agreements: dict[str, Value]) -> Record:
    return Record({"id": "northmill", "tier": "gold", "agreements": [*agreements]}, "customers/northmill.yaml")


YEAR: dict[str, Value] = {"id": "YEAR0", "from": "2026-01-01", "until": "2026-12-31"}
PRESS: dict[str, Value] = {"id": "PRESS", "assets": ["HF-20.1", "HF-20.2"]}


@pytest.mark.parametrize(
    ("agreements", "machine", "day", "found"),
    [
        ((YEAR,), "", "2026-01-01", "YEAR0"),
        ((YEAR,), "", "2026-12-31", "YEAR0"),
        ((YEAR,), "", "2025-12-31", ""),
        ((YEAR,), "", "2027-01-01", ""),
        ((PRESS,), "HF-20.2", "2026-06-01", "PRESS"),
        ((PRESS,), "HF-20.3", "2026-06-01", ""),
        ((PRESS,), "", "2026-06-01", ""),
        ((YEAR, PRESS), "HF-20.3", "2026-06-01", "YEAR0"),
        ((YEAR, PRESS), "HF-20.1", "2026-06-01", ""),
        ((), "", "2026-06-01", ""),
    ],
)
def test_the_one_agreement_in_force_is_found(
    agreements: tuple[dict[str, Value], ...], machine: str, day: str, found: str
) -> None:
    assert agreement(customer(*agreements), machine, day) == found


def test_what_somebody_said_stands() -> None:
    given = [Assignment("tier", "silver"), Assignment("product", "HF-20"), Assignment("serial", " 1")]
    assert taken_over(customer(PRESS), given, "2026-06-01") == [Assignment("agreement", "PRESS")]
    assert taken_over(customer(), [], "2026-06-01") == [Assignment("tier", "gold")]
