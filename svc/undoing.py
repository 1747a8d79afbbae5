"""Taking back the last act on a case: the log grows, nothing is erased."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from svc import exits, hand, lowering
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Value, is_empty
from svc.schema import fold
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.words import words

_SHOWN = 12
"""Digits of the commit that an undo names."""


class Act(NamedTuple):
    """What one commit did to a case: the case before and after, and who did it as the commit says.

    The act that opened it has nothing before.
    """

    commit: str
    before: Case
    after: Case
    by: str = ""

    @property
    def added(self) -> list[str]:
        """The ids of the events it added."""
        known = {e.id for e in self.before.events}
        return [e.id for e in self.after.events if e.id not in known]


def undo(settings: Settings, case: Case, acts: Iterable[Act], clerk: Clerk, reason: str) -> Change:
    """Take back the newest act that still stands; ``acts`` are given the newest first.

    The act that opened the case is taken back by the exit void. Raises RefusedError when nothing is left to undo, or
    when what the act did has been changed since.
    """
    act = next((act for act in acts if _stands(act, case)), None)
    if act is None:
        raise RefusedError(T("nothing is left to undo on {id}", id=case.id))
    if not act.before.data:
        return _unopened(settings, case, clerk, reason)
    said = words(reason)
    data: dict[str, Value] = {"of": " ".join(act.added), "commit": act.commit[:_SHOWN], "text": said.subject}
    sets = _restored(case, act)
    lowering.refuse(settings, case, sets, clerk, reason, own=act.by == clerk.me)
    event = clerk.event(case, "undo", data)
    return Change(sets, (event,), said.note(event), "undo " + act.commit[:_SHOWN])


def _unopened(settings: Settings, case: Case, clerk: Clerk, reason: str) -> Change:
    """Close a case that should not have been opened."""
    if settings.workflow.exit(exits.VOID) is None:
        known = [e.name for e in settings.workflow.exits if not e.stages or case.stage in e.stages]
        raise RefusedError(
            T("nothing is left to undo on {id} but that it was opened", id=case.id),
            T("svc close {id} --as {exit} -m 'why'", id=case.id, exit=known[0]) if known else None,
        )
    return exits.leave(settings, case, exits.VOID, clerk, reason if reason.strip() else "undo")


def _stands(act: Act, case: Case) -> bool:
    """Whether an act is one to undo: no undo itself, and not undone yet."""
    if any(e.kind == "undo" for e in act.after.events if e.id in act.added):
        return False
    taken = {e.get("commit") for e in fold.valid(case.events) if e.kind == "undo"}
    gone = fold.undone(case.events)
    return act.commit[:_SHOWN] not in taken and not (act.added and gone.issuperset(act.added))


def _restored(case: Case, act: Act) -> dict[str, Value]:
    """What the fields held before the act. Raises RefusedError when one was changed since."""
    found: dict[str, Value] = {}
    for name in {_owner(name) for name in hand.changed(act.before, act.after)}:
        now, then = case.get(name), act.after.get(name)
        if now != then and not (is_empty(now) and is_empty(then)):
            raise RefusedError(T("{field} of {id} was changed since; svc edit sets it", field=name, id=case.id))
        found[name] = act.before.get(name)
    return dict(sorted(found.items()))


def _owner(name: str) -> str:
    """The field that is written when a part of it is: the list or map around it."""
    parent = name
    while parent not in BY_PATH and "." in parent:
        parent = parent.rpartition(".")[0]
    return parent if parent in BY_PATH and BY_PATH[parent].kind not in ("section", "free", "records") else name
