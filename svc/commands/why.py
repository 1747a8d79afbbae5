"""svc why: why a case is due when it is."""

from __future__ import annotations

from collections.abc import Sequence

from svc import terminal
from svc.commands import for_them, verdicts, viewing
from svc.commands.context import Context
from svc.errors import NotFoundError, Several, T, UsageError
from svc.options import Arg, AsOf, CaseId, Json, Opt, Rev
from svc.sla.clock import Clock
from svc.sla.clocks import Standing, standing
from svc.sla.naming import target_named
from svc.sla.reasons import lines
from svc.typed import Annotated

HELP = T(
    """Tells line by line why each target of a case is met, missed or due when it is: which policy, which hours count,
which do not and for what reason, and the sum. --customer is a page for the customer: what concerns them, no names.

Examples:
  svc why @
  svc why 7K3M resolve
  svc why 7K3M --customer
  svc why 7K3M --as-of '2026-11-20 17:00' --json
  svc why 7K3M --rev HEAD~10
"""
)

def run(
    ctx: Context,
    id: CaseId,
    target: Annotated[Sequence[str], Arg(metavar="TARGET", help=T("these targets only"))] = (),
    customer: Annotated[bool, Opt("--customer", help=T("only what the customer may see"))] = False,
    as_of: AsOf = "",
    rev: Rev = "",
    json: Json = False,
) -> int:
    """Tell why."""
    ctx = viewing.viewed(ctx, rev, as_of)
    case = ctx.store.load(ctx.paths([id])[0])
    found = standing(case, ctx.terms, ctx.now)
    if found.course.opened > ctx.now:
        raise UsageError(T("{id} was opened later than that, at {opened}",
                           id=case.id, opened=verdicts.minute(ctx, found.course.opened)))  # fmt: skip
    clocks = _chosen(found, target, customer)
    if json:
        from svc.render.table import to_json

        told = verdicts.whole(case.id, ctx.now, found, clocks)
        told["targets"] = [_record(ctx, clock, found, customer) for clock in clocks]
        if customer:
            told = for_them.without_internals(told)
        terminal.out(to_json(told))
    else:
        from svc.commands import reckoned

        terminal.out(reckoned.page(ctx, case, found, clocks, customer), paged=True)
    ctx.tell_estimated(pair for clock in clocks for pair in clock.unknown)
    return 0


def _chosen(found: Standing, names: Sequence[str], customer: bool) -> list[Clock]:
    """The clocks asked for. Raises NotFoundError."""
    known = [clock for clock in found.clocks if not customer or clock.name in for_them.NAMES]
    names = [verdicts.meant(name) for name in names]
    for name in names:
        if name not in {clock.name for clock in known}:
            listed = Several(map(target_named, dict.fromkeys(clock.name for clock in known))) or "-"
            raise NotFoundError(T("no target {name} here", name=name), T("these are there: {names}", names=listed))
    return [clock for clock in known if not names or clock.name in names]


def _record(ctx: Context, clock: Clock, found: Standing, customer: bool) -> dict[str, object]:
    """A clock with the rules that held in turn, and its lines."""
    told = [
        {"kind": line.kind, "from": verdicts.utc(line.begin), "to": verdicts.utc(line.end),
         "seconds": line.seconds, "total": line.total, "why": list(line.why), "names": dict(line.names)}
        for line in lines(clock, found, ctx.terms)
    ]  # fmt: skip
    rules = [verdicts.ruling(one) for one in clock.rulings]
    if customer:
        rules = list(map(for_them.without_internals, rules))
        return {**for_them.without_internals(verdicts.record(clock)), "rules": rules, "lines": told}
    return {**verdicts.record(clock), "rules": rules, "lines": told}
