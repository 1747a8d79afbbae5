"""On which days nobody works, as a law that moves a last day means it: weekends and holidays, but for make-up days."""

from __future__ import annotations

from svc.spare import date
from svc.typed import TYPE_CHECKING
from svc.warranty.running import IsRest

if TYPE_CHECKING:
    from svc.schema.calendar import Years

_SATURDAY = 5


def resting(years: Years, country: str) -> IsRest:
    """Whether a day is off in a country; of a year that the desk has no days of only the weekends are."""

    def is_rest(day: date) -> bool:
        known = years.get((country, day.year))
        if known and day in known.workdays:
            return False
        return day.weekday() >= _SATURDAY or bool(known and day in known.holidays)

    return is_rest
