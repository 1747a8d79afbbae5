"""The rows of a table as cases, without a desk: their instants, the logs that are not whole, what is told of them."""

from __future__ import annotations

import re

import pytest
from making import NOW, data_of, settings

from svc.imports.arrivals import Arrivals, arrivals
from svc.imports.mapping import parse
from svc.model import InvalidFileError
from svc.tables.reading import read_table

ROWS = """\
source: old
time_zone: Europe/Berlin
dates: {dates}
number: No
type: {{constant: repair}}
opened_at: Came
fields: {{title: No}}
"""
LOG = """\
source: old
time_zone: UTC
dates: [iso]
number: {number}
type: {{constant: repair}}
at: When
opened_at: {{column: Came}}
activity: Did
activities: {{Opened: "", Taken: analysis, Closed: closed}}
fields: {{title: No}}
"""
HEAD = "No,At,Did,When,Came\n"


def arrived(rows: str, mapping: str) -> Arrivals:
    """What the rows of a CSV come to by a mapping, in a desk in UTC."""
    rules = settings()
    return arrivals(rules, parse(data_of(mapping), "map", lambda _: 0, rules), read_table(rows.encode(), "x"), NOW)


def left_out(found: Arrivals) -> dict[int, str]:
    return {one.line: str(one.said) for one in found.left_out}


@pytest.mark.parametrize(
    ("dates", "text", "opened"),
    [
        ("[iso]", "2024-05-01T10:00:00+08:00", "2024-05-01T02:00:00+00:00"),
        ("[iso]", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00+00:00"),
        ("[iso]", "2024-05-01 10:00:00-04:30", "2024-05-01T14:30:00+00:00"),
        ("[iso]", "2024-05-01T10:00:00.750+02:00", "2024-05-01T08:00:00+00:00"),
        ("[iso]", "2024-05-01T10:00", "2024-05-01T08:00:00+00:00"),
        ("[iso]", "2024-05-01 10:00:00", "2024-05-01T08:00:00+00:00"),
        ("[iso]", "2024-05-01", "2024-04-30T22:00:00+00:00"),
        ("[iso]", "2024-01-15T10:00", "2024-01-15T09:00:00+00:00"),
        ("['%d/%m/%Y %H:%M']", "01/05/2024 10:00", "2024-05-01T08:00:00+00:00"),
        ("['%m/%d/%Y %H:%M %z']", "05/01/2024 10:00 +0800", "2024-05-01T02:00:00+00:00"),
        ("['%d.%m.%Y', iso]", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00+00:00"),
        ("[iso]", "2024-03-31T02:30:00+01:00", "2024-03-31T01:30:00+00:00"),
        ("[iso]", "2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00+00:00"),
    ],
)
def test_an_offset_counts_and_without_one_the_stated_zone(dates: str, text: str, opened: str) -> None:
    found = arrived(f"No,Came\n1,{text}\n", ROWS.format(dates=dates))
    assert [one.change.sets["opened_at"] for one in found.cases] == [opened]
    assert found.remarks == ()


def test_times_that_the_clocks_skipped_or_showed_twice_are_decided_and_told_once() -> None:
    times = ("2024-03-31 02:30", "2024-03-31T02:59:59", "2024-10-27 02:30", "2024-10-27 02:30:01+02:00", "2024-10-27")
    rows = "".join(f"{n},{text}\n" for n, text in enumerate(times))
    found = arrived("No,Came\n" + rows, ROWS.format(dates="[iso]"))
    assert [one.change.sets["opened_at"] for one in found.cases] == [
        "2024-03-31T01:30:00+00:00", "2024-03-31T01:59:59+00:00", "2024-10-27T00:30:00+00:00",
        "2024-10-27T00:30:01+00:00", "2024-10-26T22:00:00+00:00",
    ]  # fmt: skip
    zone = "in Europe/Berlin, the clocks went"
    assert [(one.line, str(one.said)) for one in found.remarks] == [
        (2, f"Came: 2024-03-31 02:30 never was {zone} forward: read as that much later (2 rows)"),
        (4, f"Came: 2024-10-27 02:30 was twice {zone} back: the first is meant"),
    ]


@pytest.mark.parametrize(
    ("number", "row", "out"),
    [
        ("No", "1,x,Taken,2024-05-02\n", {2: 1, 4: 1, 5: 0}),
        ("No", "x,1,Taken,2024-05-02,,,\n", {2: 1, 4: 1, 5: 0}),
        ("No", "3,x,Taken,2024-05-02\n", {5: 0}),
        ("{columns: [No, At], between: /}", "1,x,Taken\n", {2: 1, 4: 1, 5: 0}),
        ("{columns: [No, At], between: /}", "1,z,Taken\n", {5: 0}),
    ],
)
def test_a_log_that_may_miss_a_row_which_cannot_be_read_is_left_out(number: str, row: str, out: dict[int, int]) -> None:
    rows = "1,x,Opened,2024-05-01,\n2,y,Opened,2024-05-01,\n1,x,Closed,2024-05-03,\n"
    found = arrived(HEAD + rows + row, LOG.format(number=number))
    said = ("cells, 5 columns", "line 5, which cannot be read, may belong to its log")
    assert {line: said[out.get(line, 0)] in why for line, why in left_out(found).items()} == dict.fromkeys(out, True)
    assert [one.line for one in found.cases] == ([2, 3] if len(out) == 1 else [3])


def test_a_log_with_the_time_of_opening_begins_there() -> None:
    rows = "1,,Taken,2024-05-02,2024-05-01\n1,,Closed,2024-05-03,2024-05-01\n"
    (case,) = arrived(HEAD + rows, LOG.format(number="No")).cases
    assert [(e.kind, e.get("to") or e.get("stage"), e.at.day, e.by) for e in case.change.events] == [
        ("imported", "intake", 1, "old"), ("move", "analysis", 2, "old"), ("move", "closed", 3, "old"),
    ]  # fmt: skip
    assert case.change.sets["opened_at"] == "2024-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("1,,Taken,2024-04-30,2024-05-01\n1,,Closed,2024-05-03,2024-05-01\n",
         "line 2: 2024-04-30 is before it was opened on 2024-05-01"),
        ("1,,Taken,2024-05-02,2024-05-01\n1,,Closed,2024-05-03,\n", "different times of opening: lines 2, 3"),
    ],
)  # fmt: skip
def test_events_before_the_opening_leave_their_case_out(rows: str, says: str) -> None:
    found = arrived(HEAD + rows, LOG.format(number="No"))
    assert found.cases == ()
    assert {line: says in why for line, why in left_out(found).items()} == {2: True, 3: True}


def test_of_a_log_the_closing_is_not_mapped() -> None:
    with pytest.raises(InvalidFileError, match=re.escape("of a log, the closing and the stages follow")):
        arrived(HEAD, LOG.format(number="No") + "closed_at: Came\n")
