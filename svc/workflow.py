"""The closed loop: which moves a case may make, and what each stage asks for before it is left.

Pure: a case, the desk's settings and what somebody wants go in; a :class:`Change` comes out, or a refusal
that names everything missing at once. Time and chance are handed in by a :class:`Clerk`.
"""

from __future__ import annotations

from svc import obstacles
from svc.clerk import Clerk
from svc.errors import RefusedError, T, Text
from svc.model import Case, Change, Data, Value, is_empty
from svc.obstacles import Obstacle
from svc.schema import fold, gates, renewal, reviews
from svc.schema.homes import lost
from svc.schema.loop import Move, Route, Workflow
from svc.schema.naming import typed
from svc.schema.settings import Settings
from svc.typed import Iterable, Sequence
from svc.words import words

_SHORT = 4
"""Options that still make a line to copy."""


def route_for(workflow: Workflow, case: Case) -> Route:
    """The path that a new case takes: the first whose condition holds, else the last one."""
    return next((r for r in workflow.routes if gates.holds(r.when, case)), workflow.routes[-1])


def moves_from(settings: Settings, case: Case) -> list[Move]:
    """The moves that the case's path knows from where it stands."""
    route = settings.workflow.route(case.route)
    return [m for m in route.moves if m.source == case.stage] if route else []


def missing(settings: Settings, case: Case) -> list[tuple[str, ...]]:
    """The fields to be filled before the case goes on: each a choice, one of which must be."""
    workflow = settings.workflow
    return gates.unmet_by(workflow, case, gates.passed(workflow, case) + gates.at_stage(workflow, case))


def in_the_way(settings: Settings, case: Case, closing: bool = False) -> list[Obstacle]:
    """What must be there before the case goes on, whoever takes it on; ``closing``: before it is closed."""
    found = obstacles.fields(settings, case, missing(settings, case))
    asked = gates.passed(settings.workflow, case) + gates.at_stage(settings.workflow, case)
    found += obstacles.bars(settings, case, gates.barred_by(settings.workflow, case, asked))
    for gate in gates.at_stage(settings.workflow, case):
        found += obstacles.events(settings, case, gate.needs)
    return [*found, *obstacles.approvals(settings, case, closing)]


def described(settings: Settings, case: Case) -> list[Text]:
    """What must be there before the case goes on, as sentences for people."""
    return [each.said for each in in_the_way(settings, case)]


def move(
    settings: Settings, case: Case, target: str, clerk: Clerk, reason: str = "", override: bool = False,
    given: Sequence[str] = (), emergency: bool = False,
) -> Change:
    """Move the case to a stage; with ``override``, past what the rules forbid.

    ``emergency``: before what may be approved afterwards is approved.
    ``given``: the ``field=value`` that were typed along, for a refusal to name them again: it keeps none of them.
    Raises RefusedError when the loop, a gate or a role forbids it.
    """
    chosen = next((m for m in moves_from(settings, case) if m.target == target), None)
    found = _against(settings, case, target, chosen, clerk)
    later = _left_for_later(settings, case, found, reason) if emergency else ""
    found = [each for each in found if each.name not in later.split(", ")]
    if not override:
        if chosen is None:
            raise _no_such_move(settings, case, target)
        if found:
            raise _refusal(settings, case, found, _supply(settings, case, target, found, given))
    elif target == case.stage or not _leads_on(settings, case, target):
        raise _no_such_move(settings, case, target)
    if (override and found) or (chosen and chosen.reason):
        _need_reason(settings, case, target, reason)
    passed = ", ".join(each.name for each in found) if override else ""
    if passed:
        _may_override(settings, clerk)
    return _moved(settings, case, chosen or Move(case.stage, target), clerk, reason,
                  {"override": passed, "emergency": later})  # fmt: skip


def _left_for_later(settings: Settings, case: Case, found: Iterable[Obstacle], reason: str) -> str:
    """The approvals that may be given afterwards, as the event of the move names them."""
    names = {one.name for one in reviews.asked(settings, case) if one.rule.emergency}
    later = [each.name for each in found if each.name in names]
    if not later:
        raise RefusedError(T("nothing that {id} waits for can be approved afterwards", id=case.id),
                           T("leave --emergency out"))  # fmt: skip
    if not reason.strip():
        raise RefusedError(T("an emergency needs a reason"), T("add -m 'why'"))
    return ", ".join(later)


def _leads_on(settings: Settings, case: Case, target: str) -> bool:
    """Whether the case's path knows a way on from a stage: not even an override may leave a case stuck."""
    return bool(moves_from(settings, case._replace(data={**case.data, "stage": target})))


def _against(settings: Settings, case: Case, target: str, chosen: Move | None, clerk: Clerk) -> list[Obstacle]:
    """All that speaks against a move."""
    found: list[Obstacle] = []
    if settings.workflow.is_forward(case.stage, target):
        found += in_the_way(settings, case, target == settings.workflow.closed)
        found += obstacles.path(settings, case)
        for gate in gates.at_stage(settings.workflow, case):
            found += obstacles.people(settings, case, gate.needs, clerk)
        if target == settings.workflow.closed:
            found += obstacles.promises(case)
    if chosen is None:
        found.append(Obstacle("move", T("a move that the path knows")))
    else:
        found += obstacles.roles(settings, chosen.roles, clerk.doer)
    return found


def _moved(settings: Settings, case: Case, way: Move, clerk: Clerk, reason: str, data: Data) -> Change:
    """The event of a move, what it clears, what it asks anew, and what a close ends."""
    kind = "reopen" if case.stage == settings.workflow.closed else "move"
    said = words(reason)
    was: Data = {name: case.get(name) for name in way.clears if not is_empty(case.get(name))}
    renew = renewal.marks(case, way.renews)
    told: Data = {"from": case.stage, "to": way.target, **data, "was": was, "renew": renew, "text": said.subject}
    event = clerk.event(case, kind, told)
    sets: dict[str, Value] = {"stage": way.target, **dict.fromkeys(was, "")}
    if case.text("exit"):
        sets["exit"] = ""
    ended = Change()
    if way.target == settings.workflow.closed:
        from svc import endings  # what showing a case does not pay for

        ended = endings.end_all(case, clerk)
    what = _what(settings, case.stage, way.target)
    return Change({**sets, **ended.sets}, (event, *ended.events), said.note(event), what)


def _what(settings: Settings, source: str, target: str) -> str:
    """The move in the words of the commit's subject."""
    closed = settings.workflow.closed
    verb = "reopen" if source == closed else "close" if target == closed else "move"
    return f"{verb} {source} -> {target}"


def _need_reason(settings: Settings, case: Case, target: str, reason: str) -> None:
    if not reason.strip():
        source, to = (settings.named("stage", stage) for stage in (case.stage, target))
        message = T("going from {source} to {target} needs a reason", source=source, target=to)
        raise RefusedError(message, T("add -m 'why'"))


def _may_override(settings: Settings, clerk: Clerk) -> None:
    """Who enters an override must have the role: nobody overrides in another's name."""
    allowed = settings.workflow.overrides
    if not allowed or not settings.holds(clerk.me, allowed):
        raise RefusedError(
            T("{who} may not override the rules", who=clerk.me),
            obstacles.who_may(settings, allowed, clerk.me) if allowed else None,
        )


def _refusal(settings: Settings, case: Case, found: Iterable[Obstacle], hint: Text | None) -> RefusedError:
    return RefusedError(
        T("{id} cannot leave {stage} yet; missing:", id=case.id, stage=settings.named("stage", case.stage)),
        hint,
        details=tuple(each.said for each in found),
    )


def _no_such_move(settings: Settings, case: Case, target: str) -> RefusedError:
    source, to = (settings.named("stage", stage) for stage in (case.stage, target))
    if target == case.stage:
        return RefusedError(T("{id} is in {stage} already", id=case.id, stage=source), _ways(settings, case))
    path = settings.named("path", case.route)
    return RefusedError(
        T("{id} cannot go from {source} to {target} on the path {path}",
          id=case.id, source=source, target=to, path=path),
        _other_path(settings, case, target) or _ways(settings, case, target),
    )  # fmt: skip


def _other_path(settings: Settings, case: Case, target: str) -> Text | None:
    """How to get onto a path that knows the move and that the case fits."""
    for route in settings.workflow.routes:
        knows = any(m.source == case.stage and m.target == target for m in route.moves)
        if knows and gates.holds(route.when, case) and route.name != case.route:
            return T("it may go on the path {path}: svc edit {id} --set {field}={code}",
                     path=settings.named("path", route.name), id=case.id, field=typed("path"),
                     code=settings.typed("path", route.name))  # fmt: skip
    return None


def _ways(settings: Settings, case: Case, target: str = "") -> Text | None:
    """Where the case can go; out of the loop where it was to be closed."""
    known = moves_from(settings, case)
    if not known:
        nowhere = next(lost(settings, case), None)
        return T("{why}; svc check says what to type", why=nowhere.said) if nowhere else None
    source = settings.named("stage", case.stage)
    if case.stage == settings.workflow.closed:
        return T("svc reopen {id} -m 'why' opens it again", id=case.id)
    targets = settings.listing("stage", (m.target for m in known))
    said = T("from {source} it can go to: {targets}", source=source, targets=targets)
    exits = [e.name for e in settings.workflow.exits if not e.stages or case.stage in e.stages]
    if target != settings.workflow.closed or not exits:
        return said
    return T("{said}; svc close {id} --as ... -m 'why' leaves the loop: {exits}",
             said=said, id=case.id, exits=settings.listing("exit", exits))  # fmt: skip


def _supply(
    settings: Settings, case: Case, target: str, found: list[Obstacle], given: Sequence[str]
) -> Text | None:
    """What to type next: the whole line where it is short, with what was typed already."""
    from shlex import quote

    options = [each.option for each in found if each.option]
    typed = [f"--set {quote(one)}" for one in given]
    onward = f"svc move {case.id} {settings.typed('stage', target)}"
    verb = f"svc close {case.id}" if target == settings.workflow.closed else onward
    is_reviewed = any(each.name.startswith(reviews.APPROVAL) for each in found)
    if is_reviewed:
        verb = f"svc propose {case.id}"  # which fills in what is to be approved; then somebody else has to look at it
    if len(options) > _SHORT:
        return T("svc edit {id} -e && {verb}", verb=" ".join([verb, *typed]), id=case.id)
    if options or (typed and is_reviewed):
        return T("{verb} {options}", verb=verb, options=" ".join([*typed, *options]))
    if typed:
        return T("nothing was kept; svc edit {id} {options} keeps it", id=case.id, options=" ".join(typed))
    return None


def reopen(settings: Settings, case: Case, clerk: Clerk, reason: str) -> Change:
    """Open a closed case again: where an exit was taken, else where its path leads back to. Raises RefusedError."""
    closed = settings.workflow.closed
    if case.stage != closed:
        stages = {name: settings.named("stage", name) for name in (case.stage, closed)}
        raise RefusedError(
            T("{id} is not {closed}: it is in {stage}", id=case.id, closed=stages[closed], stage=stages[case.stage]),
            _ways(settings, case),
        )
    left = fold.left_through_exit(case.events)
    if left in settings.workflow.stages:
        _need_reason(settings, case, left, reason)
        return _moved(settings, case, Move(closed, left), clerk, reason, {})
    known = moves_from(settings, case)
    if not known:
        path, stage = settings.named("path", case.route), settings.named("stage", case.stage)
        raise RefusedError(T("the path {path} knows no way back from {stage}", path=path, stage=stage))
    return move(settings, case, known[0].target, clerk, reason)


def still_open(settings: Settings, case: Case) -> None:
    """Refuse what makes no sense for a closed case. Raises RefusedError."""
    if case.stage == settings.workflow.closed:
        stage = settings.named("stage", case.stage)
        raise RefusedError(T("{id} is {stage}", id=case.id, stage=stage), _ways(settings, case))


def check_path(settings: Settings, case: Case) -> None:
    """Refuse a path on which the case could not go on from where it stands. Raises RefusedError."""
    if settings.workflow.route(case.route) is None or moves_from(settings, case):
        return
    route, stage = settings.named("path", case.route), settings.named("stage", case.stage)
    raise RefusedError(
        T("{id} cannot take the path {path}: it knows no way on from {stage}", id=case.id, path=route, stage=stage)
    )
