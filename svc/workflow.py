"""The closed loop: which moves a case may make, and what each stage asks for before it is left.

Pure: a case, the desk's settings and what somebody wants go in; a :class:`Change` comes out, or a refusal
that names everything missing at once. Time and chance are handed in by a :class:`Clerk`.
"""

from __future__ import annotations

from svc.clerk import Clerk
from svc.errors import RefusedError, T, Text
from svc.model import Case, Change, is_empty
from svc.schema import fold
from svc.schema.fields import BY_PATH
from svc.schema.settings import Gate, Move, Route, Settings, When, Workflow
from svc.words import words


def holds(condition: When, case: Case) -> bool:
    """Whether a case fits a condition; an empty one fits all."""
    return all(case.text(name) in values for name, values in condition.items())


def route_for(workflow: Workflow, case: Case) -> Route:
    """The path that a new case takes: the first whose condition holds, else the last one."""
    return next((r for r in workflow.routes if holds(r.when, case)), workflow.routes[-1])


def moves_from(settings: Settings, case: Case) -> list[Move]:
    """The moves that the case's path knows from where it stands."""
    route = settings.workflow.route(case.route)
    return [m for m in route.moves if m.source == case.stage] if route else []


def gates(settings: Settings, case: Case) -> list[Gate]:
    """The gates on the way out of the case's stage."""
    return [g for g in settings.workflow.gates if g.leave == case.stage and holds(g.when, case)]


def missing(settings: Settings, case: Case) -> list[tuple[str, ...]]:
    """What the case's stage still asks for: each a choice of fields, one of which must be filled."""
    needs = [choice for gate in gates(settings, case) for choice in gate.need]
    unmet = [choice for choice in needs if all(is_empty(case.get(name)) for name in choice)]
    return list(dict.fromkeys(unmet))


def is_forward(workflow: Workflow, source: str, target: str) -> bool:
    """Whether a move goes on in the loop; going back asks nothing of the stage but a reason."""
    return workflow.stages.index(target) > workflow.stages.index(source)


def move(settings: Settings, case: Case, target: str, clerk: Clerk, reason: str = "") -> Change:
    """Move the case to a stage. Raises RefusedError when the loop or a gate forbids it."""
    chosen = _allowed(settings, case, target)
    if chosen.reason and not reason.strip():
        raise RefusedError(
            T("going from {source} to {target} needs a reason", source=case.stage, target=target), T("add -m 'why'")
        )
    if is_forward(settings.workflow, case.stage, target):
        _pass_gates(settings, case, target, clerk)
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
    if target == case.stage:
        raise RefusedError(T("{id} is in {stage} already", id=case.id, stage=target))
    raise RefusedError(
        T("{id} cannot go from {source} to {target} on the path {path}",
          id=case.id, source=case.stage, target=target, path=case.route),
        T("from {source} it can go to: {targets}", source=case.stage, targets=", ".join(m.target for m in known) or "-"),
    )  # fmt: skip


def _pass_gates(settings: Settings, case: Case, target: str, clerk: Clerk) -> None:
    unmet = missing(settings, case)
    details = [_need(choice, settings) for choice in unmet]
    by = clerk.by or clerk.me
    for gate in gates(settings, case):
        if gate.not_by and fold.left_by(case.events, gate.not_by) == by:
            details.append(T("somebody other than {who}, who left {stage}: --by WHO", who=by, stage=gate.not_by))
    if details:
        raise RefusedError(
            T("{id} cannot leave {stage} yet; missing:", id=case.id, stage=case.stage),
            T("svc move {id} {target} {options}", id=case.id, target=target, options=_options(unmet)) if unmet else None,
            details=tuple(details),
        )


def _need(choice: tuple[str, ...], settings: Settings) -> Text:
    described = [_described(name, settings) for name in choice]
    if len(described) == 1:
        return described[0]
    return T("{one}, or {other}", one=described[0], other=described[1])


def _described(name: str, settings: Settings) -> Text:
    known = BY_PATH.get(name)
    label = known.label if known else Text(name.removeprefix("more."), {})
    codes = list(settings.codes.get(known.codes, {})) if known and known.codes else []
    if codes:
        return T("{label}: --set {field}=... ({codes})", label=label, field=name, codes=", ".join(codes))
    example = "+={...}" if known and known.style in ("items", "records") else "=..."
    return T("{label}: --set {field}{example}", label=label, field=name, example=example)


def _options(unmet: list[tuple[str, ...]]) -> str:
    return " ".join(f"--set {choice[0]}=..." for choice in unmet)


def reopen(settings: Settings, case: Case, clerk: Clerk, reason: str) -> Change:
    """Open a closed case again, at the stage its path leads back to. Raises RefusedError."""
    if case.stage != settings.workflow.closed:
        raise RefusedError(T("{id} is not closed: it is in {stage}", id=case.id, stage=case.stage))
    known = moves_from(settings, case)
    if not known:
        raise RefusedError(T("the path {path} knows no way back from {stage}", path=case.route, stage=case.stage))
    return move(settings, case, known[0].target, clerk, reason)


def described(settings: Settings, case: Case) -> list[Text]:
    """What the case's stage still asks for, as sentences for people."""
    return [_need(choice, settings) for choice in missing(settings, case)]
