"""The ways out of the loop that pass none of its gates: duplicate, withdrawn, spam and the like."""

from __future__ import annotations

from svc import acts, endings, entry, obstacles, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T, UsageError
from svc.model import Case, Change, Data, rows
from svc.relations import INVERSE, linked
from svc.schema import gates
from svc.schema.loop import Exit
from svc.schema.settings import Settings
from svc.spare import partial
from svc.typed import Iterable
from svc.words import words

VOID = "void"
"""The exit by which the undo of ``new`` closes a case, where the desk has it."""


def leave(settings: Settings, case: Case, name: str, clerk: Clerk, reason: str, other: str = "") -> Change:
    """Close a case by an exit; ``other`` is the case that it is tied to, where the exit wants one.

    Raises RefusedError when the exit is not open, or when something that it asks for is missing.
    """
    workflow.still_open(settings, case)
    chosen = settings.workflow.exit(name)
    if chosen is None:
        known = settings.listing("exit", (e.name for e in settings.workflow.exits))
        raise UsageError(T("{exit} is no way out of this desk", exit=name), T("known are {names}", names=known))
    _refuse_stage(settings, case, chosen)
    found = obstacles.fields(settings, case, gates.unmet(chosen.needs, case))
    found += obstacles.bars(settings, case, gates.barring(chosen.needs, case))
    found += [*obstacles.events(settings, case, chosen.needs), *obstacles.people(settings, case, chosen.needs, clerk)]
    found += obstacles.promises(case)
    details = [each.said for each in found]
    if not reason.strip():
        details.append(T("a reason  -m 'why'"))
    if chosen.link and not other:
        details.append(T("the other case  --of ID"))
    if details:
        said = T("{id} cannot be closed as {exit} yet; missing:", id=case.id, exit=settings.named("exit", name))
        raise RefusedError(said, details=tuple(details))
    return _left(settings, case, chosen, clerk, reason, other)


def named_by(settings: Settings, case: Case, others: Iterable[str], name: str, clerk: Clerk) -> Change:
    """What the case is told that others were tied to when they were closed by an exit."""
    chosen = settings.workflow.exit(entry.code(settings, "exit", "exit", name))
    if chosen is None or not chosen.link:
        raise UsageError(T("{exit} takes no other case", exit=settings.named("exit", name)), T("leave --of out"))
    others = list(others)
    if case.get("exit") == chosen.name:
        _refuse_chain(settings, case, chosen, others)
    what = INVERSE.get(chosen.link, chosen.link)
    return acts.in_turn(case, [partial(linked, clerk=clerk, other=other, what=what) for other in others])


def _refuse_chain(settings: Settings, case: Case, chosen: Exit, others: list[str]) -> None:
    """Refuse to tie cases to one that left in the same way: nobody would work on any of them."""
    first = next((str(row.get("case")) for row in rows(case.get("links")) if row.get("what") == chosen.link), "")
    said = T("{id} is closed as {exit} itself", id=case.id, exit=settings.named("exit", chosen.name))
    if not first or first in others:
        raise RefusedError(said, T("svc reopen {id} -m 'why' opens it again", id=case.id))
    raise RefusedError(said, T("name the one that it was tied to: --of {other}", other=first))


def _refuse_stage(settings: Settings, case: Case, chosen: Exit) -> None:
    if chosen.stages and case.stage not in chosen.stages:
        said = T(
            "{id} cannot be closed as {exit} from {stage}",
            id=case.id, exit=settings.named("exit", chosen.name), stage=settings.named("stage", case.stage),
        )  # fmt: skip
        raise RefusedError(said, T("only from: {stages}", stages=settings.listing("stage", chosen.stages)))


def _left(settings: Settings, case: Case, chosen: Exit, clerk: Clerk, reason: str, other: str) -> Change:
    said, closed = words(reason), settings.workflow.closed
    tie = linked(case, clerk, other, chosen.link) if chosen.link else Change()
    told: Data = {"from": case.stage, "to": closed, "exit": chosen.name, "text": said.subject}
    event = clerk.event(case, "move", told)
    ended = endings.end_all(case, clerk)
    sets = {**tie.sets, **ended.sets, "stage": closed, "exit": chosen.name}
    what = f"close {case.stage} -> {closed} as {chosen.name}"
    return Change(sets, (*tie.events, event, *ended.events), said.note(event), what)
