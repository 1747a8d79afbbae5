"""A machine on one page, from its dates to its last case; and the machines whose warranty ends soon."""

from __future__ import annotations

from svc import terminal
from svc.commands import record_pages
from svc.commands.context import Context
from svc.commands.entitled import KINDS
from svc.commands.entitlement import Entitlement, Matter
from svc.commands.reading import name_problems
from svc.commands.record_pages import sections
from svc.commands.recorded import Asked
from svc.errors import SvcError, T
from svc.i18n import joined, tr
from svc.likeness import serials
from svc.model import Case, Record
from svc.render.columns import Column
from svc.render.columns import Record as Line
from svc.render.page import Section
from svc.render.paint import Label
from svc.render.table import rows
from svc.schema.kinds import ASSET, folded_serial
from svc.spare import date, timedelta
from svc.typed import Iterator, Sequence
from svc.warranty.judging import IN, Verdict

_HEADS = (
    Column("until", T("last day")), Column("id", T("key")), Column("customer", T("customer")),
    Column("component", T("component")), Column("covers", T("covers")),
)  # fmt: skip


def page(ctx: Context, machine: Record) -> list[Section]:
    """The sections of the page."""
    head, *own = sections(ctx, ASSET, machine)
    cases = sorted(_cases(ctx, machine), key=lambda case: case.events[0].at if case.events else ctx.now)
    return [
        head,
        Section(T("warranty"), _warranty(ctx, machine)),
        Section(T("cases"), [(ctx.minute(case.text("opened_at")), _case(ctx, case)) for case in cases]),
        *own,
    ]


def _cases(ctx: Context, machine: Record) -> list[Case]:
    """The cases about a machine, by its serial number and, where they say one, its product."""
    wanted = folded_serial(machine.text("serial"))
    found = []
    for case in ctx.store.cases()[0]:
        is_of_it = wanted in {folded_serial(number) for number in serials(case)}
        if is_of_it and case.text("product") in ("", machine.text("product")):
            found.append(case)
    return found


def _case(ctx: Context, case: Case) -> str:
    remedy = ctx.label("remedy", case.text("resolution.remedy"))
    said = [case.id, ctx.label("type", case.type), ctx.label("stage", case.stage), remedy, case.text("title")]
    return "  ".join(word for word in said if word)


def _warranty(ctx: Context, machine: Record) -> list[tuple[Label, object]]:
    """What holds today, component by component; why, svc warranty tells."""
    try:
        found = Entitlement(ctx, ctx.settings).of_asset(machine.id)
    except SvcError as error:
        return [(T("not known"), str(error.message))]
    if found.judgement is None:
        return [(T("not known"), tr(found.lacking) if found.lacking else "-")]
    return [
        (one.component or T("the whole machine"), joined(_verdict(ctx, *each) for each in one.verdicts.items()))
        for one in found.judgement.findings
    ]


def _verdict(ctx: Context, kind: str, verdict: Verdict) -> str:
    state = ctx.label("warranty", verdict.state)
    if not verdict.until:
        return tr(T("{what}: {state}", what=KINDS[kind], state=state))
    return tr(T("{what}: {state}, until {day}", what=KINDS[kind], state=state, day=verdict.until))


def expiring(ctx: Context, words: Sequence[str], asked: Asked, within: date) -> int:
    """Print what ends from today to a day, of machines that answer to a query, the first to end first."""
    machines, problems = record_pages.answering(ctx, ASSET, words)
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
