"""Where the calendars of svc.yaml and the days of countries that a desk keeps do not go together."""

from __future__ import annotations

from svc.errors import T
from svc.model import Problem
from svc.schema.calendar import Rules, Years
from svc.typed import Callable, Iterator, Mapping


def findings(
    calendars: Mapping[str, Rules], years: Years, path: str, line_of: Callable[[str], int]
) -> list[Problem]:
    """What to know of each calendar, with the line of svc.yaml."""
    found = []
    for rules in calendars.values():
        for key, problem in (*_countries(rules, years), *_dates(rules, years)):
            field = f"calendars.{rules.name}.{key}"
            found.append(problem._replace(path=path, line=line_of(field), field=field))
    return found


def _countries(rules: Rules, years: Years) -> Iterator[tuple[str, Problem]]:
    """Countries of which nothing is known."""
    for country in rules.countries:
        if not any(known == country for known, _ in years):
            said = T("no days of {country} are kept here, so that all is estimated: svc calendar update {country} YEAR",
                     country=country)  # fmt: skip
            yield "holidays", Problem("", 0, "", said, "warning")


def _dates(rules: Rules, years: Years) -> Iterator[tuple[str, Problem]]:
    """Holidays that the calendar names and a country works on: a make-up day goes before a holiday."""
    for day in sorted(rules.holidays):
        for country in rules.countries:
            year = years.get((country, day.year))
            if year and day in year.workdays:
                said = T("{date} is a make-up day of {country}, which goes before a holiday: close it under overrides",
                         date=day.isoformat(), country=country)  # fmt: skip
                yield "holidays", Problem("", 0, "", said, "warning")
