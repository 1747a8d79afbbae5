"""What fields ask for whose names not everybody has met: said where they are to be filled in."""

from __future__ import annotations

from svc.errors import T, Text
from svc.typed import Mapping

MEANINGS: Mapping[str, Text] = {
    "analysis.is": T("what is affected, where, since when, how much"),
    "analysis.is_not": T("what could be affected and is not"),
    "analysis.containment": T("what keeps it from spreading meanwhile"),
    "analysis.escape_cause": T("why nobody noticed before the customer did"),
    "analysis.systemic_cause": T("what in our way of working let it happen"),
    "analysis.evidence": T("what proves the causes"),
    "analysis.risk": T("what can still happen, and to whom"),
    "analysis.plan_b": T("what is done if the remedy fails"),
    "resolution.verification": T("how it was seen that the remedy works"),
    "summary.spread": T("where else it could happen"),
}
