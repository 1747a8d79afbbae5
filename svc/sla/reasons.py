"""Why a clock says what it says, line by line: which hours counted, which did not and for what reason, and the sum."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from svc.schema.calendar import Span
from svc.schema.policy import Target
from svc.sla.clock import Clock, Judge
from svc.sla.clocks import Standing, Terms
from svc.sla.hours import Day, Hours, hours
from svc.typed import NamedTuple

STOPPED = "stopped"
"""The reason of the time in which a case was resolved."""
CLOSURE = "closure"
_A_DAY = timedelta(days=1)
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Line(NamedTuple):
    """A stretch of time and what it comes to, or a mark, which has no length.

    ``kind``: counted, late, waited, stopped, closed; or one of the marks now, done, ended, due. ``seconds``: of the
    calendar; those that count are in ``total``, the sum so far. ``why``: what made the day what it is (override,
    workday, holiday, weekday, closure), or the reasons of the waits. ``names``: of a holiday, by language.
    """

    kind: str
    begin: datetime
    end: datetime
    seconds: int = 0
    total: int = 0
    why: tuple[str, ...] = ()
    names: Mapping[str, str] = _NO_NAMES
    estimated: bool = False

def lines(clock: Clock, case: Standing, terms: Terms, with_pauses: bool = True) -> list[Line]:
    """The hours of a clock from its start to its due, or as far as it came where nothing is due; then those it is late.

    The sum of the late ones begins anew.
    """
    target = clock.target
    if target is None:
        return []
    counted = hours(terms.calendars, target.calendar)
    judge = Judge(case.course, terms.calendars, terms.policies.at_risk, with_pauses)
    telling = _Telling(clock, target, case, counted, with_pauses)
    end = _end(clock, case.course.now)
    due = _due(clock, judge, target)
    marks = [Line("due", due, due)] if due else []
    marks += [end] if due is None or clock.breached is None else []
    told = telling.part(clock.run.start, sorted(marks, key=lambda mark: mark.begin))
    if clock.breached is None or end.begin <= clock.breached:
        return told
    late = telling.part(clock.breached, [end])
    return [*told, *(line._replace(kind="late") if line.kind == "counted" else line for line in late)]


def _due(clock: Clock, judge: Judge, target: Target) -> datetime | None:
    """What was or is due; of a clock without verdict nothing is."""
    if clock.state in ("paused", "stopped", "cancelled"):
        return None
    return clock.due or judge.used_up(target, clock.run, clock.budget)


def _end(clock: Clock, now: datetime) -> Line:
    """The mark up to which a clock came."""
    at = clock.ended or now
    return Line("now" if clock.ended is None else "done" if clock.run.at else "ended", at, at)


class _Telling:
    """Tells the hours of one clock, in seconds since 1970."""

    def __init__(self, clock: Clock, target: Target, case: Standing, counted: Hours, with_pauses: bool) -> None:
        self.clock = clock
        self.target = target
        self.case = case
        self.counted = counted
        self.with_pauses = with_pauses

    def part(self, start: datetime, marks: Sequence[Line]) -> list[Line]:
        """The stretches from an instant to the last mark, with the sum so far and the marks in their places."""
        zone = self.counted.zone
        placed = [mark._replace(begin=mark.begin.astimezone(zone), end=mark.end.astimezone(zone)) for mark in marks]
        return _summed(self._stretches(_second(start), [_second(mark.begin) for mark in marks]), placed)

    def _stretches(self, begin: int, cuts: Sequence[int]) -> list[Line]:
        """The stretches from a second to the last of some at which they are cut."""
        end = max(cuts, default=begin)
        left_out = list(self._left_out(end))
        marks = set(cuts)
        edges = sorted(marks | {edge for span, _ in left_out for edge in span})
        found = list(self._closures(begin, end))
        first, last = (self._at(second).date() for second in (begin, end - 1))
        for count in range(-1, (last - first).days + 1):
            found += self._day(first + timedelta(days=count), (begin, end), edges, left_out)
        return _joined(sorted(found, key=lambda line: (line.begin.timestamp(), line.end.timestamp())), marks)

    def _at(self, second: int) -> datetime:
        return datetime.fromtimestamp(second, self.counted.zone)

    def _left_out(self, until: int) -> Iterator[tuple[Span, str]]:
        """The spans that do not count, each with its reason."""
        end = self.clock.ended or self.case.course.now
        waits = self.case.course.waits if self.with_pauses else ()
        stops = self.case.course.stops if not self.clock.run.outlasts else ()
        spans = [(wait.begin, wait.end, wait.reason) for wait in waits if wait.reason in self.target.pauses]
        for first, last, why in (*spans, *((stop.begin, stop.end, STOPPED) for stop in stops)):
            if first < end:
                begin = _second(first)
                yield (begin, _second(last) if last else max(until, begin)), why

    def _day(
        self, day: date, whole: Span, edges: Sequence[int], left_out: Sequence[tuple[Span, str]]
    ) -> Iterator[Line]:
        found = self.counted.days.day(day)
        if not found.shifts:
            midnights = [datetime(d.year, d.month, d.day, tzinfo=self.counted.zone) for d in (day, day + _A_DAY)]
            begin, end = max(_second(midnights[0]), whole[0]), min(_second(midnights[1]), whole[1])
            if begin < end:
                yield self._line("closed", begin, end, (found.why,), found)
        for span in self.counted.spans_of(found):
            for begin, end in _pieces(max(span[0], whole[0]), min(span[1], whole[1]), edges):
                why = tuple(dict.fromkeys(word for (a, b), word in left_out if a <= begin and end <= b))
                kind = "counted" if not why else STOPPED if STOPPED in why else "waited"
                yield self._line(kind, begin, end, why or (found.why,), None if why else found)

    def _line(self, kind: str, begin: int, end: int, why: tuple[str, ...], day: Day | None = None) -> Line:
        length = 0 if kind == "closed" else end - begin
        names, estimated = (day.names, day.estimated) if day else (_NO_NAMES, False)
        return Line(kind, self._at(begin), self._at(end), length, 0, why, names, estimated)

    def _closures(self, begin: int, end: int) -> Iterator[Line]:
        for closed, opened in self.counted.rules.closures:
            if closed < end and begin < opened:
                yield self._line("closed", max(closed, begin), min(opened, end), (CLOSURE,))


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _pieces(begin: int, end: int, edges: Sequence[int]) -> Iterator[Span]:
    """A span cut at some seconds."""
    here = begin
    for edge in [*(each for each in edges if begin < each < end), end]:
        if here < edge:
            yield here, edge
        here = edge


def _joined(found: Sequence[Line], marks: Collection[int]) -> list[Line]:
    """Stretches that follow each other without a gap or a mark and are alike in all, as one."""
    joined: list[Line] = []
    for line in found:
        last = joined[-1] if joined else None
        follows = last and _second(last.end) == _second(line.begin) and _second(line.begin) not in marks
        if last and follows and last.kind == line.kind and last[5:] == line[5:]:
            joined[-1] = last._replace(end=line.end, seconds=last.seconds + line.seconds)
        else:
            joined.append(line)
    return joined


def _summed(told: Sequence[Line], marks: Sequence[Line]) -> list[Line]:
    """The stretches with the sum so far, and the marks in their places."""
    found: list[Line] = []
    total, left = 0, list(marks)
    for line in told:
        while left and _second(left[0].begin) <= _second(line.begin):
            found.append(left.pop(0)._replace(total=total))
        total += line.seconds if line.kind == "counted" else 0
        found.append(line._replace(total=total))
    return [*found, *(mark._replace(total=total) for mark in left)]

