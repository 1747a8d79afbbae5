"""The table of fields agrees with itself, and with everything that reads it."""

from __future__ import annotations

import pytest

from svc.schema import fields
from svc.schema.events import KINDS
from svc.schema.fields import BY_PATH, EVENT_KINDS, FIELDS, FIXED, FOLDED, ITEM_FIELDS, ITEM_KEYS
from svc.schema.naming import field_named


def test_each_field_stands_once_below_its_section() -> None:
    seen: set[str] = set()
    for field in FIELDS:
        parent = field.path.rpartition(".")[0]
        assert field.path not in seen
        assert not parent or (parent in seen and BY_PATH[parent].kind == "section")
        seen.add(field.path)


def test_the_design_names_these_fields() -> None:
    named = "severity category team tags refs occurred_at wish_by remedy_wanted charge items path origin"
    assert set(named.split()) <= set(BY_PATH)
    rarer = {"exit"}
    assert [f.path for f in FIELDS if "." not in f.path and f.path not in rarer][:12] == [
        "id",
        "stage",
        "opened_at",
        "priority",
        "opened_by",
        "assignee",
        "type",
        "path",
        "severity",
        "channel",
        "waiting",
        "title",
    ]


def test_no_key_is_read_as_something_else() -> None:
    for field in FIELDS:
        assert field.path.rpartition(".")[2] not in ("yes", "no", "on", "off", "y", "n", "null", "true", "false")


def test_facts_bring_an_event_that_svc_knows() -> None:
    facts = "type path severity priority product serial warranty channel tier agreement charge team assignee"
    assert set(EVENT_KINDS) == set(facts.split())
    assert set(EVENT_KINDS.values()) <= set(KINDS)
    assert not set(EVENT_KINDS) & (FIXED | FOLDED)


def test_codes_have_a_list_and_lists_say_what_an_item_holds() -> None:
    for field in FIELDS:
        assert (field.kind in ("code", "codes")) <= bool(field.codes), field.path
        assert (field.kind == "items" and field.path not in ("log",)) <= bool(field.keys), field.path


@pytest.mark.parametrize("key", ITEM_FIELDS)
def test_keys_of_items_have_their_place(key: str) -> None:
    assert key in ITEM_KEYS


def test_items_keep_a_fixed_order_and_the_text_last() -> None:
    assert fields.item_order(["text", "own", "to", "kind", "id", "also", "from", "at"]) == [
        "id",
        "at",
        "kind",
        "from",
        "to",
        "own",
        "also",
        "text",
    ]


def test_what_is_unknown_stands_before_more() -> None:
    assert fields.place("summary.lesson") < fields.place("nobody.knows") <= fields.place("more") < fields.place("log")


def test_items_know_the_kinds_of_their_keys() -> None:
    due = fields.item_field("resolution.plan.measures.B0001", "due")
    assert (due.path, due.kind) == ("resolution.plan.measures.B0001.due", "date")
    assert fields.item_field("resolution.costs", "anything").kind == "line"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("已完成的措施.1", "resolution.done.1"),
        ("涉及物品。4.serial", "items.4.serial"),
        ("Measures done.1", "resolution.done.1"),
        ("resolution.done.1", "resolution.done.1"),
        ("满意度.score", "feedback.satisfaction.score"),
        ("没有.1", "没有.1"),
    ],
)
def test_a_part_of_a_field_is_meant_behind_its_label(said: str, meant: str) -> None:
    assert field_named(said) == meant
