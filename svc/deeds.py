"""What was done to cases, sought by person and by period. Pure.

A period is over when something happened, never over when it was entered: a late entry belongs to the day it
tells of.
"""

from __future__ import annotations

from svc.errors import T, UsageError
from svc.model import Event
from svc.spare import datetime
from svc.typed import TYPE_CHECKING, Collection, Iterable, NamedTuple

if TYPE_CHECKING:
    from svc.dates.words import Meant


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
    """The deeds asked for: those of a period, by one person under any of their names; no name means anybody.

    A name that ends in @ stands for every address that begins so.
   """

    period: Period = Period()
    names: Collection[str] = ()

    def holds(self, deeds: Iterable[Deed]) -> bool:
        """Whether one of the deeds was done, or entered, by the person, and happened in the period."""
        return any(self.period.holds(deed.at) and self._names(deed) for deed in deeds)

    def _names(self, deed: Deed) -> bool:
        if not self.names or deed.by in self.names or deed.recorded_by in self.names:
            return True
        mails = tuple(name for name in self.names if name.endswith("@"))
        return deed.by.startswith(mails) or deed.recorded_by.startswith(mails)

    def __bool__(self) -> bool:
        return bool(self.period or self.names)


def period(since: Meant | None, until: Meant | None) -> Period:
    """What ``--since`` and ``--until`` say; None leaves that side open.

    A date means its whole day on either side, an instant itself. Raises UsageError.
    """
    if since and until and since.start >= until.end:
        raise UsageError(T("nothing lies between {since} and {until}", since=since.words, until=until.words))
    return Period(since.start if since else None, until.end if until else None)
