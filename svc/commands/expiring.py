"""The machines whose warranty ends soon."""

from __future__ import annotations

from svc import terminal
from svc.commands import record_lists
from svc.commands.context import Context
from svc.commands.entitled import KINDS
from svc.commands.entitlement import Entitlement, Matter
from svc.commands.reading import name_problems
from svc.commands.recorded import Asked
from svc.errors import T
from svc.i18n import joined, tr
from svc.render.columns import Column
from svc.render.columns import Record as Line
from svc.render.table import rows
from svc.schema.kinds import ASSET
from svc.spare import date, timedelta
from svc.typed import Iterator, Sequence
from svc.warranty.judging import IN

_HEADS = (
    Column("until", T("last day")), Column("id", T("key")), Column("customer", T("customer")),
    Column("component", T("component")), Column("covers", T("covers")),
)  # fmt: skip


def expiring(ctx: Context, words: Sequence[str], asked: Asked, within: date) -> int:
    """Print what ends from today to a day, of machines that answer to a query, the first to end first."""
    machines, problems = record_lists.answering(ctx, ASSET, words)
    judge = Entitlement(ctx, ctx.settings)
    told: list[Line] = []
    for machine in machines:
        told += _ending(ctx, judge.of_asset(machine.id), within)
    told.sort(key=lambda line: [str(line[head.key]) for head in _HEADS])
    fmt = "json" if asked.json else asked.format or ("table" if terminal.is_terminal() else "tsv")
    shown = told[: asked.limit or None]
    if shown or fmt != "table":
        terminal.out(rows(_HEADS, shown, fmt, terminal.width(), terminal.colours()), paged=True)
    else:
        terminal.say(T("no warranty ends until {day}", day=within))
    name_problems(problems, len(machines))
    return 1 if problems else 0


def _ending(ctx: Context, found: Matter, within: date) -> Iterator[Line]:
    """What of a machine ends by a day: a line for each component and last day."""
    for one in found.judgement.findings if found.judgement else ():
        days: dict[date, list[str]] = {}
        for kind, verdict in one.verdicts.items():
            if verdict.state == IN and verdict.until and verdict.until <= within:
                days.setdefault(verdict.until, []).append(kind)
        for day, kinds in days.items():
            yield {
                "until": str(day), "id": found.key, "customer": found.asset.get("customer", ""),
                "component": one.component, "covers": joined(tr(KINDS[kind]) for kind in kinds),
            }  # fmt: skip


def until(ctx: Context, word: str) -> date:
    """The day that a length of time or a date means. Raises UsageError."""
    from svc.dates.words import FUTURE, Meant

    if word.endswith("d") and word[:-1].isdecimal():
        return ctx.now.date() + timedelta(days=int(word[:-1]))
    return ctx.hearing(word, FUTURE, Meant.told_instant).single().start.date()
