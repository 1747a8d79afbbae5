"""A machine on one page, from its dates to its last case."""

from __future__ import annotations

from svc.commands.context import Context
from svc.commands.entitled import KINDS
from svc.commands.entitlement import Entitlement
from svc.commands.record_pages import sections
from svc.errors import SvcError, T
from svc.i18n import joined, tr
from svc.model import Case, Record
from svc.render.page import Section
from svc.render.paint import Label
from svc.schema.kinds import ASSET
from svc.store import naming
from svc.warranty.judging import Verdict


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
    found = naming.cases_of_serial(ctx.store, machine.text("serial"))
    return [case for case in found if case.text("product") in ("", machine.text("product"))]


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
