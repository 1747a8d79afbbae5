"""One clock: what a running of a target comes to at an instant, under the rules that held in turn.

A rule that comes into force measures from the original start. What is due is the earliest instant at which the budget
is used up; met is what was done by then, missed is what is open from the first instant after.
"""

from __future__ import annotations

from svc.model import Event
from svc.schema.policy import Policy, Target
from svc.sla.course import Course
from svc.sla.hours import Calendars, Due, Hours, Pause, hours
from svc.sla.runs import Run
from svc.spare import UTC, MappingProxyType, datetime, timedelta
from svc.typed import Mapping, NamedTuple, Sequence

STATES = ("running", "at_risk", "paused", "stopped", "met", "missed", "cancelled")


class Rule(NamedTuple):
    """The target that held from an instant on; None where the policy of that time has none of the name.

    ``event`` brought it into force; None is the opening.
    """

    at: datetime
    policy: Policy | None
    target: Target | None
    event: Event | None = None


class Ruling(NamedTuple):
    """A rule and what was due under it, with all pauses that are known; None where it was paused."""

    rule: Rule
    due: datetime | None


class Clock(NamedTuple):
    """What a running comes to.

    ``due`` is None while it is paused or stopped, and where nothing is due any more. ``used`` and ``remaining`` are
    seconds of the calendar. ``ended``: when it was done or otherwise came to its end. ``breached``: the instant from
    which it is late, by ``late`` seconds of the calendar and ``late_wall`` on the wall. ``pauses``: seconds of the
    calendar by reason, each in full; ``paused`` all together; ``stopped`` those between resolving and coming back.
    ``unknown``: the years of countries on the way whose days are not known. ``hangs_on``: late entries without which
    the verdict would be another.
    """

    name: str
    state: str
    run: Run
    rule: Rule | None
    rulings: tuple[Ruling, ...]
    due: datetime | None
    budget: int
    used: int
    ended: datetime | None = None
    breached: datetime | None = None
    late: int = 0
    late_wall: int = 0
    pauses: Mapping[str, int] = MappingProxyType({})
    paused: int = 0
    stopped: int = 0
    unknown: tuple[tuple[str, int], ...] = ()
    hangs_on: tuple[str, ...] = ()

    @property
    def remaining(self) -> int:
        """Seconds of the calendar that are left; less than nothing where it is late."""
        return self.budget - self.used

    @property
    def estimated(self) -> bool:
        """Whether it hangs on days that are not known."""
        return bool(self.unknown)

    @property
    def is_open(self) -> bool:
        """Whether there is something to be done."""
        return self.ended is None and self.state != "cancelled"

    @property
    def policy(self) -> str:
        """The policy whose rule it is; ``""`` for none."""
        return self.rule.policy.name if self.rule and self.rule.policy else ""

    @property
    def target(self) -> Target | None:
        """The target as the rule has it."""
        return self.rule.target if self.rule else None

    @property
    def verdict(self) -> tuple[str, datetime | None]:
        """What it comes to, and the due that was missed or kept."""
        return self.state, self.due


class Missed(NamedTuple):
    """A breach: from when it is late, and the ruling that was broken."""

    at: datetime
    ruling: Ruling


class Left(NamedTuple):
    """What is left out of a clock: spans that are over, and the begin of the first one that goes on."""

    spans: tuple[Pause, ...]
    open_from: datetime | None

    def until(self, end: datetime) -> list[Pause]:
        """All spans, what goes on taken to an instant."""
        going = [(self.open_from, end)] if self.open_from and self.open_from < end else []
        return [*self.spans, *going]


class Judge:
    """Judges the runnings of one target of one case."""

    def __init__(
        self, course: Course, calendars: Calendars, at_risk: int, with_pauses: bool = True, in_full: bool = True,
    ) -> None:  # fmt: skip
        """``in_full``: with the sums of the pauses."""
        self.in_full = in_full
        self._dues: dict[tuple[str, datetime, int, tuple[Pause, ...]], Due] = {}
        self.course = course
        self.calendars = calendars
        self.at_risk = at_risk
        self.with_pauses = with_pauses

    def clock(self, name: str, run: Run, rules: Sequence[Rule]) -> Clock:
        """What a running comes to. ``rules``: those of its name, in turn."""
        end = self._end(run)
        held, later = _in_force(rules, run)
        rulings = [self._ruling(rule, run) for rule in held]
        missed = self._missed(rulings, run, end)
        last = next((one for one in reversed(rulings) if one.rule.target), None)
        state = self._standing(run, rulings[-1] if rulings else None, missed)
        if last is None and run.at and later:  # done before the rule came that asks for it
            last = self._ruling(later[0], run)
            rulings = [last]
            state = "met" if last.due is None or run.at <= last.due else "cancelled"
        if self.course.is_left_out:
            state, missed = "cancelled", None
        shown = missed.ruling if missed else last
        if shown is None or shown.rule.target is None:
            return Clock(name, "cancelled", run, None, tuple(rulings), None, 0, 0, end)
        clock = Clock(name, state, run, shown.rule, tuple(rulings), shown.due, 0, 0)
        return self._told(clock, shown.rule.target, missed)

    def _told(self, clock: Clock, target: Target, missed: Missed | None) -> Clock:
        """The clock with its sums."""
        counted, run = hours(self.calendars, target.calendar), clock.run
        end = self._end(run)
        left = self._left(target, run, end)
        budget = counted.budget(target.within)
        worked = counted.elapsed(run.start, end, left.until(end)) if end > run.start else None
        used = worked.seconds if worked else 0
        if clock.state == "running" and used * 100 >= self.at_risk * budget:
            clock = clock._replace(state="at_risk")
        shows_due = clock.state not in ("paused", "stopped", "cancelled")
        late, late_wall = self._late(missed, run, end) if missed else (0, 0)
        pauses, paused, stopped = self._paused(counted, target, run, end) if self.in_full else ({}, 0, 0)
        due = self._due(target, run.start, budget, left.spans)
        estimated = due.estimated or (worked is not None and worked.estimated)
        unknown = tuple(counted.unknown(run.start, max(due.at, end))) if estimated else ()
        return clock._replace(
            budget=budget, used=used, due=clock.due if shows_due else None, ended=self._ended(run),
            breached=missed.at if missed else None, late=late, late_wall=late_wall,
            pauses=pauses, paused=paused, stopped=stopped, unknown=unknown,
        )  # fmt: skip

    def _ended(self, run: Run) -> datetime | None:
        if run.at or run.dropped:
            return run.at or run.dropped
        stopped = self.course.stopped
        if stopped and (not run.outlasts or not stopped.counts):
            return max(stopped.begin, run.start)
        return None

    def _end(self, run: Run) -> datetime:
        """The instant up to which a running counts."""
        return self._ended(run) or self.course.now

    def left(self, target: Target, run: Run) -> Left:
        """What is left out of a running, as far as it counts."""
        return self._left(target, run, self._end(run))

    def _left(self, target: Target, run: Run, end: datetime) -> Left:
        """What is left out of a running: waits that pause it, and the time in which the case was resolved."""
        held: list[tuple[datetime, datetime | None]] = []
        if self.with_pauses:
            held += [(wait.begin, wait.end) for wait in self.course.waits if wait.reason in target.pauses]
        if not run.outlasts:
            held += [(stop.begin, stop.end) for stop in self.course.stops]
        known = [(begin, over) for begin, over in held if begin < end]
        spans = tuple((begin, over) for begin, over in known if over)
        return Left(spans, min((begin for begin, over in known if over is None), default=None))

    def _ruling(self, rule: Rule, run: Run) -> Ruling:
        if rule.target is None:
            return Ruling(rule, None)
        budget = hours(self.calendars, rule.target.calendar).budget(rule.target.within)
        return Ruling(rule, self.used_up(rule.target, run, budget))

    def used_up(self, target: Target, run: Run, seconds: int) -> datetime | None:
        """When so much of the calendar is used up; None where what is paused now has to go on first."""
        left = self._left(target, run, self._end(run))
        # In UTC: two times of one zone are compared, and taken from each other, by what the wall shows.
        at = self._due(target, run.start, seconds, left.spans).at.astimezone(UTC)
        is_paused = left.open_from is not None and at > max(left.open_from, run.start)
        return None if is_paused else at

    def _due(self, target: Target, start: datetime, seconds: int, spans: tuple[Pause, ...]) -> Due:
        """When so much of the calendar of a target is used up, found out once."""
        key = (target.calendar, start, seconds, spans)
        if key not in self._dues:
            self._dues[key] = hours(self.calendars, target.calendar).due(start, seconds, spans)
        return self._dues[key]

    def _missed(self, rulings: Sequence[Ruling], run: Run, end: datetime) -> Missed | None:
        """The first breach: at the due, or at the change that brought in a rule whose due had passed."""
        for place, ruling in enumerate(rulings):
            if ruling.due is None:
                continue
            until = rulings[place + 1].rule.at if place + 1 < len(rulings) else end
            if place and ruling.due < ruling.rule.at:
                at = self._running_again(ruling.rule.at, run)
                if at <= end:
                    return Missed(at, ruling)
            elif ruling.due < until:
                return Missed(ruling.due, ruling)
        return None

    def _running_again(self, at: datetime, run: Run) -> datetime:
        """An instant, or where the case was resolved then, that of its coming back."""
        for stop in self.course.stops if not run.outlasts else ():
            if stop.begin <= at and stop.end and at < stop.end:
                return stop.end
        return at

    def _standing(self, run: Run, last: Ruling | None, missed: Missed | None) -> str:
        """The state, but for the share of the budget that is used."""
        target = last.rule.target if last else None
        if missed:
            return "missed"
        if target is None or (run.dropped and not run.at):
            return "cancelled"
        if run.at:
            return "met"
        if self.course.stopped and not run.outlasts:
            return "stopped"
        waiting = {wait.reason for wait in self.course.waits if wait.end is None}
        return "paused" if self.with_pauses and waiting.intersection(target.pauses) else "running"

    def _late(self, missed: Missed, run: Run, end: datetime) -> tuple[int, int]:
        """By how much it is late, by the calendar of the rule that was broken and on the wall."""
        target = missed.ruling.rule.target
        if target is None or end <= missed.at:
            return 0, 0
        left = self._left(target, run, end).until(end)
        worked = hours(self.calendars, target.calendar).elapsed(missed.at, end, left).seconds
        gone = end - missed.at
        for stop in self.course.stops if not run.outlasts else ():
            gone -= max(timedelta(), min(stop.end or end, end) - max(stop.begin, missed.at))
        return worked, int(gone.total_seconds())

    def _paused(
        self, counted: Hours, target: Target, run: Run, end: datetime
    ) -> tuple[dict[str, int], int, int]:
        """The seconds of the calendar in pauses by reason, in all pauses, and those in which it was resolved."""
        if end <= run.start:
            return {}, 0, 0
        whole = counted.elapsed(run.start, end).seconds

        def within(spans: list[Pause]) -> int:
            return whole - counted.elapsed(run.start, end, spans).seconds if spans else 0

        by_reason: dict[str, list[Pause]] = {}
        for wait in self.course.waits if self.with_pauses else ():
            over = min(wait.end or end, end)
            if wait.reason in target.pauses and wait.begin < over and run.start < over:
                by_reason.setdefault(wait.reason, []).append((wait.begin, over))
        every = [span for spans in by_reason.values() for span in spans]
        stops = [(stop.begin, min(stop.end or end, end)) for stop in self.course.stops if stop.begin < end]
        found = {reason: within(spans) for reason, spans in sorted(by_reason.items())}
        return found, within(every), 0 if run.outlasts else within(stops)


def _in_force(rules: Sequence[Rule], run: Run) -> tuple[list[Rule], list[Rule]]:
    """The rules that held from the start of a running to its end, and those that came later."""
    before = [rule for rule in rules if rule.at <= run.start]
    held: list[Rule] = before[-1:]
    later: list[Rule] = []
    for rule in rules[len(before) :]:
        (later if _came_after(rule, run) else held).append(rule)
    return held, later


def _came_after(rule: Rule, run: Run) -> bool:
    """Whether a rule came into force when the running was over."""
    over = run.at or run.dropped
    if over is None or rule.event is None:
        return False
    if run.by is not None and run.at is not None:
        return rule.event.clock_order > (run.at, *run.by.clock_order[1:])
    return rule.at > over or run.is_live or run.at == run.start
