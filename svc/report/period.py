"""The period of a report: a month, a week, a quarter, a year, or from one day to another, where the desk is."""

from __future__ import annotations

from svc.dates.reckoning import PAST
from svc.errors import T, UsageError
from svc.query import spans
from svc.query.asker import Asker
from svc.spare import datetime
from svc.typed import NamedTuple


class Period(NamedTuple):
    """From an instant on, up to another one and without it; ``name`` is how it was asked for."""

    name: str
    start: datetime
    end: datetime


def period(words: str, asker: Asker) -> Period:
    """The period that words mean: 2026-10, 2026-W43, 2026-Q4, 2026, last month, 2026-10-01..2026-10-15.

    A day that ends one belongs to it. Raises UsageError.
    """
    ends = spans.apart(words)
    first, last = ends or (words, words)
    if not first or not last:
        raise UsageError(T("{words} has no beginning or no end", words=words), T("write 2026-10-01..2026-10-15"))
    start = spans.span(first, asker, PAST).start
    end = spans.span(last, asker, PAST).end
    if end <= start:
        raise UsageError(T("{words} ends before it begins", words=words))
    return Period(words, start, end)
