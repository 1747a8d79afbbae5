"""Time zones whose clocks no longer change, as in China or India, told without ``zoneinfo``.

Its import takes as long as a tenth of a short command, and most commands ask what time it is and no more. What lies
before the last change is left to it.
"""

from __future__ import annotations

from svc.spare import datetime, timedelta, tzinfo
from svc.typed import Callable

_HEAD, _COUNTS = 44, 6
_MARGIN = timedelta(days=2)
"""More than any two clocks on earth are apart."""


class Steady(tzinfo):
    """A time zone that keeps one offset from an instant on. ``rules`` gives the whole of it."""

    def __init__(self, name: str, since: datetime, offset: timedelta, rules: Callable[[], tzinfo]) -> None:
        self._name = name
        self._since = since
        self._offset = offset
        self._rules = rules

    def __str__(self) -> str:
        return self._name

    def _is_steady(self, when: datetime | None) -> bool:
        return when is not None and when.replace(tzinfo=None) > self._since

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """How far its clocks are ahead of UTC."""
        return self._offset if self._is_steady(when) else self._rules().utcoffset(when)

    def dst(self, when: datetime | None) -> timedelta | None:
        """How far they are ahead of standard time."""
        return timedelta(0) if self._is_steady(when) else self._rules().dst(when)

    def tzname(self, when: datetime | None) -> str | None:
        """What people call its time."""
        return self._rules().tzname(when)

    def fromutc(self, when: datetime) -> datetime:
        """What its clocks show when those of UTC show something."""
        if self._is_steady(when):
            return when + self._offset
        rules = self._rules()
        return rules.fromutc(when.replace(tzinfo=rules)).replace(tzinfo=self)


def steady(name: str, data: bytes, rules: Callable[[], tzinfo]) -> Steady | None:
    """The time zone in the bytes of a file of rules (RFC 8536), None where its clocks go on changing."""
    start = _HEAD + _size(data, 4)
    body = data[start:]
    footer = data[start + _HEAD + _size(body, 8) :].strip()
    if data[:4] != b"TZif" or data[4:5] < b"2" or not footer or b"," in footer:
        return None
    times = _counts(body)[3]
    last, kind = 0, 0
    if times:
        last = int.from_bytes(body[_HEAD + 8 * (times - 1) : _HEAD + 8 * times], "big", signed=True)
        kind = body[_HEAD + 9 * times - 1]
    found = body[_HEAD + 9 * times + 6 * kind :][:6]
    if found[4]:
        return None  # summer time for ever
    since = datetime(1970, 1, 1) + timedelta(seconds=last) + _MARGIN if times else datetime.min
    return Steady(name, since, timedelta(seconds=int.from_bytes(found[:4], "big", signed=True)), rules)


def _counts(block: bytes) -> list[int]:
    """How many there are of six things: marks of UTC and of standard time, leap seconds, changes, kinds, letters."""
    return [int.from_bytes(block[20 + 4 * place : 24 + 4 * place], "big") for place in range(_COUNTS)]


def _size(block: bytes, width: int) -> int:
    """The bytes after the head of a block, with instants of so many bytes."""
    utc, standard, leaps, times, kinds, letters = _counts(block)
    return times * (width + 1) + kinds * 6 + letters + leaps * (width + 4) + standard + utc
