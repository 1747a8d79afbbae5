"""A case in two revisions: what came between is judged by the rules, whatever commits it came in."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from making import case, event, settings

from svc.model import Case, Data, Value
from svc.review.change import judge
from svc.schema.events import read_log
from svc.store.desk import Store
from svc.store.history import entries
from svc.store.reading import to_case
from svc.store.source import decode

RULES = settings(("engineer: []", "engineer: [li.wei]"), ("quality: []", "quality: [chen.jie]"),
                 ("manager: []", "manager: [zhao.min]"))  # fmt: skip
READY: dict[str, Value] = {
    "customer": "c", "channel": "phone", "category": "noise", "severity": "minor", "description": "d\n",
}  # fmt: skip
LOG = (
    event("A0000", "open", stage="intake"),
    event("B0000", "contact", way="in", visible="customer", text="It is hot."),
    event("C0000", "note", text="seen"),
)
START = case({"notes": {"B0000": "It is hot.\nVery.\n"}}, log=LOG, **READY)
MOVE = event("D0000", "move", at="2026-11-20T09:00:00+00:00", **{"from": "intake", "to": "analysis"})


def faults(change: Callable[[Any], object], before: Case = START) -> list[str]:
    """What is said of a change of the data of a case."""
    data: Data = deepcopy(before.data)
    change(data)
    after = Case(data, before.path, read_log(data))
    return [f"{one.field}: {one.message}".removeprefix(": ") for one in judge(RULES, before, after, lambda _: 0)]


def add(*events: Data, **fields: Value) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["log"] += list(events)
        data.update(fields)

    return change


def later(name: str, kind: str, by: str = "zhao.min", **data: Value) -> Data:
    return event(name, kind, at="2026-11-20T10:00:00+00:00", by=by, **data)


def test_work_by_the_rules_is_nothing_to_speak_of() -> None:
    assert not faults(add(MOVE, stage="analysis"))
    assert not faults(add(later("D0000", "severity", **{"from": "minor", "to": "major"}), severity="major"))
    assert not faults(lambda d: d.update(title="Plug gets very hot"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["log"].pop(1), "event B0000 was taken out"),
        (lambda d: d["log"][2].update(text="not seen"), "event C0000 was changed"),
        (lambda d: d["log"][2].update(by="li.wei"), "event C0000 was changed"),
        (lambda d: d["log"][2].update(at="2026-11-19T08:00:00+00:00"), "event C0000 was changed"),
        (lambda d: d["log"][2].update(void="true"), "event C0000 was changed"),
        (lambda d: d["log"].reverse(), "another order"),
        (lambda d: d["notes"].update(B0000="It is cold.\n"), "words of the customer"),
        (lambda d: d.update(opened_by="li.wei"), "opened_by never changes"),
        (lambda d: d.update(opened_at="2026-11-19T08:00:00+00:00"), "opened_at never changes"),
        (lambda d: d.update(severity="major"), "severity was changed without an event"),
        (lambda d: d.update(serial="X1"), "serial was changed without an event"),
        (add(later("D0000", "severity", "li.wei", **{"from": "minor", "to": ""}), severity=""), None),
    ],
)
def test_what_nothing_may_touch(change: Callable[[Any], object], said: str | None) -> None:
    found = faults(change)
    assert any(said in one for one in found) if said else not found, found


SEVERE = case({}, log=LOG, **READY | {"severity": "safety"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (add(later("D0000", "severity", "li.wei", **{"from": "safety", "to": "minor", "text": "no fire"}),
             severity="minor"), "li.wei may not take severity down"),
        (add(later("D0000", "severity", "chen.jie", **{"from": "safety", "to": "minor"}), severity="minor"),
         "needs a reason"),
        (add(later("D0000", "retype", **{"from": "complaint", "to": "enquiry"}), type="enquiry"),
         "another type needs a reason"),
        (add(later("D0000", "migrate", field="stage", **{"from": "intake", "to": "summary"}), stage="summary"),
         "intake was migrated, but the rules know it"),
        (add(later("D0000", "move", **{"from": "intake", "to": "feedback"}), stage="feedback"),
         "cannot go from intake to feedback"),
        (add(MOVE, later("E0000", "move", **{"from": "analysis", "to": "resolution"}), stage="resolution"),
         "8D team"),
        (add(later("D0000", "move", "li.wei",
                   **{"from": "intake", "to": "feedback", "override": "move", "text": "in haste"}), stage="feedback"),
         "li.wei may not override"),
        (add(later("D0000", "move", **{"from": "intake", "to": "closed", "exit": "spam"}), stage="closed", exit="spam"),
         "a reason"),
    ],
)  # fmt: skip
def test_what_the_rules_forbid(change: Callable[[Any], object], said: str) -> None:
    found = faults(change, SEVERE)
    assert any(said in one for one in found), found


def test_a_move_is_judged_by_what_stood_there_then() -> None:
    """The customer refused: what the way back cleared was there when the case went on."""
    told = {"feedback.told_at": "2026-11-20", "feedback.reply": "refused"}
    moves = [
        later("E0000", "move", **{"from": "resolution", "to": "feedback"}),
        later("F0000", "move", **{"from": "feedback", "to": "resolution", "was": told, "text": "refused"}),
    ]
    fields: dict[str, Value] = {
        "analysis.cause_category": "part", "analysis.responsible": "shop", "resolution.remedy": "repair",
        "resolution.agreed_at": "2026-11-20", "resolution.done_at": "2026-11-20",
    }  # fmt: skip
    log = (*LOG, MOVE, later("DZ000", "move", **{"from": "analysis", "to": "resolution"}))
    there = case(fields, log=log, **READY | {"stage": "resolution"})
    assert not faults(add(*moves), there)
    emptied = case({k: v for k, v in fields.items() if k != "resolution.remedy"}, log=log,
                   **READY | {"stage": "resolution"})  # fmt: skip
    assert any("remedy" in one for one in faults(add(*moves), emptied))


def test_nothing_is_said_of_honest_work(played: Path) -> None:
    """Every case of the filled desk, from its birth and from its middle to its end."""
    store = Store.open(played)
    blobs: dict[str, list[str]] = {}
    for entry in entries(store):
        for touch in entry.touched:
            if touch.path.startswith("cases/"):
                blobs.setdefault(touch.path, []).append(touch.new)
    judged = 0
    with store.git.reading():
        for path, found in blobs.items():
            first, middle, last = (
                to_case(decode((store.git.objects([blob])[0] or ("", "", b""))[2], path), path)
                for blob in (found[-1], found[len(found) // 2], found[0])
            )
            for before, after in ((Case({}, path), first), (first, last), (middle, last), (Case({}, path), last)):
                assert not list(judge(store.settings, before, after, lambda _: 0)), path
                judged += 1
    assert judged > 250
