"""The open spans of a calendar as one row of numbers, so that working time is a matter of looking up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from svc.errors import T, UsageError
from svc.schema.calendar import Span
from svc.spare import UTC, datetime
from svc.typed import Callable, Iterable, Sequence

LAST_YEAR = 2999
"""Nothing is worked out beyond it."""


def united(spans: Iterable[Span]) -> list[Span]:
    """Spans in their order, those that overlap or meet made one, those that end before they begin left out."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif begin < end:
            found.append((begin, end))
    return found


class Table:
    """Spans in their order, and the seconds worked at the end of each, worked out a year at a time on demand.

    ``spans_of`` gives the spans that are open between two seconds, in their order and apart from each other. The
    years are those of UTC, so that a span over New Year's Eve is two spans that meet. Raises UsageError for what lies
    beyond the last year.
    """

    def __init__(self, spans_of: Callable[[int, int], Sequence[Span]]) -> None:
        self._spans_of = spans_of
        self._known: dict[int, Sequence[Span]] = {}
        self._clear(0)

    def between(self, begin: int, end: int) -> int:
        """The seconds worked from a second since 1970 to a later one."""
        self._reach(begin)
        self._reach(end)
        return self._worked_at(end) - self._worked_at(begin)

    def after(self, second: int, worked: int) -> int:
        """The earliest second at which so much is worked since a second. Raises UsageError."""
        self._reach(second)
        if worked > _new_year(LAST_YEAR + 1) - second:
            raise _too_late()
        wanted = self._worked_at(second) + worked
        while not self._worked or self._worked[-1] < wanted:
            self._append()
        place = bisect_left(self._worked, wanted)
        return self._ends[place] - (self._worked[place] - wanted)

    def opening(self, second: int) -> int:
        """The first second from this one on that is open. Raises UsageError."""
        self._reach(second)
        place = bisect_right(self._ends, second)
        while place == len(self._ends):
            self._append()
        return max(second, self._begins[place])

    def _worked_at(self, second: int) -> int:
        """The seconds worked from the beginning of the row."""
        place = bisect_right(self._begins, second) - 1
        return self._worked[place] - max(0, self._ends[place] - second) if place >= 0 else 0

    def _reach(self, second: int) -> None:
        """Have the year of a second in the row, and all between it and those that are there."""
        if self._low <= second < self._high:
            return
        year = datetime.fromtimestamp(second, UTC).year
        last = max(year + 1, self._last)
        if year < self._first or not self._last:
            self._clear(year)
        while self._last < last:
            self._append()

    def _clear(self, year: int) -> None:
        """Begin the row with a year."""
        self._first = self._last = year  # the years in the row: the first in, the last out
        self._low = self._high = 0
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._worked: list[int] = []

    def _append(self) -> None:
        """Add a year at the end."""
        year = self._last
        if year > LAST_YEAR:
            raise _too_late()
        low, high = _new_year(year), _new_year(year + 1)
        if year not in self._known:
            self._known[year] = self._spans_of(low, high)
        total = self._worked[-1] if self._worked else 0
        for begin, end in self._known[year]:
            total += end - begin
            self._begins.append(begin)
            self._ends.append(end)
            self._worked.append(total)
        self._last += 1
        self._low, self._high = _new_year(self._first), high


def _too_late() -> UsageError:
    return UsageError(T("this lies beyond the year {year}", year=LAST_YEAR))


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
