"""Records in an order, and counted by groups, by any fields that a query may name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import product

from svc import dates
from svc.errors import T, UsageError
from svc.model import Data
from svc.query import scales
from svc.query.vocabulary import Found, Vocabulary, find, folded
from svc.typed import NamedTuple, TypeVar

Rank = tuple[float, str]
_LAST = float("inf")
_MINUS = "-－"
_PERIODS: dict[str, Callable[[datetime], str]] = {
    "year": lambda at: f"{at.year}",
    "quarter": lambda at: f"{at.year}-Q{(at.month + 2) // 3}",
    "month": lambda at: f"{at.year}-{at.month:02}",
    "week": lambda at: "{}-W{:02}".format(*at.isocalendar()),
    "day": lambda at: at.date().isoformat(),
}
_SAID = {"年": "year", "季度": "quarter", "月": "month", "周": "week", "日": "day", "天": "day"}
One = TypeVar("One")


class Group(NamedTuple):
    """How many records share these values; ``""`` where they have none."""

    values: tuple[str, ...]
    total: int


class Key(NamedTuple):
    """What records are counted by: a field, or a period of a time (``opened_at.month``)."""

    path: str
    field: Found
    period: str = ""


def ordered(
    records: Iterable[One], data: Callable[[One], Data], names: Sequence[str], words: Vocabulary, now: datetime
) -> list[One]:
    """The records sorted by several fields, ``-field`` downward; codes as the desk lists them, empty ones last.

    Those that are alike stay as they are. Raises UsageError.
    """
    found = list(records)
    for name in reversed(names):
        field = find(words, name.strip().lstrip(_MINUS), now)
        ranked = [(rank(field, values[0], words, now), each) if (values := field.values(data(each))) else (None, each)
                  for each in found]  # fmt: skip
        filled = [(place, each) for place, each in ranked if place is not None]
        filled.sort(key=lambda pair: pair[0], reverse=name.strip()[:1] in _MINUS)
        found = [each for _, each in filled] + [each for place, each in ranked if place is None]
    return found


def rank(found: Found, said: str, words: Vocabulary, now: datetime) -> Rank:
    """The place of a value among others of its field: codes as listed, what is measured by size, the rest as text."""
    kind = found.field.kind
    if kind in scales.TIMES:
        place = scales.moment(said, now)
    elif kind == "age":
        place = scales.seconds(said)
    elif kind == "number":
        place = scales.number(said)
    else:
        codes = list(words.settings.codes.get(found.field.codes, {})) if found.field.codes else []
        place = codes.index(said) if said in codes else None
    return (_LAST, folded(said)) if place is None else (place, "")


def key(words: Vocabulary, name: str, now: datetime) -> Key:
    """What is meant by a name to count by. Raises UsageError."""
    outer, _, last = name.strip().rpartition(".")
    period = _SAID.get(last, last)
    if outer and period in _PERIODS:
        found = find(words, outer, now)
        if found.field.kind in scales.TIMES:
            return Key(f"{found.path}.{period}", found, period)
    found = find(words, name, now)
    if found.field.kind in (*scales.TIMES, "age", "block", "section", "items"):
        hint = T("write {field}.month, or .year, .quarter, .week, .day", field=found.path)
        is_time = found.field.kind in scales.TIMES
        raise UsageError(T("{field} is not counted by", field=found.path), hint if is_time else None)
    return Key(found.path, found)


def counted(records: Iterable[Data], keys: Sequence[Key], words: Vocabulary, now: datetime) -> list[Group]:
    """How many records there are of each combination; one with several values of a list counts in each of them."""
    totals: Counter[tuple[str, ...]] = Counter()
    for data in records:
        totals.update(product(*([*dict.fromkeys(_values(one, data, now))] or [""] for one in keys)))

    def place(group: tuple[str, ...]) -> list[Rank]:
        return [_rank(one, said, words, now) for one, said in zip(keys, group, strict=True)]

    return [Group(group, totals[group]) for group in sorted(totals, key=place)]


def in_order(one: Key, values: Iterable[str], words: Vocabulary, now: datetime) -> list[str]:
    """Values of what is counted by, in the order of their groups."""
    return sorted(values, key=lambda said: _rank(one, said, words, now))


def _values(one: Key, data: Data, now: datetime) -> list[str]:
    said = one.field.values(data)
    return [_period(one.period, each, now) for each in said] if one.period else said


def _period(name: str, said: str, now: datetime) -> str:
    """The period that a time lies in where the desk is; the word itself where it is no time."""
    at = dates.instant(said)
    if at is None and dates.is_date(said):
        at = datetime.fromisoformat(said)
        return _PERIODS[name](at)
    return _PERIODS[name](at.astimezone(now.tzinfo)) if at else said


def _rank(one: Key, said: str, words: Vocabulary, now: datetime) -> Rank:
    if not said:
        return _LAST, "\U0010ffff"
    return (0.0, said) if one.period else rank(one.field, said, words, now)
