"""The state of a case, folded from its log."""

from __future__ import annotations

import pytest
from making import event

from svc.model import Data, Event
from svc.schema import fold
from svc.schema.events import event as read


def log(*rows: Data) -> list[Event]:
    found = [read(row) for row in rows]
    assert all(found)
    return [e for e in found if e]


BIRTH = event("A0000", "open", stage="intake")
ON = event("B0000", "move", from_="intake", to="analysis")
BACK = event("C0000", "move", from_="analysis", to="intake", by="li.wei")
WAIT = event("D0000", "wait", for_="customer")
PARTS = event("E0000", "wait", for_="parts")


@pytest.mark.parametrize(
    ("rows", "stage"),
    [
        ((), ""),
        ((BIRTH,), "intake"),
        ((event("A0000", "imported", stage="closed"),), "closed"),
        ((BIRTH, ON), "analysis"),
        ((BIRTH, ON, BACK), "intake"),
        ((BIRTH, ON, event("C0000", "imported", stage="intake")), "analysis"),
        ((BIRTH, ON, BACK | {"void": "true"}), "analysis"),
        ((BIRTH, event("B0000", "reopen", from_="closed", to="analysis")), "analysis"),
    ],
)
def test_the_stage_is_where_the_log_ends(rows: tuple[Data, ...], stage: str) -> None:
    assert fold.stage(log(*rows)) == stage


@pytest.mark.parametrize(
    ("rows", "waiting"),
    [
        ((WAIT,), ["customer"]),
        ((PARTS, WAIT), ["customer", "parts"]),
        ((WAIT, WAIT | {"id": "D0001"}), ["customer"]),
        ((WAIT, event("F0000", "resume", for_="customer")), []),
        ((WAIT, PARTS, event("F0000", "resume", for_="customer")), ["parts"]),
        ((WAIT, WAIT | {"id": "D0001"}, event("F0000", "resume", for_="customer", of="D0001")), ["customer"]),
        ((WAIT, PARTS, event("F0000", "resume", for_="customer", of="D0000")), ["parts"]),
        ((WAIT, PARTS, event("F0000", "resume", for_="customer", of="E0000")), ["customer"]),
        ((event("F0000", "resume", for_="customer"), WAIT), ["customer"]),
    ],
)
def test_waits_go_on_until_resumed(rows: tuple[Data, ...], waiting: list[str]) -> None:
    assert fold.state(log(BIRTH, *rows))["waiting"] == waiting


def test_facts_are_what_their_last_event_says() -> None:
    rows = (
        event("B0000", "priority", from_="normal", to="urgent"),
        event("C0000", "assign", to="li.wei"),
        event("D0000", "assign", from_="li.wei"),
        event("E0000", "retype", from_="enquiry", to="complaint"),
    )
    found = fold.state(log(BIRTH, *rows))
    assert (found["priority"], found["assignee"], found["type"]) == ("urgent", "", "complaint")
    assert "severity" not in found, "what no event tells is not judged"


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        ((ON,), []),
        ((ON, BACK), []),
        ((ON, event("B5000", "imported", stage="intake"), BACK), []),
        ((BACK,), [("C0000", "intake")]),
        ((ON, ON | {"id": "B0001"}), [("B0001", "analysis")]),
        ((ON, ON | {"id": "B0001", "void": "true"}), []),
    ],
)
def test_moves_form_a_chain(rows: tuple[Data, ...], broken: list[tuple[str, str]]) -> None:
    assert [(e.id, stage) for e, stage in fold.broken_moves(log(BIRTH, *rows))] == broken


def test_who_left_a_stage_last() -> None:
    events = log(BIRTH, ON, BACK, ON | {"id": "D0000", "by": "chen.jie"})
    assert fold.left_by(events, "intake") == "chen.jie"
    assert fold.left_by(events, "analysis") == "li.wei"
    assert fold.left_by(events, "resolution") == ""
    assert fold.stages_left(events) == {"intake", "analysis"}


def test_a_stage_that_was_left_is_known_by_its_name_of_today() -> None:
    renamed = event("D0000", "migrate", field="stage", from_="intake", to="counter", past="true", by="chen.jie")
    events = log(BIRTH, ON, renamed)
    assert (fold.stage(events), list(fold.broken_moves(events))) == ("analysis", [])
    assert (fold.stages_left(events), fold.left_by(events, "counter")) == ({"counter"}, "zhao.min")
    moved = log(BIRTH, ON, event("D0000", "migrate", field="stage", from_="analysis", to="bench"))
    assert (fold.stage(moved), fold.left_by(moved, "bench")) == ("bench", "")
