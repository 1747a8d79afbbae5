"""The closed loop as svc.yaml tells it: stages, paths with their moves, gates, reasons to wait."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from svc.errors import T
from svc.model import Data, Value
from svc.schema.fields import BY_PATH, item_field
from svc.schema.reader import Reader, When


class Move(NamedTuple):
    """One way from a stage to another; ``reason``: somebody must say why."""

    source: str
    target: str
    reason: bool = False


class Route(NamedTuple):
    """A path through the stages: when a new case takes it, its moves, and ``only``: what a case on it must be."""

    name: str
    when: When
    moves: tuple[Move, ...]
    only: When = MappingProxyType({})


class Each(NamedTuple):
    """What every item of a list must have: ``key`` filled, with one of ``values`` where some are named."""

    field: str
    key: str
    values: tuple[str, ...] = ()


class Gate(NamedTuple):
    """What leaving a stage asks for. Each need is a choice of fields, one of which must be filled.

    ``not_by``: a stage; who left that one last may not be who leaves this one.
    """

    leave: str
    when: When
    need: tuple[tuple[str, ...], ...]
    each: tuple[Each, ...] = ()
    not_by: str = ""


class Workflow(NamedTuple):
    """Stages in their order, the last one closed; paths, gates, and the reasons to wait."""

    stages: tuple[str, ...]
    routes: tuple[Route, ...]
    gates: tuple[Gate, ...]
    waits: tuple[str, ...]

    @property
    def closed(self) -> str:
        """The stage where a case rests."""
        return self.stages[-1]

    def route(self, name: str) -> Route | None:
        """The path of that name."""
        return next((r for r in self.routes if r.name == name), None)

    def before(self, stage: str) -> tuple[str, ...]:
        """The stages that stand before one in the loop."""
        return self.stages[: self.stages.index(stage)] if stage in self.stages else ()


def workflow(reader: Reader, held: Data) -> Workflow | None:
    """The workflow of a desk; None when it cannot be used."""
    reader.known(held, ("stages", "waits", "paths", "gates", "reviews"), "workflow")
    stages = reader.words(held.get("stages", ""), "workflow.stages")
    if len(stages) < 2 or len(set(stages)) < len(stages):
        reader.wrong("workflow.stages", T("a workflow needs two stages or more, each once, the last one closed"))
        return None
    for stage in stages:
        reader.code("stage", stage, "workflow.stages")
    paths = reader.table(held.get("paths", ""), "workflow.paths")
    routes = tuple(_route(reader, name, value, stages) for name, value in paths.items())
    if not routes:
        reader.wrong("workflow.paths", T("a workflow needs a path"))
        return None
    gates = reader.maps(held.get("gates", ""), "workflow.gates")
    waits = tuple(reader.table(held.get("waits", ""), "workflow.waits"))
    reader.maps(held.get("reviews", ""), "workflow.reviews")
    return Workflow(stages, routes, tuple(_gate(reader, gate, place, stages) for place, gate in gates), waits)


def _route(reader: Reader, name: str, value: Value, stages: tuple[str, ...]) -> Route:
    where = f"workflow.paths.{name}"
    reader.code("path", name, where)
    held = reader.table(value, where)
    reader.known(held, ("when", "only", "moves"), where)
    moves = [_move(reader, move, place, stages) for place, move in reader.maps(held.get("moves", ""), f"{where}.moves")]
    if not any(move.target == stages[-1] for move in moves):
        reader.wrong(where, T("the moves of {path} never reach {stage}", path=name, stage=stages[-1]))
    when, only = (reader.when(held.get(key, ""), f"{where}.{key}") for key in ("when", "only"))
    return Route(name, when, tuple(moves), only)


def _move(reader: Reader, held: Data, where: str, stages: tuple[str, ...]) -> Move:
    reader.known(held, ("from", "to", "reason"), where)
    source, target = (_stage(reader, held, key, where, stages) for key in ("from", "to"))
    reason = reader.text(held, "reason", where)
    if reason not in ("", "true", "false"):
        reader.wrong(f"{where}.reason", T("true or false belongs here, not {value}", value=reason))
    return Move(source, target, reason == "true")


def _stage(reader: Reader, held: Data, key: str, where: str, stages: tuple[str, ...]) -> str:
    stage = reader.text(held, key, where)
    if stage not in stages:
        names = ", ".join(stages)
        reader.wrong(f"{where}.{key}", T("{stage} is not one of the stages {names}", stage=repr(stage), names=names))
    return stage


def _gate(reader: Reader, held: Data, where: str, stages: tuple[str, ...]) -> Gate:
    reader.known(held, ("leave", "when", "need", "each", "not_by"), where)
    return Gate(
        leave=_stage(reader, held, "leave", where, stages),
        when=reader.when(held.get("when", ""), f"{where}.when"),
        need=_needs(reader, held.get("need", ""), f"{where}.need"),
        each=_each(reader, held.get("each", ""), f"{where}.each"),
        not_by=_stage(reader, held, "not_by", where, stages) if held.get("not_by") else "",
    )


def _needs(reader: Reader, value: Value, where: str) -> tuple[tuple[str, ...], ...]:
    if value and not isinstance(value, list):
        reader.wrong(where, T("a list of fields belongs here: [title, [summary.lesson, summary.knowledge]]"))
        return ()
    choices = [reader.words(n, where) if isinstance(n, list) else reader.words([n], where) for n in value]
    for name in (f for choice in choices for f in choice):
        reader.field(name, where)
    return tuple(choice for choice in choices if choice)


def _each(reader: Reader, value: Value, where: str) -> tuple[Each, ...]:
    """``{list: [key, ...]}`` or ``{list: {key: [value, ...]}}``."""
    found: list[Each] = []
    for name, keys in reader.table(value, where).items():
        place = f"{where}.{name}"
        known = BY_PATH.get(name)
        if known is None or known.kind != "items":
            reader.wrong(place, T("{field} is not a list of small maps", field=name))
            continue
        wanted = keys if isinstance(keys, dict) else dict.fromkeys(reader.words(keys, place), "")
        for key, values in wanted.items():
            each = Each(name, key, reader.words(values, f"{place}.{key}"))
            for word in each.values:
                reader.code(item_field(name, key).codes, word, f"{place}.{key}")
            found.append(each)
    return tuple(found)
