"""Who changed a field on a side of a merge, and when."""

from __future__ import annotations

from svc.model import Case, InvalidFileError, Value, is_empty
from svc.store.desk import Store
from svc.store.merge.gone import FILE
from svc.store.merge.holding import known_field
from svc.store.merge.story import tell
from svc.store.merge.unmerged import Unmerged
from svc.store.reading import to_case
from svc.store.source import decode
from svc.typed import NamedTuple

_HEADS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "REVERT_HEAD")
_MOST = 50
"""Commits looked at on a side."""


class Origin(NamedTuple):
    """Who did it, and when as a file would write it; empty where it cannot be told."""

    by: str = ""
    at: str = ""


class Version(NamedTuple):
    """A file as a commit left it, and as that one's parents had it."""

    origin: Origin
    case: Case
    before: tuple[Case, ...]


class Origins:
    """Where the values of one unmerged file come from.

    ``sides`` are the two commits, where they are not the ones that a merge of Git's is at work on.
    """

    def __init__(self, store: Store, one: Unmerged, sides: tuple[str, str] = ("HEAD", "")) -> None:
        base, ours, theirs = (_case(text or "", one.path) for text in (one.base, one.ours, one.theirs))
        story = tell(base.data, ours.data, theirs.data, {})
        here, other = sides
        if not other:
            other = next((name for name in _HEADS if one.in_index and (store.repo.git_dir / name).exists()), "")
        self._sides = (
            (ours, story.ours, _versions(store, one.path, here, other) if other else []),
            (theirs, story.theirs, _versions(store, one.path, other, here) if other else []),
        )

    def of(self, field: str, side: int) -> Origin:
        """Who gave a field its value on ours (0) or theirs (1): the event that tells it, else the commit."""
        case, told, versions = self._sides[side]
        if field == FILE:
            return versions[0].origin if versions else Origin()
        ids = told.of(field)
        event = next((e for e in reversed(told.events) if e.id in ids), None)
        if event:
            return Origin(event.recorded_by or event.by, event.entered.isoformat(timespec="seconds"))
        owner = known_field(field)
        return _since(versions, owner, case.get(owner))


def _since(versions: list[Version], field: str, value: Value) -> Origin:
    """The newest commit that gave the field this value."""
    for version in versions:
        if _says(version.case, field, value) and not any(_says(case, field, value) for case in version.before):
            return version.origin
    return Origin()


def _says(case: Case, field: str, value: Value) -> bool:
    held = case.get(field)
    return held == value or (is_empty(held) and is_empty(value))


def _versions(store: Store, path: str, side: str, other: str) -> list[Version]:
    """The versions of a file that one side made, the newest first."""
    name = store.repo.prefix + path
    out = store.git.run("log", f"-n{_MOST}", "--format=%H%x00%P%x00%an%x00%aI", side, "--not", other, "--", name)
    rows = [row.split("\0") for row in out.decode(errors="replace").splitlines()]
    commits = list(dict.fromkeys(commit for row in rows for commit in (row[0], *row[1].split())))
    held = store.git.objects([f"{commit}:{name}" for commit in commits])
    cases = {
        commit: _case(blob[2].decode("utf-8", "replace") if blob else "", path)
        for commit, blob in zip(commits, held, strict=True)
    }
    return [
        Version(Origin(by, at), cases[commit], tuple(cases[parent] for parent in parents.split()))
        for commit, parents, by, at in rows
    ]


def _case(text: str, path: str) -> Case:
    try:
        return to_case(decode(text.encode(), path, mend=True), path)
    except InvalidFileError:
        return Case({}, path)
