"""What a rule of the grammar is: a pattern, and the days, the time of day or the instant that it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from svc.dates.reckoning import FUTURE, PAST, Asked, Days, DoubtError

Match = re.Match[str]
DayRule = tuple[re.Pattern[str], Callable[[Match, Asked], Days]]
ClockRule = tuple[re.Pattern[str], Callable[[Match], time]]
InstantRule = tuple[re.Pattern[str], Callable[[Match, Asked], datetime]]


def clock(hour: int, minute: str | None = None, second: str | None = None) -> time:
    """A time of the day. Raises DoubtError where no clock shows it."""
    try:
        return time(hour, int(minute or 0), int(second or 0))
    except ValueError:
        raise DoubtError from None


def either_half(hour: int, minute: str | None = None) -> time:
    """An hour said without its half of the day: 1 to 11 is doubtful."""
    if not 1 <= hour <= 11:
        return clock(hour, minute)
    raise DoubtError(*(clock(each, minute).isoformat("minutes") for each in (hour, hour + 12)))


def away(asked: Asked, hours: float, minutes: int, toward: int) -> datetime:
    """So much real time from now; without a ``toward`` of the words' own, where the time is looked for."""
    length, now = timedelta(hours=hours, minutes=minutes), asked.now.astimezone(UTC)
    moments = [(now + side * length).astimezone(asked.now.tzinfo) for side in (PAST, FUTURE)]
    toward = toward or asked.toward
    if not toward:
        raise DoubtError(*(moment.isoformat(timespec="minutes") for moment in moments))
    return moments[toward == FUTURE]


def toward(before: str | None, after: str | None, signs: dict[str, int]) -> int:
    """Where the words before and after an amount point; 0 where there are none. Raises DoubtError for both."""
    if before and after:
        raise DoubtError
    return signs[before or after or ""]


SIGNS = {"": 0, "+": FUTURE, "-": PAST}
