"""How far the work kept to the process: rules passed, stages left out, what was entered late or for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from svc.model import Case, Event
from svc.report.period import Period
from svc.schema import fold, reviews
from svc.schema.loop import Workflow
from svc.schema.settings import Settings
from svc.typed import NamedTuple

KINDS = ("overridden", "skipped", "exit", "late", "on_behalf", "unapproved", "voided")
"""What a case can have that the process does not foresee, or foresees with a reason."""
PASSED = ("overridden", "skipped")
"""Of that, what makes a move an irregular one."""
DIMENSIONS = ("team", "month", "person", "type", "severity", "stage")
"""What the figures are grouped by; ``stage`` is the one that was left."""


class Deviation(NamedTuple):
    """One thing that went otherwise. ``at``: when it was entered; ``what``: what was let pass, how late, by whom."""

    kind: str
    case: Case
    event: Event
    at: datetime
    what: str
    seconds: int = 0


class Row(NamedTuple):
    """A group: its values, how many cases and moves it has, how many of each kind."""

    key: tuple[str, ...]
    cases: int
    moves: int
    counts: dict[str, int]


class Process(NamedTuple):
    """What a period comes to. ``irregular``: moves that passed a rule or left a stage out."""

    dimensions: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    irregular: int
    deviations: tuple[Deviation, ...]

    @property
    def tenths(self) -> int | None:
        """The tenths of a percent of the moves that kept to the rules; None where there was none."""
        return 1000 * (self.total.moves - self.irregular) // self.total.moves if self.total.moves else None


class Frame(NamedTuple):
    """What is looked at: the period, the moment as of which, the zone of its months."""

    period: Period
    as_of: datetime
    zone: tzinfo


def told(
    settings: Settings, cases: Iterable[Case], frame: Frame, dimensions: Sequence[str]
) -> Process:  # fmt: skip
    """The figures of a period."""
    count = _Count(frame, tuple(dimensions))
    for case in cases:
        known = [event for event in case.events if event.entered <= frame.as_of]
        own = fold.since_import(known)
        for event in fold.valid(own):
            if fold.is_move(event) and event.kind != "migrate":
                count.move(case, event, list(_of_move(settings.workflow, case, event)))
        for one in (*_entries(settings, case, own), *_approvals(settings, case, own)):
            count.deviation(one)
    return count.process()


def _of_move(workflow: Workflow, case: Case, event: Event) -> Iterator[Deviation]:
    at, source, target = event.entered, event.get("from"), event.get("to")
    if event.get("override"):
        yield Deviation("overridden", case, event, at, event.get("override"))
    if event.get("exit"):
        yield Deviation("exit", case, event, at, event.get("exit"))
        return
    route = workflow.route(case.route)
    foreseen = route is not None and any((m.source, m.target) == (source, target) for m in route.moves)
    if workflow.is_forward(source, target) and not foreseen:
        between = [name for name in workflow.before(target) if source in workflow.before(name)]
        if between:
            yield Deviation("skipped", case, event, at, ", ".join(between))


def _entries(settings: Settings, case: Case, events: Iterable[Event]) -> Iterator[Deviation]:
    limit = timedelta(seconds=settings.audit.late_entry)
    for event in events:
        if event.entered - event.at > limit:
            seconds = int((event.entered - event.at).total_seconds())
            yield Deviation("late", case, event, event.entered, "", seconds)
        if event.recorded_by:
            yield Deviation("on_behalf", case, event, event.entered, event.recorded_by)
        if event.get("override") and not fold.is_move(event):
            yield Deviation("overridden", case, event, event.entered, event.get("override"))


def _approvals(settings: Settings, case: Case, events: Sequence[Event]) -> Iterator[Deviation]:
    """Stages that were left and whose approvals do not hold as the case is now, told with the move that left them."""
    passed = reviews.passed(settings.workflow, case)
    moves = {event.get("from"): event for event in fold.valid(events) if fold.is_move(event) and not event.get("exit")}
    for one in reviews.unapproved(settings, case, passed):
        event = moves.get(one.rule.leave)
        if event and one.name not in event.get("override"):
            kind = "voided" if one.outdated and not one.rejected else "unapproved"
            yield Deviation(kind, case, event, event.entered, ", ".join(one.rule.of))


class _Count:
    """Counts a period, by some dimensions and as a whole."""

    def __init__(self, frame: Frame, dimensions: tuple[str, ...]) -> None:
        self.frame = frame
        self.dimensions = dimensions
        self.cases: dict[tuple[str, ...], set[str]] = {}
        self.moves: dict[tuple[str, ...], int] = {}
        self.counts: dict[tuple[str, ...], dict[str, int]] = {}
        self.irregular = 0
        self.deviations: list[Deviation] = []

    def move(self, case: Case, event: Event, found: Sequence[Deviation]) -> None:
        if not self._is_in(event.entered):
            return
        key = self._key(case, event, event.entered)
        self.cases.setdefault(key, set()).add(case.id)
        self.moves[key] = self.moves.get(key, 0) + 1
        self.irregular += any(one.kind in PASSED for one in found)
        for one in found:
            self.deviation(one)

    def deviation(self, one: Deviation) -> None:
        if not self._is_in(one.at):
            return
        key = self._key(one.case, one.event, one.at)
        self.cases.setdefault(key, set()).add(one.case.id)
        held = self.counts.setdefault(key, {})
        held[one.kind] = held.get(one.kind, 0) + 1
        self.deviations.append(one)

    def _is_in(self, at: datetime) -> bool:
        return self.frame.period.start <= at < self.frame.period.end and at <= self.frame.as_of

    def _key(self, case: Case, event: Event, at: datetime) -> tuple[str, ...]:
        held = {"team": team_at(case, at), "month": f"{at.astimezone(self.frame.zone):%Y-%m}", "person": event.by,
                "stage": event.get("from")}  # fmt: skip
        return tuple(held[name] if name in held else case.text(name) for name in self.dimensions)

    def process(self) -> Process:
        rows = tuple(Row(key, len(cases), self.moves.get(key, 0), self.counts.get(key, {}))
                     for key, cases in sorted(self.cases.items()))  # fmt: skip
        whole: dict[str, int] = {}
        for row in rows:
            for kind, number in row.counts.items():
                whole[kind] = whole.get(kind, 0) + number
        cases = {name for each in self.cases.values() for name in each}
        total = Row((), len(cases), sum(self.moves.values()), whole)
        listed = sorted(self.deviations, key=lambda one: (one.at, one.case.id, one.event.id, one.kind))
        return Process(self.dimensions, rows, total, self.irregular, tuple(listed))


def team_at(case: Case, at: datetime) -> str:
    """The team that had a case at an instant."""
    changes = [event for event in fold.valid(case.events) if fold.fact(event) == "team"]
    later = [event for event in changes if event.at > at]
    return later[0].get("from") if later else case.text("team")
