"""What a change took away and what it added."""

from __future__ import annotations

import pytest

from svc.difference import difference, is_long
from svc.model import Value

LOCK: Value = {"id": "M4T2B", "what": "Lock the press"}
LATER: Value = {"id": "M4T2B", "what": "Lock the press", "due": "2026-12-01"}

CASES: list[tuple[Value, Value, list[Value], list[Value]]] = [
    ("", "one\ntwo\n", [], ["one", "two"]),
    ("one\ntwo\n", "one\nthree\n", ["two"], ["three"]),
    ("one\n", "", ["one"], []),
    ("one\n\ntwo\n", "one\ntwo\n", [""], []),
    (["a", "b"], ["b", "c"], ["a"], ["c"]),
    ("", ["a"], [], ["a"]),
    ([LOCK], [LATER], [LOCK], [LATER]),
    ([LOCK], [LOCK, LATER], [], [LATER]),
    (["a", "a"], ["a"], ["a"], []),
    ("", {"order": "1"}, [], [{"order": "1"}]),
]


@pytest.mark.parametrize(("old", "new", "gone", "come"), CASES)
def test_lists_differ_by_items_and_texts_by_lines(old: Value, new: Value, gone: list[Value], come: list[Value]) -> None:
    found = difference(old, new)
    assert (found.gone, found.come) == (gone, come)


@pytest.mark.parametrize(("value", "long"), [("one", False), ("one\n", True), (["a"], True), ("", False), ({}, False)])
def test_what_has_parts_is_told_by_them(value: Value, long: bool) -> None:
    assert is_long("", value) is long
