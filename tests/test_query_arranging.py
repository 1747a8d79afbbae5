"""Cases in an order, and counted by groups."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from making import NOW, case
from test_query import CASES, RULES, a

from svc.errors import UsageError
from svc.model import Case
from svc.query import arranging, of_cases

WORDS = of_cases.vocabulary(RULES)


def ordered(cases: list[Case], *keys: str) -> list[str]:
    return [c.id[7:] for c in arranging.ordered(cases, lambda c: c.data, keys, WORDS, NOW)]


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("", "HEAT ANSWER FAN"),
        ("opened_at", "HEAT ANSWER FAN"),
        ("-opened_at", "FAN ANSWER HEAT"),
        ("opened", "HEAT ANSWER FAN"),
        ("受理时间", "HEAT ANSWER FAN"),
        ("priority", "FAN ANSWER HEAT"),
        ("-priority", "HEAT ANSWER FAN"),
        ("－优先级", "HEAT ANSWER FAN"),
        ("severity", "ANSWER HEAT FAN"),
        ("-severity", "HEAT ANSWER FAN"),
        ("stage", "FAN HEAT ANSWER"),
        ("type", "HEAT ANSWER FAN"),
        ("title", "HEAT ANSWER FAN"),
        ("customer,-opened_at", "ANSWER HEAT FAN"),
        ("-customer,opened_at", "FAN HEAT ANSWER"),
        ("assignee", "HEAT FAN ANSWER"),
        ("-assignee", "FAN HEAT ANSWER"),
        ("occurred_at", "FAN HEAT ANSWER"),
        ("tags", "HEAT ANSWER FAN"),
        ("age", "FAN ANSWER HEAT"),
        ("-age", "HEAT ANSWER FAN"),
        ("items.count", "HEAT ANSWER FAN"),
        ("-items.count", "FAN HEAT ANSWER"),
        ("more.score", "HEAT ANSWER FAN"),
        ("closed", "ANSWER HEAT FAN"),
    ],
)
def test_how_a_list_is_sorted(keys: str, names: str) -> None:
    assert ordered(CASES, *(k for k in keys.split(",") if k)) == names.split()


def test_a_code_that_is_listed_no_more_comes_after_the_others() -> None:
    cases = [a("A", priority="retired"), a("B", priority="urgent"), a("C", priority="")]
    assert ordered(cases, "priority") == ["B", "A", "C"]
    assert ordered(cases, "-priority") == ["A", "B", "C"]


def test_an_unknown_field_does_not_sort() -> None:
    with pytest.raises(UsageError, match="is not a field"):
        ordered(CASES, "prioritty")


def counted(*names: str, cases: list[Case] = CASES) -> list[tuple[str, ...]]:
    keys = [arranging.key(WORDS, name, NOW) for name in names]
    groups = arranging.counted([c.data for c in cases], keys, WORDS, NOW)
    return [(*group.values, str(group.total)) for group in groups]


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["stage"], ["intake 1", "analysis 1", "closed 1"]),
        (["customer"], ["northmill 2", "华东电子 1"]),
        (["severity"], ["minor 1", "safety 1", " 1"]),
        (["priority", "type"], ["low repair 1", "normal enquiry 1", "urgent complaint 1"]),
        (["tags"], ["fire 1", "leak 1", " 2"]),
        (["opened.month"], ["2026-11 3"]),
        (["opened.day"], ["2026-11-16 2", "2026-11-21 1"]),
        (["受理时间.日"], ["2026-11-16 2", "2026-11-21 1"]),
        (["opened.week"], ["2026-W47 3"]),
        (["opened.quarter"], ["2026-Q4 3"]),
        (["occurred.year"], ["2026 1", " 2"]),
        (["items.serial"], ["2607B1 1", "2607B2 1", " 2"]),
        (["contacts.count"], ["0 2", "2 1"]),
    ],
)
def test_how_many_there_are_of_each(names: list[str], groups: list[str]) -> None:
    assert [" ".join(group) for group in counted(*names)] == groups


def test_a_day_to_count_by_is_one_where_the_desk_is() -> None:
    late = case(opened_at="2026-11-30T23:30:00+00:00")
    shanghai = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    month = arranging.key(WORDS, "opened_at.month", shanghai)
    assert arranging.counted([late.data], [month], WORDS, shanghai)[0].values == ("2026-12",)
    assert arranging.counted([late.data], [month], WORDS, NOW)[0].values == ("2026-11",)


@pytest.mark.parametrize("name", ["opened", "age", "description", "log"])
def test_what_is_not_counted_by(name: str) -> None:
    with pytest.raises(UsageError, match="is not counted by") as error:
        counted(name)
    assert ("opened_at.month" in str(error.value.hint)) is (name == "opened")


