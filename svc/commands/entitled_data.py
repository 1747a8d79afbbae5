"""What ``svc warranty --json`` prints: dates as ISO texts, lengths as svc.yaml writes them."""

from __future__ import annotations

from svc.commands.entitlement import Matter
from svc.model import Case
from svc.typed import Any
from svc.warranty.claims import Claim
from svc.warranty.judging import Finding
from svc.warranty.running import Course, Step


def record(case: Case | None, found: Matter) -> dict[str, object]:
    """All that was found."""
    judged = found.judgement
    told: dict[str, Any] = {
        "id": case.id if case else "", "asset": found.key, "day": found.day, "told_by": found.told_by,
        "state": found.state, "final": found.final, "lacking": str(found.lacking or ""),
    }  # fmt: skip
    if judged:
        told |= {
            "component": judged.component,
            "charge": judged.charge,
            "findings": [_finding(each) for each in judged.findings],
            "terms": [_course(each) for each in judged.courses],
            "law": [_claim(each) for each in judged.claims],
            "agreements": [
                {"id": each.id, "what": each.what, "from": each.since, "until": each.until, "covers": list(each.covers)}
                for each in judged.agreements
            ],
        }
    plain: dict[str, object] = _plain(told)
    return plain


def _finding(found: Finding) -> dict[str, object]:
    costs = {
        kind: {"state": one.state, "until": one.until, "by": one.by, "law": one.is_law, "pays": found.pays[kind]}
        for kind, one in found.verdicts.items()
    }
    return {"component": found.component, "state": found.state, "charge": found.charge, "costs": costs}


def _course(found: Course) -> dict[str, object]:
    return {
        "id": found.term.id, "component": found.component, "covers": list(found.term.covers), "from": found.begin,
        "until": found.until, "latest": found.latest, "applies": found.applies, "missing": list(found.missing),
        "steps": list(map(_step, found.steps)),
    }  # fmt: skip


def _step(step: Step) -> dict[str, object]:
    return {"kind": step.kind, "what": step.what, "day": step.day, "end": step.end,
            "adds": str(step.span) if any(step.span) else "", "until": step.until, "why": step.why}  # fmt: skip


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "rule": claim.rule.name, "law": dict(claim.rule.law), "state": claim.state, "gives": list(claim.rule.gives),
        "until": claim.course.until, "repairs": [one.case for one in claim.counted], "days": claim.days,
        "burden_until": claim.burden, "unknown": list(claim.unknown),
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """The value without what is empty, dates as texts."""
    if isinstance(value, dict):
        held = {key: _plain(each) for key, each in value.items()}
        return {key: each for key, each in held.items() if each not in ("", None, [], {}) or key == "component"}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
