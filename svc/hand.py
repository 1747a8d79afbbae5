"""Edits made by hand, judged by the same rules as the verbs, and the events that they call for."""

from __future__ import annotations

from dataclasses import replace

from svc import workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Event, Value, flatten, is_empty, mapping
from svc.schema import fold
from svc.schema.fields import EVENT_KINDS, FIXED
from svc.schema.settings import Settings
from svc.words import words

_LOG = ("log", "notes", "reviews")


def take_in(settings: Settings, before: Case, after: Case, clerk: Clerk, reason: str = "") -> Change:
    """What a hand edit comes to: the fields it changed, and the events it owes.

    Raises RefusedError when it touched what never changes, took from the log, or made a move that the
    workflow does not know or a gate forbids.
    """
    _refuse_fixed(before, after)
    added = _grown(before, after)
    _refuse_changed_words(before, after)
    sets = changed(before, after)
    facts = [e for name in sets if name in EVENT_KINDS for e in _fact(before, after, name, added, clerk, reason)]
    waits = _waits(before, after, added, clerk)
    moved = _move(settings, before, after, added, clerk, reason)
    what = "edit " + (", ".join(sets) or ("log" if added else "layout"))
    return Change(sets, (*facts, *waits, *moved.events), moved.notes, moved.what or what, clerk.by or clerk.me)


def changed(before: Case, after: Case) -> dict[str, Value]:
    """The fields whose value is another one, the log left out."""
    old = {k: v for k, v in flatten(before.data) if k.split(".")[0] not in _LOG and not is_empty(v)}
    new = {k: v for k, v in flatten(after.data) if k.split(".")[0] not in _LOG and not is_empty(v)}
    gone: dict[str, Value] = {k: "" for k in old if k not in new}
    return {k: v for k, v in new.items() if old.get(k) != v} | gone


def _refuse_fixed(before: Case, after: Case) -> None:
    for name in sorted(FIXED):
        if before.get(name) != after.get(name):
            raise RefusedError(
                T("{id}: {field} never changes after a case was opened", id=before.id, field=name),
                T("set it back to {value}", value=before.text(name)),
            )


def _grown(before: Case, after: Case) -> list[Event]:
    """The events that the edit added. The others must be as they were."""
    now = {e.id: e for e in after.events}
    for event in before.events:
        if now.get(event.id) != event:
            raise RefusedError(
                T("{id}: event {event} was changed or taken out; the log only grows", id=before.id, event=event.id),
                T("git restore {path} brings the file back", path=before.path),
            )
    known = {e.id for e in before.events}
    return [e for e in after.events if e.id not in known]


def _refuse_changed_words(before: Case, after: Case) -> None:
    """What a customer said stands as it was said."""
    incoming = {e.id for e in before.events if e.kind == "contact" and e.get("way") == "in"}
    old, new = mapping(before.get("notes")), mapping(after.get("notes"))
    for key in incoming:
        if old.get(key, "") != new.get(key, ""):
            raise RefusedError(
                T("{id}: the words of the customer in note {event} were changed", id=before.id, event=key),
                T("git restore {path} brings the file back; svc note adds a remark", path=before.path),
            )


def _fact(before: Case, after: Case, name: str, added: list[Event], clerk: Clerk, reason: str) -> list[Event]:
    kind = EVENT_KINDS[name]
    if any(e.kind == kind and e.get("to") == after.text(name) for e in added):
        return []
    said = words(reason).subject
    return [clerk.event(after, kind, {"from": before.get(name), "to": after.get(name), "text": said})]


def _waits(before: Case, after: Case, added: list[Event], clerk: Clerk) -> list[Event]:
    if any(e.kind in ("wait", "resume") for e in added):
        return []
    old, new = _reasons(before), _reasons(after)
    begun = [clerk.event(after, "wait", {"for": reason}) for reason in sorted(new - old)]
    return begun + [clerk.event(after, "resume", {"for": reason}) for reason in sorted(old - new)]


def _reasons(case: Case) -> set[str]:
    value = case.get("waiting")
    return {str(v) for v in value} if isinstance(value, list) else set()


def _move(
    settings: Settings, before: Case, after: Case, added: list[Event], clerk: Clerk, reason: str
) -> Change:
    """A stage changed by hand is a move: it passes the gates or is refused."""
    if before.stage == after.stage:
        return Change()
    moves = [e for e in added if e.kind in ("move", "reopen")]
    data = {**after.data, "stage": before.stage}
    still = replace(after, data=data, events=tuple(e for e in after.events if e not in moves))
    judged = workflow.move(settings, still, after.stage, clerk, reason or (moves[-1].get("text") if moves else ""))
    if moves and fold.stage(after.events) == after.stage:
        return Change({}, (), {}, judged.what)
    return judged
