"""Working time: when a budget is used up, how much lies between two instants, when it opens next.

All seconds are real ones: a day with a clock change has 23 or 25 hours of time round the clock.
"""

from __future__ import annotations

from svc.calendars.days import Day, Days
from svc.calendars.table import LAST_YEAR, Table, united
from svc.dates import zone
from svc.errors import RefusedError, T, UsageError
from svc.schema.calendar import A_DAY, ALWAYS, Rules, Shift, Span, Years, round_the_clock
from svc.schema.durations import Duration
from svc.spare import UTC, date, datetime, timedelta, timezone
from svc.typed import Iterable, Iterator, Mapping, NamedTuple, Sequence

Pause = tuple[datetime, datetime]
"""From when to when a clock stands still."""

_A_DAY = timedelta(days=1)
_MARGIN = 3 * _A_DAY
"""Shifts that start so long before or after may still be open: over midnight, where a whole day was skipped too."""


class Due(NamedTuple):
    """When a budget is used up. ``estimated``: the days of a year on the way are not known yet."""

    at: datetime
    estimated: bool


class Worked(NamedTuple):
    """Working time in seconds."""

    seconds: int
    estimated: bool


class Opening(NamedTuple):
    """When it is open."""

    at: datetime
    estimated: bool


class WorkingTime:
    """The working time of one calendar. Instants are aware, and given back with the offset of its time zone."""

    def __init__(self, rules: Rules, years: Years) -> None:
        self.rules = rules
        self.zone = zone(rules.time_zone) or UTC
        self.days = Days(rules, years)
        self._table = Table(self._spans)

    def budget(self, length: Duration) -> int:
        """The seconds of a length of time. Raises UsageError where working days are in it and nobody said how long."""
        if length.days and not self.rules.day_seconds:
            raise UsageError(
                T("the calendar {name} does not say what 1wd is", name=self.rules.name),
                T("write day_hours: 8h under calendars.{name}", name=self.rules.name),
            )
        return length.days * self.rules.day_seconds + length.seconds

    def due(self, start: datetime, budget: int, pauses: Iterable[Pause] = ()) -> Due:
        """The earliest instant at which ``budget`` seconds of working time are used up, pauses left out.

        A budget used up exactly at closing time is due at closing time, one of nothing at the start.
        Raises UsageError where that lies beyond the last year.
        """
        here = _second(start)
        at = self._due(here, budget, _clipped(pauses, here, None)) if budget > 0 else here
        return Due(self._at(at), self._is_estimated(here, at))

    def _due(self, here: int, budget: int, pauses: Iterable[Span]) -> int:
        for begin, end in pauses:
            done = self._table.between(here, begin)
            if done >= budget:
                break
            budget -= done
            here = end
        return self._table.after(here, budget)

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> Worked:
        """The working time from one instant to another, pauses left out; less than nothing where it goes back."""
        first, last = sorted((_second(start), _second(end)))
        between = self._table.between
        worked = between(first, last) - sum(between(*pause) for pause in _clipped(pauses, first, last))
        return Worked(worked if start <= end else -worked, self._is_estimated(first, last))

    def next_opening(self, start: datetime) -> Opening:
        """When it is open from an instant on: at once where it is. Raises UsageError beyond the last year."""
        here = _second(start)
        begin = self._table.opening(here)
        return Opening(self._at(begin), self._is_estimated(here, begin))

    def is_working_day(self, day: date) -> bool:
        """Whether a shift starts on a date."""
        return bool(self.days.day(day).shifts)

    def working_day(self, day: date, count: int) -> date:
        """The day so many working days from another one; 0 is that day. Raises UsageError beyond the last year."""
        step = -_A_DAY if count < 0 else _A_DAY
        left = abs(count)
        while left:
            day += step
            if not 1900 <= day.year <= LAST_YEAR:
                raise UsageError(T("this lies beyond the year {year}", year=LAST_YEAR))
            left -= self.is_working_day(day)
        return day

    def unknown(self, first: datetime, last: datetime) -> list[tuple[str, int]]:
        """The countries and years that lie between two instants and are not known."""
        return self.days.unknown(self._date(_second(first)), self._date(_second(last)))

    def _is_estimated(self, first: int, last: int) -> bool:
        return bool(self.rules.countries) and bool(self.days.unknown(self._date(first), self._date(last)))

    def _date(self, second: int) -> date:
        return datetime.fromtimestamp(second, self.zone).date()

    def _at(self, second: int) -> datetime:
        """The instant, with its offset: one of a doubled hour equals no other while it names the time zone."""
        local = datetime.fromtimestamp(second, self.zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)), fold=0)

    def _spans(self, low: int, high: int) -> list[Span]:
        """The spans that are open between two seconds, closures taken out, in their order and apart."""
        day, last = self._date(low) - _MARGIN, self._date(high) + _MARGIN
        found: list[Span] = []
        while day <= last:
            found += ((max(b, low), min(e, high)) for b, e in self.spans_of(self.days.day(day)) if low < e and b < high)
            day += _A_DAY
        return united(found)

    def spans_of(self, day: Day) -> Iterator[Span]:
        """The seconds of the shifts of a day, closures taken out."""
        for shift in day.shifts:
            span = self._wall(day.date, shift.begin), self._wall(day.date, shift.end)
            yield from _without(span, self.rules.closures)

    def open_on(self, day: Day) -> list[Shift]:
        """The shifts of a day as they are on the wall in the end: closures taken out, skipped hours too."""
        zero = datetime(day.date.year, day.date.month, day.date.day, tzinfo=UTC)
        found = []
        for span in self.spans_of(day):
            begin, end = (datetime.fromtimestamp(second, self.zone).replace(tzinfo=UTC) - zero for second in span)
            found.append(Shift(int(begin.total_seconds()) // 60, int(end.total_seconds()) // 60))
        return found

    def _wall(self, day: date, minute: int) -> int:
        """The second of a time on the wall: of a doubled one the first, one in a gap moved forward by it."""
        later, minute = divmod(minute, A_DAY)
        at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self.zone) + timedelta(days=later)
        return int(at.timestamp())


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _clipped(pauses: Iterable[Pause], first: int, last: int | None) -> list[Span]:
    """The pauses from ``first`` to ``last``, in their order, those that overlap made one."""
    spans = [(_second(begin), _second(end)) for begin, end in pauses]
    return united((max(begin, first), end if last is None else min(end, last)) for begin, end in spans)


def _without(span: Span, closures: Sequence[Span]) -> Iterator[Span]:
    """What closures leave of a span."""
    begin, end = span
    for closed, opened in closures:
        if closed < end and begin < opened:
            if begin < closed:
                yield begin, closed
            begin = opened
    if begin < end:
        yield begin, end


class Calendars:
    """The calendars of a desk, each worked out when it is first asked for. The first one holds where none is named."""

    def __init__(self, rules: Mapping[str, Rules], years: Years, time_zone: str) -> None:
        self.rules = {**rules, ALWAYS: round_the_clock(time_zone)}
        self.years = years
        self._made: dict[str, WorkingTime] = {}

    @property
    def default(self) -> WorkingTime:
        """The desk's own calendar: the first one of svc.yaml; round the clock where there is none."""
        return self[next(iter(self.rules))]

    def __getitem__(self, name: str) -> WorkingTime:
        """The calendar of that name. Raises RefusedError."""
        if name not in self.rules:
            known = ", ".join(self.rules)
            raise RefusedError(T("no calendar {name}", name=name), T("these are there: {names}", names=known))
        if name not in self._made:
            self._made[name] = WorkingTime(self.rules[name], self.years)
        return self._made[name]
