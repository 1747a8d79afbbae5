"""What the clocks of one case come to at an instant, in plain values: what reports count, and an index may keep.

Nothing here knows of a period or a grouping. Instants are seconds since 1970, lengths are seconds.
"""

from __future__ import annotations

from svc.model import Case, Event
from svc.schema import fold
from svc.schema.policy import CONDITIONS
from svc.sla.clock import Clock
from svc.sla.clocks import Terms, standing
from svc.sla.course import Course
from svc.spare import UTC, datetime
from svc.typed import Any, NamedTuple, Sequence

FACTS = (*CONDITIONS, "team", "assignee", "customer")
"""What is kept of a case for each clock, as it was when the verdict fell."""
VERDICTS = ("met", "missed")
LONG_AGO = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp())
"""What is dated before is a slip of a hand, or a blank of another system."""
BACKWARDS, TOO_OLD = "backwards", "too_old"
"""Why a clock is not believed: it was done before it began; it lies too long ago to be true."""


class View(NamedTuple):
    """What a clock comes to, with the pauses of its target or with every wait counted.

    ``judged``: when the verdict fell, which is when it was done in time, or the instant from which it was late; None
    where there is none. ``used`` and ``late`` are time of the target's calendar, ``late_wall`` on the wall.
    """

    state: str
    judged: int | None = None
    used: int = 0
    late: int = 0
    late_wall: int = 0


class ClockFacts(NamedTuple):
    """One clock of a case.

    ``begun``: the event that began it, ``""`` for the opening. ``ended``: when it was done, where ``done``, or came to
    its end otherwise. ``live``: met by the opening itself. ``facts``: the values of ``FACTS``. ``is_late_entry``: the
    verdict hangs on an entry made later. ``odd``: why it is not believed, ``""`` where it is.
    """

    target: str
    policy: str
    begun: str
    start: int
    ended: int | None
    done: bool
    live: bool
    due: int | None
    contract: View
    customer: View
    facts: tuple[str, ...]
    is_late_entry: bool = False
    estimated: bool = False
    odd: str = ""


class CaseFacts(NamedTuple):
    """A case with all its clocks. ``exit``: by which it left without a verdict."""

    id: str
    path: str
    title: str
    exit: str
    clocks: tuple[ClockFacts, ...]


def case_facts(case: Case, terms: Terms, as_of: datetime) -> CaseFacts:
    """What a case comes to at an instant; no clocks where it was not open yet. Raises RefusedError."""
    found = standing(case, terms, as_of, in_full=False)
    # The customer's view is another one only where somebody waited for something.
    whole = standing(case, terms, as_of, with_pauses=False, in_full=False) if found.course.waits else found
    told = _Told(case, found.course)
    pairs = zip(found.clocks, whole.clocks, strict=True)
    clocks = tuple(_clock_facts(clock, other, told) for clock, other in pairs)
    left = fold.way_out(found.course.events) if found.course.is_left_out else ""
    return CaseFacts(case.id, case.path, case.text("title"), left, clocks)


def is_final(facts: CaseFacts) -> bool:
    """Whether no clock of a case still runs, so that later it comes to the same."""
    return all(clock.ended is not None or clock.contract.state == "cancelled" for clock in facts.clocks)


def again(held: Sequence[Any], path: str) -> CaseFacts:
    """The facts of a case from their plain values, lists in the place of tuples."""
    name, _, title, left, clocks = held
    return CaseFacts(name, path, title, left, tuple(map(_clock_again, clocks)))


def _clock_again(held: Sequence[Any]) -> ClockFacts:
    target, policy, begun, start, ended, done, live, due, contract, customer, facts, *rest = held
    views = (View(*contract), View(*customer))
    return ClockFacts(target, policy, begun, start, ended, done, live, due, *views, tuple(facts), *rest)


def _clock_facts(clock: Clock, whole: Clock, told: _Told) -> ClockFacts:
    contract, run = _view(clock), clock.run
    ended = _second(clock.ended)
    at = contract.judged if contract.judged is not None else ended
    return ClockFacts(
        clock.name, clock.policy, run.begun, int(run.start.timestamp()), ended, run.at is not None, run.is_live,
        _second(clock.due), contract, _view(whole), told.facts(at), bool(clock.hangs_on), clock.estimated, _odd(clock),
    )  # fmt: skip


def _view(clock: Clock) -> View:
    judged = {"met": clock.ended, "missed": clock.breached}.get(clock.state)
    return View(clock.state, _second(judged), clock.used, clock.late, clock.late_wall)


def _odd(clock: Clock) -> str:
    """Why a clock cannot be true."""
    if clock.ended and clock.ended < clock.run.start:
        return BACKWARDS
    return TOO_OLD if clock.run.start.timestamp() < LONG_AGO else ""


def _second(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at else None


class _Told:
    """The facts of a case at any instant of its course."""

    def __init__(self, case: Case, course: Course) -> None:
        self.changes: dict[str, list[Event]] = {}
        for event in course.events:
            self.changes.setdefault(fold.fact(event), []).append(event)
        # What changes only later was until then as that change says.
        later: dict[str, str] = {}
        for event in fold.valid(case.events):
            later.setdefault(fold.fact(event), event.get("from"))
        first = {name: changes[0].get("from") for name, changes in self.changes.items()}
        self.first = [first.get(name, later.get(name, case.text(name))) for name in FACTS]

    def facts(self, at: int | None) -> tuple[str, ...]:
        """The values of ``FACTS`` at a second; None is the end of the course."""
        return tuple(self._value(name, first, at) for name, first in zip(FACTS, self.first, strict=True))

    def _value(self, name: str, value: str, at: int | None) -> str:
        for change in self.changes.get(name, ()):
            # What was corrected has been so all along, since the last change of another kind.
            if at is None or change.at.timestamp() <= at or change.kind == "correct":
                value = change.get("to")
            else:
                break
        return value
