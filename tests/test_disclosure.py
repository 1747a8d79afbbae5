"""What a customer may see: a short list, and nothing beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from svc import disclosure
from svc.model import Case, Data, Event, Value
from svc.schema.events import KINDS
from svc.schema.fields import BY_PATH

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NAMES = {one.path for one in disclosure.OPEN}


def put(data: Data, path: str, value: Value) -> None:
    *sections, key = path.split(".")
    for section in sections:
        data = data.setdefault(section, {})  # type: ignore[assignment]
    data[key] = value


def filled() -> Case:
    """A case whose every field says which one it is, with an event of every kind, seen and unseen."""
    data: Data = {}
    for path, known in BY_PATH.items():
        if known.kind != "section" and path not in ("log", "notes"):
            put(data, path, f"<{path}>")
    events = [
        Event(f"E{n:04}", AT, "<by>", kind, data={"visible": visible, "text": f"<{kind} {visible}>", "file": "<file>"})
        for n, (kind, visible) in enumerate((k, v) for k in KINDS for v in ("customer", "internal", ""))
    ]
    return Case(data, "", tuple(events))


def test_only_the_fields_of_the_table_are_seen() -> None:
    assert set(disclosure.seen(filled())) == NAMES
    assert set(BY_PATH) >= NAMES
    said = json.dumps(disclosure.as_data(filled()))
    assert [path for path in BY_PATH if f"<{path}>" in said and path not in NAMES] == []


def test_only_what_was_said_to_be_visible_is_heard() -> None:
    said = json.dumps(disclosure.as_data(filled()))
    told = [f"{kind} {seen}" for kind in KINDS for seen in ("customer", "internal", "")]
    heard = sorted(words for words in told if f"<{words}>" in said)
    assert heard == ["attach customer", "contact customer", "note customer"]
    assert "<by>" not in said


@pytest.mark.parametrize("name", ["description", "customer", "assignee", "severity", "waiting", "refs", "more", "path"])
def test_what_is_ours_stays_ours(name: str) -> None:
    assert name not in NAMES
    assert not [n for n in NAMES if n.startswith(("analysis.", "summary.", "resolution.plan", "resolution.costs"))]


@pytest.mark.parametrize(
    ("field", "once"),
    [("feedback.decision", "feedback.told_at"), ("resolution.remedy", "resolution.agreed_at")],
)
def test_a_draft_is_not_seen_before_it_is_told(field: str, once: str) -> None:
    data: Data = {}
    put(data, field, "in the draft")
    assert field not in disclosure.seen(Case(data, ""))
    put(data, once, "2026-11-21")
    assert field in disclosure.seen(Case(data, ""))


def test_what_a_merge_decided_against_is_not_heard() -> None:
    data: Data = {"visible": "customer", "way": "out", "text": "x", "void": "true", "file": "f", "sha256": "0"}
    nothing_is_told(Event("A0000", AT, "me", "contact", data=data), Event("A0001", AT, "me", "attach", data=data))


def test_what_was_undone_is_not_heard() -> None:
    data: Data = {"visible": "customer", "way": "out", "text": "x", "file": "f", "sha256": "0"}
    said = Event("A0000", AT, "me", "contact", data=data), Event("A0001", AT, "me", "attach", data=data)
    assert disclosure.heard(Case({}, "", said))
    nothing_is_told(*said, Event("A0002", AT, "me", "undo", data={"of": "A0000 A0001"}))


def nothing_is_told(*events: Event) -> None:
    case = Case({}, "", events)
    assert disclosure.heard(case) == []
    assert disclosure.shared(case) == []
