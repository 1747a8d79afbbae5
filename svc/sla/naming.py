"""What the targets are called."""

from __future__ import annotations

from svc.errors import T, Text
from svc.sla.clocks import PROMISE
from svc.typed import Mapping

TARGETS: Mapping[str, Text] = {
    "acknowledge": T("acknowledge"), "first_response": T("first response"), "own": T("taken by somebody"),
    "triage": T("triage told"), "contain": T("contain"), "restore": T("works again"), "resolve": T("resolve"),
    "next_response": T("next response"), "update": T("update"), "handover": T("handover accepted"),
    PROMISE: T("promise"),
}  # fmt: skip


def target_named(name: str) -> Text | str:
    """A target in words; one of the desk's own by its name."""
    return TARGETS.get(name, name)
