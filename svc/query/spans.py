"""Times in a query: dates as spans from a first instant to the one after the last, and ages. Pure: now comes in.

Dates are those of :mod:`svc.dates.words`.
"""

from __future__ import annotations

import unicodedata

from svc import dates
from svc.errors import T, UsageError
from svc.patterns import pattern
from svc.query.asker import A_DAY, Asker, Work
from svc.spare import datetime
from svc.typed import NamedTuple

_HYPHEN = pattern("(this|last|next)-(?=[a-z])")
_APART = pattern(r"\.\.|~|至|到")

_AGE = pattern(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([^\W\d]+)")
_AGES: dict[str, float | None] = {
    **dict.fromkeys(("min", "mins", "minute", "minutes", "分", "分钟"), 60.0),
    **dict.fromkeys(("h", "hour", "hours", "小时", "时"), 3600.0),
    **dict.fromkeys(("d", "day", "days", "天", "日"), A_DAY),
    **dict.fromkeys(("w", "week", "weeks", "周", "星期"), 7 * A_DAY),
    **dict.fromkeys(("wd", "workday", "workdays", "个工作日", "工作日"), None),
}


class Span(NamedTuple):
    """From an instant on, up to another one and without it."""

    start: datetime
    end: datetime


class Age(NamedTuple):
    """A length of time in seconds, of working days where ``working``; ``unit``: the length of what it was told in."""

    seconds: float
    unit: float
    working: bool


def plain(text: str) -> str:
    """What was typed, without case, width and blanks round it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def apart(text: str) -> tuple[str, str] | None:
    """The ends of a range, None where the text is none."""
    parts = _APART.split(text)
    return (parts[0], parts[1]) if len(parts) == 2 and any(parts) else None


def span(text: str, asker: Asker, toward: int) -> Span:
    """The span of time that words mean where the desk is: 2026, 2026-11, last-week, 昨天, 2026-11-21.

    ``toward`` as in :func:`svc.dates.words.understood`. Raises UsageError.
    """
    word = _HYPHEN.sub(r"\1 ", plain(text))
    if _age(word):
        hint = T("write age:>{age}, or a date as '{age} ago'", age=word)
        raise UsageError(T("{text} is an age, no date", text=repr(text)), hint)
    meant = asker.meant(word if _HYPHEN.match(plain(text)) else text, toward)
    return Span(meant.start, meant.end)


def day(text: str, now: datetime) -> Span:
    """A calendar date as a span."""
    assert now.tzinfo is not None
    return Span(dates.midnight(text, now.tzinfo), dates.midnight(text, now.tzinfo, 1))


def age(text: str, work: Work) -> Age:
    """The length of time that a word means: 30min, 4h, 3d, 5wd (working days), 2w. Raises UsageError."""
    found = _age(plain(text))
    if found:
        number, unit = found
        length = unit or work.a_day()
        return Age(number * length, length, unit is None)
    hint = T("write 30min, 4h, 3d, 5wd (working days) or 2w")
    raise UsageError(T("{text} is not an age", text=repr(text)), hint)


def _age(word: str) -> tuple[float, float | None] | None:
    """The number and the seconds of its unit, None for working days; None where the word is no age."""
    found = _AGE.fullmatch(word)
    return (float(found[1]), _AGES[found[2]]) if found and found[2] in _AGES else None


def lasted(start: datetime, end: datetime, working: bool, asker: Asker) -> float:
    """How long something lasted, in seconds: of all time, or of working days."""
    if not working:
        return (end - start).total_seconds()
    desk = asker.now.tzinfo
    return asker.work.between(start.astimezone(desk), end.astimezone(desk))
