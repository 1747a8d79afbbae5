"""What people do to a case besides moving it."""

from __future__ import annotations

import pytest
from making import BIRTH, case, clerk, done, event

from svc import verbs
from svc.model import Case
from svc.schema import fold
from svc.schema.fields import EVENT_KINDS


def test_a_case_is_born_with_its_header_and_one_event() -> None:
    change = verbs.opened(
        "C-2611-00000000X", clerk(), "repair", "full", "intake", {"title": "Pump leaks", "customer": ""}
    )
    [birth] = change.events
    assert change.sets == {
        "id": "C-2611-00000000X",
        "stage": "intake",
        "opened_at": "2026-11-21T09:00:00+00:00",
        "opened_by": "zhao.min",
        "type": "repair",
        "path": "full",
        "title": "Pump leaks",
    }
    assert (birth.kind, birth.get("stage"), birth.by) == ("open", "intake", "zhao.min")


def test_a_header_is_not_overruled() -> None:
    change = verbs.opened(
        "C-1", clerk(), "repair", "full", "intake", {"title": "t", "type": "enquiry", "path": "light"}
    )
    assert (change.sets["type"], change.sets["path"]) == ("repair", "full")


WAITING = (BIRTH, event("B0000", "wait", for_="customer"), event("C0000", "wait", for_="parts"))


def waiting() -> Case:
    return case(log=WAITING, waiting=["customer", "parts"])


def test_words_of_the_customer_end_the_wait_for_them() -> None:
    change = verbs.contact(waiting(), clerk(), "in", "Here is the photo.", "mail", ends=["customer"])
    assert [(e.kind, e.get("for")) for e in change.events] == [("contact", ""), ("resume", "customer")]
    assert change.sets == {"waiting": ["parts"]}
    after = done(waiting(), change)
    assert fold.state(after.events)["waiting"] == after.get("waiting") == ["parts"]


@pytest.mark.parametrize(("way", "visible"), [("out", "customer"), ("in", "internal")])
def test_other_words_end_no_wait(way: str, visible: str) -> None:
    change = verbs.contact(waiting(), clerk(), way, "words", "phone", visible, ["customer"])
    assert [e.kind for e in change.events] == ["contact"]
    assert change.sets == {}


def test_words_are_kept_line_by_line() -> None:
    said = "插头很烫。\n  孩子在旁边，\t闻到焦味。"
    change = verbs.contact(case(), clerk(), "in", said, "phone")
    [made] = change.events
    assert made.get("text") == "插头很烫。"
    assert done(case(), change).get(f"notes.{made.id}") == said + "\n"


def test_a_note_is_internal() -> None:
    change = verbs.note(case(), clerk(), "seen")
    assert (change.events[0].get("visible"), change.events[0].get("text"), change.notes) == ("internal", "seen", {})


@pytest.mark.parametrize("name", EVENT_KINDS)
def test_a_change_of_a_fact_is_an_event(name: str) -> None:
    before = case(**{name: "old"})
    change = verbs.edit(before, {name: "new"}, clerk(), "a slip\nof the hand")
    [made] = change.events
    assert made.kind == EVENT_KINDS[name]
    assert (made.get("from"), made.get("to"), made.get("text")) == ("old", "new", "a slip")
    assert fold.state((*before.events, made))[name] == "new"


def test_an_emptied_fact_is_an_event_as_well() -> None:
    change = verbs.edit(case(assignee="li.wei"), {"assignee": ""}, clerk())
    [made] = change.events
    assert made.as_data().keys() == {"id", "at", "by", "kind", "from"}
    assert fold.state(change.events)["assignee"] == ""


def test_any_other_edit_has_no_event() -> None:
    change = verbs.edit(case(), {"analysis.cause": "c\n", "title": "New"}, clerk(me="li.wei", by="sun.tao"))
    assert change.events == ()
    assert (change.what, change.by) == ("edit analysis.cause, title", "sun.tao")


def test_what_stays_the_same_is_no_change() -> None:
    before = case(severity="minor", tags=[])
    assert not verbs.edit(
        before, {"severity": "minor", "tags": "", "summary.lesson": "", "title": "Plug gets hot"}, clerk()
    )


def test_several_facts_in_one_edit_stay_in_order() -> None:
    change = verbs.edit(case(), {"priority": "high", "assignee": "me", "severity": "major"}, clerk())
    assert [e.kind for e in change.events] == ["priority", "assign", "severity"]
    assert [e.log_order for e in change.events] == sorted(e.log_order for e in change.events)


def test_the_case_afterwards_is_what_the_file_will_say() -> None:
    before = case({"analysis.cause": "old\n"}, severity="minor")
    change = verbs.edit(
        before, {"analysis.cause": "new\n", "resolution.plan.cost_limit": "9 EUR", "severity": "major"}, clerk()
    )
    after, written = verbs.after(before, change), done(before, change)
    for name in ("analysis.cause", "resolution.plan.cost_limit", "severity", "title"):
        assert after.get(name) == written.get(name)
    assert after.events == written.events
    assert before.text("analysis.cause") == "old\n"


def test_two_changes_become_one() -> None:
    first = verbs.edit(case(), {"severity": "minor"}, clerk())
    then = verbs.note(case(), clerk(seed=2), "line\nline")
    both = verbs.joined(first, then)
    assert (both.what, len(both.events), both.sets, both.notes) == ("note", 2, {"severity": "minor"}, then.notes)
