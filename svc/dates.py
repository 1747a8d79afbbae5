"""Instants: read strictly, kept with their offset, computed in real time.

Files hold ISO 8601 with an offset. People may leave the offset out; then the desk's time zone is meant, a
wall time in a gap moves forward by the gap and a doubled one is the first (semantics of the desk's clocks).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from svc.errors import T, UsageError

# A year of another century is a slip of the hand, and 24:00 is an hour to some versions of Python only.
DATE = "(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
"""How a date looks in a file, as a regular expression; that it exists is for ``is_date`` to say."""

_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
INSTANT = f"{DATE}T{_CLOCK}(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
"""How an instant looks in a file, as a regular expression."""

_DATE = re.compile(DATE)
_INSTANT = re.compile(INSTANT)
_WALL = re.compile(f"({DATE})(?:[T ]({_CLOCK}))?")
_SHORT = re.compile(f"(?:(today|yesterday|tomorrow|今天|昨天|明天) ?)?({_CLOCK})?")
_DAYS_AGO = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1, "tomorrow": -1, "明天": -1}


@cache
def zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name, None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # not found is a KeyError, a folder or a path something else
        return None


def instant(text: str) -> datetime | None:
    """The instant that a file's text means: ISO 8601 with an offset, else None."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether the text is a calendar date ``YYYY-MM-DD`` that exists."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def spoken(text: str, now: datetime) -> datetime:
    """The instant that somebody typed: ISO 8601, or a wall time in the zone of ``now``.

    A wall time is ``2026-11-21 14:05``, ``14:05`` (today), ``yesterday 14:05``, ``tomorrow`` or ``now``.
    Raises UsageError for anything else: nothing is guessed.
    """
    word = " ".join(text.split())
    if word in ("now", "现在"):
        return now
    found = instant(word.replace(" ", "T", 1))
    if found is not None:
        return found.astimezone(now.tzinfo)
    wall = _WALL.fullmatch(_with_date(word, now))
    if not wall:
        raise _unclear(text)
    try:
        return _settle(datetime.fromisoformat(f"{wall[1]}T{wall[2] or '00:00'}").replace(tzinfo=now.tzinfo))
    except ValueError as error:
        raise _unclear(text) from error


def _with_date(word: str, now: datetime) -> str:
    """``14:05``, ``yesterday`` and ``昨天 14:05`` with the date that they mean."""
    short = _SHORT.fullmatch(word)
    if not short or not word:
        return word
    day = now.date() - timedelta(days=_DAYS_AGO.get(short[1] or "today", 0))
    return f"{day.isoformat()} {short[2] or ''}".rstrip()


def _settle(wall: datetime) -> datetime:
    from dateutil import tz

    return tz.resolve_imaginary(wall)


def on_the_wall(wall: datetime, local: tzinfo) -> datetime:
    """The instant of a wall time in a time zone; one in a gap moves forward by it, a doubled one is the first."""
    return _settle(wall.replace(tzinfo=local))


def midnight(day: str, local: tzinfo, later: int = 0) -> datetime:
    """When a date begins in a time zone, or the one some days ``later``; its first instant where a gap is there."""
    return _settle((datetime.fromisoformat(day) + timedelta(days=later)).replace(tzinfo=local))


def when(text: str, now: datetime) -> str:
    """What a field for a date or an instant keeps of what somebody typed. Raises UsageError."""
    word = _with_date(" ".join(text.split()), now)
    if is_date(word):
        return word
    return spoken(word, now).isoformat(timespec="seconds")


def ahead(text: str, now: datetime) -> str:
    """What a field keeps of a date or an instant that is still to come, today included. Raises UsageError."""
    found = when(text, now)
    if found < when("now", now)[: len(found)]:
        raise UsageError(T("{when} is past", when=text), T("write a date that is still to come"))
    return found


def date(text: str, now: datetime) -> str:
    """What a field for a date keeps of what somebody typed. Raises UsageError."""
    word = _with_date(" ".join(text.split()), now)
    if not is_date(word):
        raise UsageError(T("{text} is not a date", text=repr(text)), T("write it like 2026-11-21"))
    return word


def _unclear(text: str) -> UsageError:
    return UsageError(
        T("{text} is not a time svc understands", text=repr(text)),
        T("write 2026-11-21, '2026-11-21 14:05', 14:05, 'yesterday 14:05', 'tomorrow 10:00', "
          "2026-11-21T14:05+08:00 or now"),
    )  # fmt: skip
