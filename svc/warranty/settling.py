"""The warranty of a case decided, once it is known what is broken."""

from __future__ import annotations

from svc import workflow
from svc.clerk import Clerk
from svc.model import Case, Change, Data, rows
from svc.schema import fold
from svc.schema.kinds import made_key
from svc.schema.settings import Settings
from svc.words import words

_DIAGNOSIS = ("analysis.fault_code", "analysis.cause_category")


def is_diagnosed(case: Case) -> bool:
    """Whether it is known what is broken."""
    return bool(component_of(case)) or any(case.text(name) for name in _DIAGNOSIS)


def component_of(case: Case) -> str:
    """The component that the last decision on the warranty named; ``""`` for none."""
    told = [event.get("component") for event in fold.valid(case.events) if event.kind == "warranty"]
    return told[-1] if told else ""


def by_machine(case: Case) -> list[Case]:
    """A case with several machines as a case of each in ``items``, those that its head names too left out.

    An item without a product is one of the product in the head.
    """
    machines: dict[str, Case] = {}
    head = _machine(case.data)
    for item in rows(case.get("items")):
        one = {**case.data, "product": item.get("product") or case.get("product"), "serial": item.get("serial", "")}
        if (name := _machine(one)) and name != head:
            machines.setdefault(name, case._replace(data={**one, "items": ""}))
    return list(machines.values())


def _machine(data: Data) -> str:
    parts = [str(data.get(name) or "") for name in ("product", "serial")]
    return made_key(parts) if all(parts) else ""


def settle(settings: Settings, case: Case, clerk: Clerk, state: str, component: str, reason: str) -> Change:
    """Write down what the warranty is, for what was found broken; nothing where it is written already.

    Raises RefusedError.
    """
    workflow.still_open(settings, case)
    told = [event for event in fold.valid(case.events) if event.kind == "warranty"]
    if told and (told[-1].get("to"), told[-1].get("component")) == (state, component):
        return Change()
    said = words(reason)
    text = ": ".join(filter(None, (component, said.subject)))
    data: Data = {"from": case.text("warranty"), "to": state, "component": component, "text": text}
    event = clerk.event(case, "warranty", data)
    return Change({"warranty": state}, (event,), said.note(event), f"warranty {state}")
