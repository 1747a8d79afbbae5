"""svc customer confirm and stale: details that were confirmed today, and those that nobody confirmed for too long."""

from __future__ import annotations

from svc import customers, terminal
from svc.commands import record_lists, recorded
from svc.commands.confirming import limit
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.commands.record_pages import masked
from svc.commands.recorded import Asked
from svc.errors import NotFoundError, T
from svc.i18n import tr
from svc.model import Data, Record, Value, rows
from svc.render.columns import Column
from svc.render.columns import Record as Line
from svc.render.table import rows as render
from svc.schema.kinds import CUSTOMER
from svc.schema.settings import Settings
from svc.store import recording
from svc.typed import Mapping, Sequence

_DETAILS = ("contacts", "addresses")
_HEADS = (
    ("confirmed", T("last confirmed")), ("customer", T("customer")), ("kind", T("kind")), ("what", T("what")),
)  # fmt: skip


def confirmed(customer: Record, ids: Sequence[str], day: str) -> Mapping[str, Value]:
    """The lists of a customer with the details of some ids, or all, confirmed on a day."""
    found: dict[str, Value] = {}
    for field in _DETAILS:
        held: list[Value] = [_dated(row, day) if _is_meant(row, ids) else row for row in rows(customer.get(field))]
        found |= {field: held} if held != customer.get(field) and held else {}
    return found


def _is_meant(row: Data, ids: Sequence[str]) -> bool:
    return not ids or str(row.get("id", "")).upper() in ids


def _dated(row: Data, day: str) -> Data:
    return {**row, "confirmed": day}


def confirm(ctx: Context, words: Sequence[str], asked: Asked) -> int:
    """Write down that details of a customer, of some ids or all, were confirmed today."""
    (customer,) = recorded.named(ctx, CUSTOMER, words[:1])
    ids, day = [word.upper() for word in words[1:]], f"{ctx.now:%Y-%m-%d}"
    known = {str(row.get("id", "")) for field in _DETAILS for row in rows(customer.get(field))}
    for one in ids:
        if one not in known:
            raise NotFoundError(T("{key} has no contact and no address {id}", key=customer.id, id=one),
                                T("svc customer show {key} --json has their ids", key=customer.id))  # fmt: skip

    def sets(held: Record, _: Settings) -> Mapping[str, Value]:
        return confirmed(held, ids, day)

    kept = recording.change(
        ctx.store, CUSTOMER, customer.id, sets, ctx.now, ctx.said(asked.message), not asked.no_verify
    )
    return recorded.tell(ctx, CUSTOMER, kept, asked, T("confirmed"))


def listed(ctx: Context, words: Sequence[str], asked: Asked) -> int:
    """Print the details that are to be confirmed, of customers that answer to a query, the oldest first."""
    found, problems = record_lists.answering(ctx, CUSTOMER, words)
    before = limit(ctx)
    shown = found if asked.unmasked else masked(ctx, CUSTOMER, found)
    lines = sorted(
        ((one.confirmed, customer.id, one.what, CUSTOMER.table.by_path[one.field].label)
         for customer in shown for one in customers.stale(customer, before)),
        key=lambda line: line[:3],
    )  # fmt: skip
    heads = [Column(name, label) for name, label in _HEADS]
    told: list[Line] = [
        {"confirmed": day or tr(T("never")), "customer": name, "kind": tr(label), "what": what}
        for day, name, what, label in lines[: asked.limit or None]
    ]
    fmt = "json" if asked.json else asked.format or ("table" if terminal.is_terminal() else "tsv")
    if told or fmt != "table":
        terminal.out(render(heads, told, fmt, terminal.width(), terminal.colours()), paged=True)
    else:
        terminal.say(T("nothing is to be confirmed"))
    name_problems(problems, len(found))
    return 1 if problems else 0
