"""Calendars in svc.yaml and the days of countries: every mistake is named with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hours import CHINA, DESK, WEEK, desk, rules, wrong, year

from svc.schema.calendar import Shift
from svc.schema.calendar_findings import findings
from svc.store import countries
from svc.store.canonical import fmt
from svc.store.reading import check_settings, settings_of

FULL = """\
time_zone: Asia/Shanghai
hours:
  mon: ["13:00-18:00", "09:00-12:00"]
  sat: ["22:30-28:00"]
holidays: [CN, "2026-12-24"]
workdays: {"2027-02-20": sat, "2027-02-21":}
make_up: mon
day_hours: 7h30m
overrides: {"2026-11-20": ["09:00-12:00"], "2026-11-21": []}
closures: ["2026-11-25T14:00/2026-11-25T15:30", "2026-01-01T00:00Z/2026-01-02T00:00Z"]
"""


def test_a_whole_calendar() -> None:
    found = rules(FULL)
    assert found.week == ((Shift(540, 720), Shift(780, 1080)), (), (), (), (), (Shift(1350, 1680),), ())
    assert [str(shift) for shift in (*found.week[0], *found.week[5])] == ["09:00-12:00", "13:00-18:00", "22:30-28:00"]
    assert (found.time_zone, found.day_seconds, found.countries) == ("Asia/Shanghai", 27_000, ("CN",))
    assert found.holidays == {date(2026, 12, 24)}
    assert rules(f"{FULL}retroactive: Closed by decree.").retroactive == "Closed by decree."
    assert found.workdays == {date(2027, 2, 20): 5, date(2027, 2, 21): 0}
    assert found.overrides == {date(2026, 11, 20): (Shift(540, 720),), date(2026, 11, 21): ()}
    assert found.closures == ((1767225600, 1767312000), (1795586400, 1795591800))


def test_what_is_not_said() -> None:
    found = rules(WEEK)
    assert (found.time_zone, found.day_seconds, found.make_up, found.closures) == ("Asia/Shanghai", 0, 0, ())
    assert rules(f'{WEEK}\nmake_up: fri\nworkdays: ["2027-02-20"]').workdays == {date(2027, 2, 20): 4}


MONDAY = 'hours: {mon: ["09:00-17:00"]}'


@pytest.mark.parametrize(
    ("calendar", "line", "says"),
    [
        ("time_zone: Asia/Shanghia\n" + MONDAY, 1, "Asia/Shanghia is not a time zone"),
        ("day_hours: 8h", 0, 'never open: write hours: {mon: ["09:00-17:00"]}'),
        ("hours: {}", 1, "never open"),
        ("hours: {mon: []}", 1, "never open"),
        ("hours: all day", 1, "a map belongs here"),
        ("hours:\n  mon: 09:00-17:00", 2, "a list of words belongs here"),
        ('hours:\n  monday: ["09:00-17:00"]', 2, "did you mean mon?"),
        ('hours:\n  mon: ["09:00-17:00"]\n  xyz: ["09:00-17:00"]', 3, "known are mon, tue"),
        ('hours:\n  mon: ["9:00-17:00"]', 2, "9:00-17:00 is not a shift"),
        ('hours:\n  mon: ["09:00-09:00"]', 2, "is not a shift"),
        ('hours:\n  mon: ["17:00-09:00"]', 2, "is not a shift"),
        ('hours:\n  mon: ["24:00-25:00"]', 2, "is not a shift"),
        ('hours:\n  mon: ["10:00-34:30"]', 2, "is not a shift"),
        ('hours:\n  mon: ["09:00-17:60"]', 2, "is not a shift"),
        ('hours:\n  mon: ["09:00-12:30", "12:00-17:00"]', 2, "12:00-17:00 overlaps another shift of the day"),
        ('hours:\n  mon: ["22:00-28:00"]\n  tue: ["03:00-05:00"]', 3, "22:00-28:00 of the day before runs into"),
        ('hours:\n  sun: ["22:00-28:00"]\n  mon: ["03:00-05:00"]', 3, "of the day before runs into"),
        (f"{MONDAY}\nhour: x", 2, "did you mean hours?"),
        (f"{MONDAY}\nholidays: CN", 2, "a list of words belongs here"),
        (f"{MONDAY}\nholidays: [China]", 2, "China is neither a country nor a date"),
        (f'{MONDAY}\nholidays: ["2026-02-30"]', 2, "2026-02-30 is neither a country nor a date"),
        (f'{MONDAY}\nholidays:\n  - CN\n  - "12-24"', 4, "12-24 is neither a country nor a date"),
        (f'{MONDAY}\nworkdays:\n  "2027-02-31": mon', 3, "2027-02-31 is not a date"),
        (f'{MONDAY}\nworkdays:\n  "2027-02-20": Fri', 3, "did you mean fri?"),
        (f'{MONDAY}\nworkdays:\n  "2027-02-20": fri', 3, "the shifts of fri, which has none"),
        (f"{MONDAY}\nmake_up: 5", 2, "5 is not a weekday: mon, tue"),
        (f"{MONDAY}\nholidays: [CN]\nmake_up: tue", 3, "the shifts of tue, which has none"),
        (f"{MONDAY}\nday_hours: 1d", 2, "1d may be a day of 24 hours or a working day"),
        (f"{MONDAY}\nday_hours: 1wd", 2, "write 8h or 7h30m, not 1wd"),
        (f"{MONDAY}\nday_hours: 25h", 2, "up to 24h"),
        (f"{MONDAY}\nday_hours: eight", 2, "'eight' is not a length of time"),
        (f'{MONDAY}\noverrides:\n  "2026-11-20": 09:00-12:00', 3, "a list of words belongs here"),
        (f'{MONDAY}\noverrides:\n  "2026-11-20": ["09:00-12:00", "11:00-13:00"]', 3, "overlaps another shift"),
        (f'{MONDAY}\noverrides:\n  "2026-11-22": ["22:00-34:00"]', 3, "22:00-34:00 of the day before runs into"),
        (f'{MONDAY}\noverrides: {{"2026-11-20": []}}\nworkdays: {{"2026-11-20": mon}}', 2, "stands under workdays too"),
        (f'{MONDAY}\nworkdays: {{"2026-11-20": mon}}\nholidays: ["2026-11-20"]', 2, "stands under holidays too"),
        (f'{MONDAY}\nclosures: ["2026-11-25T14:00"]', 2, "is not a closure"),
        (f'{MONDAY}\nclosures: ["2026-11-25/2026-11-26"]', 2, "is not a closure"),
        (f'{MONDAY}\nclosures: ["2026-11-25T24:00/2026-11-26T01:00"]', 2, "is not a closure"),
        (f'{MONDAY}\nclosures: ["2026-11-25T15:00/2026-11-25T14:00"]', 2, "ends before it begins"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(calendar: str, line: int, says: str) -> None:
    found = wrong(calendar)
    above = DESK.count("\n")
    assert [(p.line - above, says in str(p.message)) for p in found] == [(line, True)], [str(p.message) for p in found]
    assert all(p.path == "svc.yaml" and p.field.startswith("calendars.service") for p in found)


@pytest.mark.parametrize(
    ("calendars", "says"),
    [
        ("calendars: x", "a map belongs here"),
        ("calendars:\n  service: x", "a map belongs here"),
        (f"calendars:\n  Service: {{{MONDAY}}}", "lower case letters"),
        (f"calendars:\n  always: {{{MONDAY}}}", "always is there already"),
    ],
)
def test_calendars_that_are_none(calendars: str, says: str) -> None:
    text = DESK.partition("calendars:")[0] + calendars + "\n"
    assert any(says in str(p.message) for p in check_settings(text.encode(), "svc.yaml")[1])


def test_a_wrong_shift_stops_nobody_from_taking_a_call() -> None:
    assert settings_of(desk("hours: {mon: [x]}").encode(), "svc.yaml").time_zone == "Asia/Shanghai"


def test_where_a_calendar_and_its_country_do_not_go_together() -> None:
    found = findings({"service": rules(f'{WEEK}\nholidays: [CN, "2026-10-10"]')}, CHINA, "svc.yaml", lambda name: 7)
    assert [(str(p.message), p.where, p.severity) for p in found] == [
        ("2026-10-10 is a make-up day of CN, which goes before a holiday: close it under overrides", "svc.yaml:7",
         "warning"),
    ]  # fmt: skip
    [unknown] = findings({"service": rules(f"{WEEK}\nholidays: [DE-BY]")}, CHINA, "svc.yaml", lambda name: 7)
    assert "no days of DE-BY are kept here, so that all is estimated" in str(unknown.message)


GOOD = """\
country: CN
year: 2027
source: State Council
holidays: {"2027-01-01": {en: New Year, zh: 元旦}, "2027-01-02":}
workdays: {"2027-01-03":}
"""


@pytest.mark.parametrize(
    ("old", "new", "name", "says"),
    [
        ("", "", "China.yaml", "named by country and year"),
        ("country: CN", "country: DE", "CN-2027.yaml", "the file says country: CN by its name"),
        ("year: 2027", "year: 2026", "CN-2027.yaml", "the file says year: 2027 by its name"),
        ("source: State Council", "source:", "CN-2027.yaml", "the source is missing"),
        ("2027-01-02", "2026-01-02", "CN-2027.yaml", "2026-01-02 is not a date of 2027"),
        ("2027-01-02", "2027-02-30", "CN-2027.yaml", "2027-02-30 is not a date of 2027"),
        ("2027-01-03", "2027-01-02", "CN-2027.yaml", "2027-01-02 is a holiday too"),
        ("zh: 元旦", "cn: 元旦", "CN-2027.yaml", "cn is not known here"),
        ("{en: New Year, zh: 元旦}", "New Year", "CN-2027.yaml", "names belong here: {en: ..., zh: ...}"),
        ("workdays:", "workday:", "CN-2027.yaml", "did you mean workdays?"),
    ],
)
def test_a_mistake_in_a_country_is_named(old: str, new: str, name: str, says: str) -> None:
    assert year(GOOD, "calendars/CN-2027.yaml")[1] == []
    found, problems = year(GOOD.replace(old, new, 1), f"calendars/{name}")
    assert found is None
    assert any(says in str(p.message) for p in problems), problems


def test_the_days_that_come_with_svc() -> None:
    assert sorted(known for _, known in CHINA) == list(range(2019, 2027))
    for known in CHINA.values():
        text = countries.text(known)
        assert known.source == "chinesecalendar 1.11.0"
        assert year(text, f"CN-{known.year}.yaml") == (known, [])
        assert fmt(text, "x.yaml") == text, "in the canonical form"
        assert 27 <= len(known.holidays) <= 34
        assert all(day.weekday() >= 5 for day in known.workdays), "a make-up day is a Saturday or Sunday"
    # From the notices: the make-up days of 2026, and the day that came with the notice for 2023.
    assert [day.isoformat()[5:] for day in CHINA["CN", 2026].workdays] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip
    assert date(2022, 12, 31) in CHINA["CN", 2022].holidays
