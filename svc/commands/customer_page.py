"""A customer on one page: how to reach them, machines, cases, what was promised, why they may be lost."""

from __future__ import annotations

from svc import customers
from svc.commands import confirming, wording
from svc.commands.context import Context
from svc.commands.record_pages import sections
from svc.errors import T
from svc.i18n import joined, tr
from svc.model import Case, InvalidFileError, Record
from svc.render.page import Section
from svc.render.paint import Label
from svc.schema.fold import arrived
from svc.schema.kinds import ASSET, CUSTOMER
from svc.sla.naming import target_named
from svc.spare import suppress
from svc.store import naming
from svc.typed import Iterable, NamedTuple, Sequence

_PAST = 10
"""Closed cases that are listed."""


class Known(NamedTuple):
    """What the desk knows of a customer beside their record.

    ``late``: the targets that were missed, by case, of open and of new ones.
    """

    customer: Record
    cases: Sequence[Case]
    machines: Sequence[Record]
    late: dict[str, list[str]]


def known(ctx: Context, customer: Record) -> Known:
    """All that names a customer."""
    cases, machines = naming.cases_of_customer(ctx.store, customer.id), naming.machines_of(ctx.store, customer.id)
    cases.sort(key=_age, reverse=True)
    closed = ctx.settings.workflow.closed
    weighed = {case.id: case for case in customers.recent(cases, ctx.now)}
    weighed |= {case.id: case for case in cases if case.stage != closed}
    return Known(customer, cases, machines, _late(ctx, weighed.values()) if weighed else {})


def _age(case: Case) -> str:
    return case.events[0].at.isoformat() if case.events else ""


def _late(ctx: Context, cases: Iterable[Case]) -> dict[str, list[str]]:
    from svc.sla.clocks import standing

    found: dict[str, list[str]] = {}
    with suppress(InvalidFileError):  # while svc.yaml has mistakes in its targets nothing is late
        for case in cases:
            names = [clock.name for clock in standing(case, ctx.terms, ctx.now).clocks if clock.state == "missed"]
            found |= {case.id: names} if names else {}
    return found


def page(ctx: Context, customer: Record) -> list[Section]:
    """The sections of the page."""
    all_of_it = known(ctx, customer)
    closed = ctx.settings.workflow.closed
    open_ones = [case for case in all_of_it.cases if case.stage != closed]
    past = [case for case in all_of_it.cases if case.stage == closed]
    head, *own = sections(ctx, CUSTOMER, customer)
    return [
        head,
        Section(T("may be lost, because of"), customers.at_risk(all_of_it.cases, all_of_it.late, ctx.now)),
        Section(T("to be confirmed"), [(one.what, one.confirmed or T("never"))
                                       for one in customers.stale(customer, confirming.limit(ctx))]),
        Section(T("machines"), [(one.id, _machine(ctx, one)) for one in all_of_it.machines]),
        Section(T("open cases"), [(case.id, _case(ctx, case, all_of_it)) for case in open_ones]),
        Section(T("past cases"), [(case.id, _past(ctx, case)) for case in past[:_PAST]]),
        Section(T("in figures"), _figures(all_of_it, len(open_ones), len(past))),
        *own,
    ]  # fmt: skip


def _machine(ctx: Context, one: Record) -> str:
    told = [wording.value(ctx, name, one.get(name), ASSET.table) for name in ("state", "place", "delivered")]
    return joined(word for word in told if word) or "-"


def _case(ctx: Context, case: Case, all_of_it: Known) -> str:
    late = [tr(T("missed: {targets}", targets=joined(map(target_named, all_of_it.late[case.id]))))
            for _ in [0] if case.id in all_of_it.late]  # fmt: skip
    return "  ".join([ctx.label("type", case.type), ctx.label("stage", case.stage), case.text("title"), *late])


def _past(ctx: Context, case: Case) -> str:
    at = arrived(case.events)
    day = tr(T("closed {day}", day=ctx.minute(at)[:10])) if at else ctx.label("stage", case.stage)
    return "  ".join([ctx.label("type", case.type), day, case.text("title")])


def _figures(all_of_it: Known, opened: int, past: int) -> list[tuple[Label, object]]:
    kept = customers.promises(all_of_it.cases)
    marks = customers.scores(all_of_it.cases)
    return [
        (T("cases"), tr(T("{open} open, {past} closed", open=opened, past=past))),
        (T("promises"), tr(T("{kept} kept, {broken} broken, {open} open", **kept._asdict())) if any(kept) else ""),
        (T("satisfaction"), joined(f"{one.score} ({one.scale}, {one.case})" for one in marks)),
        (T("costs"), joined(map(str, customers.costs(all_of_it.cases)))),
    ]
