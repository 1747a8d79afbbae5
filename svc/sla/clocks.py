"""All clocks of a case at an instant: policies chosen by its facts, targets run, promises kept, late entries marked."""

from __future__ import annotations

from svc import dates
from svc.model import Case, Event
from svc.schema import fold
from svc.schema.calendar import ALWAYS
from svc.schema.durations import Duration
from svc.schema.loop import Workflow
from svc.schema.policy import Policies, Target
from svc.sla.clock import Clock, Judge, Rule
from svc.sla.course import Course, course
from svc.sla.hours import Calendars
from svc.sla.runs import Run, runs
from svc.spare import UTC, datetime, tzinfo
from svc.typed import Iterator, Mapping, NamedTuple, Sequence

PROMISE = "promise"
"""The name of the clocks of promises."""


class Terms(NamedTuple):
    """What a desk measures by: its workflow, policies and calendars, and the time zone that dates are read in."""

    loop: Workflow
    policies: Policies
    calendars: Calendars
    zone: tzinfo

    @property
    def retroactive(self) -> Mapping[tuple[str, str], str]:
        """Why changes hold for what is past as well, by what was changed: ``policy`` or ``calendar``, and its name."""
        found = {("policy", rule.name): rule.retroactive for rule in self.policies.rules}
        found |= {("calendar", name): rules.retroactive for name, rules in self.calendars.rules.items()}
        return {name: why for name, why in found.items() if why}


class Standing(NamedTuple):
    """How a case stands: its course, the policies that held in turn, its clocks.

    ``reopened`` and ``refused``: how often it came back after it was closed, and before.
    """

    course: Course
    rules: tuple[Rule, ...]
    clocks: tuple[Clock, ...]

    @property
    def policy(self) -> str:
        """The policy that holds now; ``""`` for none."""
        return self.rules[-1].policy.name if self.rules and self.rules[-1].policy else ""

    @property
    def reopened(self) -> int:
        return sum(1 for stop in self.course.stops if stop.back and not stop.refused)

    @property
    def refused(self) -> int:
        return sum(1 for stop in self.course.stops if stop.refused)


def standing(case: Case, terms: Terms, now: datetime, with_pauses: bool = True, in_full: bool = True) -> Standing:
    """How a case stands at an instant, folded by when things happened.

    Without pauses it is the customer's view: the same calendar and budget, every wait counted. ``in_full``: with the
    sums of the pauses. Raises RefusedError for a policy that names a calendar that is not there.
    """
    found = folded(case, terms, now, with_pauses, in_full)
    late = [event for event in fold.valid(case.events) if event.recorded and event.recorded > event.at]
    return found._replace(clocks=_marked(case, terms, found, late, with_pauses)) if late else found


def folded(case: Case, terms: Terms, now: datetime, with_pauses: bool = True, in_full: bool = True) -> Standing:
    """How a case stands, with no verdict marked that hangs on a late entry: half the work where nobody asks for it.

    Raises RefusedError for a policy that names a calendar that is not there.
    """
    return _folded(case, terms, now.astimezone(UTC), with_pauses, case.events, in_full)


def _folded(
    case: Case, terms: Terms, now: datetime, with_pauses: bool, events: Sequence[Event], in_full: bool = False
) -> Standing:
    told = course(case, terms.loop, terms.policies.resolution, now, events)
    if told.opened > now:
        return Standing(told, (), ())
    rules = tuple(_rules(told, terms))
    judge = Judge(told, terms.calendars, terms.policies.at_risk, with_pauses, in_full)
    names = dict.fromkeys(t.name for rule in rules if rule.policy for t in rule.policy.targets)
    found = [clock for name in names for clock in _of_target(name, told, rules, terms, judge)]
    return Standing(told, rules, (*found, *_promises(told, terms, judge)))


def _rules(told: Course, terms: Terms) -> Iterator[Rule]:
    """The policies that held in turn."""
    opened_on = told.opened.astimezone(terms.zone).date()
    before: Rule | None = None
    for turn in told.turns:
        rule = Rule(turn.at, terms.policies.chosen(turn.facts, opened_on), None, turn.event)
        if before is None or rule.policy != before.policy:
            yield rule
            before = rule


def _of_target(
    name: str, told: Course, rules: Sequence[Rule], terms: Terms, judge: Judge
) -> Iterator[Clock]:
    """The clocks of one target: what begins and meets it is as the newest rule that has it says."""
    held = [rule._replace(target=rule.policy.target(name) if rule.policy else None) for rule in rules]
    newest = next(rule.target for rule in reversed(held) if rule.target)
    for run in runs(newest, told, terms.loop, terms.policies):
        yield judge.clock(name, run, held)


def _promises(told: Course, terms: Terms, judge: Judge) -> Iterator[Clock]:
    """What was promised by hand: due when it was said, whatever the case waits for."""
    made = [event for event in told.events if event.kind == "promise"]
    closed = [event for event in told.events if fold.is_move(event) and event.get("to") == terms.loop.closed]
    for event in made:
        due = promised_for(event.get("until"), terms.zone)
        if event.get("state") != "made" or due is None:
            continue
        end = next((e for e in made if e.get("of") == event.id), None)
        close = next((e for e in closed if e.at >= event.at), None)
        run = Run(event.at, event.id, outlasts=True)
        if end:
            run = run._replace(at=end.at, by=end)
        elif close:
            run = run._replace(dropped=close.at)
        length = max(0, int((due - event.at).total_seconds()))
        rule = Rule(event.at, None, Target(PROMISE, Duration(length), ALWAYS, stops=PROMISE))
        clock = judge.clock(PROMISE, run, [rule])
        if end and end.get("state") == "broken" and clock.state == "met":
            clock = clock._replace(state="missed", breached=end.at)
        yield clock


def promised_for(until: str, zone: tzinfo) -> datetime | None:
    """When something promised is due: an instant, or the end of a day; None where it says neither."""
    due = dates.midnight(until, zone, 1) if dates.is_date(until) else dates.instant(until)
    return due.astimezone(UTC) if due else None


def _marked(
    case: Case, terms: Terms, found: Standing, late: Sequence[Event], with_pauses: bool
) -> tuple[Clock, ...]:
    """The clocks, those marked whose verdict would be another, had late entries happened when they were entered."""

    def otherwise(moved: Sequence[Event]) -> set[tuple[str, str]]:
        names = {event.id for event in moved}
        events = [e._replace(at=e.entered) if e.id in names else e for e in case.events]
        other = _folded(case, terms, found.course.now, with_pauses, events)
        held = {_key(clock): clock.state for clock in other.clocks}
        return {_key(clock) for clock in found.clocks if held.get(_key(clock)) != clock.state}

    all_differ = otherwise(late)
    if not all_differ:
        return found.clocks
    alone = [(event.id, otherwise([event])) for event in late] if len(late) > 1 else []
    marked = []
    for clock in found.clocks:
        names = tuple(name for name, keys in alone if _key(clock) in keys)
        if not names and _key(clock) in all_differ:
            names = tuple(event.id for event in late)
        marked.append(clock._replace(hangs_on=names))
    return tuple(marked)


def _key(clock: Clock) -> tuple[str, str]:
    return clock.name, clock.run.begun


def fallen_due(clock: Clock, terms: Terms, told: Course) -> list[tuple[datetime, int]]:
    """When the steps of an escalation fall due for a clock, each with its place in the list; those paused are left out.

    Shares of the budget and lengths before its end are of the target's calendar, so that a step falls into its hours.
    """
    if clock.target is None or clock.budget <= 0 or clock.state == "cancelled":
        return []
    judge = Judge(told, terms.calendars, terms.policies.at_risk)
    found = []
    for place, step in enumerate(terms.policies.steps):
        part = -(-clock.budget * step.share // 100) if step.share else clock.budget - step.before
        at = judge.used_up(clock.target, clock.run, part) if part > 0 else None
        if at and (clock.ended is None or at < clock.ended):
            found.append((at, place))
    return sorted(found)


