"""What is to be said while a customer is there: details that nobody confirmed for too long, ways they do not want."""

from __future__ import annotations

from svc import customers, terminal
from svc.commands.context import Context
from svc.errors import Several, SvcError, T
from svc.model import Case
from svc.schema.kinds import CUSTOMER
from svc.spare import suppress, timedelta

_MOST = 3
"""Details that are named."""


def limit(ctx: Context) -> str:
    """The day before which a confirmation is too old."""
    return f"{ctx.now - timedelta(days=ctx.settings.records.confirm_days):%Y-%m-%d}"


def ask(ctx: Context, name: str) -> None:
    """Say what of a customer is to be confirmed; nothing where there is no record of that key that can be read."""
    if not name or not ctx.store.has_record(name, CUSTOMER.folder):
        return
    from svc.store import records

    with suppress(SvcError):
        customer = records.load_one(ctx.store, CUSTOMER, name)
        found = customers.stale(customer, limit(ctx)) if customer else []
        for one in found[:_MOST]:
            when = one.confirmed or T("never")
            terminal.say(T("please confirm: {what} (last confirmed: {when})", what=one.what, when=when))
        if found:
            terminal.say(T("then: svc customer confirm {key}", key=name))


def remind(ctx: Context, case: Case, via: str) -> None:
    """Say that a customer does not want to be spoken to in this way, and how else they can be reached.

    What was said is kept: it happened.
    """
    from svc.store import records

    with suppress(SvcError):
        customer = records.load_one(ctx.store, CUSTOMER, case.text("customer"))
        if customer and customers.is_unwanted(customer, case, via):
            terminal.complain(T("{key} does not want: {what}", key=customer.id, what=ctx.label("opt_out", via)))
            other = [ctx.label("channel", way) for way in customers.ways(customer)]
            terminal.say(T("they can be reached by: {ways}", ways=Several(other)) if other else
                         T("no other way to reach them is known"))  # fmt: skip
