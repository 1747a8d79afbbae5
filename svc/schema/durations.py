"""Lengths of time as svc.yaml and the command line write them: ``90s``, ``45m``, ``4h``, ``1h30m``, ``2wd``."""

from __future__ import annotations

from svc.errors import T, Text
from svc.i18n import language
from svc.patterns import pattern
from svc.typed import NamedTuple

_DURATION = pattern(r"(?a)(?=.)(?:([0-9]{1,5})wd)?(?:([0-9]{1,7})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")
_DAYS = pattern(r"([0-9]+)(?:d|day|days|天|日)")


class Duration(NamedTuple):
    """A length of time: seconds, and working days, which a calendar makes seconds of."""

    seconds: int
    days: int = 0


def duration(text: str) -> Duration | None:
    """The length that a text means; None when it means none. A bare ``1d`` means none: of 24 hours, or of work?"""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Duration((hours * 60 + minutes) * 60 + seconds, days)


def unclear(text: str) -> tuple[Text, Text]:
    """What to say of a text that is no length of time, and what to write instead."""
    days = _DAYS.fullmatch(text)
    if days:
        count = int(days[1])
        return (T("{text} may be a day of 24 hours or a working day", text=text),
                T("write {hours}h or {days}wd", hours=24 * count, days=count))  # fmt: skip
    return T("{text} is not a length of time", text=repr(text)), T("write 90s, 45m, 4h, 1h30m or 2wd")


_UNITS = {"en": ("h", "m", "s"), "zh": ("小时", "分", "秒")}


def written(seconds: int) -> str:
    """Seconds as svc.yaml writes a length of time: ``6h30m``, ``-45s``, ``0s``."""
    return _written(seconds, _UNITS["en"])


def spoken(seconds: int) -> str:
    """Seconds as people of the language in force write a length of time: ``6h30m``, ``6小时30分``."""
    return _written(seconds, _UNITS[language()])


def _written(seconds: int, units: tuple[str, str, str]) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    parts = zip((minutes // 60, minutes % 60, rest), units, strict=True)
    said = "".join(f"{count}{unit}" for count, unit in parts if count)
    return ("-" if seconds < 0 else "") + (said or f"0{units[2]}")


def rounded(seconds: int) -> str:
    """The same to the full minute, to the second where it is less than one."""
    whole = abs(seconds) if abs(seconds) < 60 else abs(seconds) // 60 * 60
    return spoken(-whole if seconds < 0 else whole)
