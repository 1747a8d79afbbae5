"""The times that somebody types: understood in the desk's time zone, by its calendar, and told what they came to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import ceil

from svc import terminal
from svc.dates.reckoning import working_day
from svc.dates.words import FUTURE, Meant, day_said, understood
from svc.errors import T, Text
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.commands.context import Context


class Hearing:
    """Understands times on one call of svc; each that is in words is told once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._told: set[str] = set()

    def __call__(self, words: str, toward: int, told: Callable[[Meant], Text | None] | None = None) -> Meant:
        """The time that words mean; ``told`` says how it is told, if not by where it lies. Raises UsageError."""
        meant = understood(words, self._ctx.now, toward, self._working_day)
        said = (told or (Meant.told_deadline if toward == FUTURE else Meant.told))(meant)
        if said and words not in self._told:
            self._told.add(words)
            terminal.say(said)
        return meant

    def working_days(self, words: str, count: float) -> None:
        """Tell once from which day on so many working days of the desk were typed to be counted."""
        day = self._working_day(self._ctx.now.date(), -ceil(count))
        if words not in self._told:
            self._told.add(words)
            terminal.say(T("{words}: working days of the desk; the last {count} begin on {day}",
                           words=words, count=ceil(count), day=day_said(day)))  # fmt: skip

    def _working_day(self, day: date, count: int) -> date:
        """By the first calendar of the desk, Monday to Friday where it has none."""
        if not self._ctx.settings.calendars:
            return working_day(day, count)
        hours = self._ctx.calendars.default
        found = hours.working_day(day, count)
        self._ctx.tell_estimated(hours.days.unknown(min(day, found), max(day, found)))
        return found
