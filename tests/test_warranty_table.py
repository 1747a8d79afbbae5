"""Warranty worked out by hand, case by case. The name of each says the arithmetic; nothing of it is svc's."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from entitled import TABLES, asset, desk, judge, lawful, product, repaired, table, told

CN = table(TABLES / "CN.yaml")
EU = table(TABLES / "EU.yaml")


class Row(NamedTuple):
    """Terms, a machine, a day; and what holds on it, of the whole machine or of a component."""

    name: str
    terms: str
    asset: str
    day: str
    says: str
    component: str = ""


TWO_YEARS = "{months: 24}"
BOUGHT = "invoiced: 2024-07-02"
LAST_DAYS = [
    Row("24 months from 2 July 2024 end on 2 July 2026: that day is in", TWO_YEARS, BOUGHT, "2026-07-02",
        "in 2026-07-02"),
    Row("24 months from 2 July 2024: 3 July 2026 is out", TWO_YEARS, BOUGHT, "2026-07-03", "out 2026-07-02"),
    Row("24 months from 2 July 2024: 1 July 2026 is in", TWO_YEARS, BOUGHT, "2026-07-01", "in 2026-07-02"),
    Row("the day of the invoice itself is in", TWO_YEARS, BOUGHT, "2024-07-02", "in 2026-07-02"),
    Row("a fault before the first day is in", TWO_YEARS, BOUGHT, "2024-06-20", "in 2026-07-02"),
    Row("1 year from 1 December 1995 ends on 1 December 1996", "{years: 1}", "invoiced: 1995-12-01", "1996-12-01",
        "in 1996-12-01"),
    Row("2 years are 24 months", "{years: 2}", BOUGHT, "2026-07-03", "out 2026-07-02"),
    Row("7 days from 1 March are 2, 3, .. 8 March", "{days: 7}", "invoiced: 2026-03-01", "2026-03-08", "in 2026-03-08"),
    Row("7 days from 1 March: 9 March is the eighth", "{days: 7}", "invoiced: 2026-03-01", "2026-03-09",
        "out 2026-03-08"),
    Row("7 days from 26 February 2026: 28 is 2, 5 March is 7", "{days: 7}", "invoiced: 2026-02-26", "2026-03-05",
        "in 2026-03-05"),
    Row("7 days from 26 February 2028, a leap year: 4 March is 7", "{days: 7}", "invoiced: 2028-02-26", "2028-03-05",
        "out 2028-03-04"),
    Row("365 days from 1 March 2027 end on 29 February 2028", "{days: 365}", "invoiced: 2027-03-01", "2028-03-01",
        "out 2028-02-29"),
    Row("15 days from 20 December: 4 January", "{days: 15}", "invoiced: 2026-12-20", "2027-01-04", "in 2027-01-04"),
]  # fmt: skip
MONTH_ENDS = [
    Row("1 month from 31 January 2026: 28 February", "{months: 1}", "invoiced: 2026-01-31", "2026-02-28",
        "in 2026-02-28"),
    Row("1 month from 31 January 2026: 1 March is out", "{months: 1}", "invoiced: 2026-01-31", "2026-03-01",
        "out 2026-02-28"),
    Row("1 month from 31 January 2028: 29 February", "{months: 1}", "invoiced: 2028-01-31", "2028-02-29",
        "in 2028-02-29"),
    Row("12 months from 29 February 2024: 28 February 2025", "{months: 12}", "invoiced: 2024-02-29", "2025-03-01",
        "out 2025-02-28"),
    Row("48 months from 29 February 2024: 29 February 2028", "{months: 48}", "invoiced: 2024-02-29", "2028-02-29",
        "in 2028-02-29"),
    Row("12 months from 28 February 2027: 28, not 29, February 2028", "{months: 12}", "invoiced: 2027-02-28",
        "2028-02-29", "out 2028-02-28"),
    Row("6 months from 31 August: 28 February 2026", "{months: 6}", "invoiced: 2025-08-31", "2026-02-28",
        "in 2026-02-28"),
    Row("6 months from 30 November 2027: 30 May", "{months: 6}", "invoiced: 2027-11-30", "2028-05-31",
        "out 2028-05-30"),
    Row("3 months from 30 November 2027: 29 February 2028", "{months: 3}", "invoiced: 2027-11-30", "2028-02-29",
        "in 2028-02-29"),
    Row("13 months from 31 December 2024: 31 January 2026", "{months: 13}", "invoiced: 2024-12-31", "2026-01-31",
        "in 2026-01-31"),
    Row("100 years: 2100 has no 29 February: 1200 months from 29 February 2000", "{months: 1200}",
        "invoiced: 2000-02-29", "2100-03-01", "out 2100-02-28"),
]  # fmt: skip
STARTS = [
    Row("invoice before delivery where nothing is said: 12 months from 10 May", "{months: 12}",
        "invoiced: 2025-05-10, delivered: 2025-06-20", "2026-06-01", "out 2026-05-10"),
    Row("from delivery where the term says so: 12 months from 20 June", "{months: 12, starts: delivered}",
        "invoiced: 2025-05-10, delivered: 2025-06-20", "2026-06-01", "in 2026-06-20"),
    Row("commissioning, else installation: installed 1 August, ends 1 August",
        "{months: 12, starts: [commissioned, installed]}",
        "invoiced: 2025-05-10, installed: 2025-08-01", "2026-08-01", "in 2026-08-01"),
    Row("commissioning where both are known: 15 September", "{months: 12, starts: [commissioned, installed]}",
        "installed: 2025-08-01, commissioned: 2025-09-15", "2026-09-15", "in 2026-09-15"),
    Row("neither of the two is known: the invoice is none of them", "{months: 12, starts: [commissioned, installed]}",
        "invoiced: 2025-05-10", "2025-06-01", "unknown -"),
    Row("made on 15 March + 3 = 15 June, + 12 = 15 June 2026", "{months: 12, else_made: 3}", "made: 2025-03-15",
        "2026-06-15", "in 2026-06-15"),
    Row("made in February 2025: by the 28th; + 3 = 28 May, + 12 = 28 May 2026", "{months: 12, else_made: 3mo}",
        "made: 2025-02", "2026-05-29", "out 2026-05-28"),
    Row("made in July 2026: by the 31st; + 6 = 31 January, + 24 = 31 January 2029", "{months: 24, else_made: 6mo}",
        "made: 2026-07", "2029-01-31", "in 2029-01-31"),
    Row("made in August: by the 31st; + 6 = 28 February, + 12 = 28 February", "{months: 12, else_made: 6mo}",
        "made: 2025-08", "2027-03-01", "out 2027-02-28"),
    Row("a known invoice goes before the production", "{months: 12, else_made: 3mo}",
        "made: 2025-02, invoiced: 2025-12-24", "2026-12-24", "in 2026-12-24"),
    Row("made in February, and nothing said of that: not known", "{months: 12}", "made: 2025-02", "2025-04-01",
        "unknown -"),
    Row("no date at all: not known", "{months: 12, else_made: 3mo}", "", "2025-04-01", "unknown -"),
    Row("an invoice of a day that does not exist is none", "{months: 12}", "invoiced: 2025-02-30", "2025-04-01",
        "unknown -"),
    Row("12 from commissioning, at most 18 from delivery: min(1 Nov 2026, 15 Jul 2026)",
        "{months: 12, starts: commissioned, at_most: 18mo, at_most_from: delivered}",
        "delivered: 2025-01-15, commissioned: 2025-11-01", "2026-07-16", "out 2026-07-15"),
    Row("12 from commissioning, at most 18 from delivery: min(1 Apr, 15 Jul 2026)",
        "{months: 12, starts: commissioned, at_most: 18mo, at_most_from: delivered}",
        "delivered: 2025-01-15, commissioned: 2025-04-01", "2026-04-02", "out 2026-04-01"),
    Row("never commissioned, 18 from delivery are over: out all the same",
        "{months: 12, starts: commissioned, at_most: 18mo, at_most_from: delivered}",
        "delivered: 2025-01-15", "2026-07-16", "out 2026-07-15"),
    Row("never commissioned, 18 from delivery are not over: not known",
        "{months: 12, starts: commissioned, at_most: 18mo, at_most_from: delivered}",
        "delivered: 2025-01-15", "2026-07-15", "unknown 2026-07-15"),
    Row("36 months for those sold from 2025, 24 before: sold 31 December 2024",
        "{months: 36, from: 2025-01-01}, {months: 24, until: 2024-12-31}",
        "invoiced: 2024-12-31", "2026-12-31", "in 2026-12-31"),
    Row("36 months for those sold from 2025, 24 before: sold 1 January 2025",
        "{months: 36, from: 2025-01-01}, {months: 24, until: 2024-12-31}",
        "invoiced: 2025-01-01", "2028-01-01", "in 2028-01-01"),
    Row("36 months for those sold from 2025: sold in 2024, no other term", "{months: 36, from: 2025-01-01}",
        "invoiced: 2024-12-31", "2025-06-01", "unknown -"),
    Row("sold in 2024 though delivered in 2025: the day of sale says which term",
        "{months: 36, from: 2025-01-01, starts: delivered}, {months: 24, until: 2024-12-31, starts: delivered}",
        "invoiced: 2024-12-31, delivered: 2025-01-20", "2027-01-21", "out 2027-01-20"),
    Row("the product names no term", "", "invoiced: 2025-01-01", "2025-02-01", "unknown -"),
]  # fmt: skip
PARTS = "{months: 12}, {months: 36, component: compressor, covers: [parts]}"
COMPONENTS = [
    Row("machine 12, compressor 36 for parts: in month 18 the machine is out", PARTS, "invoiced: 2025-01-10",
        "2026-07-10", "out 2026-01-10"),
    Row("machine 12, compressor 36 for parts: in month 18 its parts are in, its labour is out", PARTS,
        "invoiced: 2025-01-10", "2026-07-10",
        "parts in 2028-01-10, labour out 2026-01-10, travel out 2026-01-10", "compressor"),
    Row("machine 12, compressor 36 for parts: on 11 January 2028 all of it is out", PARTS, "invoiced: 2025-01-10",
        "2028-01-11",
        "parts out 2028-01-10, labour out 2026-01-10, travel out 2026-01-10", "compressor"),
    Row("machine 12, battery 6: in month 8 the battery is out, though the machine is in",
        "{months: 12}, {months: 6, component: battery}",
        "invoiced: 2025-01-10", "2025-09-10", "out 2025-07-10", "battery"),
    Row("parts 24, labour 12, no travel: month 18", "{months: 24, covers: [parts]}, {months: 12, covers: [labour]}",
        "invoiced: 2025-01-31", "2026-07-31",
        "parts in 2027-01-31, labour out 2026-01-31, travel out -"),
    Row("two terms for the same: the later end, 24 from 31 January", "{months: 12}, {months: 24}",
        "invoiced: 2025-01-31", "2026-07-31", "in 2027-01-31"),
    Row("a component that nobody names has the machine's: 12", "{months: 12}", "invoiced: 2025-01-10", "2026-01-10",
        "in 2026-01-10", "fan"),
    Row("pump fitted 1 December, 6 of its own: 1 June, later than 10 January", "{months: 12, fitted: 6mo}",
        "invoiced: 2025-01-10, fitted: [{component: pump, at: 2025-12-01}]", "2026-06-01", "in 2026-06-01", "pump"),
    Row("pump fitted 1 March, 6 of its own: 1 September, the rest till 10 January is longer",
        "{months: 12, fitted: 6mo}",
        "invoiced: 2025-01-10, fitted: [{component: pump, at: 2025-03-01}]", "2026-01-10", "in 2026-01-10", "pump"),
    Row("pump fitted 1 December: the machine itself ends 10 January", "{months: 12, fitted: 6mo}",
        "invoiced: 2025-01-10, fitted: [{component: pump, at: 2025-12-01}]", "2026-01-11", "out 2026-01-10"),
    Row("pump fitted after the machine was out: 3 from 30 November, 28 February", "{months: 12, fitted: 3mo}",
        "invoiced: 2024-01-10, fitted: [{component: pump, at: 2025-11-30}]", "2026-02-28", "in 2026-02-28", "pump"),
    Row("fitted twice: the later one, 31 March + 3 = 30 June", "{months: 12, fitted: 3mo}",
        "invoiced: 2024-01-10, fitted: [{component: pump, at: 2025-11-30}, {component: pump, at: 2026-03-31}]",
        "2026-06-30", "in 2026-06-30", "pump"),
    Row("fitted after the fault: what was fitted then does not count", "{months: 12, fitted: 6mo}",
        "invoiced: 2024-01-10, fitted: [{component: pump, at: 2025-12-01}]", "2025-11-30", "out 2025-01-10", "pump"),
    Row("fitted at 23:30 in UTC on 30 November: here it was 1 December, + 6 = 1 June", "{months: 12, fitted: 6mo}",
        "invoiced: 2024-01-10, fitted: [{component: pump, at: '2025-11-30T23:30:00+00:00'}]", "2026-06-01",
        "in 2026-06-01", "pump"),
]  # fmt: skip
ADDED = [
    Row("24 + 6 months given: 2 January 2027", TWO_YEARS, f"{BOUGHT}, extensions: [{{id: E, months: 6}}]",
        "2027-01-02", "in 2027-01-02"),
    Row("24 + 6 months given: 3 January 2027 is out", TWO_YEARS, f"{BOUGHT}, extensions: [{{id: E, months: 6}}]",
        "2027-01-03", "out 2027-01-02"),
    Row("1 + 1 months from 31 January: 31 March, not 28", "{months: 1}",
        "invoiced: 2026-01-31, extensions: [{id: E, months: 1}]", "2026-03-31", "in 2026-03-31"),
    Row("months first: 1 + 1 months and 3 days from 31 December: 28 February + 3 = 3 March", "{months: 1}",
        "invoiced: 2025-12-31, extensions: [{id: E, days: 3}, {id: F, months: 1}]", "2026-03-03", "in 2026-03-03"),
    Row("30 days given: 2 July + 30 = 1 August", TWO_YEARS, f"{BOUGHT}, extensions: [{{id: E, days: 30}}]",
        "2026-08-01", "in 2026-08-01"),
    Row("extended past the cap too: at most 18 + 6 from 15 January 2025",
        "{months: 12, starts: commissioned, at_most: 18mo, at_most_from: delivered}",
        "delivered: 2025-01-15, commissioned: 2025-11-01, extensions: [{id: E, months: 6}]", "2027-01-15",
        "in 2027-01-15"),
]  # fmt: skip


@pytest.mark.parametrize("row", [*LAST_DAYS, *MONTH_ENDS, *STARTS, *COMPONENTS, *ADDED], ids=lambda row: row.name)
def test_by_hand(row: Row) -> None:
    terms = product(row.terms)
    assert told(judge(asset(row.asset), terms, row.day, component=row.component), row.component) == row.says


class InRepair(NamedTuple):
    """The same with repairs; the term is of 12 months from 10 January 2025 and grows by them."""

    name: str
    repairs: tuple[str, ...]
    day: str
    says: str
    more: str = ""


IN_REPAIR = [
    InRepair("1 to 11 March are 10 days: 10 January + 10 = 20", ("A 2025-03-01..2025-03-11",), "2026-01-20",
        "in 2026-01-20"),
    InRepair("1 to 11 March are 10 days: 21 January is out", ("A 2025-03-01..2025-03-11",), "2026-01-21",
        "out 2026-01-20"),
    InRepair("in and out on one day adds nothing", ("A 2025-03-01..2025-03-01",), "2026-01-11", "out 2026-01-10"),
    InRepair("26 February to 2 March 2025 are 4 days", ("A 2025-02-26..2025-03-02",), "2026-01-14", "in 2026-01-14"),
    InRepair("two repairs, 10 + 5 days: 25 January", ("A 2025-03-01..2025-03-11", "B 2025-06-01..2025-06-06"),
        "2026-01-25", "in 2026-01-25"),
    InRepair("two cases at once count once: 1 to 11 and 6 to 16 March are 15",
        ("A 2025-03-01..2025-03-11", "B 2025-03-06..2025-03-16"), "2026-01-25", "in 2026-01-25"),
    InRepair("one within the other: 10", ("A 2025-03-01..2025-03-11", "B 2025-03-02..2025-03-05"), "2026-01-21",
        "out 2026-01-20"),
    InRepair("begun on the last day, 10 January, for 8: 18", ("A 2026-01-10..2026-01-18",), "2026-01-18",
        "in 2026-01-18"),
    InRepair("begun the day after the last adds nothing", ("A 2026-01-11..2026-01-19",), "2026-01-12",
        "out 2026-01-10"),
    InRepair("begun in the days that a first one added: 10 January + 5, on the 14th + 3 = 18",
        ("A 2025-05-01..2025-05-06", "B 2026-01-14..2026-01-17"), "2026-01-18", "in 2026-01-18"),
    InRepair("still in repair on 20 January since the 8th: 12 so far, 22", ("A 2026-01-08",), "2026-01-20",
        "in 2026-01-22"),
    InRepair("before the invoice of 10 January nothing counts: 5 to 15 are 5", ("A 2025-01-05..2025-01-15",),
        "2026-01-16", "out 2026-01-15"),
    InRepair("2 months given and 10 days: 10 March + 10 = 20 March", ("A 2025-03-01..2025-03-11",), "2026-03-20",
        "in 2026-03-20", ", extensions: [{id: E, months: 2}]"),
]  # fmt: skip


@pytest.mark.parametrize("row", IN_REPAIR, ids=lambda row: row.name)
def test_days_in_repair_by_hand(row: InRepair) -> None:
    held = asset(f"invoiced: 2025-01-10{row.more}", repaired(*row.repairs))
    assert told(judge(held, product("{months: 12, repairs: true}"), row.day)) == row.says


def test_days_in_repair_add_nothing_where_the_term_does_not_say_so() -> None:
    held = asset("invoiced: 2025-01-10", repaired("A 2025-03-01..2025-03-11"))
    assert told(judge(held, product("{months: 12}"), "2026-01-11")) == "out 2026-01-10"


OLD = "id: P.OLD, invoiced: 2025-01-10"
NEW = "id: P.NEW, replaces: P.OLD"


@pytest.mark.parametrize(
    ("name", "exchange", "old", "new", "day", "says"),
    [
        ("begins anew: 12 from 1 October 2025", "restart", OLD, f"{NEW}, delivered: 2025-10-01", "2026-10-01",
         "in 2026-10-01"),
        ("begins anew: 2 October 2026 is out", "restart", OLD, f"{NEW}, delivered: 2025-10-01", "2026-10-02",
         "out 2026-10-01"),
        ("the rest goes on: 12 from 10 January 2025", "rest", OLD, f"{NEW}, delivered: 2025-10-01", "2026-01-10",
         "in 2026-01-10"),
        ("the rest goes on: 11 January 2026 is out", "rest", OLD, f"{NEW}, delivered: 2025-10-01", "2026-01-11",
         "out 2026-01-10"),
        ("the rest, with 2 months that the old one was given: 10 March", "rest",
         f"{OLD}, extensions: [{{id: E, months: 2}}]", NEW, "2026-03-10", "in 2026-03-10"),
        ("begins anew, but nobody wrote down when", "restart", OLD, NEW, "2026-01-01", "unknown -"),
        ("the rest of what nobody knows any more", "rest", "", f"{NEW}, delivered: 2025-10-01", "2026-01-01",
         "unknown -"),
        ("begins anew, the old one is not known: that is enough", "restart", "", f"{NEW}, delivered: 2025-10-01",
         "2026-10-01", "in 2026-10-01"),
    ],
)  # fmt: skip
def test_an_exchange_by_hand(name: str, exchange: str, old: str, new: str, day: str, says: str) -> None:
    held = asset(new, before=asset(old) if old else None)
    assert told(judge(held, product(f"{{months: 12, exchange: {exchange}}}"), day)) == says, name


def test_the_rest_goes_on_over_two_exchanges_with_the_repairs_of_all() -> None:
    """12 from 10 January 2025, + 10 days of the first machine, + 5 of the second: 25 January 2026."""
    first = asset("id: P.A, invoiced: 2025-01-10", repaired("A 2025-03-01..2025-03-11"))
    second = asset("id: P.B, replaces: P.A", repaired("B 2025-06-01..2025-06-06"), first)
    third = asset("id: P.C, replaces: P.B, delivered: 2025-07-01", before=second)
    terms = product("{months: 12, exchange: rest, repairs: true}")
    assert told(judge(third, terms, "2026-01-25")) == "in 2026-01-25"
    assert told(judge(third, terms, "2026-01-26")) == "out 2026-01-25"


@pytest.mark.parametrize(
    ("name", "day", "rests", "says"),
    [
        ("Saturday 10 and Sunday 11 January: Monday 12", "2026-01-12", "2026-01-10 2026-01-11", "in 2026-01-12"),
        ("Saturday 10 and Sunday 11 January: 13 is out", "2026-01-13", "2026-01-10 2026-01-11", "out 2026-01-12"),
        ("a working day stays", "2026-01-11", "2026-01-11", "out 2026-01-10"),
    ],
)
def test_a_last_day_off_by_hand(name: str, day: str, rests: str, says: str) -> None:
    terms = product("{months: 12, rest_days: true}")
    assert told(judge(asset("invoiced: 2025-01-10"), terms, day, rests=rests)) == says, name


class Lawful(NamedTuple):
    """What a table of rules gives a person; the machine was invoiced and delivered on 10 March 2026."""

    name: str
    day: str
    says: str
    repairs: tuple[str, ...] = ()
    now: str = ""
    kind: str = "person"


THREE_GUARANTEES = [
    Lawful("7 days from 10 March: 17 March, and 15 and 6 months", "2026-03-17",
        "cn-7-days cn-15-days cn-burden-of-proof"),
    Lawful("18 March is the eighth: 15 days are left", "2026-03-18", "cn-15-days cn-burden-of-proof"),
    Lawful("15 days from 10 March: 25 March", "2026-03-25", "cn-15-days cn-burden-of-proof"),
    Lawful("26 March is the sixteenth", "2026-03-26", "cn-burden-of-proof"),
    Lawful("6 months from 10 March: 10 September", "2026-09-10", "cn-burden-of-proof"),
    Lawful("11 September: nothing but repair", "2026-09-11", ""),
    Lawful("one repair that did not last is one too few", "2026-10-20", "", ("A 2026-04-01..2026-04-05",)),
    Lawful("two repairs that did not last", "2026-10-20", "cn-two-repairs",
        ("A 2026-04-01..2026-04-05", "B 2026-06-01..2026-06-09")),
    Lawful("before the invoice of 10 March no repair counts", "2026-10-20", "",
        ("A 2026-03-01..2026-03-05", "B 2026-06-01..2026-06-09")),
    Lawful("the second is not done yet", "2026-06-05", "cn-burden-of-proof",
        ("A 2026-04-01..2026-04-05", "B 2026-06-01..2026-06-09")),
    Lawful("the case came back: two repairs of one case", "2026-10-20", "cn-two-repairs",
        ("A 2026-04-01..2026-04-05", "C 2026-10-20..2026-10-25 failed")),
    Lawful("two repairs, 12 months + 4 + 8 days: 22 March 2027 is in", "2027-03-22", "cn-two-repairs",
        ("A 2026-04-01..2026-04-05", "B 2026-06-01..2026-06-09")),
    Lawful("two repairs, 12 months + 4 + 8 days: 23 March 2027 is out", "2027-03-23", "",
        ("A 2026-04-01..2026-04-05", "B 2026-06-01..2026-06-09")),
    Lawful("waits for parts, 1 October to 30 December are 90 days: not more than 90", "2026-10-01", "",
        ("C 2026-10-01 parts 2026-10-02",), "2026-12-30"),
    Lawful("waits for parts, 31 December is day 91", "2026-10-01", "cn-90-days-without-part",
        ("C 2026-10-01 parts 2026-10-02",), "2026-12-31"),
    Lawful("in repair for 91 days, and not for a part: 91 - 0 > 30", "2026-10-01", "cn-30-days-in-repair",
        ("C 2026-10-01",), "2026-12-31"),
    Lawful("in repair for 31 days: 1 November", "2026-10-01", "cn-30-days-in-repair", ("C 2026-10-01",), "2026-11-01"),
    Lawful("in repair for 30 days: 31 October", "2026-10-01", "", ("C 2026-10-01",), "2026-10-31"),
    Lawful("31 days less 10 of waiting are 21", "2026-10-01", "", ("C 2026-10-01 customer 2026-10-05..2026-10-15",),
        "2026-11-01"),
    Lawful("a firm has none of it", "2026-03-17", "", kind="organisation"),
    Lawful("of a customer of whom nobody knows", "2026-03-26", "cn-burden-of-proof?", kind=""),
]  # fmt: skip


@pytest.mark.parametrize("row", THREE_GUARANTEES, ids=lambda row: row.name)
def test_the_three_guarantees_by_hand(row: Lawful) -> None:
    held = asset("invoiced: 2026-03-10, delivered: 2026-03-10", repaired(*row.repairs))
    terms = product("{months: 12}", CN.usual)
    assert lawful(judge(held, terms, row.day, CN, kind=row.kind, case="C", now=row.now)) == row.says


@pytest.mark.parametrize(
    ("name", "asset_line", "repairs", "day", "says", "law"),
    [
        ("2 years from delivery on 5 March 2025: 5 March 2027", "delivered: 2025-03-05", (), "2027-03-05",
         "in 2027-03-05", "eu-legal-guarantee"),
        ("6 March 2027 is out, as the maker's 12 months are", "delivered: 2025-03-05", (), "2027-03-06",
         "out 2027-03-05", ""),
        ("from delivery, not from the invoice", "invoiced: 2025-02-01, delivered: 2025-03-05", (), "2027-03-05",
         "in 2027-03-05", "eu-legal-guarantee"),
        ("sold 30 July 2026: a repair adds nothing", "invoiced: 2026-07-30, delivered: 2026-08-10",
         ("A 2027-01-04..2027-01-08",), "2028-08-11", "out 2028-08-10", ""),
        ("sold 31 July 2026: a repair adds 12 months, once: 10 August 2029",
         "invoiced: 2026-07-31, delivered: 2026-08-10", ("A 2027-01-04..2027-01-08", "B 2027-05-04..2027-05-08"),
         "2029-08-10", "in 2029-08-10", "eu-legal-guarantee-2026"),
        ("sold 31 July 2026, twice repaired: 11 August 2029 is out", "invoiced: 2026-07-31, delivered: 2026-08-10",
         ("A 2027-01-04..2027-01-08", "B 2027-05-04..2027-05-08"), "2029-08-11", "out 2029-08-10", ""),
        ("sold 31 July 2026, repaired after two years: adds nothing", "invoiced: 2026-07-31, delivered: 2026-08-10",
         ("A 2028-09-04..2028-09-08",), "2028-10-01", "out 2028-08-10", ""),
        ("delivery not known: nor is what the law gives", "invoiced: 2025-02-01", (), "2026-09-01", "unknown -",
         "eu-legal-guarantee?"),
    ],
)  # fmt: skip
def test_the_legal_guarantee_of_the_eu_by_hand(
    name: str, asset_line: str, repairs: tuple[str, ...], day: str, says: str, law: str
) -> None:
    held = asset(f"country: DE, {asset_line}", repaired(*repairs))
    found = judge(held, product("{months: 12, starts: [invoiced, delivered]}"), day, EU, kind="person")
    assert (told(found), lawful(found)) == (says, law), name


def test_the_burden_of_proof_is_on_the_seller_for_a_year_from_delivery() -> None:
    found = judge(asset("country: DE, delivered: 2025-02-28"), (), "2025-03-01", EU, kind="person")
    assert [str(claim.burden) for claim in found.claims] == ["2026-02-28"]


def test_the_part_that_its_own_repair_brought_is_not_the_one_that_broke() -> None:
    """12 months from 10 January 2024; a pump fitted on the very day, 1 December 2025, for this case or for another."""
    held = asset("invoiced: 2024-01-10, fitted: [{component: pump, at: 2025-12-01, case: C}]")
    terms = product("{months: 12, fitted: 6mo}")
    assert told(judge(held, terms, "2025-12-01", case="C"), "pump") == "out 2025-01-10"
    assert told(judge(held, terms, "2025-12-01", case="D"), "pump") == "in 2026-06-01"


def test_a_burden_of_proof_that_ends_on_a_day_off_ends_on_the_next_of_work() -> None:
    """6 months from 10 March 2026: Thursday 10 September, here a day off."""
    held = asset("invoiced: 2026-03-10, delivered: 2026-03-10")
    found = judge(held, (), "2026-09-11", CN, kind="person", rests="2026-09-10")
    assert [str(claim.burden) for claim in found.claims if claim.burden] == ["2026-09-11"]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("{name: a, within: 2y, gives: [repair]}", "in 2027-01-10"),
        ("{name: a, within: 2y, gives: [replace]}", "out 2026-01-10"),
        ("{name: a, within: 2y, gives: [repair], after_repairs: 1}", "out 2026-01-10"),
        ("{name: a, within: 2y, gives: [repair], unrepaired: 30d}", "out 2026-01-10"),
        ("{name: a, within: 2y, gives: [repair], covers: [parts]}",
         "parts in 2027-01-10, labour out 2026-01-10, travel out 2026-01-10"),
        ("{name: a, within: 2y, gives: [repair], component: pump}", "out 2026-01-10"),
    ],
)
def test_what_the_law_repairs_free_of_charge_by_hand(rule: str, says: str) -> None:
    """The maker's 12 months from 10 January 2025, the law's 24; on 1 June 2026, after a repair that did not last."""
    held = asset("invoiced: 2025-01-10", repaired("A 2025-03-01..2025-03-05", "C 2026-01-01"))
    rules = desk(f"warranty: {{rules: [{rule}]}}")
    assert told(judge(held, product("{months: 12}"), "2026-06-01", rules, case="C")) == says


def test_what_one_machine_was_given_is_no_more_by_law() -> None:
    """2 years from 5 March 2025; the maker's 12 months and the 3 that were given end on 5 June 2026."""
    held = asset("country: DE, delivered: 2025-03-05, extensions: [{id: E, months: 3}]")
    found = judge(held, product("{months: 12, starts: delivered}"), "2026-06-05", EU, kind="person")
    assert [str(each.until) for each in (*found.courses, *(claim.course for claim in found.claims))] == [
        "2026-06-05", "2027-03-05"]  # fmt: skip


def test_a_rule_of_another_country_is_not_told() -> None:
    assert judge(asset("country: US, delivered: 2025-02-28"), (), "2025-03-01", EU, kind="person").claims == ()


@pytest.mark.parametrize(
    ("name", "agreed", "day", "pays"),
    [
        ("in warranty, whatever is agreed", "{id: A, covers: [parts, labour, travel]}", "2026-01-10",
         "warranty warranty warranty"),
        ("out of warranty, labour and travel agreed from 1 January to 31 December",
         "{id: A, from: 2026-01-01, until: 2026-12-31, covers: [labour, travel]}", "2026-12-31",
         "customer contract contract"),
        ("the agreement ended the day before",
         "{id: A, from: 2026-01-01, until: 2026-12-31, covers: [labour, travel]}", "2027-01-01",
         "customer customer customer"),
        ("it begins on that very day", "{id: A, from: 2026-06-01, covers: [parts]}", "2026-06-01",
         "contract customer customer"),
        ("it begins tomorrow", "{id: A, from: 2026-06-02, covers: [parts]}", "2026-06-01",
         "customer customer customer"),
        ("it is for another machine", "{id: A, covers: [parts], assets: [P.2]}", "2026-06-01",
         "customer customer customer"),
        ("it is for this one among others", "{id: A, covers: [parts], assets: [P.2, P.1]}", "2026-06-01",
         "contract customer customer"),
        ("two together", "{id: A, covers: [parts]}, {id: B, covers: [travel]}", "2026-06-01",
         "contract customer contract"),
        ("it promises an hour and pays nothing", "{id: A, policy: gold}", "2026-06-01", "customer customer customer"),
    ],
)  # fmt: skip
def test_who_pays_parts_labour_and_travel_by_hand(name: str, agreed: str, day: str, pays: str) -> None:
    """12 months from 10 January 2025."""
    found = judge(asset("invoiced: 2025-01-10"), product("{months: 12}"), day, agreed=agreed)
    assert " ".join(found.finding.pays.values()) == pays, name


@pytest.mark.parametrize(
    ("name", "day", "component", "state", "charge"),
    [
        ("machine and compressor are in", "2025-06-01", "", "in", "warranty"),
        ("the machine is out, its compressor would be in: who can tell", "2026-06-01", "", "unknown", ""),
        ("it was the compressor: parts in, labour out", "2026-06-01", "compressor", "in", ""),
        ("it was the fan", "2026-06-01", "fan", "out", "customer"),
        ("all is out", "2028-01-11", "", "out", "customer"),
    ],
)
def test_provisional_and_final(name: str, day: str, component: str, state: str, charge: str) -> None:
    found = judge(asset("invoiced: 2025-01-10"), product(PARTS), day, component=component)
    assert (found.state, found.charge) == (state, charge), name
