"""What a new case takes over from the records of its customer: it does not change when they do. Pure."""

from __future__ import annotations

from svc.entry import Assignment
from svc.model import Record, rows
from svc.schema.kinds import made_key
from svc.typed import Sequence


def taken_over(customer: Record, given: Sequence[Assignment], day: str) -> list[Assignment]:
    """The tier of the customer and the agreement in force on a day (``2026-11-21``), where nothing else was said.

    Of several agreements that hold, none: a person says which.
    """
    said = {one.name: one.value for one in given}
    parts = [str(said.get(name) or "") for name in ("product", "serial")]
    machine = made_key(parts) if all(parts) else ""
    found = {"tier": customer.text("tier"), "agreement": agreement(customer, machine, day)}
    return [Assignment(name, value) for name, value in found.items() if value and name not in said]


def agreement(customer: Record, machine: str, day: str) -> str:
    """The id of the one agreement that holds on a day, for all of the customer's machines or for that one."""
    held = [
        str(one.get("id", ""))
        for one in rows(customer.get("agreements"))
        if str(one.get("from") or day) <= day <= str(one.get("until") or day)
        and (not one.get("assets") or machine in one["assets"])
    ]
    return held[0] if len(held) == 1 else ""
