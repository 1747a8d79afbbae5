"""What ``svc why --customer`` says: the same sums in the words of the one who waits, and nothing that is internal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svc.commands import verdicts
from svc.commands.context import Context
from svc.errors import T, Text
from svc.i18n import joined
from svc.schema.calendar import ALWAYS, Rules
from svc.schema.durations import spoken
from svc.sla.clock import Clock
from svc.sla.clocks import PROMISE

NAMES: Mapping[str, Text] = {
    "acknowledge": T("your message received"), "first_response": T("first answer to you"),
    "triage": T("what happens next, told to you"), "restore": T("it works again"), "resolve": T("solved for you"),
    "next_response": T("answer to your message"), "update": T("news for you"), PROMISE: T("what we promised you"),
}  # fmt: skip
"""The targets that concern the customer."""
_INTERNAL = ("policy", "calendar", "start_event", "event", "late_entries")
"""Keys of a clock or a rule that are no customer's."""


def state(ctx: Context, clock: Clock) -> Text:
    """How it stands, in a sentence."""
    due, done, left = (verdicts.minute(ctx, clock.due), verdicts.minute(ctx, clock.ended), spoken(clock.remaining))
    if clock.state == "missed":
        late, since = _lateness(clock), verdicts.minute(ctx, clock.breached)
        if clock.ended and not clock.run.at:
            return T("late since {since}, and not done when it ended {done}", since=since, done=done)
        if clock.ended:
            return T("late from {since}, done {done}: {late}", since=since, done=done, late=late)
        return T("late since {since} and still open: {late}", since=since, late=late)
    if clock.state == "met":
        if clock.run.is_live:
            return T("done: somebody answered as you spoke to us")
        return T("done in time {done}, it was due {due}", done=done, due=due) if due else T("done {done}", done=done)
    if clock.state == "paused":
        return T("on hold: {left} left once it goes on", left=left)
    if clock.state == "stopped":
        return T("not running: your case is solved")
    if clock.state == "cancelled":
        return T("nothing is due any more")
    return T("due {due}: {left} left", due=due, left=left)


def _lateness(clock: Clock) -> Text | str:
    late, wall = spoken(clock.late), spoken(clock.late_wall)
    return wall if late == wall else T("{late} of our working time, {wall} in all", late=late, wall=wall)


def rules(ctx: Context, clock: Clock, calendar: Rules, week: str) -> Iterator[Text]:
    """By when it is to be done, and what does not count."""
    target = clock.target
    if target is None:
        return
    if clock.name == PROMISE:
        yield T("what was promised holds, whatever happens")
        return
    length = spoken(clock.budget)
    if calendar.name == ALWAYS:
        yield T("within {length}, day and night", length=length)
    else:
        yield T("within {length} of our hours: {week} ({zone})", length=length, week=week, zone=calendar.time_zone)
    if target.pauses:
        told = joined(reason(ctx, each) for each in target.pauses)
        yield T("not counted is the time in which we wait for: {reasons}", reasons=told)


def reason(ctx: Context, code: str) -> Text | str:
    """What was waited for."""
    return T("your answer") if code in ctx.settings.workflow.answered else ctx.label("wait", code)


def without_internals(told: Mapping[str, object]) -> dict[str, object]:
    """A clock or a rule as data, for the customer."""
    return {key: value for key, value in told.items() if key not in _INTERNAL}
