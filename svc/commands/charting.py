"""The workflow of a desk printed: tables for people, a chart for forges, one rule a row for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svc import asking, chart, obstacles, terminal
from svc.chart import Ask, Door, View
from svc.errors import T, Text
from svc.i18n import tr
from svc.render import flowchart, page_md
from svc.render.columns import Column, Record
from svc.render.paint import painted
from svc.render.table import rows
from svc.schema.loop import Exit, Move, Route
from svc.schema.reader import When
from svc.schema.settings import Settings
from svc.typed import NamedTuple

FORMATS = ("table", "md", "mermaid", "tsv", "csv", "json", "ndjson")

_MOVES = (
    Column("from", T("from")),
    Column("to", T("to")),
    Column("who", T("who may")),
    Column("reason", T("reason")),
    Column("clears", T("empties"), flexible=True),
    Column("renews", T("asks anew"), flexible=True),
)
_GATES = (
    Column("from", T("to leave")),
    Column("cases", T("cases")),
    Column("needs", T("needs"), flexible=True),
    Column("name", T("field")),
)
_EXITS = (
    Column("exit", T("way out")),
    Column("from", T("from")),
    Column("needs", T("needs besides a reason"), flexible=True),
    Column("name", T("field")),
)
_WORDS = (Column("code", T("code")), Column("label", T("name")))
_HANDOVERS = (Column("team", T("team")), Column("needs", T("needs"), flexible=True), Column("name", T("field")))
_LESS = (Column("field", T("field")), Column("who", T("who may")))
_RULES = tuple(Column(key, key) for key in ("rule", "path", "from", "to", "when", "reason", "roles", "needs", "clears",
                                               "renews"))  # fmt: skip


class Table(NamedTuple):
    """A heading and what stands below it."""

    heading: Text
    heads: Sequence[Column]
    records: Sequence[Record]


def text(settings: Settings, view: View, fmt: str) -> str:
    """The workflow in a format."""
    if fmt == "mermaid":
        return _chart(settings, view)
    if fmt in ("table", "md"):
        return "\n".join(_table(table, fmt) for table in _tables(settings, view) if table.records)
    return rows(_RULES, list(_rules(settings, view)), fmt)


def _table(table: Table, fmt: str) -> str:
    if fmt == "md":
        return page_md.heading(table.heading, 2) + "\n" + rows(table.heads, table.records, fmt)
    colour = terminal.colours()
    body = rows(table.heads, table.records, fmt, terminal.width(), colour)
    return painted(tr(table.heading), "strong", colour) + "\n" + body


def _tables(settings: Settings, view: View) -> Iterator[Table]:
    workflow = settings.workflow
    for route in view.routes(workflow):
        yield Table(_route(settings, route), _MOVES, [_move(settings, move) for move in route.moves])
        name = settings.named("path", route.name)
        doors = chart.doors(settings, route, view)
        gates = [record for door in doors for record in _gate(settings, door)]
        yield Table(T("what must be there to leave a stage on the path {path}", path=name), _GATES, gates)
    exits = [record for each in workflow.exits for record in _exit(settings, each)]
    yield Table(T("ways out of the loop, each with a reason"), _EXITS, exits)
    waits = [{"code": code, "label": settings.named("wait", code)} for code in workflow.waits]
    yield Table(T("reasons to wait"), _WORDS, [{**each, "label": str(each["label"])} for each in waits])
    if workflow.overrides:
        who = {"who": tr(obstacles.holders(settings, workflow.overrides))}
        yield Table(T("who may let a case pass what a rule forbids"), (Column("who", T("role")),), [who])
    less = [
        {"field": asking.label(name), "who": obstacles.holders(settings, roles) if roles else T("anybody")}
        for name, roles in workflow.lowering.items()
    ]
    yield Table(T("facts that are made less only with a reason"), _LESS, less)
    handed = [
        {"team": tr(T("every team")) if team == "*" else str(settings.named("team", team)), "needs": said, "name": name}
        for team, said, name in chart.handovers(workflow.handovers)
    ]
    yield Table(T("what must be filled in before a team is asked to take a case over"), _HANDOVERS, handed)


def _route(settings: Settings, route: Route) -> Text:
    """A path with the cases that begin on it and those that may go on along it."""
    said = T("path {path}", path=settings.named("path", route.name))
    if route.when:
        said = T("{said}; new cases: {cases}", said=said, cases=chart.condition(settings, route.when))
    if route.only:
        said = T("{said}; only: {cases}", said=said, cases=chart.condition(settings, route.only))
    return said


def _move(settings: Settings, move: Move) -> Record:
    return {
        "from": str(settings.named("stage", move.source)),
        "to": str(settings.named("stage", move.target)),
        "who": obstacles.holders(settings, move.roles) if move.roles else T("anybody"),
        "reason": T("needed") if move.reason else "",
        "clears": chart.joined(map(asking.label, move.clears)),
        "renews": chart.joined(map(asking.label, move.renews)),
    }


def _gate(settings: Settings, door: Door) -> Iterator[Record]:
    """One line a thing asked for; what it shares with the line above is said once."""
    stage, cases = str(settings.named("stage", door.stage)), chart.condition(settings, door.when)
    for number, ask in enumerate(door.asks):
        head = {"from": "" if number else stage, "cases": "" if number else (cases if door.when else T("all"))}
        yield {**head, "needs": ask.said, "name": ask.name}


def _exit(settings: Settings, way: Exit) -> Iterator[Record]:
    stages = chart.named(settings, "stage", way.stages) if way.stages else T("every stage")
    asked = [*chart.asks(settings, way.needs)]
    if way.link:
        asked.append(Ask(T("the other case"), "--of"))
    for number, ask in enumerate(asked or [Ask(Text("", {}), "")]):
        head = {"exit": "" if number else str(settings.named("exit", way.name)), "from": "" if number else stages}
        yield {**head, "needs": ask.said, "name": ask.name}


def _chart(settings: Settings, view: View) -> str:
    workflow = settings.workflow
    several = len(view.routes(workflow)) > 1
    boxes = [flowchart.Box(stage, chart.named(settings, "stage", [stage])) for stage in workflow.stages]
    arrows = []
    for move, paths in chart.arrows(workflow, view).items():
        told = [chart.named(settings, "path", paths)] if several else []
        told += [T("with a reason")] if move.reason else []
        told += [T("only {roles}", roles=", ".join(move.roles))] if move.roles else []
        arrows.append(flowchart.Arrow(move.source, move.target, chart.joined(told)))
    boxes += [
        flowchart.Box(f"exit {way.name}", chart.named(settings, "exit", [way.name]), rounded=True)
        for way in workflow.exits
    ]
    everywhere = [way for way in workflow.exits if not way.stages]
    boxes += [flowchart.Box("everywhere", T("from every stage"), rounded=True)] if everywhere else []
    for way in workflow.exits:
        sources = way.stages or ("everywhere",)
        arrows += [flowchart.Arrow(source, f"exit {way.name}", dotted=True) for source in sources]
    return flowchart.mermaid(boxes, arrows)


def _rules(settings: Settings, view: View) -> Iterator[Record]:
    """One rule a row, in the words of svc.yaml."""
    workflow = settings.workflow
    for route in view.routes(workflow):
        yield _rule("path", path=route.name, when=_plain(route.when))
        for move in route.moves:
            yield _rule(
                "move", path=route.name, source=move.source, to=move.target, reason=move.reason, roles=move.roles,
                clears=move.clears, renews=move.renews,
            )  # fmt: skip
        for door in chart.doors(settings, route, view):
            needs = tuple(ask.name for ask in door.asks)
            yield _rule("gate", path=route.name, source=door.stage, when=_plain(door.when), needs=needs)
    for way in workflow.exits:
        needs = tuple(ask.name for ask in chart.asks(settings, way.needs))
        for stage in way.stages or ("*",):
            yield _rule("exit", source=stage, to=way.name, reason=True, needs=needs)
    for reason in workflow.waits:
        yield _rule("wait", to=reason)
    if workflow.overrides:
        yield _rule("override", reason=True, roles=workflow.overrides)
    for name, roles in workflow.lowering.items():
        yield _rule("lowering", to=name, reason=True, roles=roles)
    for team, _, names in chart.handovers(workflow.handovers):
        yield _rule("handover", to=team, needs=tuple(names.split(", ")))


def _rule(
    rule: str,
    path: str = "",
    source: str = "",
    to: str = "",
    when: str = "",
    reason: bool = False,
    roles: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    clears: tuple[str, ...] = (),
    renews: tuple[str, ...] = (),
) -> Record:
    return {"rule": rule, "path": path, "from": source, "to": to, "when": when, "reason": reason,
            "roles": roles, "needs": needs, "clears": clears, "renews": renews}  # fmt: skip


def _plain(when: When) -> str:
    """A condition in the words of queries: ``type:enquiry,suggestion severity:minor``."""
    return " ".join(f"{name}:{','.join(values)}" for name, values in when.items())
