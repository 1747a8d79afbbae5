"""Warranty: what holds of every machine, the day of a fault, repairs out of logs, and svc.yaml with its mistakes."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from entitled import CODES, HERE, TABLES, asset, desk, judge, product, repaired, table
from making import SHIPPED, case, event, settings

from svc.dates import instant
from svc.dates.periods import Period, last_day, period
from svc.dates.reckoning import shifted
from svc.model import Case, Data
from svc.schema.reader import Reader
from svc.schema.warranty import Term
from svc.schema.warranty_reading import terms
from svc.store.reading import check_settings
from svc.warranty.judging import BEST
from svc.warranty.machine import Extension, Machine
from svc.warranty.reading import fault_day
from svc.warranty.repairs import repairs
from svc.warranty.running import Asked, course

CHANCE = random.Random(20261122)
EPOCH = date(2024, 1, 31)
SHIPPED_RULES = settings()


def some_day(first: date = EPOCH, most: int = 1200) -> date:
    return first + timedelta(days=CHANCE.randrange(most))


def some_term() -> Term:
    length = CHANCE.choice((Period(months=CHANCE.randrange(1, 40)), Period(days=CHANCE.randrange(1, 400))))
    at_most = CHANCE.choice((None, None, Period(CHANCE.randrange(1, 50))))
    return Term(
        "t", length, at_most=at_most, at_most_from="delivered" if at_most else "", repairs=CHANCE.random() < 0.7,
        repaired=CHANCE.choice((None, Period(12))), rest_days=CHANCE.random() < 0.5,
        exchange=CHANCE.choice(("restart", "rest")),
    )  # fmt: skip


def some_machine(depth: int = 1) -> Machine:
    spans = []
    for number in range(CHANCE.randrange(4)):
        begin = some_day()
        end = f"{begin + timedelta(days=CHANCE.randrange(90))}" if CHANCE.random() < 0.8 else ""
        spans.append(f"C{number} {begin}..{end}")
    extensions = tuple(
        Extension(f"E{n}", CHANCE.choice((Period(CHANCE.randrange(1, 9)), Period(days=CHANCE.randrange(1, 60)))))
        for n in range(CHANCE.randrange(3))
    )
    before = some_machine(depth - 1) if depth and CHANCE.random() < 0.4 else None
    dates = {"invoiced": some_day(EPOCH, 60), "delivered": some_day(EPOCH, 90)}
    return Machine("P.1", dates, extensions=extensions, repairs=repaired(*spans), replaces="P.0" if before else "",
    before=before)


def weekend(day: date) -> bool:
    return day.weekday() > 4


def test_a_later_fault_never_turns_out_into_in() -> None:
    for _ in range(120):
        term, machine = some_term(), some_machine()
        now = some_day(date(2027, 6, 1))
        states = [
            course(term, machine, Asked(day, now, "", weekend)).state(day)
            for day in (EPOCH + timedelta(days=n) for n in range(0, (now - EPOCH).days, 17))
        ]
        assert states == sorted(states), (term, machine)  # in, out


def test_nor_where_the_repair_goes_on_as_it_is_asked() -> None:
    """Asked day after day, for that very day: what goes on in repair grows by no more than a day a day."""
    for _ in range(120):
        term, machine = some_term(), some_machine()
        days = [EPOCH + timedelta(days=n) for n in range(0, 2000, 17)]
        states = [course(term, machine, Asked(day, day, "", weekend)).state(day) for day in days]
        assert states == sorted(states), (term, machine)


def test_an_extension_never_shortens() -> None:
    for _ in range(600):
        term, machine = some_term(), some_machine()
        more = Extension("X", Period(CHANCE.randrange(4), CHANCE.randrange(40)))
        place = CHANCE.randrange(len(machine.extensions) + 1)
        longer = machine._replace(extensions=(*machine.extensions[:place], more, *machine.extensions[place:]))
        asked = Asked(EPOCH, date(2027, 6, 1), "", weekend)
        plain, extended = (course(term, each, asked).until for each in (machine, longer))
        assert plain
        assert extended
        assert plain <= extended, (term, machine, more)


def test_a_repair_never_shortens_and_two_at_once_count_once() -> None:
    for _ in range(300):
        term, machine = some_term(), some_machine(0)
        asked = Asked(EPOCH, date(2027, 6, 1), "", weekend)
        until = course(term, machine, asked).until
        twice = course(term, machine._replace(repairs=machine.repairs * 2), asked).until
        none = course(term, machine._replace(repairs=()), asked).until
        assert none
        assert until
        assert none <= until == twice


def test_the_last_day_is_that_of_dateutil() -> None:
    for _ in range(2000):
        begin, months, days = some_day(most=3000), CHANCE.randrange(60), CHANCE.randrange(500)
        expected = shifted(shifted(begin, months, "months"), days, "days")
        assert last_day(begin, Period(months, days)) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [("7d", Period(0, 7)), ("18mo", Period(18)), ("2y", Period(24)), ("3", Period(3)), ("18m", None), ("0d", None),
     ("7 d", None), ("-1y", None), ("７d", None), ("", None)],
)  # fmt: skip
def test_how_long(text: str, found: Period | None) -> None:
    assert period(text) == found
    if found and text != "3":
        assert str(found) == text


def test_a_length_past_all_years_ends_with_the_last_of_them() -> None:
    assert last_day(date(2026, 1, 1), Period(12 * 9999)) == last_day(date(2026, 1, 1),
    Period(1, 999_999)) == date(2999, 12, 31)


@pytest.mark.parametrize(
    ("occurred", "opened", "day", "told"),
    [
        ("", "2026-07-02T23:30:00+00:00", "2026-07-03", "opened_at"),
        ("", "2026-07-02T15:59:59+00:00", "2026-07-02", "opened_at"),
        ("", "2026-07-03T00:00:00+08:00", "2026-07-03", "opened_at"),
        ("2026-07-02", "2026-07-04T09:00:00+08:00", "2026-07-02", "occurred_at"),
        ("2026-07-02T20:00:00-04:00", "2026-07-04T09:00:00+08:00", "2026-07-03", "occurred_at"),
    ],
)
def test_the_day_of_a_fault_is_that_of_the_desk(occurred: str, opened: str, day: str, told: str) -> None:
    found = fault_day(case(occurred_at=occurred, opened_at=opened), HERE)
    assert (str(found[0]), found[1]) == (day, told)


def test_a_minute_after_midnight_in_shanghai_is_a_day_too_late() -> None:
    """12 months from 2 July 2025: at 15:59 in UTC it is still the 2nd at the desk, at 16:00 no more."""
    states = []
    for opened in ("2026-07-02T15:59:59+00:00", "2026-07-02T16:00:00+00:00"):
        day, _ = fault_day(case(opened_at=opened), HERE)
        states.append(judge(asset("invoiced: 2025-07-02"), product("{months: 12}"), str(day)).state)
    assert states == ["in", "out"]


def _log(*more: Data) -> tuple[Data, ...]:
    return event("A0000", "open", "2026-03-01T01:00:00+00:00", stage="intake"), *more


def _move(name: str, at: str, begin: str, end: str) -> Data:
    return event(name, "move", f"{at}T02:00:00+00:00", from_=begin, to=end)


def _repairs(log: tuple[Data, ...], **fields: str) -> list[str]:
    held = case({key.replace("__", "."): value for key, value in fields.items()}, log, type="repair",
                opened_at="2026-03-01T01:00:00+00:00")  # fmt: skip
    now = instant("2026-04-01T00:00:00+00:00")
    assert now
    found = repairs([held], SHIPPED_RULES.workflow, "resolution", now, HERE)
    return [
        f"{one.begin}..{one.end or ''}" + "".join(f" {w.reason} {w.begin}..{w.end or ''}" for w in one.waits)
        + (" failed" if one.failed else "")
        for one in found
    ]  # fmt: skip


THERE = (_move("B0000", "2026-03-02", "intake", "analysis"), _move("C0000", "2026-03-03", "analysis", "resolution"))
DONE = _move("D0000", "2026-03-11", "resolution", "feedback")


def test_in_repair_from_the_opening_until_it_is_resolved() -> None:
    assert _repairs(_log(*THERE)) == ["2026-03-01.."]
    assert _repairs(_log(*THERE, DONE)) == ["2026-03-01..2026-03-11"]


def test_in_repair_from_the_day_the_goods_came_until_it_works_again() -> None:
    works = event("D1000", "restored", "2026-03-08T20:00:00+00:00")
    log = _log(*THERE, works, DONE)
    assert _repairs(log, resolution__received_at="2026-03-04T09:00:00+08:00") == ["2026-03-04..2026-03-09"]


def test_two_goes_where_the_customer_sent_it_back_and_the_waits_of_each() -> None:
    back = _move("E0000", "2026-03-20", "feedback", "resolution")
    waits = event("F0000", "wait", "2026-03-21T02:00:00+00:00", for_="parts")
    log = _log(*THERE, DONE, back, waits)
    assert _repairs(log) == ["2026-03-01..2026-03-11 failed", "2026-03-20.. parts 2026-03-21.."]


def test_what_is_no_repair_tells_of_none() -> None:
    assert _repairs(_log(*THERE, DONE), exit="no-fault") == []
    enquiry = case({}, _log(), type="enquiry")
    assert repairs([enquiry], SHIPPED_RULES.workflow, "resolution", enquiry.events[0].at, HERE) == []


def wrong(warranty: str) -> list[tuple[str, str]]:
    """What is wrong with the warranty of a svc.yaml: the line that is blamed, and what is said."""
    text = f"{SHIPPED}\nwarranty:\n{warranty}"
    lines = ["", *text.splitlines()]
    found, problems = check_settings(text.encode(), "svc.yaml")
    assert found
    return [(lines[p.line].strip(), str(p.message)) for p in problems]


ONE = "  rules:\n    - name: a\n      within: 7d\n      gives: [repair]\n      "


@pytest.mark.parametrize(
    ("warranty", "line", "says"),
    [
        ("  countries: CN\n", "countries: CN", "did you mean country?"),
        ("  country: China\n", "country: China", "China is not a country: write CN, DE, FR"),
        ("  starts: [bought]\n", "starts: [bought]",
         "bought is not one of invoiced, delivered, installed, commissioned"),
        ("  else_made: 3m\n", "else_made: 3m", "write 7d, 18mo or 2y; months are mo, m would be minutes"),
        ("  repairs: yes\n", "repairs: yes", "true or false belongs here, not yes"),
        ("  exchange: anew\n", "exchange: anew", "anew is not one of restart, rest"),
        ("  rules: CN\n", "rules: CN", "a list of maps belongs here"),
        ("  rules:\n    - {name: Seven, within: 7d, gives: [repair]}\n", "- {name", "a name of lower case letters"),
        ("  rules:\n    - {name: a, gives: [repair]}\n", "- {name: a", "a rule says how long it holds: within: 7d"),
        ("  rules:\n    - {name: a, within: 7d}\n", "- {name: a", "a rule gives something: gives: [repair"),
        ("  rules:\n    - {name: a, within: 7wd, gives: [repair]}\n", "- {name: a", "7wd is not a length"),
        ("  rules:\n    - {name: a, within: 7d, gives: [money]}\n", "- {name: a", "money is not in codes.remedy"),
        ("  rules:\n    - {name: a, within: 7d, gives: [repair]}\n    - {name: a, within: 8d, gives: [repair]}\n",
         "- {name: a, within: 8d", "the rule a is there twice"),
        (ONE + "when: {kind: [firm]}\n", "when: {kind", "firm is not one of organisation, person"),
        (ONE + "when: {team: [x]}\n", "when: {team", "team is not known here; known are type, category"),
        (ONE + "when: {type: [repairs]}\n", "when: {type", "repairs is not in codes.type"),
        (ONE + "country: [Germany]\n", "country: [Germany]", "Germany is not a country"),
        (ONE + "covers: [beer]\n", "covers: [beer]", "beer is not one of parts, labour, travel"),
        (ONE + "after_repairs: two\n", "after_repairs: two", "two is not a number from 1 to 9999"),
        (ONE + "unrepaired: 3mo\n", "unrepaired: 3mo", "days belong here: unrepaired: 90d"),
        (ONE + "waiting: parts\n", "waiting: parts", "waiting belongs to unrepaired"),
        (ONE + "unrepaired: 9d\n      waiting: rain\n", "waiting: rain", "rain is not in codes.wait"),
        (ONE + "at_most: 18mo\n", "- name: a", "at_most and at_most_from belong together"),
        (ONE + "at_most: 18mo\n      at_most_from: sold\n", "at_most_from: sold", "sold is not one of invoiced"),
        (ONE + "from: 2026\n", "from: 2026", "2026 is not a date"),
        (ONE + "from: 2026-02-01\n      until: 2026-01-31\n", "until: 2026-01-31", "lies before from 2026-02-01"),
        (ONE + "law: {fr: loi}\n", "law: {fr: loi}", "fr is not known here"),
    ],
)  # fmt: skip
def test_every_mistake_of_svc_yaml_is_named_with_its_line(warranty: str, line: str, says: str) -> None:
    found = wrong(warranty)
    assert len(found) == 1, found
    assert found[0][0].startswith(line)
    assert says in found[0][1]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{covers: [parts]}", "a term has a length: months: 24, or years, or days"),
        ("{months: 12, days: 3}", "a term has a length"),
        ("{months: 0}", "0 is not a number from 1 to 9999"),
        ("{months: 12, month: 3}", "did you mean months?"),
    ],
)
def test_every_mistake_of_a_product_is_named(row: str, says: str) -> None:
    from entitled import held

    reader = Reader("products/P.yaml", lambda name: 7)
    reader.codes.update(CODES)
    terms(reader, held(f"[{row}]"), Term("", Period()))
    assert [str(problem.where) for problem in reader.problems] == ["products/P.yaml:7"]
    assert says in str(reader.problems[0].message)


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_table_that_ships_stands_in_a_desk_as_it_is(path: Path) -> None:
    assert table(path).rules
    assert wrong(path.read_text(encoding="utf-8").partition("\nwarranty:\n")[2]) == []


def test_what_the_desk_says_holds_for_a_term_that_does_not() -> None:
    usual = desk("warranty: {starts: delivered, else_made: 3mo, repairs: true, exchange: rest, fitted: 6mo}").usual
    plain, own = product("{months: 12}, {months: 12, starts: invoiced, repairs: false, exchange: restart}", usual)
    assert (plain.starts, plain.else_made, plain.repairs, plain.exchange) == (("delivered",), Period(3), True, "rest")
    assert (own.starts, own.repairs, own.exchange, own.fitted) == (("invoiced",), False, "restart", Period(6))


def test_a_case_without_an_opening_that_can_be_read_has_no_day() -> None:
    assert fault_day(Case({"opened_at": "soon"}, ""), HERE) == (None, "")


def test_what_is_better_comes_first() -> None:
    assert BEST == ("in", "unknown", "out")
