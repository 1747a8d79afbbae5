"""What to do now: the open cases that ask for somebody, the most urgent one first, and why.

In this order: promises due today or past, escalations not accepted, waits whose date has passed, handovers not
accepted, cases opened again, cases that nobody has, and the other open ones. A case that waits for a date to come
asks for nothing but its promises, escalations and handovers. Codes weigh as their lists in svc.yaml are ordered,
the last one most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from svc import dates
from svc.errors import T, Text
from svc.model import Case, Event, stamp
from svc.schema import fold, pending
from svc.schema.settings import Settings

WHYS = ("promise", "escalation", "wait", "handover", "reopened", "unassigned", "open")
"""Why a case asks for somebody, the most urgent reason first."""


class Reason(NamedTuple):
    """One reason. ``when`` is the date or instant since which, or by when, as a file writes it; ``at`` its instant.

    ``about``: what was promised, who is called in, what is waited for, which team, which stage. ``event`` begins it.
    """

    why: str
    when: str
    at: datetime
    about: str = ""
    event: str = ""
    weight: int = 0

    @property
    def order(self) -> tuple[int, int, datetime]:
        """The place among all reasons."""
        return WHYS.index(self.why), -self.weight, self.at


class Todo(NamedTuple):
    """A case that asks for somebody; ``reasons`` begin with the most urgent one."""

    case: Case
    reasons: tuple[Reason, ...]

    @property
    def order(self) -> tuple[tuple[int, int, datetime], str]:
        """The place in the list."""
        return self.reasons[0].order, self.case.id


def todo(cases: Iterable[Case], who: str, now: datetime, settings: Settings) -> list[Todo]:
    """What somebody has to do: their cases and those that nobody has; everybody's where ``who`` is empty.

    ``now`` is in the desk's time zone: a date counts to its end there. Handovers are for all to see.
    """
    found = []
    for case in cases:
        if case.stage == settings.workflow.closed:
            continue
        reasons = sorted(_reasons(case, who, now, settings), key=lambda reason: reason.order)
        if reasons:
            found.append(Todo(case, tuple(reasons)))
    return sorted(found, key=lambda one: one.order)


def _reasons(case: Case, who: str, now: datetime, settings: Settings) -> Iterator[Reason]:
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
    yield from (one for one in waits if one and one.at <= now)
    if not ahead:
        yield _work(case, now, settings)


def _work(case: Case, now: datetime, settings: Settings) -> Reason:
    """The work on the case itself."""
    opened = dates.instant(case.text("opened_at")) or now
    if not case.text("assignee"):
        pressing = any(_is_top(settings, case, name) for name in ("severity", "priority"))
        return Reason("unassigned", stamp(opened), opened, case.stage, weight=int(pressing))
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


def _is_top(settings: Settings, case: Case, name: str) -> bool:
    return _rank(settings, case, name) == len(settings.codes.get(name, {})) - 1 >= 0


def said(one: Todo, settings: Settings, now: datetime) -> Text:
    """What to do, in words, for the most urgent reason."""
    first = one.reasons[0]
    if first.why == "promise":
        is_late = first.at < now
        return T("promise overdue: {what}", what=first.about) if is_late else T("promise due: {what}", what=first.about)
    if first.why == "escalation":
        why = next((e.get("text") for e in one.case.events if e.id == first.event), "")
        said = T("escalation not accepted by {who}", who=first.about)
        return T("{said}: {why}", said=said, why=why) if why else said
    if first.why == "wait":
        return T("wait for {reason} is over", reason=settings.named("wait", first.about))
    if first.why == "handover":
        return T("not accepted by {team}", team=settings.named("team", first.about))
    if first.why == "unassigned":
        return T("nobody has it")
    stage = settings.named("stage", first.about)
    if first.why == "reopened":
        return T("reopened, go on: {stage}", stage=stage)
    for reason in sorted(fold.open_waits(one.case.events).values()):
        return T("waits for {reason}, until when is not said", reason=settings.named("wait", reason))
    return T("go on: {stage}", stage=stage)
