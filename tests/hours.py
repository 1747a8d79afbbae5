"""Calendars for tests, written as in svc.yaml; the days of countries are those that come with svc."""

from __future__ import annotations

from datetime import datetime

from svc.calendars.working import WorkingTime
from svc.model import Problem
from svc.schema.calendar import Rules, Year
from svc.schema.country_reading import country_year
from svc.store import countries
from svc.store.codec import load
from svc.store.reading import calendars_of, check_settings

DESK = """\
format: 1
time_zone: Asia/Shanghai
workflow:
  stages: [open, done]
  paths:
    full: {moves: [{from: open, to: done}]}
calendars:
  service:
"""
WEEK = 'hours: {mon: ["09:00-12:00", "13:00-18:00"], tue: ["09:00-12:00", "13:00-18:00"], \
wed: ["09:00-12:00", "13:00-18:00"], thu: ["09:00-12:00", "13:00-18:00"], fri: ["09:00-12:00", "13:00-18:00"]}'
"""Forty hours."""
CHINA = {(year.country, year.year): year for year in countries.shipped("CN")}


def desk(calendar: str) -> str:
    """A svc.yaml with one calendar, ``service``, whose lines are given."""
    return DESK + "".join(f"    {line}\n" for line in calendar.splitlines())


def wrong(calendar: str) -> list[Problem]:
    """What is wrong with a calendar."""
    return check_settings(desk(calendar).encode(), "svc.yaml")[1]


def rules(calendar: str) -> Rules:
    """A calendar that is right."""
    settings, problems = check_settings(desk(calendar).encode(), "svc.yaml")
    assert settings is not None
    assert problems == []
    return calendars_of(settings, "svc.yaml", lambda name: 0)[0]["service"]


def hours(calendar: str = WEEK, years: dict[tuple[str, int], Year] = CHINA) -> WorkingTime:
    """The working time of a calendar."""
    return WorkingTime(rules(calendar), years)


def round_the_clock(zone: str) -> WorkingTime:
    """Open all the time, shift after shift."""
    days = ", ".join(f'{day}: ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    return hours(f"time_zone: {zone}\nhours: {{{days}}}")


def year(text: str, name: str) -> tuple[Year | None, list[Problem]]:
    """A country's year and what is wrong with it; fields are a line each here."""
    lines = text.splitlines()

    def line_of(field: str) -> int:
        key = field.rpartition(".")[2]
        return next((n for n, line in enumerate(lines, 1) if key in line), 1)

    return country_year(load(text.encode(), name), name, line_of)


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)
