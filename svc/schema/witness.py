"""What an audit looks at: what each commit says of itself, and what it did to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from svc.model import Case
from svc.typed import NamedTuple


class Signature(NamedTuple):
    """What the signature of a commit or tag shows, by the keys that are allowed.

    ``verdict``: ``none``, there is none; ``foreign``, it is none of SSH's, which alone are judged; ``broken``, it does
    not fit what it signs; ``unknown``, its key is not allowed; ``expired``, not at that time; ``other``, it is the key
    of somebody else than the author; ``good``. ``signer``: whose key it is; ``key``: its fingerprint.
    """

    verdict: str = "none"
    signer: str = ""
    key: str = ""


class Witness(NamedTuple):
    """One commit. ``at`` is its author date, ``committed`` when it came into the repository.

    ``trailers`` are those that svc writes, none where svc did not write it. ``before`` is the latest date at which one
    of its parents was committed. ``parents``: how many it has. ``signature``: None where there are no keys to judge it
    by; ``must_sign``: whether the desk asked for one then.
    """

    commit: str
    at: datetime
    committed: datetime
    mail: str
    trailers: Mapping[str, str]
    parents: int
    before: datetime | None
    signature: Signature | None = None
    must_sign: bool = False


class Act(NamedTuple):
    """What a commit did to a case file.

    ``befores``: the case as each parent has it, without data where it has none; ``after`` is None where the file is
    gone. ``unreadable``: why a version cannot be read, ``""`` where all can. ``redrawn``: ids that two had drawn, each
    with the one that svc gave it when it brought both together; ``befores`` call by those what they speak of.
    """

    witness: Witness
    path: str
    befores: tuple[Case, ...]
    after: Case | None
    unreadable: str = ""
    redrawn: tuple[tuple[str, str], ...] = ()


class Seal(NamedTuple):
    """What somebody stated of a history: its last commit, how many commits and cases it has, a digest over the cases.

    ``name``: the tag, or the file, that says so. ``signature``: None where there are no keys to judge it by.
    """

    name: str
    object: str
    head: str
    commits: int
    cases: int
    digest: str
    signature: Signature | None = None


class Held(NamedTuple):
    """What there is now of what a seal states.

    ``commits`` and ``digest`` are those of the sealed commit, 0 and ``""`` where it is not here; ``is_behind``: whether
    the history stands on it; ``gone``: files of cases that it had. ``commits_now``, ``cases_now``: of the history as it
    is.
    """

    is_behind: bool
    commits: int
    digest: str
    gone: tuple[str, ...]
    commits_now: int
    cases_now: int


class Seen(NamedTuple):
    """The commit that brought a line of ``reviews``: from which address, whose that is (``""`` where no record of a
    person tells), the case as it was then; its signature, None where there are no keys to judge it by, and whether
    the desk asks for one."""

    commit: str
    mail: str
    person: str
    case: Case
    signature: Signature | None = None
    must_sign: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be said against its signature."""
        return self.signature is None or self.signature.verdict == "good"
