"""Reckoning with days: so many units from one day, the nearest of its name, the days of a month.

A week begins on Monday. Working days are what the caller's calendar says, or Monday to Friday.
"""

from __future__ import annotations

from svc.spare import date, datetime, suppress, timedelta
from svc.typed import Callable, Iterable, Iterator, NamedTuple

HALF_A_YEAR = 183
"""Days up to which a date without its year is near enough to be the one that is meant."""

PAST, EITHER, FUTURE = -1, 0, 1
"""Where a time is looked for: what happened lies in the past, what falls due in the future."""


WorkingDay = Callable[[date, int], date]
"""The day so many working days from a date."""


class DoubtError(Exception):
    """Words that may mean one of several days, or that mean none (no ``readings``)."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


class Asked(NamedTuple):
    """What words are held against: the time it is at the desk, and where the one meant is looked for."""

    now: datetime
    toward: int
    working_day: WorkingDay

    @property
    def today(self) -> date:
        """The day it is at the desk."""
        return self.now.date()


class Days(NamedTuple):
    """A day, or a stretch of days, the last one included."""

    first: date
    last: date


def one(day: date) -> Days:
    """A single day."""
    return Days(day, day)


def shifted(day: date, count: int, unit: str) -> date:
    """The day so many ``days``, ``weeks``, ``months`` or ``years`` from another one.

    A month later than the 31st is the last of a shorter month.
    """
    from dateutil.relativedelta import relativedelta

    length = {"days": relativedelta(days=count), "weeks": relativedelta(weeks=count),
              "months": relativedelta(months=count), "years": relativedelta(years=count)}  # fmt: skip
    return day + length[unit]


def working_day(day: date, count: int) -> date:
    """The day so many working days, Monday to Friday, from another one; 0 is that day itself."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def away(asked: Asked, count: int, unit: str, toward: int) -> Days:
    """The day so many units, ``working`` days too, from today.

    Without a ``toward`` of the words' own it lies where the time is looked for.
    """
    toward = toward or asked.toward
    sides = (toward,) if toward else (PAST, FUTURE)
    if unit == "working":
        days = [asked.working_day(asked.today, side * count) for side in sides]
    else:
        days = [shifted(asked.today, side * count, unit) for side in sides]
    if not toward:
        raise DoubtError(*(day.isoformat() for day in days))
    return one(days[0])


def weekday(asked: Asked, number: int) -> Days:
    """The last or the coming day of that name (0 is Monday). On that very day it is doubtful."""
    after = (number - asked.today.weekday()) % 7
    if after and asked.toward:
        return one(asked.today + timedelta(days=after if asked.toward == FUTURE else after - 7))
    days = (after - 7, after) if after else sorted((0, 7 * (asked.toward or FUTURE)))
    raise DoubtError(*((asked.today + timedelta(days=n)).isoformat() for n in days))


def weekday_of_week(asked: Asked, number: int, weeks: int) -> Days:
    """That day (0 is Monday) of this week, or of one so many weeks from it."""
    return one(asked.today + timedelta(days=number - asked.today.weekday(), weeks=weeks))


def weekday_beyond(asked: Asked, number: int, toward: int) -> Days:
    """``next fri``, ``last fri``: of the next or last week. Doubtful where one lies nearer, past today."""
    far = weekday_of_week(asked, number, toward).first
    near = far - timedelta(weeks=toward)
    if (near - asked.today).days * toward > 0:
        raise DoubtError(*(day.isoformat() for day in sorted((near, far))))
    return one(far)


def of_week(asked: Asked, weeks: int) -> Days:
    """This week, or one so many weeks from it."""
    return Days(weekday_of_week(asked, 0, weeks).first, weekday_of_week(asked, 6, weeks).first)


def of_month(year: int, month: int) -> Days:
    """A month."""
    first = date(year, month, 1)
    return Days(first, shifted(first, 1, "months") - timedelta(days=1))


def month_from(asked: Asked, months: int) -> Days:
    """This month, or one so many months from it."""
    day = shifted(asked.today, months, "months")
    return of_month(day.year, day.month)


def of_quarter(year: int, number: int) -> Days:
    """A quarter of a year: the number is 1 to 4, or counted on over the year's ends."""
    first = date(year + (number - 1) // 4, 3 * ((number - 1) % 4) + 1, 1)
    return Days(first, shifted(first, 3, "months") - timedelta(days=1))


def quarter_from(asked: Asked, quarters: int) -> Days:
    """This quarter, or one so many quarters from it."""
    return of_quarter(asked.today.year, (asked.today.month + 2) // 3 + quarters)


def in_some_quarter(asked: Asked, number: int) -> Days:
    """A quarter whose year was not said: this one, else the last or the coming one. Doubtful where that is not said."""
    today, year = asked.today, asked.today.year
    found = [of_quarter(each, number) for each in (year - 1, year, year + 1)]
    now = [days for days in found if days.first <= today <= days.last]
    past, ahead = [d for d in found if d.last < today], [d for d in found if d.first > today]
    if not now and not asked.toward:
        raise DoubtError(*(f"{days.first.year}-Q{number}" for days in (past[-1], ahead[0])))
    return (now or (ahead if asked.toward == FUTURE else past[::-1]))[0]


def of_week_number(year: int, number: int) -> Days:
    """The week of that number (ISO 8601). Raises ValueError for one that the year has not."""
    return Days(date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7))


def of_year(year: int) -> Days:
    """A year."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def in_some_year(asked: Asked, month: int, day: int) -> Days:
    """A day of the calendar whose year was not said: the nearest one where it is looked for."""
    years = range(asked.today.year - 1, asked.today.year + 2)
    return _nearest(asked, _existing((year, month, day) for year in years))


def in_some_month(asked: Asked, number: int) -> Days:
    """A day whose month was not said."""
    months = [month_from(asked, n).first for n in (-1, 0, 1)]
    return _nearest(asked, _existing((first.year, first.month, number) for first in months))


def _existing(parts: Iterable[tuple[int, int, int]]) -> Iterator[date]:
    for year, month, day in parts:
        with suppress(ValueError):
            yield date(year, month, day)


def _nearest(asked: Asked, candidates: Iterable[date]) -> Days:
    """The nearest day where it is looked for. Doubtful where that is further than half a year off."""
    days = [day for day in candidates if abs((day - asked.today).days) <= 2 * HALF_A_YEAR]
    fits = [d for d in days if d == asked.today or 0 < (d - asked.today).days * asked.toward <= HALF_A_YEAR]
    if not fits:
        raise DoubtError(*(day.isoformat() for day in days))
    return one(min(fits, key=lambda day: abs(day - asked.today)))


def doubtful(asked: Asked, first: int, second: int, third: int | None = None) -> Days:
    """``1/2/2026``, ``1-2-26``, ``1/2``: every way to read it is named, none is taken."""
    year = asked.today.year if third is None else third
    years = [(year + 2000 if year < 100 else year, *order) for order in ((first, second), (second, first))]
    if third is not None and third < 100:
        years.append((first + 2000, second, third))
    raise DoubtError(*dict.fromkeys(day.isoformat() for day in _existing(years)))
