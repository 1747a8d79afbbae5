"""What ends a target that is open, as the line to type."""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Case
from svc.schema.policy import Policies
from svc.schema.settings import Settings
from svc.sla.clocks import PROMISE

CONTACTS = ("acknowledge", "first_response", "next_response", "update")
"""The targets that a word to the customer ends."""


def ended_by(name: str, settings: Settings, rules: Policies, of: Case | None = None) -> Text | None:
    """What ends a target, with its line; None for one of the desk's own. ``of``: the case, any where none is named."""
    case = of.id if of else "ID"
    if name == "resolve":
        stages = settings.workflow.stages
        further = stages[min(stages.index(rules.resolution) + 1, len(stages) - 1)]
        route = settings.workflow.route(of.route) if of else None
        if route and all(move.target != further for move in route.moves):
            return T("svc close {id}", id=case)
        return T("svc move {id} {stage}", id=case, stage=settings.typed("stage", further))
    if name in CONTACTS:
        return T("svc contact {id} out", id=case)
    ways = {
        "own": T("svc assign {id} WHO", id=case),
        "triage": T("svc triage {id} OUTCOME --told", id=case),
        "contain": T("svc contain {id}", id=case),
        "restore": T("svc restore {id}", id=case),
        "handover": T("svc handover {id} --accept", id=case),
        PROMISE: T("svc promise {id} --kept", id=case),
    }
    return ways.get(name)
