"""Who asks a query, when, and in which working days ages are counted."""

from __future__ import annotations

from svc.spare import datetime
from svc.typed import TYPE_CHECKING, Callable, NamedTuple

if TYPE_CHECKING:
    from svc.dates.words import Meant, Understand

A_DAY = 86400.0


class Work(NamedTuple):
    """The working days of a desk. Each is asked for only where a query speaks of them."""

    a_day: Callable[[], float]
    """The seconds of one."""
    between: Callable[[datetime, datetime], float]
    """The seconds of working time from one instant to another, both in the time zone of the desk."""


def _weekdays(start: datetime, end: datetime) -> float:
    return _before(end) - _before(start)


def _before(wall: datetime) -> float:
    """The seconds of Mondays to Fridays before a wall time, from a fixed Monday on."""
    weeks, weekday = divmod(wall.toordinal() - 1, 7)
    clock = wall.hour * 3600 + wall.minute * 60 + wall.second
    return (weeks * 5 + min(weekday, 5)) * A_DAY + (clock if weekday < 5 else 0)


WEEK = Work(lambda: A_DAY, _weekdays)
"""Where a desk has no calendar: Monday to Friday, each from midnight to midnight."""


def untold(words: str, days: float) -> None:
    """Where there is nobody to tell."""


class Asker(NamedTuple):
    """Who asks, and when: the moment in the time zone of the desk. ``me`` is asked for only where it is needed.

    ``understand`` reads the times that were typed, ``aside`` those of saved queries; without them they are read
    against ``now``, in working days from Monday to Friday. ``called`` gives the key of a person who is named.
    """

    now: datetime
    me: Callable[[], str]
    work: Work = WEEK
    understand: Understand | None = None
    aside: Understand | None = None
    called: Callable[[str], str] = str
    last: Callable[[], str] = str
    """The id of the case that was touched last."""
    counted: Callable[[str, float], None] = untold
    """Is told of every number of working days that was typed."""

    def meant(self, words: str, toward: int) -> Meant:
        """The time that words mean, looked for in the past, the future or either. Raises UsageError."""
        from svc.dates.words import understood  # a query without dates does without

        return self.understand(words, toward) if self.understand else understood(words, self.now, toward)
