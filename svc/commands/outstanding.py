"""What of a case is open until somebody answers: promises, waits, handovers, escalations, for the top of its page."""

from __future__ import annotations

from svc import approvals, asking
from svc.commands.context import Context
from svc.dates import instant, is_date, midnight
from svc.errors import T
from svc.i18n import joined, tr
from svc.model import Case, Event
from svc.render.page import Section
from svc.render.paint import Label
from svc.schema import pending, reviews
from svc.schema.events import KINDS
from svc.typed import Iterator


def outstanding(ctx: Context, case: Case) -> Section:
    """What is open in a case, each with until when and by whom it was begun; nothing in a closed one."""
    is_closed = case.stage == ctx.settings.workflow.closed
    return Section(T("outstanding"), [] if is_closed else list(_open(ctx, case)))


def promised(ctx: Context, case: Case) -> Section:
    """What the customer was promised and waits for."""
    found = pending.promises(case.events)
    return Section(T("promised"), [(ctx.minute(event.get("until")), event.get("text") or "-") for event in found])


def _open(ctx: Context, case: Case) -> Iterator[tuple[Label, object]]:
    for event in pending.promises(case.events):
        yield _line(ctx, event, _until(ctx, event))
    for event in pending.waits(case.events):
        yield _line(ctx, event, ctx.label("wait", event.get("for")), _until(ctx, event))
    for event in pending.handovers(case.events):
        yield _line(ctx, event, ctx.label("team", event.get("to")), _since(ctx, event))
    for event in pending.escalations(case.events):
        yield _line(ctx, event, event.get("to"), _since(ctx, event))
    if case.get("reviews") or ctx.settings.workflow.reviews:
        yield from _reviews(ctx, case)


def _reviews(ctx: Context, case: Case) -> Iterator[tuple[Label, object]]:
    """What is proposed and not decided, and what an emergency left to be approved."""
    for event in approvals.waiting(ctx.settings, case):
        what = joined(tr(asking.label(name)) for name in reviews.fields_of(event))
        yield _line(ctx, event, what, event.by, ctx.minute(event.at))
    for one in reviews.owed(ctx.settings, case):
        what = joined(tr(asking.label(name)) for name in one.standing.rule.of)
        said = tr(T("until {when}", when=ctx.minute(one.until)))
        late = ctx.now > one.until
        yield T("approval owed"), joined([what, tr(T("{said}, overdue", said=said)) if late else said])


def _line(ctx: Context, event: Event, *parts: str) -> tuple[Label, object]:
    said = joined(part for part in parts if part)
    words = event.get("text")
    whole = tr(T("{said}: {words}", said=said, words=words)) if said and words else said or words
    return KINDS[event.kind].label, whole


def _since(ctx: Context, event: Event) -> str:
    return tr(T("not accepted since {when}", when=ctx.minute(event.at)))


def _until(ctx: Context, event: Event) -> str:
    """Until when, and whether that is past; ``""`` where nothing is said of it."""
    until = event.get("until")
    if not until:
        return ""
    said = T("until {when}", when=ctx.minute(until))
    return tr(T("{said}, overdue", said=said) if event.kind == "promise" and _is_past(ctx, until) else said)


def _is_past(ctx: Context, until: str) -> bool:
    """Whether a moment, or the whole of a date, lies behind."""
    assert ctx.now.tzinfo is not None
    at = midnight(until, ctx.now.tzinfo, 1) if is_date(until) else instant(until)
    return at is not None and at <= ctx.now
