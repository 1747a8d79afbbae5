"""Whether a workflow leads anywhere: every stage reached by some path, and no way into a dead end."""

from __future__ import annotations

from svc.errors import T, Text
from svc.schema.loop import Move, Workflow
from svc.typed import Iterable, Iterator


def faults(workflow: Workflow) -> Iterator[tuple[str, Text]]:
    """What is wrong, each with the place in svc.yaml."""
    first, closed = workflow.stages[0], workflow.closed
    reached: set[str] = set()
    for route in workflow.routes:
        where = f"workflow.paths.{route.name}"
        here = _from(first, route.moves)
        reached |= here
        home = _from(closed, [Move(m.target, m.source) for m in route.moves])
        if closed not in here:
            yield where, T("the moves of {path} never reach {stage}", path=route.name, stage=closed)
            continue
        for stage in _sorted(here - home, workflow):
            names = {"path": route.name, "stage": stage, "closed": closed}
            yield where, T("on the path {path} no way leads from {stage} to {closed}", **names)
        for move in route.moves:
            if move.source not in here and move.source in workflow.stages:
                said = T("on the path {path} no case ever comes to {stage}", path=route.name, stage=move.source)
                yield where, said
    for stage in _sorted(set(workflow.stages) - reached, workflow):
        yield "workflow.stages", T("no path ever comes to {stage}", stage=stage)
    for gate in workflow.gates:
        if gate.leave == closed:
            yield "workflow.gates", T("a gate cannot stand at {stage}: a closed case is reopened", stage=closed)
    for place, rule in enumerate(workflow.reviews):
        if rule.leave == closed:
            said = T("nothing is approved at {stage}: a closed case is reopened", stage=closed)
            yield f"workflow.reviews.{place}", said
    for exit in workflow.exits:
        if closed in exit.stages:
            yield f"workflow.exits.{exit.name}", T("an exit leads from an open stage, not from {stage}", stage=closed)


def _from(start: str, moves: Iterable[Move]) -> set[str]:
    """The stages that moves lead to from one."""
    moves = list(moves)
    found, new = {start}, {start}
    while new:
        new = {move.target for move in moves if move.source in new} - found
        found |= new
    return found


def _sorted(stages: set[str], workflow: Workflow) -> list[str]:
    return [stage for stage in workflow.stages if stage in stages]
