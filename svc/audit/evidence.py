"""What an audit lets pass, and what it finds."""

from __future__ import annotations

from datetime import timedelta

from svc.errors import Text
from svc.typed import NamedTuple


class Limits(NamedTuple):
    """What is let pass: how long after it happened something may be entered, how far clocks may be apart."""

    late_entry: timedelta = timedelta(hours=72)
    skew: timedelta = timedelta(minutes=5)


GRADES = ("error", "warning", "info")
"""From the gravest on."""


class Finding(NamedTuple):
    """One thing that the audit found.

    ``grade``: ``error`` is what honest work never leaves behind, ``warning`` what somebody must explain, ``info`` what
    is allowed and told all the same. ``rule`` is a short name that stays.
    """

    grade: str
    rule: str
    path: str
    commit: str
    event: str
    message: Text
