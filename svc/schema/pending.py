"""What is open in a case until somebody answers it: promises, handovers, escalations."""

from __future__ import annotations

from svc.model import Event
from svc.schema import fold
from svc.typed import Iterable

_BEGINS = {"promise": "made", "handover": "offered", "escalate": "raised"}


def unanswered(events: Iterable[Event], kind: str) -> list[Event]:
    """The events of a kind that began something which no later one of the kind has ended, the oldest first."""
    told = [e for e in fold.valid(events) if e.kind == kind]
    answered = {e.get("of") for e in told}
    return [e for e in told if e.get("state") == _BEGINS[kind] and e.id not in answered]


def promises(events: Iterable[Event]) -> list[Event]:
    """Promises to the customer, neither kept nor broken yet."""
    return unanswered(events, "promise")


def handovers(events: Iterable[Event]) -> list[Event]:
    """Handovers that nobody has accepted, declined or withdrawn."""
    return unanswered(events, "handover")


def escalations(events: Iterable[Event]) -> list[Event]:
    """Escalations to somebody who has not accepted them."""
    return [e for e in unanswered(events, "escalate") if e.get("to")]


def waits(events: Iterable[Event]) -> list[Event]:
    """The waits that go on."""
    held = fold.open_waits(events)
    return [e for e in events if e.id in held]
