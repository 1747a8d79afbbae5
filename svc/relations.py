"""Ties between cases: duplicate, parent and child, related, split. Both cases name each other."""

from __future__ import annotations

from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Value, rows
from svc.words import words

INVERSE = {
    "duplicate-of": "duplicated-by",
    "duplicated-by": "duplicate-of",
    "parent": "child",
    "child": "parent",
    "related": "related",
    "split-from": "split-into",
    "split-into": "split-from",
}
"""What the other case is told, for each way in which one is tied to it: ``parent`` means that the other one is."""


def linked(case: Case, clerk: Clerk, other: str, what: str, reason: str = "") -> Change:
    """Tie a case to another one; nothing where it is already. Raises RefusedError."""
    if other == case.id:
        raise RefusedError(T("{id} cannot be tied to itself", id=case.id))
    if _at(case, other, what) is not None:
        return Change()
    said = words(reason)
    item: dict[str, Value] = {"id": clerk.fresh_id(case), "case": other, "what": what}
    event = clerk.event(case, "link", {"case": other, "what": what, "text": said.subject})
    return Change({"links": [*rows(case.get("links")), item]}, (event,), said.note(event), f"link {what}")


def unlinked(case: Case, clerk: Clerk, other: str, what: str, reason: str = "") -> Change:
    """Untie two cases. Raises RefusedError when they are not tied so."""
    place = _at(case, other, what)
    if place is None:
        raise RefusedError(T("{id} is not tied to {other} so", id=case.id, other=other))
    said, held = words(reason), rows(case.get("links"))
    event = clerk.event(case, "link", {"case": other, "what": what, "state": "removed", "text": said.subject})
    left: list[Value] = [*held[:place], *held[place + 1 :]]
    return Change({"links": left}, (event,), said.note(event), f"unlink {what}")


def _at(case: Case, other: str, what: str) -> int | None:
    """The place of a tie in the list."""
    held = rows(case.get("links"))
    return next((n for n, row in enumerate(held) if row.get("case") == other and row.get("what") == what), None)


def split_off(case: Case, clerk: Clerk, new: str, reason: str) -> Change:
    """Note in a case that another one was split off it."""
    said = words(reason)
    item: dict[str, Value] = {"id": clerk.fresh_id(case), "case": new, "what": "split-into"}
    event = clerk.event(case, "split", {"case": new, "text": said.subject})
    return Change({"links": [*rows(case.get("links")), item]}, (event,), said.note(event), "split")


def explained(birth: Change, reason: str) -> Change:
    """The birth of a case that was split off, with why it was."""
    said, opened = words(reason), birth.events[0]
    told = opened._replace(data={**opened.data, "text": said.subject}) if said.subject else opened
    return birth._replace(events=(told, *birth.events[1:]), notes={**birth.notes, **said.note(told)})


COPIED = ("customer", "product", "serial", "channel", "tier", "agreement", "team", "assignee", "occurred_at", "refs")
"""What a case that is split off takes along."""


def inherited(case: Case) -> dict[str, Value]:
    """The values with which a case begins that is split off another one."""
    return {name: case.get(name) for name in COPIED if case.get(name)}
