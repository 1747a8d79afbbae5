"""Waiting: for what, until when, and what ends it."""

from __future__ import annotations

from svc import entry
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.ids import normal
from svc.model import Case, Change, Event, Value
from svc.schema import fold
from svc.schema.settings import Settings
from svc.typed import Iterable
from svc.words import words


def wait(settings: Settings, case: Case, clerk: Clerk, reason: str, until: str, said: str) -> Change:
    """Begin to wait. ``until``: a date or an instant, when somebody looks again. Raises UsageError, RefusedError."""
    code = entry.code(settings, "wait", "waiting", reason)
    due = clerk.deadline(until)
    spoken = words(said)
    event = clerk.event(case, "wait", {"for": code, "until": due, "text": spoken.subject})
    waiting: list[Value] = [*sorted({code, *fold.open_waits(case.events).values()})]
    return Change({"waiting": waiting}, (event,), spoken.note(event), f"wait {code}")


def resume(settings: Settings, case: Case, clerk: Clerk, what: str = "", said: str = "") -> Change:
    """End the waits of a reason, or the one with an event's id; without a word the only one there is.

    Raises RefusedError when the case does not wait so.
    """
    held = fold.open_waits(case.events)
    if not held:
        raise RefusedError(T("{id} waits for nothing", id=case.id))
    reasons = sorted(set(held.values()))
    if not what and len(reasons) > 1:
        listed = settings.listing("wait", reasons)
        first = settings.typed("wait", reasons[0])
        raise RefusedError(T("{id} waits for several things: {reasons}", id=case.id, reasons=listed),
                           T("svc resume {id} --for {reason}", id=case.id, reason=first))  # fmt: skip
    one = normal(what) if normal(what) in held else ""
    reason = held[one] if one else entry.code(settings, "wait", "waiting", what) if what else reasons[0]
    if reason not in reasons:
        listed = settings.listing("wait", reasons)
        named = settings.named("wait", reason)
        raise RefusedError(T("{id} does not wait for {reason}, but for: {reasons}",
                             id=case.id, reason=named, reasons=listed))  # fmt: skip
    spoken = words(said)
    event = clerk.event(case, "resume", {"for": reason, "of": one, "text": spoken.subject})
    return Change({"waiting": _left(case, [event])}, (event,), spoken.note(event), f"resume {reason}")


def end(case: Case, clerk: Clerk, reasons: Iterable[str]) -> Change:
    """End all waits of some reasons; nothing where there is none."""
    held = set(fold.open_waits(case.events).values())
    events = [clerk.event(case, "resume", {"for": reason}) for reason in sorted(held.intersection(reasons))]
    return Change({"waiting": _left(case, events)}, tuple(events)) if events else Change()


def end_all(case: Case, clerk: Clerk) -> Change:
    """End every wait: a closed case waits for nothing."""
    return end(case, clerk, fold.open_waits(case.events).values())


def _left(case: Case, ended: list[Event]) -> list[Value]:
    """The reasons that remain, each once."""
    return [*sorted(set(fold.open_waits((*case.events, *ended)).values()))]
