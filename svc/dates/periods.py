"""Periods of whole days, months and years: which day is the last one of them.

Counted as the law counts them, the day that begins a period not among its days, its last day whole: of months and years
the day of the same number, the last of the month where that month has none. So the Civil Code of China, articles 201 to
203, and Regulation (EEC, Euratom) No 1182/71, article 3: a year from 1 December 1995 ends with 1 December 1996, and a
month from 31 January with 28 or 29 February.
"""

from __future__ import annotations

from svc.spare import date, timedelta
from svc.typed import NamedTuple

_UNITS = ("d", "mo", "y", "")
_MOST_DIGITS = 4
_THIRTY = (4, 6, 9, 11)
_FEBRUARY = 2
_LAST_YEAR = 2999


class Period(NamedTuple):
    """Whole months, then whole days."""

    months: int = 0
    days: int = 0

    def plus(self, other: Period) -> Period:
        """Both together: the months first, so that one more of either is never an earlier day."""
        return Period(self.months + other.months, self.days + other.days)

    def __str__(self) -> str:
        """As a file writes it: ``7d``, ``18mo``, ``2y``; ``6mo 14d`` where it is both."""
        months = f"{self.months // 12}y" if self.months and self.months % 12 == 0 else f"{self.months}mo"
        told = [months] if self.months else []
        return " ".join([*told, f"{self.days}d"] if self.days or not told else told)


NO_TIME = Period()


def period(text: str) -> Period | None:
    """What ``7d``, ``18mo``, ``2y`` or a bare number of months means; None for what means none. ``18m`` is minutes."""
    number = text.rstrip("dmoy")
    unit, is_number = text[len(number) :], number.isascii() and number.isdigit()
    if unit not in _UNITS or not is_number or len(number) > _MOST_DIGITS or number[0] == "0":
        return None
    count = int(number)
    return Period(days=count) if unit == "d" else Period(count * 12 if unit == "y" else count)


def last_day(begin: date, length: Period) -> date:
    """The last day of a period that a day begins. A period that would outlast the year 2999 ends with it."""
    years, month = divmod(begin.month - 1 + length.months, 12)
    year = begin.year + years
    if year > _LAST_YEAR or length.days > 366 * (_LAST_YEAR - year):
        return date(_LAST_YEAR, 12, 31)
    return date(year, month + 1, min(begin.day, days_of(year, month + 1))) + timedelta(days=length.days)


def days_of(year: int, month: int) -> int:
    """The days of a month."""
    if month == _FEBRUARY:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in _THIRTY else 31
