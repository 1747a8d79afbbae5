"""What cases come to that will come to the same for ever, added up so that it can be kept.

It is parted by month, and each part knows its first and its last instant: a period takes a part whole or leaves it out.
Where it would cut one, the sums do not tell.
"""

from __future__ import annotations

from struct import pack

from svc.report.facts import FACTS, CaseFacts, ClockFacts, View
from svc.report.tally import Tally, is_judged, is_open
from svc.spare import datetime, partial, tzinfo
from svc.typed import Any, Callable, Iterable, NamedTuple, Sequence

CALLED = {"person": "assignee"}
"""Dimensions that have another name than the fact."""
Key = tuple[str, ...]


class Question(NamedTuple):
    """What is counted: what puts a clock into a period, by which dimensions, the zone of its months."""

    dated: str
    dimensions: Key
    zone: tzinfo

    def key(self, clock: ClockFacts, at: int) -> Key:
        """The group of a clock that counts at a second."""
        return tuple(self._value(name, clock, at) for name in self.dimensions)

    def month(self, at: int) -> str:
        """The month of a second."""
        return datetime.fromtimestamp(at, self.zone).strftime("%Y-%m")

    def _value(self, name: str, clock: ClockFacts, at: int) -> str:
        if name == "month":
            return self.month(at)
        if name in ("policy", "target"):
            return clock.policy if name == "policy" else clock.target
        return clock.facts[FACTS.index(CALLED.get(name, name))]

    def counts_at(self, clock: ClockFacts, view: View, now: int = 0) -> int | None:
        """When a clock counts; None for never. ``now``: when one does that is not judged yet."""
        if self.dated == "start":
            return clock.start
        if self.dated == "end":
            return clock.ended
        if view.judged is None:
            return now if is_open(clock) else clock.ended
        return view.judged


class Part(NamedTuple):
    """A group in a month: when its first clock counts and its last one, and what it comes to."""

    month: str
    key: Key
    first: int
    last: int
    counts: Sequence[int]
    lengths: Callable[[], Iterable[Sequence[int]]]


class Sums(NamedTuple):
    """What some files come to.

    ``files``: all of them; ``rest``: those that are not in the sums, each with its mode and blob; ``day``: the last day
    that any of the others speaks of. ``gone``: of each case that left by an exit with no verdict when its clocks
    count, the exit before them.
    """

    files: int
    day: str
    parts: Sequence[Part]
    gone: Sequence[Sequence[Any]]
    rest: dict[str, tuple[str, str]]

    def tells(self, start: int, end: int) -> bool:
        """Whether a period, from one second up to another, cuts no part."""
        return not any((part.first < start <= part.last) or (part.first < end <= part.last) for part in self.parts)


class Sum:
    """Adds up what cases come to."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._tallies: dict[tuple[str, Key], Tally] = {}
        self._spans: dict[tuple[str, Key], tuple[int, int]] = {}
        self._gone: list[Sequence[Any]] = []

    def case(self, case: CaseFacts) -> None:
        """Add a case whose clocks all came to their end."""
        ats = {at for clock in case.clocks if not clock.odd and (at := self._clock(clock)) is not None}
        if case.exit and ats:
            self._gone.append((case.exit, *sorted(ats)))

    def _clock(self, clock: ClockFacts) -> int | None:
        """When a clock counts as agreed."""
        contract = self.question.counts_at(clock, clock.contract)
        if contract is not None:
            self._tally(clock, contract).contract(clock)
        if is_judged(clock):
            customer = self.question.counts_at(clock, clock.customer)
            if customer is not None:
                self._tally(clock, customer).customer(clock)
        return contract

    def _tally(self, clock: ClockFacts, at: int) -> Tally:
        return self._part(self.question.month(at), self.question.key(clock, at), at, at)

    def _part(self, month: str, key: Key, first: int, last: int) -> Tally:
        name = (month, key)
        held = self._spans.get(name, (first, last))
        self._spans[name] = (min(first, held[0]), max(last, held[1]))
        return self._tallies.setdefault(name, Tally())

    def sums(self, other: Sums) -> None:
        """Add what others were added up to."""
        for part in other.parts:
            self._part(*part[:4]).add(part.counts, part.lengths())
        self._gone += other.gone

    def parts(self) -> list[Part]:
        """All parts."""
        return [
            Part(*name, *self._spans[name], tally.counts, partial(tuple, tally.lengths))
            for name, tally in self._tallies.items()
        ]

    def whole(self, files: int, day: str, rest: dict[str, tuple[str, str]]) -> Sums:
        """The sums."""
        return Sums(files, day, self.parts(), self._gone, rest)


def flat(sums: Sums) -> tuple[list[Any], bytes]:
    """Sums as plain values, and their lengths of time in a row."""
    told, row = [], []
    for part in sums.parts:
        lengths = [sorted(held) for held in part.lengths()]
        told.append([part.month, [*part.key], part.first, part.last, [*part.counts], [*map(len, lengths)]])
        row += [second for held in lengths for second in held]
    rest = [[path, *entry] for path, entry in sums.rest.items()]
    return [sums.files, sums.day, told, [[*one] for one in sums.gone], rest], pack(f"{len(row)}q", *row)


def again(held: Sequence[Any], row: bytes) -> Sums:
    """Sums from what :func:`flat` made of them."""
    files, day, told, gone, rest = held
    numbers = memoryview(row).cast("q")
    parts, at = [], 0
    for month, key, first, last, counts, sizes in told:
        parts.append(Part(month, tuple(key), first, last, counts, _Lengths(numbers, at, sizes)))
        at += sum(sizes)
    if at != len(numbers):
        raise ValueError("no sums of ours")
    return Sums(files, day, parts, gone, {path: (mode, blob) for path, mode, blob in rest})


class _Lengths:
    """The lengths of a part, where they lie in a row."""

    def __init__(self, numbers: memoryview, at: int, sizes: Sequence[int]) -> None:
        self._held = numbers, at, sizes

    def __call__(self) -> list[list[int]]:
        numbers, at, sizes = self._held
        found = []
        for size in sizes:
            found.append(numbers[at : at + size].tolist())
            at += size
        return found
