"""What can be compared: instants, ages, numbers and codes in their order, each put on a line of numbers."""

from __future__ import annotations

from svc import dates
from svc.errors import T, UsageError
from svc.patterns import pattern
from svc.query import spans
from svc.query.asker import Asker
from svc.query.mistakes import brief
from svc.query.vocabulary import Found
from svc.spare import datetime
from svc.typed import Callable, NamedTuple, Sequence

TIMES = ("instant", "when", "date")
SIGNS = ("<", "<=", ">", ">=")

Measure = Callable[[str], "float | None"]
"""Where a word of a record stands on the line; None where it stands nowhere."""

_NUMBER = pattern(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_DATE = pattern(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}.*)?")
_WORDS = ("line", "free", "words", "pairs")


class Extent(NamedTuple):
    """What a value takes up on the line: from ``start`` up to ``end`` and without it, or a point.

    ``whole``: nothing in it counts as before or after it: November is over when December begins.
    """

    start: float
    end: float
    whole: bool = False

    def answers(self, sign: str, place: float) -> bool:
        """Whether a place is in it (``:``), before it or after it."""
        if sign == ":":
            return place == self.start or self.start <= place < self.end
        if sign == "<":
            return place < self.start
        if sign == ">=":
            return place >= self.start
        if sign == ">":
            return place >= self.end if self.whole else place > self.start
        return place < self.end if self.whole else place <= self.start


class Scale(NamedTuple):
    """How a value is compared with the words of a field."""

    measure: Measure
    extent: Extent


def is_measured(kind: str) -> bool:
    """Whether the words of a field of this kind are places on a line, not names."""
    return kind in (*TIMES, "age", "number")


def scale(found: Found, text: str, codes: Sequence[str], code: Callable[[str], str], asker: Asker) -> Scale:
    """How a field is compared with a value; ``code`` finds that of a word. Raises UsageError."""
    kind = found.field.kind
    word = spans.plain(text)
    if kind in TIMES or (kind in _WORDS and _DATE.fullmatch(word)):
        return _time(text, asker, found.field.toward)
    if kind == "age":
        told = spans.age(text, asker.work)
        if told.working:
            asker.counted(text, told.seconds / told.unit)
        return Scale(lambda said: _lasted(said, told.working, asker), Extent(told.seconds, told.seconds + told.unit))
    if kind == "number" or (kind in _WORDS and not codes and _NUMBER.fullmatch(word)):
        return _point(number, _number(word))
    if codes:
        return _point({name: float(place) for place, name in enumerate(codes)}.get, codes.index(code(text)))
    raise _not_compared(found, text)


def looks_measured(text: str) -> bool:
    """Whether a text by itself is a number or a date, so that two of them are a range."""
    word = spans.plain(text)
    return bool(_NUMBER.fullmatch(word) or _DATE.fullmatch(word))


def number(said: str) -> float | None:
    """A number in plain decimal digits."""
    return float(said) if _NUMBER.fullmatch(said) else None


def moment(said: str, now: datetime) -> float | None:
    """The instant that a record holds, as seconds; a date is its beginning where the desk is."""
    at = dates.instant(said)
    if at is None and dates.is_date(said):
        at = spans.day(said, now).start
    return at.timestamp() if at else None


def _time(text: str, asker: Asker, toward: int) -> Scale:
    start, end = spans.span(text, asker, toward)
    return Scale(lambda said: moment(said, asker.now), Extent(start.timestamp(), end.timestamp(), whole=True))


def _lasted(said: str, working: bool, asker: Asker) -> float | None:
    start, end = map(dates.instant, said.split("/"))
    return spans.lasted(start, end, working, asker) if start and end else None


def seconds(said: str) -> float | None:
    """How long an age of a record is, in seconds of all time."""
    start, end = map(dates.instant, said.split("/"))
    return (end - start).total_seconds() if start and end else None


def _point(measure: Measure, place: float) -> Scale:
    return Scale(measure, Extent(place, place))


def _number(word: str) -> float:
    found = number(word)
    if found is None:
        raise UsageError(T("{text} is not a number", text=repr(word)), T("write 3 or 2.5"))
    return found


def _not_compared(found: Found, text: str) -> UsageError:
    if found.field.kind in ("items", "records", "blocks", "codes", "words"):
        hint = T("how many: {field}.count:>{value}", field=found.path, value=brief(text))
    else:
        hint = T("write {field}:{value} or {field}~{value}", field=found.path, value=brief(text))
    return UsageError(T("{field} has no order to compare by", field=found.path), hint)
