"""The seam to the arithmetic of working time: the few things that clocks ask of a calendar."""

from __future__ import annotations

from svc.calendars.days import Day
from svc.calendars.working import Calendars, Due, Pause, WorkingTime

Hours = WorkingTime
"""What a clock counts by: ``due``, ``elapsed``, ``budget``, and the days that explain it."""


def hours(calendars: Calendars, name: str) -> Hours:
    """The working time of a calendar; ``""`` is the desk's own. Raises RefusedError."""
    return calendars[name] if name else calendars.default


__all__ = ["Calendars", "Day", "Due", "Hours", "Pause", "hours"]
