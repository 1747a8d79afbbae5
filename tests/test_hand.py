"""Edits made by hand: judged by the rules of the verbs, and given the events that they owe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from making import BIRTH, case, clerk, data_of, event, settings

from svc import hand
from svc.errors import RefusedError
from svc.model import Case, Change, Data, Value
from svc.schema import fold
from svc.schema.events import read_log
from svc.schema.fields import EVENT_KINDS

RULES = settings()
READY: dict[str, Value] = {
    "customer": "c",
    "channel": "phone",
    "category": "noise",
    "severity": "minor",
    "description": "d\n",
}
SAID = event("B0000", "contact", way="in", text="It is hot.")
NOTED = event("C0000", "note", text="seen")
START = case(
    {
        "notes": {"B0000": "It is hot.\nVery.\n", "C0000": "seen\n"},
        "reviews": [{"id": "D0000", "by": "li.wei", "kind": "propose"}],
    },
    log=(BIRTH, SAID, NOTED),
    origin={"source": "old desk", "number": "17"},
    **READY,
)


def edited(change: Callable[[Data], object], before: Case = START) -> Case:
    """The case after somebody changed its data."""
    from copy import deepcopy

    data = deepcopy(before.data)
    change(data)
    return Case(data, before.path, read_log(data))


def taken(change: Callable[[Data], object], before: Case = START, reason: str = "", me: str = "li.wei") -> Change:
    return hand.take_in(RULES, before, edited(change, before), clerk(me), reason)


def log(data: Data) -> list[Value]:
    held = data["log"]
    assert isinstance(held, list)
    return held


def inner(data: Data, name: str) -> Data:
    held = data[name]
    assert isinstance(held, dict)
    return held


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(id="C-2611-00000000X"), "id never changes"),
        (lambda d: d.update(opened_at="2026-11-01T00:00:00+00:00"), "opened_at never changes"),
        (lambda d: d.pop("opened_by"), "opened_by never changes"),
        (lambda d: inner(d, "origin").update(number="18"), "origin never changes"),
        (lambda d: d.pop("origin"), "origin never changes"),
        (lambda d: log(d).pop(), "event C0000 was changed or taken out"),
        (lambda d: log(d).clear(), "was changed or taken out"),
        (lambda d: log(d).__setitem__(2, NOTED | {"text": "not seen"}), "event C0000 was changed"),
        (lambda d: log(d).__setitem__(2, NOTED | {"by": "sun.tao"}), "event C0000 was changed"),
        (lambda d: inner(d, "notes").update(B0000="It is warm.\n"), "the words of the customer in note B0000"),
        (lambda d: inner(d, "notes").pop("B0000"), "the words of the customer in note B0000"),
        (lambda d: d.update(reviews=[]), "review D0000"),
        (lambda d: d.update(reviews=[{"id": "D0000", "by": "chen.jie", "kind": "propose"}]), "review D0000"),
    ],
)
def test_what_never_changes(change: Callable[[Data], object], says: str) -> None:
    with pytest.raises(RefusedError) as error:
        taken(change)
    assert says in str(error.value.message)
    assert error.value.hint is not None


def test_no_case_is_given_an_origin_later() -> None:
    before = case({}, origin="", **READY)
    with pytest.raises(RefusedError, match="origin never changes"):
        taken(lambda d: d.update(origin={"source": "old desk", "number": "17"}), before)


def test_our_own_notes_and_words_may_be_mended() -> None:
    assert taken(lambda d: inner(d, "notes").update(C0000="seen twice\n")).events == ()
    change = taken(lambda d: d.update(description="another\n", title="New", summary={"lesson": "l\n"}))
    assert change.sets == {"description": "another\n", "title": "New", "summary.lesson": "l\n"}
    assert (change.events, change.what, change.by) == ((), "edit title, description, summary.lesson", "li.wei")


@pytest.mark.parametrize("name", [n for n in EVENT_KINDS if n != "path"])
def test_a_fact_gets_its_event_once(name: str) -> None:
    before = case(**{**READY, name: "old"})
    change = taken(lambda d: d.update({name: "new"}), before, "a slip\nindeed")
    assert [(e.kind, e.get("from"), e.get("to"), e.get("text")) for e in change.events] == [
        (EVENT_KINDS[name], "old", "new", "a slip")
    ]
    written = event("E0000", EVENT_KINDS[name], from_="old", to="new", text="a slip")
    assert taken(lambda d: (d.update({name: "new"}), log(d).append(written)), before).events == ()
    other = written | {"to": "other"}
    assert len(taken(lambda d: (d.update({name: "new"}), log(d).append(other)), before).events) == 1


def test_an_emptied_field_is_a_change() -> None:
    change = taken(lambda d: d.pop("channel"))
    assert change.sets == {"channel": ""}
    assert [(e.kind, e.get("from"), e.get("to")) for e in change.events] == [("channel", "phone", "")]


def test_layout_alone_is_no_change() -> None:
    assert not taken(lambda d: d.update(more="", tags=[], analysis={"cause": ""}))
    assert taken(lambda d: d.update(tags=[])).what == "edit comments and layout"


def test_waits_get_their_events() -> None:
    change = taken(lambda d: d.update(waiting=["customer", "parts"]))
    assert [(e.kind, e.get("for")) for e in change.events] == [("wait", "customer"), ("wait", "parts")]
    waits = case(log=(BIRTH, event("B0000", "wait", for_="parts")), waiting=["parts"], **READY)
    change = taken(lambda d: d.update(waiting=""), waits)
    assert [(e.kind, e.get("for")) for e in change.events] == [("resume", "parts")]
    written = event("E0000", "wait", for_="customer")
    assert taken(lambda d: (d.update(waiting=["customer"]), log(d).append(written))).events == ()


def test_a_stage_changed_by_hand_is_a_move() -> None:
    change = taken(lambda d: d.update(stage="analysis"))
    assert [(e.kind, e.get("from"), e.get("to")) for e in change.events] == [("move", "intake", "analysis")]
    assert change.what == "move intake -> analysis"
    assert fold.stage((*START.events, *change.events)) == "analysis"


def test_a_move_by_hand_meets_the_gate() -> None:
    with pytest.raises(RefusedError, match="cannot leave intake"):
        taken(lambda d: d.update(stage="analysis", customer=""))
    with pytest.raises(RefusedError, match="cannot go from intake to closed"):
        taken(lambda d: d.update(stage="closed"))


MOVE = event("E0000", "move", at="2026-11-21T08:00:00+00:00", by="sun.tao", from_="intake", to="analysis")


def test_a_move_written_into_the_log_is_judged_as_well() -> None:
    change = taken(lambda d: (d.update(stage="analysis"), log(d).append(MOVE)))
    assert (change.events, change.what) == ((), "move intake -> analysis")
    with pytest.raises(RefusedError, match="cannot leave intake"):
        taken(lambda d: (d.update(stage="analysis", customer=""), log(d).append(MOVE)))
    with pytest.raises(RefusedError, match="cannot go from intake to closed"):
        taken(lambda d: (d.update(stage="closed"), log(d).append(MOVE | {"to": "closed"})))


def test_there_and_back_is_judged_step_by_step() -> None:
    back = event("F0000", "move", at="2026-11-21T08:10:00+00:00", from_="analysis", to="intake", text="too early")
    with pytest.raises(RefusedError, match="cannot go from analysis to intake"):
        taken(lambda d: log(d).extend([MOVE, back]))
    ready = {"analysis": {"cause_category": "use", "responsible": "us"}}
    on = event("F0000", "move", at="2026-11-21T08:10:00+00:00", from_="analysis", to="resolution")
    change = taken(lambda d: (d.update(stage="resolution", **ready), log(d).extend([MOVE, on])))
    assert change.events == ()
    with pytest.raises(RefusedError, match="cannot leave analysis"):
        taken(lambda d: (d.update(stage="resolution"), log(d).extend([MOVE, on])))


def test_a_move_back_by_hand_takes_the_message_as_its_reason() -> None:
    late = case(stage="resolution", **READY)
    with pytest.raises(RefusedError, match="needs a reason"):
        taken(lambda d: d.update(stage="analysis"), late)
    [made] = taken(lambda d: d.update(stage="analysis"), late, "The customer refused.").events
    assert made.get("text") == "The customer refused."


def test_a_written_move_back_may_take_the_message_as_well() -> None:
    late = case(log=(BIRTH, MOVE | {"to": "resolution"}), stage="resolution", **READY)
    back = event("F0000", "move", at="2026-11-21T08:10:00+00:00", from_="resolution", to="analysis")
    with pytest.raises(RefusedError, match="needs a reason"):
        taken(lambda d: (d.update(stage="analysis"), log(d).append(back)), late)
    for said, reason in ((back, "why"), (back | {"text": "why"}, "")):
        assert taken(lambda d, said=said: (d.update(stage="analysis"), log(d).append(said)), late, reason).events == ()


def test_a_path_that_leads_nowhere_is_refused() -> None:
    late = case(stage="analysis", **READY)
    with pytest.raises(RefusedError, match="knows no way on"):
        taken(lambda d: d.update(path="light"), late)
    [made] = taken(lambda d: d.update(path="light")).events
    assert (made.kind, made.get("from"), made.get("to")) == ("path", "full", "light")


def test_what_changed_is_told_by_dotted_paths() -> None:
    before = case({"a.b": "1"}, more={"x": "1", "y": "1"})
    after = edited(lambda d: d.update(more={"x": "2"}, refs={"order": "7"}), before)
    assert hand.changed(before, after) == {"more.x": "2", "more.y": "", "refs.order": "7"}


def test_a_text_without_changes_owes_nothing() -> None:
    assert data_of("a: 1\n") == {"a": "1"}
    assert not taken(lambda d: None)
