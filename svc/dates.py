"""Instants: read strictly, kept with their offset, computed in real time.

Files hold ISO 8601 with an offset. People may leave the offset out; then the desk's time zone is meant, a
wall time in a gap moves forward by the gap and a doubled one is the first (semantics of the desk's clocks).
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from svc.errors import T, UsageError

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")
_WALL = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name, None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError on some systems
        return None
    except KeyError:
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
    """The instant that somebody typed: ``now``, ISO 8601, or ``YYYY-MM-DD HH:MM`` in the zone of ``now``.

    Raises UsageError for anything else: nothing is guessed.
    """
    word = text.strip()
    if word in ("now", "现在"):
        return now
    found = instant(word.replace(" ", "T", 1))
    if found is not None:
        return found.astimezone(now.tzinfo)
    if not _WALL.fullmatch(word):
        raise _unclear(text)
    try:
        return _settle(datetime.fromisoformat(word).replace(tzinfo=now.tzinfo))
    except ValueError as error:
        raise _unclear(text) from error


def _settle(wall: datetime) -> datetime:
    from dateutil import tz

    return tz.resolve_imaginary(wall)


def when(text: str, now: datetime) -> str:
    """What a field for a date or an instant keeps of what somebody typed. Raises UsageError."""
    word = text.strip()
    if word in ("today", "今天"):
        return now.date().isoformat()
    if is_date(word):
        return word
    return spoken(word, now).isoformat(timespec="seconds")


def _unclear(text: str) -> UsageError:
    return UsageError(
        T("{text} is not a time svc understands", text=repr(text)),
        T("write 2026-11-21, '2026-11-21 14:05', 2026-11-21T14:05+08:00 or now"),
    )
