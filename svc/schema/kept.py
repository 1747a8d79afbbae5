"""Settings as plain data and back: what was read out of a svc.yaml once need not be read, and judged, again."""

from __future__ import annotations

from svc import __version__
from svc.schema.audit_rules import AuditRules
from svc.schema.loop import Each, Exit, Gate, Move, Needs, Review, Route, Workflow
from svc.schema.record_rules import PrivacyRules, RecordRules
from svc.schema.settings import Settings
from svc.typed import Any

_RECORDS = {
    kind.__name__: kind
    for kind in (AuditRules, Each, Exit, Gate, Move, Needs, PrivacyRules, RecordRules, Review, Route, Workflow)
}
SHAPE = " ".join((__version__, *Settings._fields, *(f for kind in _RECORDS.values() for f in kind._fields)))
"""Changes with what is read out of a svc.yaml; data of another shape is of no use."""


def flat(settings: Settings) -> dict[str, Any]:
    """The settings as tables, lists and texts."""
    return {name: _flat(value) for name, value in settings._asdict().items()}


def _flat(value: Any) -> Any:
    if isinstance(value, tuple):
        name = type(value).__name__
        return [name if name in _RECORDS else "", *map(_flat, value)]
    if isinstance(value, list):
        return ["[", *map(_flat, value)]
    return {key: _flat(inner) for key, inner in value.items()} if hasattr(value, "items") else value


def whole(data: dict[str, Any]) -> Settings:
    """The settings that some data of :func:`flat` tell."""
    return Settings(**{name: _whole(value) for name, value in data.items()})


def _whole(value: Any) -> Any:
    if isinstance(value, list):
        kind, *rest = value
        inner = [_whole(each) if isinstance(each, (list, dict)) else each for each in rest]
        return inner if kind == "[" else _RECORDS[kind](*inner) if kind else tuple(inner)
    if isinstance(value, dict):
        return {k: _whole(each) if isinstance(each, (list, dict)) else each for k, each in value.items()}
    return value
