"""What to do now: the open cases that ask for somebody, the most urgent one first, and why.

In this order: approvals that an emergency left for later, proposals to decide on, promises due today or past,
escalations not accepted, time targets that are due, waits whose date has passed, handovers not accepted, cases opened
again, cases that nobody has, and the other open ones. Among targets those of safety and urgent cases go first, then
what may still be kept (at risk, or due today), then what is late; the earliest due first. A case that waits for a date
to come asks for nothing but approvals, its promises, what may still be kept, escalations and handovers. Codes weigh as
their lists in svc.yaml are ordered, the last one most.
"""

from __future__ import annotations

from svc import asking, dates
from svc.errors import Several, T, Text
from svc.model import Case, Event, stamp
from svc.schema import fold, pending
from svc.schema.durations import rounded
from svc.schema.settings import Settings
from svc.sla.clock import Clock
from svc.sla.clocks import PROMISE, Terms, folded
from svc.sla.naming import target_named
from svc.spare import datetime
from svc.typed import Iterable, Iterator, NamedTuple

WHYS = ("owed", "decide", "promise", "escalation", "at_risk", "due", "late", "wait", "handover", "reopened",
        "unassigned", "open")  # fmt: skip
"""Why a case asks for somebody, the most urgent reason first."""
TARGETS = ("at_risk", "due", "late")
"""The reasons that are time targets: one place in the order, told apart only where they weigh the same."""


_BESIDE = ("decide", "escalation", "wait", "handover", "reopened", "unassigned")
"""The reasons that are told beside a due."""


class Reason(NamedTuple):
    """One reason. ``when`` is the date or instant since which, or by when, as a file writes it; ``at`` its instant.

    ``about``: which fields are to be approved, what was promised, who is called in, which target, what is waited for,
    which team, which stage. ``event`` begins it. ``left``: of a target, the seconds of its calendar that are left, less
    than nothing where it is late; of an approval that is owed those of any time. ``unknown``: the years of countries on
    which its due hangs and whose days are not known.
    """

    why: str
    when: str
    at: datetime
    about: str = ""
    event: str = ""
    weight: int = 0
    left: int = 0
    unknown: tuple[tuple[str, int], ...] = ()

    @property
    def order(self) -> tuple[int, int, bool, datetime]:
        """The place among all reasons."""
        rank = WHYS.index(TARGETS[0] if self.why in TARGETS else self.why)
        return rank, -self.weight, self.why == "late", self.at


class Todo(NamedTuple):
    """A case that asks for somebody; ``reasons`` begin with the most urgent one."""

    case: Case
    reasons: tuple[Reason, ...]

    @property
    def order(self) -> tuple[tuple[int, int, bool, datetime], str]:
        """The place in the list."""
        return self.reasons[0].order, self.case.id


def todo(
    cases: Iterable[Case], who: str, now: datetime, settings: Settings, terms: Terms | None = None,
    proposed: Iterable[Case] = (),
) -> list[Todo]:  # fmt: skip
    """What somebody has to do: their cases and those that nobody has; everybody's where ``who`` is empty.

    ``now`` is in the desk's time zone: a date counts to its end there. Handovers are for all to see. Without ``terms``
    no time target is looked at. ``proposed``: cases as they stand on branches of proposals. Raises
    RefusedError for a policy that names a calendar that is not there.
    """
    found = []
    apart = {case.path: case for case in proposed}
    for case in cases:
        if case.stage == settings.workflow.closed:
            continue
        to_decide = {one.event: one for each in (case, apart.get(case.path)) if each
                     for one in _decisions(each, who, settings)}  # fmt: skip
        reasons = sorted([*to_decide.values(), *_owed(case, who, now, settings),
                          *_reasons(case, who, now, settings, terms)], key=lambda reason: reason.order)  # fmt: skip
        if reasons:
            found.append(Todo(case, tuple(reasons)))
    return sorted(found, key=lambda one: one.order)


def _decisions(case: Case, who: str, settings: Settings) -> Iterator[Reason]:
    """The proposals on which somebody may decide, and has not yet; for nobody in particular all that wait."""
    if not case.data.get("reviews"):
        return
    from svc import approvals

    found = approvals.awaits(settings, case, who) if who else approvals.waiting(settings, case)
    yield from (_since(event, "decide", event.get("of")) for event in found)


def _owed(case: Case, who: str, now: datetime, settings: Settings) -> Iterator[Reason]:
    """The approvals that an emergency left for later: for who may give them, and who has to propose them."""
    if not any(event.get("emergency") for event in case.events):
        return
    from svc.schema import reviews

    for one in reviews.owed(settings, case):
        rule, proposal = one.standing.rule, one.standing.proposed
        is_mine = settings.holds(who, rule.roles) and not (proposal and who == proposal.by)
        if not who or is_mine or (who == case.text("assignee") and not proposal):
            left, about = int((one.until - now).total_seconds()), " ".join(rule.of)
            yield Reason("owed", stamp(one.until), one.until, about, one.move.id, left=left)


def _reasons(case: Case, who: str, now: datetime, settings: Settings, terms: Terms | None) -> Iterator[Reason]:
    has = case.text("assignee")
    for event in pending.escalations(case.events):
        if event.get("to") == who or not who:
            yield _since(event, "escalation", event.get("to"))
    for event in pending.handovers(case.events):
        yield _since(event, "handover", event.get("to"))
    if who and has not in ("", who):
        return
    for event in pending.promises(case.events):
        reason = _dated(event, "promise", event.get("text"), now)
        if reason and reason.at <= _end(now.date().isoformat(), now):
            yield reason
    waits = [_dated(event, "wait", event.get("for"), now) for event in pending.waits(case.events)]
    ahead = [one for one in waits if one and one.at > now]
    due = _targets(case, now, settings, terms) if terms else ()
    yield from (one for one in due if not (ahead and one.why == "late"))
    yield from (one for one in waits if one and one.at <= now)
    if not ahead:
        yield _work(case, now, settings)


def _targets(case: Case, now: datetime, settings: Settings, terms: Terms) -> Iterator[Reason]:
    """The time targets that are late, at risk or due today."""
    for clock in folded(case, terms, now).clocks:
        why = _pressing(clock, now) if clock.name != PROMISE else ""
        if why and clock.due:
            left = -clock.late if why == "late" else clock.remaining
            weight = int(_is_pressing(settings, case))
            due = clock.due.astimezone(now.tzinfo)
            yield Reason(why, stamp(due), due, clock.name, clock.run.begun, weight, left, clock.unknown)


def _pressing(clock: Clock, now: datetime) -> str:
    """How a target presses, ``""`` where it does not."""
    if not clock.is_open or not clock.due:
        return ""
    if clock.state == "missed":
        return "late"
    if clock.state == "at_risk":
        return clock.state
    return "due" if clock.due <= _end(now.date().isoformat(), now) else ""


def _work(case: Case, now: datetime, settings: Settings) -> Reason:
    """The work on the case itself."""
    opened = dates.instant(case.text("opened_at")) or now
    if not case.text("assignee"):
        return Reason("unassigned", stamp(opened), opened, case.stage, weight=int(_is_pressing(settings, case)))
    moves = [e for e in fold.valid(case.events) if fold.is_move(e)]
    if moves and moves[-1].kind == "reopen":
        return _since(moves[-1], "reopened", case.stage)
    return Reason("open", stamp(opened), opened, case.stage, weight=_rank(settings, case, "priority"))


def _since(event: Event, why: str, about: str) -> Reason:
    return Reason(why, stamp(event.at), event.at, about, event.id)


def _dated(event: Event, why: str, about: str, now: datetime) -> Reason | None:
    """A reason with the date of an event, to the end of that day; None where it has none."""
    until = event.get("until")
    at = _end(until, now) if dates.is_date(until) else dates.instant(until)
    return Reason(why, until, at, about, event.id) if at else None


def _end(day: str, now: datetime) -> datetime:
    """The end of a day in the time zone of ``now``."""
    assert now.tzinfo is not None
    return dates.midnight(day, now.tzinfo, 1)


def _rank(settings: Settings, case: Case, name: str) -> int:
    codes = list(settings.codes.get(name, {}))
    value = case.text(name)
    return codes.index(value) if value in codes else -1


def _is_pressing(settings: Settings, case: Case) -> bool:
    """Whether a case is one of safety, or urgent."""
    return any(_is_top(settings, case, name) for name in ("severity", "priority"))


def _is_top(settings: Settings, case: Case, name: str) -> bool:
    return _rank(settings, case, name) == len(settings.codes.get(name, {})) - 1 >= 0


def said(one: Todo, settings: Settings, now: datetime) -> Text:
    """What to do, in words: for the most urgent reason, and what else to know of the case where that is a due."""
    first, *others = one.reasons
    told = _told(first, one.case, settings, now)
    also = next((reason for reason in others if reason.why in _BESIDE and first.why not in _BESIDE), None)
    return T("{said}; {also}", said=told, also=_told(also, one.case, settings, now)) if also else told


def _told(reason: Reason, case: Case, settings: Settings, now: datetime) -> Text:
    if reason.why in WHYS[:2]:
        return _told_of_approval(reason)
    if reason.why == "promise":
        late = reason.at < now
        return T("promise overdue: {what}", what=reason.about) if late else T("promise due: {what}", what=reason.about)
    if reason.why in TARGETS:
        return _told_of_target(reason)
    if reason.why == "escalation":
        why = next((e.get("text") for e in case.events if e.id == reason.event), "")
        said = T("escalation not accepted by {who}", who=reason.about)
        return T("{said}: {why}", said=said, why=why) if why else said
    if reason.why == "wait":
        return T("wait for {reason} is over", reason=settings.named("wait", reason.about))
    if reason.why == "handover":
        return T("not accepted by {team}", team=settings.named("team", reason.about))
    if reason.why == "unassigned":
        return T("nobody has it")
    stage = settings.named("stage", reason.about)
    if reason.why == "reopened":
        return T("reopened, go on: {stage}", stage=stage)
    for wait in sorted(fold.open_waits(case.events).values()):
        return T("waits for {reason}, until when is not said", reason=settings.named("wait", wait))
    return T("go on: {stage}", stage=stage)


def _told_of_approval(reason: Reason) -> Text:
    fields = Several(map(asking.label, reason.about.split()))
    if reason.why == "decide":
        return T("to decide: {fields}", fields=fields)
    length = rounded(abs(reason.left))
    if reason.left < 0:
        return T("approval owed, late by {length}: {fields}", length=length, fields=fields)
    return T("approval owed, {length} left: {fields}", length=length, fields=fields)


def _told_of_target(reason: Reason) -> Text:
    target, left = target_named(reason.about), rounded(abs(reason.left))
    if reason.why == "late":
        return T("late by {length}: {target}", target=target, length=left)
    if reason.why == "at_risk":
        return T("at risk, {length} left: {target}", target=target, length=left)
    return T("due today, {length} left: {target}", target=target, length=left)
