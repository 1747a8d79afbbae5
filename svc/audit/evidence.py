"""What an audit looks at: what each commit says of itself, and what it did to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from svc.errors import Text
from svc.model import Case
from svc.typed import NamedTuple


class Witness(NamedTuple):
    """One commit. ``at`` is its author date, ``committed`` when it came into the repository.

    ``trailers`` are those that svc writes, none where svc did not write it. ``before`` is the latest date at which one
    of its parents was committed. ``parents``: how many it has.
    """

    commit: str
    at: datetime
    committed: datetime
    mail: str
    trailers: Mapping[str, str]
    parents: int
    before: datetime | None


class Act(NamedTuple):
    """What a commit did to a case file.

    ``befores``: the case as each parent has it, without data where it has none; ``after`` is None where the file is
    gone. ``unreadable``: why a version cannot be read, ``""`` where all can.
    """

    witness: Witness
    path: str
    befores: tuple[Case, ...]
    after: Case | None
    unreadable: str = ""


class Limits(NamedTuple):
    """What is let pass: how long after it happened something may be entered, how far clocks may be apart."""

    late_entry: timedelta = timedelta(hours=72)
    skew: timedelta = timedelta(minutes=5)


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
