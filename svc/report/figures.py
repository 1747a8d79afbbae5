"""From the clocks of many cases to the figures of a report: which count, how many were met, how long they took."""

from __future__ import annotations

from svc.report.facts import FACTS, CaseFacts, ClockFacts, View
from svc.report.period import Period
from svc.report.sums import Key, Question, Sums
from svc.report.tally import Figures, Tally, is_judged, is_open, together
from svc.spare import datetime, tzinfo
from svc.typed import Callable, Iterable, Mapping, NamedTuple, Sequence

DATED = ("verdict", "start", "end")
"""What puts a clock into a period: when its verdict fell, when it began, when it was done or ended otherwise."""
DIMENSIONS = ("policy", "target", "month", "person", *(name for name in FACTS if name != "assignee"))


class Row(NamedTuple):
    """A group: its values of the dimensions, and its figures."""

    key: Key
    figures: Figures


class Listed(NamedTuple):
    """A clock to be looked at."""

    case: CaseFacts
    clock: ClockFacts


class Report(NamedTuple):
    """All that a report tells.

    ``missed`` and ``at_risk``: the worst first; ``met``: by their ids. ``odd``: not believed, in no figure.
    ``left_out``: cases that left by an exit that is no verdict, by exit. ``clocks``: those counted in any way.
    """

    dimensions: Key
    rows: tuple[Row, ...]
    total: Figures
    missed: tuple[Listed, ...]
    at_risk: tuple[Listed, ...]
    met: tuple[Listed, ...]
    odd: tuple[Listed, ...]
    left_out: Mapping[str, int]

    @property
    def clocks(self) -> int:
        return self.total.clocks


class Population(NamedTuple):
    """What counts: the period and what puts a clock into it, the moment of the report, the zone of its months."""

    period: Period
    dated: str
    as_of: datetime
    zone: tzinfo


Rank = Callable[[str, str], tuple[int, str]]
"""The place of a value of a dimension among the others."""


class Count:
    """Counts a population by some dimensions: case by case, and what was added up of others before."""

    def __init__(self, population: Population, dimensions: Sequence[str], is_listed: bool = True) -> None:
        """``is_listed``: whether the clocks that are to be looked at are asked for as well."""
        self.is_listed = is_listed
        self.question = Question(population.dated, tuple(dimensions), population.zone)
        self.groups: dict[Key, Tally] = {}
        self.listed: dict[str, list[Listed]] = {"missed": [], "at_risk": [], "met": [], "odd": []}
        self.left_out: dict[str, int] = {}
        self.start, self.end = (int(at.timestamp()) for at in population.period[1:])
        self.now = min(int(population.as_of.timestamp()), self.end - 1)
        """When what is open counts: as things stand at the moment of the report."""

    def case(self, case: CaseFacts) -> None:
        """Count a case."""
        counted = [self._clock(Listed(case, clock)) for clock in case.clocks]
        if case.exit and any(counted):
            self.left_out[case.exit] = self.left_out.get(case.exit, 0) + 1

    def sums(self, sums: Sums) -> None:
        """Count what cases were added up to, in a period that cuts no part of it; no clock of theirs is listed."""
        for part in sums.parts:
            if self.start <= part.first and part.last < self.end:
                self._tally(part.key).add(part.counts, part.lengths())
        for left, *ats in sums.gone:
            if any(map(self._holds, ats)):
                self.left_out[left] = self.left_out.get(left, 0) + 1

    def _clock(self, one: Listed) -> bool:
        """Count a clock in each view that puts it into the period; whether the one agreed does."""
        clock = one.clock
        if clock.odd:
            is_in = self._holds(clock.ended if clock.ended is not None else clock.start) or self._holds(clock.start)
            self.listed["odd"] += [one] if is_in and self.is_listed else []
            return False
        contract, customer = self._at(clock, clock.contract), self._at(clock, clock.customer)
        if contract is not None:
            self._tally(self.question.key(clock, contract)).contract(clock)
            state = clock.contract.state
            if self.is_listed and state in self.listed and not clock.live:
                self.listed[state].append(one)
        if customer is not None and is_judged(clock):
            self._tally(self.question.key(clock, customer)).customer(clock)
        return contract is not None

    def _at(self, clock: ClockFacts, view: View) -> int | None:
        """When a clock counts; None where it does not lie in the period."""
        at = self.question.counts_at(clock, view, self.now)
        return at if at is not None and self._holds(at) else None

    def _holds(self, at: int) -> bool:
        return self.start <= at < self.end

    def _tally(self, key: Key) -> Tally:
        return self.groups.setdefault(key, Tally())

    def report(self, rank: Rank, gravity: Callable[[str, str], int]) -> Report:
        """What was counted. ``rank`` orders the groups; ``gravity`` is that of a severity or priority."""
        dimensions = self.question.dimensions

        def in_order(key: Key) -> list[tuple[int, str]]:
            return [rank(name, value) for name, value in zip(dimensions, key, strict=True)]

        def urgency(one: Listed) -> tuple[object, ...]:
            """Still open first, then by severity and priority, then by how late, the least left first."""
            clock, held = one.clock, dict(zip(FACTS, one.clock.facts, strict=True))
            grave = tuple(-gravity(name, held[name]) for name in ("severity", "priority"))
            return (not is_open(clock), *grave, -clock.contract.late_wall, clock.due or 0, one.case.id, clock.target,
                    clock.begun)  # fmt: skip

        def listed(name: str, order: Callable[[Listed], tuple[object, ...]]) -> tuple[Listed, ...]:
            return tuple(sorted(self.listed[name], key=order))

        rows = tuple(Row(key, self.groups[key].figures()) for key in sorted(self.groups, key=in_order))
        return Report(
            dimensions, rows, together(self.groups.values()).figures(),
            listed("missed", urgency), listed("at_risk", urgency), listed("met", _by_id), listed("odd", _by_id),
            dict(sorted(self.left_out.items())),
        )  # fmt: skip


def counted(
    facts: Iterable[CaseFacts],
    population: Population,
    dimensions: Sequence[str],
    rank: Rank,
    gravity: Callable[[str, str], int],
) -> Report:
    """The figures of a population, case by case."""
    count = Count(population, dimensions)
    for case in facts:
        count.case(case)
    return count.report(rank, gravity)


def _by_id(one: Listed) -> tuple[object, ...]:
    return one.case.id, one.clock.target, one.clock.begun
