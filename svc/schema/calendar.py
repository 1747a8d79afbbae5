"""Working calendars as svc.yaml tells them, and the days of a country as ``calendars/`` keeps them."""

from __future__ import annotations

from svc.spare import MappingProxyType, date
from svc.typed import Mapping, NamedTuple

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = "always"
"""The calendar that every desk has: open round the clock."""
A_DAY = 24 * 60
"""Minutes."""


class Shift(NamedTuple):
    """Minutes after midnight by the clock on the wall; one past midnight ends later than ``A_DAY``."""

    begin: int
    end: int

    def __str__(self) -> str:
        return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in self)


Shifts = tuple[Shift, ...]
Span = tuple[int, int]
"""Seconds since 1970, the first in, the last out."""


class Rules(NamedTuple):
    """One calendar of svc.yaml.

    ``week``: the shifts of each weekday, Monday first. ``day_seconds``: what 1wd is, 0 where nobody said.
    ``countries`` and ``holidays``: whose holidays hold, and dates. ``workdays``: make-up days, each with the weekday
    (0 is Monday) whose shifts it has; a country's make-up days have those of ``make_up``.
    ``retroactive``: why a change of it holds for what is past as well.
    """

    name: str
    time_zone: str
    week: tuple[Shifts, ...]
    day_seconds: int = 0
    countries: tuple[str, ...] = ()
    holidays: frozenset[date] = frozenset()
    workdays: Mapping[date, int] = MappingProxyType({})
    make_up: int = 0
    overrides: Mapping[date, Shifts] = MappingProxyType({})
    closures: tuple[Span, ...] = ()
    retroactive: str = ""


class Year(NamedTuple):
    """A country's days of one year: holidays and make-up days with their names by language, and who says so."""

    country: str
    year: int
    source: str
    holidays: Mapping[date, Mapping[str, str]]
    workdays: Mapping[date, Mapping[str, str]]


def same_days(one: Year, other: Year) -> bool:
    """Whether two sources say the same, whatever they call it."""
    return (one.holidays.keys(), one.workdays.keys()) == (other.holidays.keys(), other.workdays.keys())


Years = Mapping[tuple[str, int], Year]
"""What is known of countries."""


def round_the_clock(time_zone: str) -> Rules:
    """The calendar that is always open."""
    return Rules(ALWAYS, time_zone, ((Shift(0, A_DAY),),) * 7, A_DAY * 60)
