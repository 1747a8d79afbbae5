"""Instants: read strictly from files, kept with their offset, computed in real time.

Files hold ISO 8601 with an offset. What people type is read by :func:`svc.dates.words.understood`, and by
nothing else. A wall time in a gap of the desk's clocks moves forward by the gap; of a doubled one the first is meant.
"""

from __future__ import annotations

from svc.patterns import pattern
from svc.spare import UTC, cache, datetime, timedelta, tzinfo
from svc.typed import IO

# A year of another century is a slip of the hand, and 24:00 is an hour to some versions of Python only.
DATE = "(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
"""How a date looks in a file, as a regular expression; that it exists is for ``is_date`` to say."""

CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
INSTANT = f"{DATE}T{CLOCK}(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
"""How an instant looks in a file, as a regular expression."""

_SHAPE = str.maketrans("123456789", "000000000")
_SHORTEST = len("2026-11-21T09:00Z")
_USUAL = ("0000-00-00T00:00:00+00:00", "0000-00-00T00:00:00-00:00")
_INSTANT = pattern(INSTANT)


@cache
def zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name, None when there is none of that name.

    Its rules are those of the package tzdata, the machine's own only where that has none.
    """
    from zoneinfo import ZoneInfo

    try:
        return _packaged(name) or ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # not found is a KeyError, a folder or a path something else
        return None


@cache
def zone_now(name: str) -> tzinfo | None:
    """The same time zone for whoever asks for the time and little more: quick to make, slower to reckon with."""
    from svc.dates.steady import steady

    try:
        with _rules(name) as rules:
            return steady(name, rules.read(), lambda: zone(name) or UTC) or zone(name)
    except (ImportError, OSError, ValueError, IndexError):
        return zone(name)


def _packaged(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        with _rules(name) as rules:
            return ZoneInfo.from_file(rules, key=name)
    except (ImportError, OSError, ValueError):
        return None


def _rules(name: str) -> IO[bytes]:
    """The file of a time zone in the package tzdata. Raises ImportError, OSError, ValueError."""
    import tzdata

    if not all(_is_name(part) for part in name.split("/")):
        raise ValueError(name)
    return open(f"{tzdata.__path__[0]}/zoneinfo/{name}", "rb")


def _is_name(part: str) -> bool:
    """Whether a part of a zone's name is letters, digits, _ + and - alone."""
    return part.isascii() and part.replace("_", "a").replace("+", "a").replace("-", "a").isalnum()


def zone_rules() -> str:
    """The version of the rules of time zones, such as ``2026f``; ``""`` where they are the machine's own."""
    try:
        import tzdata
    except ImportError:
        return ""
    return str(tzdata.IANA_VERSION)


def instant(text: str) -> datetime | None:
    """The instant that a file's text means: ISO 8601 with an offset, else None."""
    if len(text) < _SHORTEST or not (_is_usual(text) or _INSTANT.fullmatch(text)):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_usual(text: str) -> bool:
    """Whether the text is an instant to the second as svc writes it; what it says is no pattern's to find out."""
    if text.translate(_SHAPE) not in _USUAL:
        return False
    day, hour, away = text[:2], text[11:13], text[20:]
    return (day == "19" or day[0] == "2") and hour < "24" and text[14] < "6" and text[17] < "6" and (
        away[:2] < "15" and away[3] < "6"
    )


def is_date(text: str) -> bool:
    """Whether the text is a calendar date ``YYYY-MM-DD`` that exists."""
    if text.translate(_SHAPE) != "0000-00-00" or not (text[:2] == "19" or text[0] == "2"):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def on_the_wall(wall: datetime, local: tzinfo) -> datetime:
    """The instant of a wall time in a time zone; one in a gap moves forward by it, a doubled one is the first."""
    found = wall.replace(tzinfo=local)
    if found.astimezone(UTC).astimezone(local).replace(tzinfo=None) == wall:
        return found
    from dateutil import tz

    return tz.resolve_imaginary(found)


def midnight(day: str, local: tzinfo, later: int = 0) -> datetime:
    """When a date begins in a time zone, or the one some days ``later``; its first instant where a gap is there."""
    return on_the_wall(datetime.fromisoformat(day) + timedelta(days=later), local)
