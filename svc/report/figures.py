"""From the clocks of many cases to the figures of a report: which count, how many were met, how long they took.

Quantiles are by the nearest rank (definition 1 of Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996): the
smallest value that so many hundredths of all do not exceed. No figure is made up between two cases.
"""

from __future__ import annotations

from svc.report.facts import FACTS, VERDICTS, CaseFacts, ClockFacts, View
from svc.report.period import Period
from svc.spare import datetime, tzinfo
from svc.typed import Callable, Iterable, Mapping, NamedTuple, Sequence

DATED = ("verdict", "start", "end")
"""What puts a clock into a period: when its verdict fell, when it began, when it was done or ended otherwise."""
CALLED = {"person": "assignee"}
"""Dimensions that have another name than the fact."""
DIMENSIONS = ("policy", "target", "month", "person", *(name for name in FACTS if name != "assignee"))
Key = tuple[str, ...]


class Quantiles(NamedTuple):
    """Seconds; None where there are no values."""

    of: int
    median: int | None
    p90: int | None
    most: int | None


class Share(NamedTuple):
    """How many were judged in one view, and how many of them met."""

    met: int
    missed: int

    @property
    def judged(self) -> int:
        return self.met + self.missed

    @property
    def tenths(self) -> int | None:
        """The tenths of a percent that met, cut off: 1000 is all of them; None where none was judged."""
        return 1000 * self.met // self.judged if self.judged else None


class Figures(NamedTuple):
    """What a group of clocks comes to.

    ``contract``: with the pauses of the targets; ``customer``: with every wait counted. ``live``: answered as they
    spoke, in no share. ``open``: not judged yet, by state. ``unjudged``: ended with no verdict. ``took`` and
    ``took_all``: the time of those done, in the two views, ``wall`` on the wall; ``late`` and ``late_wall``: of those
    missed, up to the moment of the report where they are open.
    """

    contract: Share
    customer: Share
    took: Quantiles
    took_all: Quantiles
    wall: Quantiles
    late: Quantiles
    late_wall: Quantiles
    open: Mapping[str, int]
    live: int
    unjudged: int
    late_entries: int
    estimated: int


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
    clocks: int


class Population(NamedTuple):
    """What counts: the period and what puts a clock into it, the moment of the report, the zone of its months."""

    period: Period
    dated: str
    as_of: datetime
    zone: tzinfo


Rank = Callable[[str, str], tuple[int, str]]
"""The place of a value of a dimension among the others."""


def nearest_rank(values: Sequence[int], percent: int) -> int | None:
    """The smallest value that so many hundredths of sorted values do not exceed; None of none."""
    return values[-(-percent * len(values) // 100) - 1] if values else None


def quantiles(values: Iterable[int]) -> Quantiles:
    """Median, ninth decile and greatest of some seconds."""
    held = sorted(values)
    return Quantiles(len(held), nearest_rank(held, 50), nearest_rank(held, 90), held[-1] if held else None)


class _Tally:
    """Counts one group."""

    def __init__(self) -> None:
        self.counts = {"contract": [0, 0], "customer": [0, 0]}
        self.open: dict[str, int] = {}
        self.live = self.unjudged = self.late_entries = self.estimated = 0
        self.took: list[int] = []
        self.took_all: list[int] = []
        self.wall: list[int] = []
        self.late: list[int] = []
        self.late_wall: list[int] = []

    def judged(self, clock: ClockFacts, view: View, name: str) -> None:
        self.counts[name][VERDICTS.index(view.state)] += 1
        if name == "customer":
            self.took_all += [view.used] if clock.done else []
            return
        self.late_entries += clock.is_late_entry
        self.estimated += clock.estimated
        if clock.done and clock.ended is not None:
            self.took.append(view.used)
            self.wall.append(clock.ended - clock.start)
        if view.state == "missed":
            self.late.append(view.late)
            self.late_wall.append(view.late_wall)

    def figures(self) -> Figures:
        return Figures(
            Share(*self.counts["contract"]), Share(*self.counts["customer"]),
            quantiles(self.took), quantiles(self.took_all), quantiles(self.wall),
            quantiles(self.late), quantiles(self.late_wall),
            dict(sorted(self.open.items())), self.live, self.unjudged, self.late_entries, self.estimated,
        )  # fmt: skip


class _Count:
    """Counts a population, by some dimensions and as a whole."""

    def __init__(self, population: Population, dimensions: Key) -> None:
        self.population = population
        self.dimensions = dimensions
        self.groups: dict[Key, _Tally] = {}
        self.total = _Tally()
        self.listed: dict[str, list[Listed]] = {"missed": [], "at_risk": [], "met": [], "odd": []}
        self.left_out: dict[str, int] = {}
        self.clocks = 0
        self.start, self.end = (int(at.timestamp()) for at in population.period[1:])
        self.now = int(population.as_of.timestamp())

    def case(self, case: CaseFacts) -> None:
        counted = [self._clock(Listed(case, clock)) for clock in case.clocks]
        if case.exit and any(counted):
            self.left_out[case.exit] = self.left_out.get(case.exit, 0) + 1

    def _clock(self, one: Listed) -> bool:
        """Count a clock in each view that puts it into the period; whether any does."""
        clock = one.clock
        if clock.odd:
            is_in = self._holds(clock.ended if clock.ended is not None else clock.start) or self._holds(clock.start)
            self.listed["odd"] += [one] if is_in else []
            return False
        contract, customer = self._at(clock, clock.contract), self._at(clock, clock.customer)
        if contract is not None:
            self._contract(one, contract)
        if customer is not None and clock.customer.state in VERDICTS and not clock.live:
            for tally in self._tallies(clock, customer):
                tally.judged(clock, clock.customer, "customer")
        self.clocks += contract is not None
        return contract is not None

    def _contract(self, one: Listed, at: int) -> None:
        clock, view = one.clock, one.clock.contract
        for tally in self._tallies(clock, at):
            if clock.live:
                tally.live += 1
            elif view.state in VERDICTS:
                tally.judged(clock, view, "contract")
            elif _is_open(clock):
                tally.open[view.state] = tally.open.get(view.state, 0) + 1
            else:
                tally.unjudged += 1
        if view.state in self.listed and not clock.live:
            self.listed[view.state].append(one)

    def _at(self, clock: ClockFacts, view: View) -> int | None:
        """When a clock counts; None where it does not lie in the period."""
        if self.population.dated == "start":
            at: int | None = clock.start
        elif self.population.dated == "end":
            at = clock.ended
        elif view.judged is None and _is_open(clock):
            return min(self.now, self.end - 1)  # as things stand at the moment of the report
        else:
            at = clock.ended if view.judged is None else view.judged
        return at if at is not None and self._holds(at) else None

    def _holds(self, at: int) -> bool:
        return self.start <= at < self.end

    def _tallies(self, clock: ClockFacts, at: int) -> tuple[_Tally, _Tally]:
        key = tuple(self._value(name, clock, at) for name in self.dimensions)
        return self.total, self.groups.setdefault(key, _Tally())

    def _value(self, name: str, clock: ClockFacts, at: int) -> str:
        if name == "month":
            return datetime.fromtimestamp(at, self.population.zone).strftime("%Y-%m")
        if name in ("policy", "target"):
            return clock.policy if name == "policy" else clock.target
        return clock.facts[FACTS.index(CALLED.get(name, name))]


def _is_open(clock: ClockFacts) -> bool:
    return clock.ended is None and clock.contract.state != "cancelled"


def counted(
    facts: Iterable[CaseFacts],
    population: Population,
    dimensions: Sequence[str],
    rank: Rank,
    gravity: Callable[[str, str], int],
) -> Report:
    """The figures of a population. ``rank`` orders the groups; ``gravity`` is that of a severity or priority."""
    count = _Count(population, tuple(dimensions))
    for case in facts:
        count.case(case)

    def in_order(key: Key) -> list[tuple[int, str]]:
        return [rank(name, value) for name, value in zip(dimensions, key, strict=True)]

    def urgency(one: Listed) -> tuple[object, ...]:
        """Still open first, then by severity and priority, then by how late, the least left first."""
        clock, held = one.clock, dict(zip(FACTS, one.clock.facts, strict=True))
        grave = tuple(-gravity(name, held[name]) for name in ("severity", "priority"))
        return (not _is_open(clock), *grave, -clock.contract.late_wall, clock.due or 0, one.case.id, clock.target,
                clock.begun)  # fmt: skip

    def listed(name: str, order: Callable[[Listed], tuple[object, ...]]) -> tuple[Listed, ...]:
        return tuple(sorted(count.listed[name], key=order))

    rows = tuple(Row(key, count.groups[key].figures()) for key in sorted(count.groups, key=in_order))
    return Report(
        count.dimensions, rows, count.total.figures(),
        listed("missed", urgency), listed("at_risk", urgency), listed("met", _by_id), listed("odd", _by_id),
        dict(sorted(count.left_out.items())), count.clocks,
    )  # fmt: skip


def _by_id(one: Listed) -> tuple[object, ...]:
    return one.case.id, one.clock.target, one.clock.begun
