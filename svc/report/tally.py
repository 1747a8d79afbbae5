"""What a group of clocks comes to: counts, and how long they took. Groups can be added up.

Quantiles are by the nearest rank (definition 1 of Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996): the
smallest value that so many hundredths of all do not exceed. No figure is made up between two cases.
"""

from __future__ import annotations

from svc.report.facts import VERDICTS, ClockFacts
from svc.typed import Iterable, Mapping, NamedTuple, Sequence

COUNTS = ("met", "missed", "customer_met", "customer_missed", "live", "unjudged", "late_entries", "estimated")
LENGTHS = ("took", "took_all", "wall", "late", "late_wall")


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

    @property
    def clocks(self) -> int:
        """All that are counted, in any way."""
        return self.contract.judged + self.live + sum(self.open.values()) + self.unjudged


def nearest_rank(values: Sequence[int], percent: int) -> int | None:
    """The smallest value that so many hundredths of sorted values do not exceed; None of none."""
    return values[-(-percent * len(values) // 100) - 1] if values else None


def quantiles(held: list[int]) -> Quantiles:
    """Median, ninth decile and greatest of some seconds, which are put in order."""
    held.sort()
    return Quantiles(len(held), nearest_rank(held, 50), nearest_rank(held, 90), held[-1] if held else None)


class Tally:
    """Counts one group. ``counts``: those of :data:`COUNTS`; ``lengths``: the seconds of :data:`LENGTHS`."""

    __slots__ = ("counts", "lengths", "open")

    def __init__(self) -> None:
        self.counts = [0] * len(COUNTS)
        self.lengths: tuple[list[int], ...] = ([], [], [], [], [])
        self.open: dict[str, int] = {}

    def contract(self, clock: ClockFacts) -> None:
        """Count a clock in the view with the pauses of its target."""
        counts, view = self.counts, clock.contract
        if clock.live:
            counts[4] += 1
        elif view.state in VERDICTS:
            took, _, wall, late, late_wall = self.lengths
            is_missed = view.state == "missed"
            counts[is_missed] += 1
            counts[6] += clock.is_late_entry
            counts[7] += clock.estimated
            if clock.done and clock.ended is not None:
                took.append(view.used)
                wall.append(clock.ended - clock.start)
            if is_missed:
                late.append(view.late)
                late_wall.append(view.late_wall)
        elif is_open(clock):
            self.open[view.state] = self.open.get(view.state, 0) + 1
        else:
            counts[5] += 1

    def customer(self, clock: ClockFacts) -> None:
        """Count a judged clock in the view in which every wait counts."""
        self.counts[2 + (clock.customer.state == "missed")] += 1
        if clock.done:
            self.lengths[1].append(clock.customer.used)

    def add(self, counts: Iterable[int], lengths: Iterable[Sequence[int]]) -> None:
        """Add what others were counted."""
        self.counts = [*map(int.__add__, self.counts, counts)]
        for own, theirs in zip(self.lengths, lengths, strict=True):
            own += theirs

    def figures(self) -> Figures:
        """What it comes to."""
        met, missed, customer_met, customer_missed, live, unjudged, late_entries, estimated = self.counts
        took, took_all, wall, late, late_wall = map(quantiles, self.lengths)
        return Figures(
            Share(met, missed), Share(customer_met, customer_missed), took, took_all, wall, late, late_wall,
            dict(sorted(self.open.items())), live, unjudged, late_entries, estimated,
        )  # fmt: skip


def together(tallies: Iterable[Tally]) -> Tally:
    """All groups as one."""
    found = Tally()
    for one in tallies:
        found.add(one.counts, one.lengths)
        for state, count in one.open.items():
            found.open[state] = found.open.get(state, 0) + count
    return found


def is_open(clock: ClockFacts) -> bool:
    """Whether there is something to be done."""
    return clock.ended is None and clock.contract.state != "cancelled"


def is_judged(clock: ClockFacts) -> bool:
    """Whether it counts in the customer's view."""
    return clock.customer.state in VERDICTS and not clock.live
