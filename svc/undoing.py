"""Taking back the last act on a case: the log grows, nothing is erased."""

from __future__ import annotations

from collections.abc import Iterable

from svc import exits, hand, lowering, verbs
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Event, Value, is_empty, rows
from svc.schema import fold
from svc.schema.events import REVIEWS, read_log
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.typed import NamedTuple
from svc.words import words

_SHOWN = 12
"""Digits of the commit that an undo names."""
_TIES = ("link", "split")


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
        return [e.id for e in self.events]

    @property
    def events(self) -> list[Event]:
        """The events it added, what was proposed and decided too."""
        known = {e.id for e in (*self.before.events, *read_log(self.before.data, "reviews"))}
        return [e for e in (*self.after.events, *read_log(self.after.data, "reviews")) if e.id not in known]

    @property
    def tied(self) -> list[str]:
        """The other cases that it tied this one to, or untied from it."""
        named = [e.get("case") for e in self.events if e.kind in _TIES]
        return named if self.before.data else [str(row.get("case")) for row in rows(self.after.get("links"))]


def newest(case: Case, acts: Iterable[Act]) -> Act | None:
    """The newest act that still stands; ``acts`` are given the newest first."""
    return next((act for act in acts if _stands(act, case)), None)


def undo(settings: Settings, case: Case, acts: Iterable[Act], clerk: Clerk, reason: str, commit: str = "") -> Change:
    """Take back the newest act that still stands, or that of a ``commit`` which tied this case to others.

    ``acts`` are given the newest first. The act that opened the case is taken back by the exit void. Raises
    RefusedError when nothing is left to undo, or when what the act did has been changed since.
    """
    standing = [act for act in acts if _stands(act, case)]
    act = next((act for act in standing if commit in ("", act.commit)), None)
    if act is None:
        raise RefusedError(T("nothing is left to undo on {id}", id=case.id))
    if act is not standing[0] and any(e.kind not in _TIES for e in act.events):
        raise RefusedError(
            T("{id} was changed since it was tied", id=case.id), T("svc undo {id} takes that back first", id=case.id)
        )
    if not act.before.data:
        return _unopened(settings, case, clerk, reason, act)
    _refuse_others_word(case, act, clerk)
    sets = _restored(case, act)
    lowering.refuse(settings, case, sets, clerk, reason, own=act.by == clerk.me)
    told = _told(case, act, clerk, reason, act.added, set(sets))
    return told._replace(sets=sets)


def _refuse_others_word(case: Case, act: Act, clerk: Clerk) -> None:
    """What somebody proposed or decided is taken back by themselves."""
    other = next((e for e in act.events if e.kind in REVIEWS and e.by != clerk.me), None)
    if other:
        raise RefusedError(
            T("{id}: {who} did that, and takes it back, nobody else", id=case.id, who=other.by),
            T("svc approve {id} or svc reject {id} is a word of your own", id=case.id),
        )


def _told(case: Case, act: Act, clerk: Clerk, reason: str, of: Iterable[str], names: Iterable[str] = ()) -> Change:
    """The event of an undo: the commit, and what it did in kinds of event, or fields where it had none."""
    said, short = words(reason), act.commit[:_SHOWN]
    what = ", ".join(dict.fromkeys(e.kind for e in act.events if e.kind != "open")) or ", ".join(sorted(names))
    data: dict[str, Value] = {"of": " ".join(of), "commit": short, "what": what, "text": said.subject}
    event = clerk.event(case, "undo", data)
    return Change({}, (event,), said.note(event), f"undo {short}")


def _unopened(settings: Settings, case: Case, clerk: Clerk, reason: str, act: Act) -> Change:
    """Close a case that should not have been opened; one that was split off is untied as well."""
    if settings.workflow.exit(exits.VOID) is None:
        known = [e.name for e in settings.workflow.exits if not e.stages or case.stage in e.stages]
        raise RefusedError(
            T("nothing is left to undo on {id} but that it was opened", id=case.id),
            T("svc close {id} --as {exit} -m 'why'", id=case.id, exit=settings.typed("exit", known[0]))
            if known else None,
        )
    left = exits.leave(settings, case, exits.VOID, clerk, reason if reason.strip() else "undo")
    if not act.tied:
        return left
    untied = _told(case, act, clerk, "", (), ["split"])._replace(sets={"links": _ties(case, act)})
    return verbs.joined(left, untied)._replace(what=untied.what)


def _stands(act: Act, case: Case) -> bool:
    """Whether an act is one to undo: no undo itself, and not undone yet."""
    if any(e.kind == "undo" for e in act.events):
        return False
    taken = {e.get("commit") for e in fold.valid(case.events) if e.kind == "undo"}
    gone = fold.undone(case.events)
    return act.commit[:_SHOWN] not in taken and not (act.added and gone.issuperset(act.added))


def _restored(case: Case, act: Act) -> dict[str, Value]:
    """What the fields held before the act. Raises RefusedError when one was changed since."""
    found: dict[str, Value] = {}
    for name in {_owner(name) for name in hand.changed(act.before, act.after)}:
        now, then = case.get(name), act.after.get(name)
        if name == "links":
            found[name] = _ties(case, act)
        elif now != then and not (is_empty(now) and is_empty(then)):
            raise RefusedError(T("{field} of {id} was changed since; svc edit sets it", field=name, id=case.id))
        else:
            found[name] = act.before.get(name)
    return dict(sorted(found.items()))


def _ties(case: Case, act: Act) -> list[Value]:
    """The ties of a case without those that an act added, with those that it took; later ones stay as they are."""
    before, after = rows(act.before.get("links")), rows(act.after.get("links"))
    if case.get("links") == act.after.get("links"):
        return [*before]
    kept: list[Value] = [row for row in rows(case.get("links")) if row in before or row not in after]
    return [*kept, *(row for row in before if row not in after and row not in kept)]


def _owner(name: str) -> str:
    """The field that is written when a part of it is: the list or map around it."""
    parent = name
    while parent not in BY_PATH and "." in parent:
        parent = parent.rpartition(".")[0]
    return parent if parent in BY_PATH and BY_PATH[parent].kind not in ("section", "free", "records") else name
