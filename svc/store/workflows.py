"""The workflow files of forges: a check of every push, and a report each working day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from svc.errors import RefusedError, T
from svc.store import layout
from svc.store.desk import Store
from svc.store.message import Message
from svc.store.setup import commented
from svc.store.snapshot import Snapshot
from svc.store.writer import Draft, Receipt, Writer
from svc.typed import NamedTuple

_HALF_PAST_EIGHT = (8, 30)
"""When a report is made, where the desk is."""


class _Forge(NamedTuple):
    """Where a forge looks for its files, and the words that differ from the others'."""

    files: dict[str, str]
    words: dict[str, str]


def _actions(folder: str, runner: str, upload: str) -> _Forge:
    names = ("svc-check.yml", "svc-report.yml", "svc-update.yml")
    return _Forge({f"{folder}/{name}": name for name in names}, {"@RUNNER@": runner, "@UPLOAD@": upload})


def _approvals(folder: str, runner: str) -> _Forge:
    """What writes down approvals given on the pages of a forge; asked for by itself, since it pushes."""
    files = {f"{folder}/svc-approvals.yml": "svc-approvals.yml", ".svc/forge-approvals.py": "forge-approvals.py"}
    return _Forge(files, {"@RUNNER@": runner})


_FORGES = {
    "github": _actions(".github/workflows", "ubuntu-latest", "v4"),
    "gitlab": _Forge({".gitlab-ci.yml": "gitlab-ci.yml"}, {}),
    "gitea": _actions(".gitea/workflows", "ubuntu-latest", "v3"),
    "forgejo": _actions(".forgejo/workflows", "docker", "v3"),
    "github-approvals": _approvals(".github/workflows", "ubuntu-latest"),
    "gitea-approvals": _approvals(".gitea/workflows", "ubuntu-latest"),
    "forgejo-approvals": _approvals(".forgejo/workflows", "docker"),
    "server": _Forge({".svc/pre-receive": "pre-receive"}, {}),
}
FORGES = tuple(_FORGES)


def workflow_files(forge: str, now: datetime, zone: str, comment: Callable[[str], str] = str) -> dict[str, bytes]:
    """The files of a forge by their paths from the top of the repository; ``now`` is where the desk is.

    ``comment`` translates what they say of themselves.
    """
    found = {}
    for path, name in _FORGES[forge].files.items():
        text = layout.shipped(f"{layout.TEMPLATES}/ci/{name}").read_text(encoding="utf-8")
        for mark, word in (*_FORGES[forge].words.items(), ("@CRON@", _cron(now))):
            text = text.replace(mark, word)
        # The catalogue knows the comments with the mark of the zone.
        found[path] = commented(text, comment).replace("@ZONE@", zone).encode()
    return found


def _cron(now: datetime) -> str:
    """Every day at half past eight where the desk is, by the offset of today, in the UTC that forges count in."""
    hour, minute = _HALF_PAST_EIGHT
    at = now.replace(hour=hour, minute=minute).astimezone(UTC)
    return f"{at.minute} {at.hour} * * *"


def add_workflows(
    store: Store, forges: Sequence[str], now: datetime, zone: str, comment: Callable[[str], str] = str
) -> tuple[list[str], Receipt]:
    """Commit the files of some forges: their paths.

    Raises RefusedError where one is there already, or the desk is not at the top of its repository.
    """
    if store.repo.prefix:
        said = T("workflow files stand at the top of a repository, and this desk is a folder of one")
        raise RefusedError(said, T("svc init --ci in a repository of its own, then copy and change them"))
    files: dict[str, bytes | None] = {}
    for forge in dict.fromkeys(forges):
        files |= workflow_files(forge, now, zone, comment)

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload(list(files))
        for path in files:
            if snapshot.at_work(path) is not None or snapshot.committed(path) is not None:
                raise RefusedError(T("{path} is there already", path=path), T("move it away, or change it by hand"))
        return Draft(Message("svc: workflow files"), files, now)

    return list(files), Writer(store.repo, store.config).commit(build)
