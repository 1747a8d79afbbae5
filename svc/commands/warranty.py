"""svc warranty: what a case or a machine is entitled to, and why."""

from __future__ import annotations

from svc import terminal
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.commands.entitlement import Entitlement, Matter
from svc.errors import RefusedError, T, UsageError
from svc.model import Case, Change
from svc.options import Arg, How, Opt, Said
from svc.schema.settings import Settings
from svc.spare import date
from svc.typed import Annotated
from svc.warranty import settling
from svc.warranty.judging import UNKNOWN

HELP = T(
    """Tells line by line what a case is entitled to on the day of its fault: from when each term runs, what was added,
until when; by component and by parts, labour and travel; what the law and the agreements give, and who pays.
It is provisional until it is known what is broken. --settle writes what holds then into the case, as an event.
The key of an asset instead of a case asks of a machine, for today or the day of --on.

Examples:
  svc warranty @
  svc warranty 7K3M --component compressor
  svc warranty 7K3M --settle --component compressor -m 'Winding burnt out.'
  svc warranty HF-20.2607A00417 --on 2027-01-31
  svc warranty 7K3M --json
"""
)


def run(
    ctx: Context,
    id: Annotated[str, Arg(metavar="ID", help=T("a case, by a part of its id or @, or the key of an asset"))],
    on: Annotated[str, Opt("--on", metavar="DATE", help=T("for a fault on that day"))] = "",
    component: Annotated[str, Opt("--component", metavar="NAME", help=T("what was found broken"))] = "",
    settle: Annotated[bool, Opt("--settle", help=T("write what holds into the case"))] = False,
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Tell, or settle, what a case or a machine is entitled to."""
    day = _day(ctx, on) if on else None
    if settle:
        return _settle(ctx, id, day, component, ctx.said(*words), how)
    known = Entitlement(ctx, ctx.settings)
    machine = known.asset(id)
    several: list[Matter] = []
    if machine:
        case, found = None, known.of_asset(machine, day, component)
    else:
        case = ctx.store.load(ctx.path(id))
        found = known.of_case(case, day, component)
        several = [known.of_case(one, day, component) for one in settling.by_machine(case)]
    _refuse_unknown(found, component)
    if how.json:
        from svc.commands import entitled_data
        from svc.render.table import to_json

        each = [entitled_data.record(None, one) for one in several]
        terminal.out(to_json(entitled_data.record(case, found) | ({"items": each} if each else {})))
    else:
        from svc.commands import entitled

        pages = [entitled.page(ctx, None, one) for one in several]
        if not several or case is None or (case.text("product") and case.text("serial")):
            pages.insert(0, entitled.page(ctx, case, found))
        else:
            pages.insert(0, entitled.of_several(ctx, case, found, several))
        terminal.out("\n".join(pages), paged=True)
    return 0


def _day(ctx: Context, word: str) -> date:
    """The day that somebody named, of the past or to come. Raises UsageError."""
    from svc.dates.words import EITHER, Meant

    return ctx.hearing(word, EITHER, Meant.told_instant).single().start.date()


def _settle(ctx: Context, word: str, day: date | None, component: str, reason: str, how: How) -> int:
    """Write the verdict for what was found broken into a case."""
    if day:
        raise UsageError(T("--settle is for the day on which the fault occurred"),
                         T("svc correct {id} --set occurred_at=... puts that right", id=word))  # fmt: skip

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        found = Entitlement(ctx, rules).of_case(case, None, component)
        _refuse_unknown(found, component)
        if not found.final:
            raise RefusedError(T("it is not known yet what is broken"),
                               T("svc warranty {id} --settle --component NAME", id=case.id))  # fmt: skip
        if found.state == UNKNOWN:
            raise RefusedError(found.lacking or T("whether it is in warranty cannot be told"),
                               T("svc warranty {id} tells why", id=case.id))  # fmt: skip
        named = found.judgement.component if found.judgement else ""
        return settling.settle(rules, case, clerk, found.state, named, reason)

    return ctx.change([word], verb, how)


def _refuse_unknown(found: Matter, component: str) -> None:
    """Refuse a component that the product has not. Raises UsageError."""
    known = found.components()
    if component and known and component not in known:
        said = T("{name} is no component of {product}", name=component, product=found.product.get("id", ""))
        raise UsageError(said, T("it has: {names}", names=", ".join(known)))
