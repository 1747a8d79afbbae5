"""Drawing cases for a review, so that anybody who has the seed draws the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from svc.model import Case


def drawn(cases: Iterable[Case], count: int, seed: str) -> list[Case]:
    """Some of the cases: those whose SHA-256 over seed, a newline and id is smallest, in the order of their ids.

    A case that comes or goes leaves the others drawn, where there is room; no draw hangs on the order of the cases.
    """
    ranked = sorted(cases, key=lambda case: sha256(f"{seed}\n{case.id}".encode()).hexdigest())
    return sorted(ranked[:count], key=lambda case: case.id)
