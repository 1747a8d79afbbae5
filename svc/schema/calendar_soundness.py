"""Whether the parts of a calendar fit together."""

from __future__ import annotations

from svc.errors import T, Text
from svc.schema.calendar import A_DAY, WEEKDAYS, Rules, Shifts
from svc.spare import date, timedelta
from svc.typed import Iterator

Fault = tuple[str, Text]
"""The field to blame below the calendar, and what is wrong."""


def faults(rules: Rules) -> Iterator[Fault]:
    """All that is wrong with a calendar whose parts could be read."""
    if any(rules.week):
        yield from _idle(rules)
    yield from _twice(rules)
    yield from _in_the_week(rules)
    yield from _round_dates(rules)


def _idle(rules: Rules) -> Iterator[Fault]:
    """Make-up days without work."""
    days = {f"workdays.{day.isoformat()}": weekday for day, weekday in rules.workdays.items()}
    if rules.countries:
        days["make_up"] = rules.make_up
    for key, weekday in days.items():
        if not rules.week[weekday]:
            yield key, T("a make-up day with the shifts of {day}, which has none", day=WEEKDAYS[weekday])


def _twice(rules: Rules) -> Iterator[Fault]:
    """A date has one say: override, workday or holiday."""
    places = {"overrides": set(rules.overrides), "workdays": set(rules.workdays), "holidays": set(rules.holidays)}
    for key, other in (("overrides", "workdays"), ("overrides", "holidays"), ("workdays", "holidays")):
        for day in sorted(places[key] & places[other]):
            said = T("{date} stands under {other} too: strike it out there", date=day.isoformat(), other=other)
            yield f"{key}.{day.isoformat()}", said


def _in_the_week(rules: Rules) -> Iterator[Fault]:
    for number, name in enumerate(WEEKDAYS):
        yield from _meets(rules.week[number - 1], rules.week[number], f"hours.{name}")


def _round_dates(rules: Rules) -> Iterator[Fault]:
    """The dates that have shifts of their own, against the days before and after; countries are not asked."""
    made_up = {day: rules.week[weekday] for day, weekday in rules.workdays.items()}
    named = {**made_up, **rules.overrides}

    def shifts(day: date) -> Shifts:
        return named.get(day, () if day in rules.holidays else rules.week[day.weekday()])

    for day, own in sorted(named.items()):
        key = f"{'overrides' if day in rules.overrides else 'workdays'}.{day.isoformat()}"
        yield from _meets(shifts(day - timedelta(days=1)), own, key)
        if day + timedelta(days=1) not in named:
            yield from _meets(own, shifts(day + timedelta(days=1)), key)


def _meets(before: Shifts, after: Shifts, key: str) -> Iterator[Fault]:
    """A shift past midnight that runs into the next day's."""
    if before and after and before[-1].end - A_DAY > after[0].begin:
        yield key, T("{late} of the day before runs into {early}", late=str(before[-1]), early=str(after[0]))
