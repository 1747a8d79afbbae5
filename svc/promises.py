"""Promises to the customer: made with a date, then kept or broken."""

from __future__ import annotations

from svc import workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T, UsageError
from svc.ids import normal
from svc.model import Case, Change
from svc.schema import pending
from svc.schema.settings import Settings
from svc.words import words


def make(settings: Settings, case: Case, clerk: Clerk, until: str, said: str) -> Change:
    """Promise something by a date or an instant. Raises UsageError for one that is past, RefusedError when closed."""
    workflow.still_open(settings, case)
    if not said.strip():
        raise UsageError(T("missing: {names}", names="--message"), T("say what was promised"))
    due = clerk.deadline(until)
    spoken = words(said)
    event = clerk.event(case, "promise", {"state": "made", "until": due, "text": spoken.subject})
    return Change({}, (event,), spoken.note(event), "promise made")


def end(case: Case, clerk: Clerk, state: str, of: str, said: str) -> Change:
    """Say that a promise was ``kept`` or ``broken``; ``of`` names its event where several are open.

    Raises RefusedError when none is open, or it is not clear which, or why it was broken is not said.
    """
    held = {event.id: event for event in pending.promises(case.events)}
    if not held:
        raise RefusedError(T("{id} has no open promise", id=case.id))
    name = normal(of) if of else next(iter(held))
    if name not in held or (not of and len(held) > 1):
        listed = "; ".join(f"{event.id} {event.get('until')[:16]} {event.get('text')}" for event in held.values())
        hint = T("name one: --of {id}", id=next(iter(held)))
        told = T("open promises: {promises}", promises=listed)
        if name not in held:
            told = T("{name} is none of them; {promises}", name=name, promises=told)
        raise RefusedError(told, hint)
    if state == "broken" and not said.strip():
        raise RefusedError(T("a broken promise needs a reason"), T("add -m 'why'"))
    spoken = words(said)
    event = clerk.event(case, "promise", {"state": state, "of": name, "text": spoken.subject})
    return Change({}, (event,), spoken.note(event), f"promise {state}")
