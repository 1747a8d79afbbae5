"""What the records say of a case to whoever takes it up: whom to send, where to, what the customer does not want."""

from __future__ import annotations

from svc import customers, skills
from svc.commands.context import Context
from svc.errors import Several, SvcError, T, Text
from svc.i18n import joined, tr
from svc.model import Case, Record
from svc.render.paint import Label
from svc.schema.kinds import ASSET, CUSTOMER, PRODUCT, Kind, made_key
from svc.spare import suppress
from svc.store import records
from svc.typed import Iterator

_MOST = 3
"""People who are named."""


def lines(ctx: Context, case: Case) -> Iterator[tuple[Label, object]]:
    """The lines for the page of a case."""
    customer = _record(ctx, CUSTOMER, case.text("customer"))
    unwanted = [ctx.label("opt_out", code) for code in customers.opt_outs(customer)] if customer else []
    if unwanted:
        yield T("the customer does not want"), joined(unwanted)
    parts = (case.text("product"), case.text("serial"))
    machine = _record(ctx, ASSET, made_key(parts)) if all(parts) else None
    if machine and machine.text("place"):
        yield T("stands in"), machine.text("place")
    if said := skills_of(ctx, case):
        yield T("skills required"), tr(said)


def skills_of(ctx: Context, case: Case) -> Text | None:
    """The skills that the product of a case takes, and who has them; None where it takes none."""
    product = _record(ctx, PRODUCT, case.text("product"))
    wanted = skills.required(product) if product else []
    if not wanted:
        return None
    who = skills.skilled(wanted, ctx.store.people())
    named = Several([ctx.label("skill", skill) for skill in wanted])
    if not who:
        return T("{skills}: nobody has them all", skills=named)
    return T("{skills}: {people}", skills=named, people=Several(who[:_MOST]))


def _record(ctx: Context, kind: Kind, key: str) -> Record | None:
    """A record that a case names, where there is one that can be read."""
    if not key or not ctx.store.has_record(key, kind.folder):
        return None
    with suppress(SvcError):
        return records.load_one(ctx.store, kind, key)
    return None
