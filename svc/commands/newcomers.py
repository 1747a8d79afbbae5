"""What is known already of records that were just added: a customer who looks like another one, a recalled machine."""

from __future__ import annotations

from svc.commands.context import Context
from svc.schema.kinds import ASSET, CUSTOMER, Kind
from svc.store import records as book
from svc.typed import Sequence


def tell(ctx: Context, kind: Kind, keys: Sequence[str]) -> None:
    """Say what is to be said of new records. Customers of a table are looked through by ``duplicates``, all at once."""
    if kind is CUSTOMER and len(keys) == 1:
        from svc.commands import duplicates

        new = book.load_one(ctx.store, kind, keys[0])
        if new:
            duplicates.tell_like(ctx, new)
    elif kind is ASSET and keys:
        from svc.commands import campaign

        campaign.tell_machines(ctx, keys)
