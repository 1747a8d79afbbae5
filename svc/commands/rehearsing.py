"""A rehearsal told: which ways each type of case can go, and where one gets stuck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from random import Random

from svc import asking, terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.errors import Several, T, Text, counted
from svc.i18n import tr
from svc.rehearsal import Part, Play, Step, parts, play
from svc.render import page
from svc.render.columns import Column, Record
from svc.render.table import rows

_HEADS = (
    Column("type", T("type")),
    Column("path", T("path")),
    Column("severity", T("severity")),
    Column("facts", T("and")),
    Column("moves", T("moves"), align=">"),
    Column("exits", T("ways out"), align=">"),
    Column("stuck", T("stuck"), align=">"),
)
_STEPS = tuple(
    Column(key, key)
    for key in ("type", "path", "severity", "facts", "from", "to", "exit", "by", "asked", "stuck")
)  # fmt: skip


def run(ctx: Context, kind: str, path: str, severity: str, fmt: str) -> int:
    """Play and tell; 1 when somebody gets stuck."""
    rules = ctx.settings
    found = [play(rules, part, ctx.now, Random(0).randrange) for part in parts(rules, kind, path, severity)]
    stuck = [one for one in found if one.stuck]
    if fmt not in ("table", "md"):
        terminal.out(rows(_STEPS, [_step(one.part, step) for one in found for step in one.steps], fmt))
    elif kind and fmt == "table":
        terminal.out("\n".join(_told(ctx, one, one.steps) for one in found), paged=True)
    else:
        table = rows(_HEADS, [_sum(ctx, one) for one in found], fmt, terminal.width(), terminal.colours())
        terminal.out("\n".join([table, *(_told(ctx, one, one.stuck) for one in stuck)]), paged=True)
    cases = counted(len(found), T("{count} case"), T("{count} cases"))
    if not found:
        terminal.say(T("no case can be so"))
    elif stuck:
        terminal.say(T("{cases} played; stuck: {stuck}", cases=cases, stuck=len(stuck)))
    else:
        terminal.say(T("{cases} played, none gets stuck", cases=cases))
    return 1 if stuck or not found else 0


def _sum(ctx: Context, one: Play) -> Record:
    moves = [step for step in one.steps if not step.exit]
    return {
        **{name: ctx.label(name, str(getattr(one.part, name))) for name in ("type", "path", "severity")},
        "facts": _facts(ctx, one.part), "moves": len(moves), "exits": len(one.steps) - len(moves),
        "stuck": len(one.stuck) or "",
    }  # fmt: skip


def _facts(ctx: Context, part: Part) -> str:
    said = (f"{tr(asking.label(name))}: {ctx.label(asking.group(name), word)}" for name, word in part.facts)
    return ", ".join(said)


def _told(ctx: Context, one: Play, steps: Iterable[Step]) -> str:
    part = one.part
    names = [ctx.label(name, str(getattr(part, name))) for name in ("type", "path", "severity")]
    heading = ", ".join([*filter(None, names), *filter(None, [_facts(ctx, part)])])
    lines: list[Text] = []
    for (source, smooth), group in groupby(steps, lambda step: (step.source, bool(step.exit and not step.stuck))):
        if smooth:
            ways = ", ".join(ctx.label("exit", step.exit) for step in group)
            lines.append(T("{source}: ways out open: {exits}", source=ctx.label("stage", source), exits=ways))
        else:
            lines += [line for step in group for line in _lines(ctx, step)]
    return page.listing(heading, lines, terminal.width(), terminal.colours())


def _lines(ctx: Context, step: Step) -> Iterator[Text]:
    """The way, with what was asked for and filled; then what is in the way."""
    way = {"source": ctx.label("stage", step.source), "target": ctx.label("stage", step.target)}
    said = T("{source} -> {target}", **way)
    if step.exit:
        said = T("{way} as {exit}", way=said, exit=ctx.label("exit", step.exit))
    if step.by:
        said = T("{way}, by {who}", way=said, who=step.by)
    if step.filled:
        said = T("{way}; asked: {asked}", way=said, asked=Several(_asked(ctx, *one) for one in step.filled))
    yield said
    for why in step.stuck:
        yield T("    {stuck}: {why}", stuck=T("stuck"), why=why)


def _asked(ctx: Context, name: str, value: str) -> str:
    """A field that was asked for, with what it was filled with where that matters."""
    said = tr(asking.label(name))
    return f"{said}={wording.value(ctx, name, value)}" if value else said


def _step(part: Part, step: Step) -> Record:
    return {
        "type": part.type, "path": part.path, "severity": part.severity, "facts": dict(part.facts),
        "from": step.source, "to": step.target, "exit": step.exit, "by": step.by,
        "asked": [name for name, _ in step.filled], "stuck": [str(why) for why in step.stuck],
    }  # fmt: skip


