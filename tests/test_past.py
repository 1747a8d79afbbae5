"""A case as it stood at an instant, by when things happened."""

from __future__ import annotations

import pytest
from making import BIRTH, case, event

from svc.dates import instant
from svc.model import Data
from svc.past import all_as_of, as_of

ON = event("B0001", "move", at="2026-11-20T10:00:00+00:00", from_="intake", to="analysis")
URGENT = event("B0002", "priority", at="2026-11-20T11:00:00+00:00", from_="normal", to="urgent")
WAIT = event("B0003", "wait", at="2026-11-20T12:00:00+00:00", for_="parts")
BACK = event("B0004", "priority", at="2026-11-20T13:00:00+00:00", from_="urgent", to="low")
CLOSED = event("B0005", "move", at="2026-11-20T14:00:00+00:00", from_="analysis", to="closed", exit="void")
TAKEN_BACK = event("B0006", "undo", at="2026-11-20T15:00:00+00:00", of="B0002", commit="abc")
RENAMED = event("B0007", "migrate", at="2026-11-20T16:00:00+00:00", field="type", from_="complaint", to="claim")
STAGE = event("B0008", "migrate", at="2026-11-20T16:00:00+00:00", field="stage", from_="analysis", to="diagnosis",
              past="true")  # fmt: skip
LATE = {**event("B0009", "assign", at="2026-11-20T09:00:00+00:00", from_="", to="li.wei"),
        "recorded": "2026-11-20T17:00:00+00:00"}  # fmt: skip
LOG = (BIRTH, ON, URGENT, WAIT, BACK, CLOSED)


@pytest.mark.parametrize(
    ("log", "at", "stands"),
    [
        (LOG, "08:00", "intake normal [] - complaint"),
        (LOG, "10:00", "analysis normal [] - complaint"),
        (LOG, "11:30", "analysis urgent [] - complaint"),
        (LOG, "12:00", "analysis urgent ['parts'] - complaint"),
        (LOG, "13:59", "analysis low ['parts'] - complaint"),
        ((*LOG, TAKEN_BACK), "12:30", "analysis urgent ['parts'] - complaint"),  # not taken back yet
        ((*LOG, RENAMED), "12:30", "analysis urgent ['parts'] - claim"),  # by the name of today
        ((*LOG, STAGE), "12:30", "diagnosis urgent ['parts'] - complaint"),
        ((*LOG, LATE), "08:59", "intake normal [] - complaint"),
        ((*LOG, LATE), "09:00", "intake normal [] li.wei complaint"),  # entered later, happened then
    ],
)
def test_as_of(log: tuple[Data, ...], at: str, stands: str) -> None:
    today = case(log=log, stage="closed", priority="low", exit="void", waiting=["parts"],
                 type="claim" if RENAMED in log else "complaint", assignee="li.wei" if LATE in log else "")  # fmt: skip
    moment = instant(f"2026-11-20T{at}:00+00:00")
    assert moment is not None
    found = as_of(today, moment)
    assert found is not None
    held = (found.stage, found.text("priority"), found.get("waiting"), found.text("assignee") or "-", found.type)
    assert " ".join(map(str, held)) == stands
    assert {row["id"] for row in found.data["log"] if isinstance(row, dict)} == {e.id for e in found.events}


def test_before_it_was_opened_there_is_none_and_after_all_it_is_the_same() -> None:
    today = case(log=LOG, stage="closed")
    early, late = instant("2026-11-20T07:59:59+00:00"), instant("2026-11-20T14:00:00+00:00")
    assert early
    assert late
    assert as_of(today, early) is None
    assert as_of(today, late) is today
    assert all_as_of([today, today], early) == []
