"""Contact details that nobody confirmed for too long: asked for while the customer is there."""

from __future__ import annotations

from svc import customers, terminal
from svc.commands.context import Context
from svc.errors import SvcError, T
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
