"""What a date is in a calendar: which shifts start on it, and why these."""

from __future__ import annotations

from svc.schema.calendar import Rules, Shifts, Year, Years
from svc.spare import MappingProxyType, date
from svc.typed import Mapping, NamedTuple

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_UNSETTLED = 24
"""The day of December after which a year's make-up days may come with the notice for the year that follows."""


class Day(NamedTuple):
    """A date, the shifts that start on it, and what gave them: override, workday, holiday or weekday.

    ``names``: of the holiday or what is worked for, by language; ``country``: whose day it is.
    ``estimated``: the days of its year are not known, and this is the best guess.
    """

    date: date
    shifts: Shifts
    why: str
    names: Mapping[str, str] = _NO_NAMES
    country: str = ""
    estimated: bool = False


class Days:
    """The dates of one calendar. Precedence: override, workday, holiday, weekday; closures are not of the date."""

    def __init__(self, rules: Rules, years: Years) -> None:
        self.rules = rules
        self.years = years
        self._alike = {country: _alike_every_year(country, years) for country in rules.countries}
        self._moving = {year.country for year in years.values() if year.workdays}

    def day(self, day: date) -> Day:
        """What a date is."""
        rules = self.rules
        estimated = self.is_estimated(day)
        if day in rules.overrides:
            return Day(day, rules.overrides[day], "override")
        if day in rules.workdays:
            return Day(day, rules.week[rules.workdays[day]], "workday")
        for country in rules.countries:
            year = self.years.get((country, day.year))
            if year and day in year.workdays:
                return Day(day, rules.week[rules.make_up], "workday", year.workdays[day], country, estimated)
        if day in rules.holidays:
            return Day(day, (), "holiday")
        for country in rules.countries:
            names = self._holiday(country, day)
            if names is not None:
                return Day(day, (), "holiday", names, country, estimated)
        return Day(day, rules.week[day.weekday()], "weekday", estimated=estimated)

    def _holiday(self, country: str, day: date) -> Mapping[str, str] | None:
        """The names of a country's holiday; None where the date is none."""
        year = self.years.get((country, day.year))
        if year:
            return year.holidays.get(day)
        return self._alike[country].get((day.month, day.day))

    def is_estimated(self, day: date) -> bool:
        """Whether the days of a country round this date are not known."""
        return any(self._is_unknown(country, day) for country in self.rules.countries)

    def _is_unknown(self, country: str, day: date) -> bool:
        if (country, day.year) not in self.years:
            return True
        late = day.month == 12 and day.day > _UNSETTLED
        return late and country in self._moving and (country, day.year + 1) not in self.years

    def unknown(self, first: date, last: date) -> list[tuple[str, int]]:
        """The countries and years that are needed for the dates from ``first`` to ``last`` and are not known."""
        found = {}
        for country in self.rules.countries:
            for year in range(first.year, last.year + 1):
                if (country, year) not in self.years:
                    found[country, year] = True
            if self._is_unknown(country, last):
                known = (country, last.year) in self.years
                found[country, last.year + known] = True
        return list(found)


def _alike_every_year(country: str, years: Years) -> dict[tuple[int, int], Mapping[str, str]]:
    """The holidays that fell on the same date in every year known, two at least: what an estimate goes by."""
    known: list[Year] = sorted((y for y in years.values() if y.country == country), key=lambda y: y.year)
    if len(known) < 2:
        return {}
    dates = [{(day.month, day.day): names for day, names in year.holidays.items()} for year in known]
    return {at: names for at, names in dates[-1].items() if all(at in other for other in dates)}
