"""What was done to cases, sought by person and by period. Pure.

A period is over when something happened, never over when it was entered: a late entry belongs to the day it
tells of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from svc.dates import instant, is_date, midnight, when
from svc.errors import T, UsageError
from svc.model import Event


class Deed(NamedTuple):
    """Something done: when it happened and by whom, when it was entered if later, and by whom if by another."""

    at: datetime
    by: str
    recorded: datetime | None = None
    recorded_by: str = ""


def of_event(event: Event) -> Deed:
    """The deed that an event of a log tells of."""
    return Deed(event.at, event.by, event.recorded, event.recorded_by)


class Period(NamedTuple):
    """From an instant on, up to another one and without it; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None


class Sought(NamedTuple):
    """The deeds asked for: those of a period, by one person under any of their names; no name means anybody."""

    period: Period = Period()
    names: Collection[str] = ()

    def holds(self, deeds: Iterable[Deed]) -> bool:
        """Whether one of the deeds was done, or entered, by the person, and happened in the period."""
        return any(self.period.holds(deed.at) and self._names(deed) for deed in deeds)

    def _names(self, deed: Deed) -> bool:
        return not self.names or deed.by in self.names or deed.recorded_by in self.names

    def __bool__(self) -> bool:
        return bool(self.period or self.names)


def period(since: str, until: str, now: datetime) -> Period:
    """What ``--since`` and ``--until`` say, in the time zone of ``now``; an empty text leaves that side open.

    A date means its whole day on either side, an instant itself. Raises UsageError.
    """
    start = _edge(since, now, 0)
    end = _edge(until, now, 1)
    if start and end and start >= end:
        raise UsageError(T("nothing lies between {since} and {until}", since=since, until=until))
    return Period(start, end)


def _edge(text: str, now: datetime, days: int) -> datetime | None:
    """The beginning of a day, or the end of it (``days`` 1); an instant, or the second after it."""
    if not text:
        return None
    word = when(text, now)
    if is_date(word):
        assert now.tzinfo is not None
        return midnight(word, now.tzinfo, days)
    found = instant(word)
    assert found is not None
    return found + timedelta(seconds=days)
