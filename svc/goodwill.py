"""Goodwill: what the desk pays without owing it. It needs a reason, by whichever door it comes."""

from __future__ import annotations

from svc.errors import RefusedError, T
from svc.model import Case, Value
from svc.typed import Mapping

GOODWILL = "goodwill"
"""The code of ``charge``, who pays."""


def refuse(case: Case, sets: Mapping[str, Value], reason: str) -> None:
    """Refuse goodwill for which nobody says why. Raises RefusedError."""
    if sets.get("charge") == GOODWILL != case.text("charge") and not reason.strip():
        raise RefusedError(T("goodwill needs a reason"), T("add -m 'why'"))


def refuse_at_birth(values: Mapping[str, Value]) -> None:
    """Refuse to open a case with goodwill: its log would not say why. Raises RefusedError."""
    if values.get("charge") == GOODWILL:
        raise RefusedError(
            T("goodwill needs a reason"), T("open it without; then svc edit @ --set charge=goodwill -m 'why'")
        )
