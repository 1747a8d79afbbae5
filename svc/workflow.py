"""The closed loop: which moves a case may make, and what each stage asks for before it is left.

Pure: a case, the desk's settings and what somebody wants go in; a :class:`Change` comes out, or a refusal
that names everything missing at once. Time and chance are handed in by a :class:`Clerk`.
"""

from __future__ import annotations

from svc import asking
from svc.clerk import Clerk
from svc.errors import RefusedError, T, Text
from svc.model import Case, Change
from svc.schema import fold, gates
from svc.schema.loop import Move, Route, Workflow
from svc.schema.settings import Listing, Settings
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
    """What is to be filled before the case goes on: each a choice of fields, one of which must be."""
    workflow = settings.workflow
    return gates.unmet(gates.passed(workflow, case) + gates.at_stage(workflow, case), case)


def described(settings: Settings, case: Case) -> list[Text]:
    """What is to be filled before the case goes on, as sentences for people."""
    return [asking.need(choice, case, settings) for choice in missing(settings, case)]


def is_forward(workflow: Workflow, source: str, target: str) -> bool:
    """Whether a move goes on in the loop; going back asks nothing of the stage but a reason."""
    return source in workflow.before(target)


def move(settings: Settings, case: Case, target: str, clerk: Clerk, reason: str = "") -> Change:
    """Move the case to a stage. Raises RefusedError when the loop or a gate forbids it."""
    chosen = _allowed(settings, case, target)
    if is_forward(settings.workflow, case.stage, target):
        _pass_gates(settings, case, target, clerk)
    if chosen.reason and not reason.strip():
        source, to = (settings.named("stage", stage) for stage in (case.stage, target))
        message = T("going from {source} to {target} needs a reason", source=source, target=to)
        raise RefusedError(message, T("add -m 'why'"))
    kind = "reopen" if case.stage == settings.workflow.closed else "move"
    said = words(reason)
    event = clerk.event(case, kind, {"from": case.stage, "to": target, "text": said.subject})
    return Change({"stage": target}, (event,), said.note(event), _what(settings, case.stage, target))


def _what(settings: Settings, source: str, target: str) -> str:
    """The move in the words of the commit's subject."""
    closed = settings.workflow.closed
    verb = "reopen" if source == closed else "close" if target == closed else "move"
    return f"{verb} {source} -> {target}"


def _allowed(settings: Settings, case: Case, target: str) -> Move:
    known = moves_from(settings, case)
    found = next((m for m in known if m.target == target), None)
    if found:
        return found
    source, to = (settings.named("stage", stage) for stage in (case.stage, target))
    if target == case.stage:
        raise RefusedError(T("{id} is in {stage} already", id=case.id, stage=source), _ways(settings, case))
    path = settings.named("path", case.route)
    raise RefusedError(
        T("{id} cannot go from {source} to {target} on the path {path}",
          id=case.id, source=source, target=to, path=path),
        _other_path(settings, case, target) or _ways(settings, case),
    )  # fmt: skip


def _other_path(settings: Settings, case: Case, target: str) -> Text | None:
    """How to get onto a path that knows the move and that the case fits."""
    for route in settings.workflow.routes:
        knows = any(m.source == case.stage and m.target == target for m in route.moves)
        if knows and gates.holds(route.when, case) and route.name != case.route:
            return T("it may go on the path {path}: svc edit {id} --set path={code}",
                     path=settings.named("path", route.name), id=case.id, code=route.name)  # fmt: skip
    return None


def _ways(settings: Settings, case: Case) -> Text | None:
    """Where the case can go."""
    known = moves_from(settings, case)
    if not known:
        return None
    source = settings.named("stage", case.stage)
    targets = settings.listing("stage", (m.target for m in known))
    return T("from {source} it can go to: {targets}", source=source, targets=targets)


def _pass_gates(settings: Settings, case: Case, target: str, clerk: Clerk) -> None:
    lacking = missing(settings, case)
    details = [asking.need(choice, case, settings) for choice in lacking]
    details += _unfit(settings, case)
    details += _barred(settings, case, clerk)
    if not details:
        return
    raise RefusedError(
        T("{id} cannot leave {stage} yet; missing:", id=case.id, stage=settings.named("stage", case.stage)),
        _supply(case, target, lacking),
        details=tuple(details),
    )


def _supply(case: Case, target: str, lacking: list[tuple[str, ...]]) -> Text | None:
    """What to type next: the whole line where it is short."""
    if len(lacking) > _SHORT:
        return T("svc move {id} {target} with these options, or first svc edit {id} -e", id=case.id, target=target)
    options = " ".join(asking.option(choice[0]) for choice in lacking)
    return T("svc move {id} {target} {options}", id=case.id, target=target, options=options) if lacking else None


def _unfit(settings: Settings, case: Case) -> list[Text]:
    """What makes the case one that its path is not for."""
    route = settings.workflow.route(case.route)
    found = []
    for name, values in (route.only if route else {}).items():
        if case.text(name) and case.text(name) not in values:
            other = next((r.name for r in settings.workflow.routes if gates.holds(r.only, case)), "...")
            said = T(
                "the path {path} takes only {field} {values}: svc edit {id} --set path={other}",
                path=settings.named("path", case.route), field=asking.label(name), id=case.id, other=other,
                values=_listed(settings, name, values),
            )  # fmt: skip
            found.append(said)
    return found


def _listed(settings: Settings, name: str, values: tuple[str, ...]) -> Listing:
    return settings.listing(asking.group(name), values)


def _barred(settings: Settings, case: Case, clerk: Clerk) -> list[Text]:
    """Who left an earlier stage, where a gate wants somebody else for this one, ``--by`` or not."""
    found = []
    for gate in gates.at_stage(settings.workflow, case):
        who = fold.left_by(case.events, gate.not_by) if gate.not_by else ""
        if who and who in (clerk.me, clerk.doer):
            left = settings.named("stage", gate.not_by)
            said = T("somebody other than {who}, who took it out of {stage}: ask a colleague", who=who, stage=left)
            found.append(said)
    return found


def reopen(settings: Settings, case: Case, clerk: Clerk, reason: str) -> Change:
    """Open a closed case again, at the stage its path leads back to. Raises RefusedError."""
    closed = settings.workflow.closed
    if case.stage != closed:
        stages = {name: settings.named("stage", name) for name in (case.stage, closed)}
        raise RefusedError(
            T("{id} is not {closed}: it is in {stage}", id=case.id, closed=stages[closed], stage=stages[case.stage]),
            _ways(settings, case),
        )
    known = moves_from(settings, case)
    if not known:
        path, stage = settings.named("path", case.route), settings.named("stage", case.stage)
        raise RefusedError(T("the path {path} knows no way back from {stage}", path=path, stage=stage))
    return move(settings, case, known[0].target, clerk, reason)


def check_path(settings: Settings, case: Case) -> None:
    """Refuse a path on which the case could not go on from where it stands. Raises RefusedError."""
    if settings.workflow.route(case.route) is None or moves_from(settings, case):
        return
    route, stage = settings.named("path", case.route), settings.named("stage", case.stage)
    raise RefusedError(
        T("{id} cannot take the path {path}: it knows no way on from {stage}", id=case.id, path=route, stage=stage)
    )
