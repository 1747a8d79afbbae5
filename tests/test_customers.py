"""What is known of a customer, from made-up cases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from svc import customers
from svc.model import Case, Event, Record, Value

NOW = datetime.fromisoformat("2026-11-21T09:00:00+08:00")


def case(name: str, days: int = 1, *events: Event, **data: Value) -> Case:
    opened = Event("OPEN0", NOW - timedelta(days=days), "zhao.min", "open")
    return Case({"id": name, **data}, "", (opened, *events))


def promise(name: str, state: str = "made", of: str = "") -> Event:
    return Event(name, NOW, "zhao.min", "promise", data={"state": state, "of": of})


def test_a_promise_counts_by_what_became_of_it() -> None:
    first = case("A", 1, promise("P1"), promise("K1", "kept", "P1"), promise("P2"), promise("B2", "broken", "P2"))
    assert customers.promises([first, case("B", 1, promise("P3"))]) == (1, 1, 1)
    assert customers.promises([]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("scale", "score", "is_low"),
    [
        ("csat-5", "3", True), ("csat-5", "4", False), ("csat-5", "1", True), ("csat-5", "5", False),
        ("nps-10", "5", True), ("nps-10", "6", False), ("ces-7", "4", True), ("ces-7", "5", False),
        ("csat", "1", False), ("csat-5", "good", False), ("", "1", False), ("csat-1", "1", False),
    ],
)  # fmt: skip
def test_a_mark_is_low_in_the_lower_half_of_its_scale(scale: str, score: str, is_low: bool) -> None:
    assert customers.Score("A", scale, score).is_low == is_low


def test_costs_are_summed_by_currency() -> None:
    rows: list[Value] = [{"amount": "150.00 CNY"}, {"amount": "0.05 CNY"}, {"amount": "9 EUR"}, {"amount": "much"}]
    found = customers.costs([case("A", resolution={"costs": rows}), case("B", resolution={"costs": rows[:1]})])
    assert [str(one) for one in found] == ["300.05 CNY", "9.00 EUR"]


def test_each_reason_names_its_cases() -> None:
    mark: Value = {"satisfaction": {"scale": "csat-5", "score": "2"}, "reply": "refused"}
    cases = [
        case("A", 80, serial="2607a 00417"),
        case("B", 10, promise("P1"), promise("B1", "broken", "P1"), serial="2607A00417"),
        case("C", 10, feedback=mark),
        case("D", 91, promise("P2"), promise("B2", "broken", "P2"), feedback=mark, serial="2607A00417"),
    ]
    said = [(str(why), names) for why, names in customers.at_risk(cases, {"A": ["resolve"], "D": ["resolve"]}, NOW)]
    assert said == [
        ("the same machine again", "2607A00417: A, B"), ("targets missed", "A"), ("low marks", "C (2)"),
        ("our answer refused", "C"), ("promises broken", "B"),
    ]  # fmt: skip
    assert customers.at_risk(cases[3:], {"D": ["resolve"]}, NOW) == []


def test_what_was_confirmed_before_a_day_is_stale() -> None:
    contacts: list[Value] = [
        {"via": "phone", "value": "1", "confirmed": "2025-11-20"},
        {"via": "mail", "value": "2", "confirmed": "2025-11-21"},
        {"name": "Ann"},
    ]  # fmt: skip
    found = customers.stale(Record({"contacts": contacts, "addresses": [{"address": "Mill Lane"}]}, ""), "2025-11-21")
    assert found == [
        ("contacts", "phone 1", "2025-11-20"), ("contacts", "Ann", ""), ("addresses", "Mill Lane", ""),
    ]  # fmt: skip
