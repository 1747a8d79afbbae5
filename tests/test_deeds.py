"""Periods and persons: what ``--since``, ``--until`` and ``--by`` ask for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from svc.dates.words import PAST, understood
from svc.deeds import Deed, Period, Sought, period
from svc.errors import UsageError

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=SHANGHAI)

# What was given, an instant, whether it is in.
DAYS = [
    ("2026-11-01", "", "2026-10-31T23:59:59+08:00", False),
    ("2026-11-01", "", "2026-11-01T00:00:00+08:00", True),
    ("2026-11-01", "", "2026-10-31T16:00:00+00:00", True),
    ("", "2026-11-30", "2026-11-30T23:59:59+08:00", True),
    ("", "2026-11-30", "2026-12-01T00:00:00+08:00", False),
    ("", "2026-11-30", "2026-11-30T18:00:00+00:00", False),
    ("2026-11-20", "2026-11-20", "2026-11-20T12:00:00+08:00", True),
    ("2026-11-20", "2026-11-20", "2026-11-21T00:00:00+08:00", False),
    ("2026-11-20 10:00", "", "2026-11-20T09:59:59+08:00", False),
    ("2026-11-20 10:00", "2026-11-20 10:00", "2026-11-20T10:00:00+08:00", True),
    ("", "2026-11-20 10:00", "2026-11-20T10:00:01+08:00", False),
    ("yesterday", "yesterday", "2026-11-20T08:00:00+08:00", True),
    ("today", "", "2026-11-20T23:00:00+08:00", False),
    ("last week", "last week", "2026-11-15T23:59:59+08:00", True),
    ("last week", "last week", "2026-11-16T00:00:00+08:00", False),
    ("2026-10", "2026-10", "2026-10-31T23:59:59+08:00", True),
    ("fri", "", "2026-11-20T00:00:00+08:00", True),
    ("", "now", "2026-11-21T09:00:00+08:00", True),
    ("", "", "1999-01-01T00:00:00+00:00", True),
    ("", "2999-12-31", "2999-12-31T23:00:00+08:00", True),
]


def asked(since: str, until: str, now: datetime = NOW) -> Period:
    """The period between two times that somebody typed."""
    return period(*(understood(words, now, PAST) if words else None for words in (since, until)))


@pytest.mark.parametrize(("since", "until", "at", "is_in"), DAYS)
def test_a_period_is_of_whole_days_in_the_desks_time_zone(since: str, until: str, at: str, is_in: bool) -> None:
    assert asked(since, until).holds(datetime.fromisoformat(at)) is is_in


def test_a_day_is_as_long_as_its_clocks_say() -> None:
    berlin = NOW.astimezone(ZoneInfo("Europe/Berlin"))
    day = asked("2026-10-25", "2026-10-25", berlin)
    assert day.start is not None
    assert day.end is not None
    assert day.end.timestamp() - day.start.timestamp() == 25 * 3600


@pytest.mark.parametrize("word", ["recently", "2026-13-01", "1/11/2026", "2026-02-30", "2.days.ago", "0"])
def test_nothing_is_guessed(word: str) -> None:
    with pytest.raises(UsageError):
        asked(word, "")
    with pytest.raises(UsageError):
        asked("", word)


def test_a_period_without_an_instant_is_a_slip() -> None:
    with pytest.raises(UsageError, match="nothing lies between 2026-11-02 and 2026-11-01"):
        asked("2026-11-02", "2026-11-01")


ON_BEHALF = Deed(NOW.replace(day=18), "li.wei", NOW, "chen.jie")

SOUGHT = [
    (Sought(), True),
    (Sought(names={"li.wei"}), True),
    (Sought(names={"chen.jie", "c@desk.example"}), True),
    (Sought(names={"zhao.min"}), False),
    (Sought(Period(NOW.replace(day=18), NOW.replace(day=19))), True),
    (Sought(Period(NOW.replace(day=20)), {"li.wei"}), False),
]


@pytest.mark.parametrize(("sought", "found"), SOUGHT)
def test_a_deed_is_found_by_who_did_or_entered_it_and_by_when_it_happened(sought: Sought, found: bool) -> None:
    assert sought.holds([ON_BEHALF]) is found


def test_person_and_period_must_fit_one_deed() -> None:
    other = Deed(NOW, "zhao.min")
    assert not Sought(Period(NOW), {"li.wei"}).holds([ON_BEHALF, other])
    assert not Sought().holds([])
