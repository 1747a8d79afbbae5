"""What the commands that tell clocks share: their names and states in words, and a clock as data for programs."""

from __future__ import annotations

from svc.commands.context import Context
from svc.dates import is_date
from svc.dates.words import PAST, Meant
from svc.errors import T, Text, counted
from svc.i18n import in_every_language
from svc.model import stamp
from svc.render.paint import Tone
from svc.schema.durations import Duration, spoken, written
from svc.sla.clock import Clock, Ruling
from svc.sla.clocks import Standing
from svc.sla.naming import TARGETS
from svc.spare import UTC, datetime
from svc.typed import Mapping, Sequence

STATES: Mapping[str, Text] = {
    "running": T("running"), "at_risk": T("at risk"), "paused": T("paused"), "stopped": T("stopped"), "met": T("met"),
    "missed": T("missed"), "cancelled": T("no verdict"),
}  # fmt: skip
TONES: Mapping[str, Tone] = {
    "at_risk": "warn", "missed": "bad", "met": "good", "paused": "dim", "stopped": "dim", "cancelled": "dim",
}  # fmt: skip


def moment(ctx: Context, words: str) -> datetime:
    """The instant of ``--as-of``, the end of it where a day is meant; now where nothing is said. Raises UsageError."""
    if not words:
        return ctx.now
    meant = ctx.hearing(words, PAST, Meant.told_deadline).single()
    return meant.end if is_date(meant.kept) else meant.start


def within_told(length: Duration) -> Text | str:
    """A budget for people."""
    if not length.days:
        return spoken(length.seconds)
    days = counted(length.days, T("{count} working day"), T("{count} working days"))
    return T("{days} {time}", days=days, time=spoken(length.seconds)) if length.seconds else days


def within(length: Duration) -> str:
    """A budget as svc.yaml has it: ``2wd``, ``1h30m``."""
    days = f"{length.days}wd" if length.days else ""
    return days + (written(length.seconds) if length.seconds or not days else "")


def record(clock: Clock) -> dict[str, object]:
    """A clock as data: instants in UTC, lengths in seconds of its calendar, on the wall where it says so."""
    target, run = clock.target, clock.run
    found: dict[str, object] = {
        "target": clock.name,
        "state": clock.state,
        "policy": clock.policy,
        "within": within(target.within) if target else "",
        "calendar": target.calendar if target else "",
        "pauses_for": list(target.pauses) if target else [],
        "start": utc(run.start),
        "start_event": run.begun,
        "due": utc(clock.due),
        "budget": clock.budget,
        "used": clock.used,
        "remaining": clock.remaining,
        "ended": utc(clock.ended),
        "event": run.by.id if run.by else "",
        "live": run.is_live,
        "missed_from": utc(clock.breached),
        "late": clock.late,
        "late_wall": clock.late_wall,
        "paused": clock.paused,
        "pauses": dict(clock.pauses),
        "stopped": clock.stopped,
        "estimated": clock.estimated,
        "late_entries": list(clock.hangs_on),
    }
    return {key: value for key, value in found.items() if value not in ("", None)}


def whole(case_id: str, at: datetime, case: Standing, clocks: Sequence[Clock]) -> dict[str, object]:
    """A case with its clocks as data."""
    return {"id": case_id, "as_of": utc(at), "policy": case.policy, "reopened": case.reopened,
            "refused": case.refused, "targets": [record(clock) for clock in clocks]}  # fmt: skip


def ruling(one: Ruling) -> dict[str, object]:
    """A rule that held for a clock, as data."""
    rule, target = one.rule, one.rule.target
    return {"from": utc(rule.at), "event": rule.event.id if rule.event else "",
            "policy": rule.policy.name if rule.policy else "", "within": within(target.within) if target else "",
            "calendar": target.calendar if target else "", "due": utc(one.due)}  # fmt: skip


def utc(at: datetime | None) -> str | None:
    """An instant for programs; None for none."""
    return stamp(at.astimezone(UTC)).replace("+00:00", "Z") if at else None


def moment_of(second: int | None) -> datetime | None:
    """The instant of a second since 1970; None of none."""
    return None if second is None else datetime.fromtimestamp(second, UTC)


def minute(ctx: Context, at: datetime | None) -> str:
    """An instant where the desk is, to the minute, to the second where it has any."""
    if at is None:
        return ""
    text = stamp(at.astimezone(ctx.now.tzinfo)).replace("T", " ")
    return text[:16] if text[17:19] == "00" else text[:19]


def standing_words(ctx: Context, clock: Clock) -> Text:
    """What a clock says, in a sentence."""
    due, done, left = minute(ctx, clock.due), minute(ctx, clock.ended), spoken(clock.remaining)
    if clock.state == "missed":
        late, wall = spoken(clock.late), spoken(clock.late_wall)
        since = minute(ctx, clock.breached)
        if clock.ended and not clock.run.at:
            return T("missed: late from {since}, and not done when it ended {done}", since=since, done=done)
        if clock.ended:
            if late == wall:
                return T("missed: late from {since}, done {done}: {wall}", since=since, done=done, wall=wall)
            return T("missed: late from {since}, done {done}: {late} of working time, {wall} on the wall",
                     since=since, done=done, late=late, wall=wall)  # fmt: skip
        if late == wall:
            return T("missed: late from {since}: {wall}, and still open", since=since, wall=wall)
        return T("missed: late from {since}: {late} of working time, {wall} on the wall, and still open",
                 since=since, late=late, wall=wall)  # fmt: skip
    if clock.state == "met":
        if clock.run.is_live:
            return T("met: somebody answered as they spoke")
        return T("met: done {done}, due {due}", done=done, due=due) if due else T("met: done {done}", done=done)
    if clock.state == "paused":
        return T("paused: {left} left once it goes on", left=left)
    if clock.state == "stopped":
        return T("stopped: the case is resolved")
    if clock.state == "cancelled":
        return T("no verdict")
    return T("{state}: due {due}, {left} left", state=STATES[clock.state], due=due, left=left)


def meant(word: str) -> str:
    """The target that somebody names, by its code or as it is printed, in any language."""
    said = word.strip().casefold()
    return next((name for name, label in TARGETS.items() if said in map(str.casefold, in_every_language(label))), word)
