"""What ends when a case is closed: its waits, and what nobody has answered yet. The log shows each."""

from __future__ import annotations

from svc import verbs, waits
from svc.clerk import Clerk
from svc.model import Case, Change
from svc.schema import pending


def end_all(case: Case, clerk: Clerk) -> Change:
    """End every wait, handover and escalation that is open: a closed case asks nobody for anything."""
    ended = waits.end_all(case, clerk)
    asked = [("handover", event) for event in pending.handovers(case.events)]
    asked += [("escalate", event) for event in pending.escalations(case.events)]
    told = [clerk.event(case, kind, {"of": event.id, "state": "withdrawn"}) for kind, event in asked]
    return verbs.joined(ended, Change({}, tuple(told)))
