"""What an audit looks at: what each commit says of itself, and what it did to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

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
