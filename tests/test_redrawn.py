"""Ids that two drew for two events: told from a change that only looks like it."""

from __future__ import annotations

import pytest
from making import BIRTH, case, event

from svc.model import Case, Data
from svc.schema import redrawn

MINE = event("A0001", "note", "2026-11-20T10:00:00+00:00", text="It burnt.")
THEIRS = event("A0001", "note", "2026-11-20T09:30:00+00:00", by="li.wei", text="It was wet.")
LATER = event("A0001", "note", "2026-11-20T10:30:00+00:00", by="li.wei", text="It was wet.")
MOVED = {**MINE, "id": "A0002"}
TAKEN_BACK = event("A0003", "undo", "2026-11-20T11:00:00+00:00", of="A0001", commit="x")


def a(*log: Data) -> Case:
    return case(log=(BIRTH, *log), notes={"A0001": "Much.\n"})


@pytest.mark.parametrize(
    ("after", "others", "found"),
    [
        ((THEIRS, MOVED), [a(THEIRS)], {"A0001": "A0002"}),
        ((THEIRS, MOVED), [a()], {}),
        ((THEIRS, MOVED), [a(LATER)], {}),
        ((THEIRS, {**MOVED, "text": "It was warm."}), [a(THEIRS)], {}),
        ((THEIRS, {**MOVED, "by": "li.wei"}), [a(THEIRS)], {}),
        ((THEIRS,), [a(THEIRS)], {}),
        ((MINE, {**THEIRS, "id": "A0002"}), [a(THEIRS)], {}),
        ((THEIRS, MOVED), None, {"A0001": "A0002"}),
        ((LATER, MOVED), None, {}),
    ],
)
def test_an_event_under_another_id(after: tuple[Data, ...], others: list[Case] | None, found: dict[str, str]) -> None:
    assert redrawn.events(a(MINE), a(*after), others) == found


def test_what_speaks_of_it_speaks_of_it_by_its_new_id() -> None:
    told = redrawn.called(a(MINE, TAKEN_BACK), {"A0001": "A0002"}, {"C-2611-7K3M9QT4T": "C-2611-3C0ZTF7PM"})
    assert [(one.id, one.get("of")) for one in told.events[1:]] == [("A0002", ""), ("A0003", "A0002")]
    assert told.data["notes"] == {"A0002": "Much.\n"}
    text = "as in C-2611-7K3M9QT4T, not XC-2611-7K3M9QT4T"
    assert redrawn.readdressed(text, {"C-2611-7K3M9QT4T": "C-2611-3C0ZTF7PM"}) == (
        "as in C-2611-3C0ZTF7PM, not XC-2611-7K3M9QT4T"
    )
