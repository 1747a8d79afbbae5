"""The branch here brought to a commit that came from elsewhere, as the writer brings it to one of its own.

Under svc's lock, with the index and the branch held: what the user has staged or edited is refused or left alone,
never taken along. A kill at any point leaves the old commit or the new one; see ``svc.store.heal``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

from svc.errors import RefusedError, SvcError, T, Text
from svc.store import branch, files, journal, layout, stage
from svc.store.desk import Store
from svc.store.git import Git, Head, Repo, tip
from svc.store.heal import heal_in_hand
from svc.store.objects import FILE
from svc.store.signals import unbroken
from svc.store.snapshot import Snapshot
from svc.store.sync.trees import Change
from svc.store.writer import locked, refuse_half_done, said_of
from svc.typed import NamedTuple

_FEW = 300
"""Files up to which each is written by itself; more are Git's work."""


class Landed(NamedTuple):
    """Whether the branch moved, and what the user should know."""

    moved: bool
    warnings: tuple[Text, ...] = ()


def refuse_work_in_the_way(store: Store, at: Head, changes: Sequence[Change]) -> list[Change]:
    """Refuse where a file that is about to change has edits that are not committed, or is staged.

    Those whose work tree has what they become stand in nobody's way; they are given back. Raises RefusedError.
    """
    plain = [change for change in changes if _is_plain(store.repo, change)]
    snapshot = Snapshot(store.git, store.repo._replace(prefix=""), at.commit, at.ref)
    with store.git.reading():
        paths = [change.path for change in plain]
        snapshot.preload(paths)
        staged = set(snapshot.staged_apart(paths))
    there = []
    for change in plain:
        held = snapshot.id_of(snapshot.at_work(change.path))
        if held not in (change.before.blob, change.after.blob) or change.path in staged:
            raise _in_the_way(change.path)
        there += [change] if held != change.before.blob else []
    _ask_git(store, [change for change in changes if not _is_plain(store.repo, change)])
    return there


def _ask_git(store: Store, changes: Sequence[Change]) -> None:
    """The same for files that Git may filter, or that are no plain files."""
    if not changes:
        return
    paths = [change.path for change in changes]
    few = paths if len(paths) <= _FEW else []
    out = store.git.run("status", "--porcelain=v1", "-z", "-uno", "--no-renames", "--", *few)
    touched = {entry[3:] for entry in out.decode(errors="surrogateescape").split("\0")}
    for change in changes:
        is_new_here = not change.before.blob and os.path.lexists(store.repo.top / change.path)
        if change.path in touched or is_new_here:
            raise _in_the_way(change.path)


def land(store: Store, at: Head, commit: str, changes: Sequence[Change], line: str, said: dict[str, str]) -> Landed:
    """Move the branch to a commit, work tree and index with it; not moved where the branch is no longer at ``at``.

    ``changes`` are the files on the way; ``line`` is for the log of the branch. Raises RefusedError, StateError;
    then nothing moved.
    """
    git, repo = Git(store.repo.top), store.repo
    with locked(git, repo) as warnings:
        refuse_half_done(repo)
        with stage.hold(repo), unbroken():
            if tip(git, at.ref) != at.commit:
                return Landed(False)
            there = refuse_work_in_the_way(store, at, changes)
            touched = tuple(journal.Touch(c.path, c.before.blob, c.after.blob) for c in changes)
            journal.note(repo.own_dir, journal.Intent(at.ref, at.commit, commit, touched))
            branch.sync_objects(repo, [commit])
            ready = partial(_bring, git, repo, at, commit, changes, there, warnings)
            moved = False
            try:
                moved = branch.move(git, repo, at, commit, line, said, ready)
            finally:
                if not moved:
                    heal_in_hand(git, repo)
            if moved:
                _settle(repo, at, warnings)
    return Landed(moved, tuple(warnings))


def _settle(repo: Repo, at: Head, warnings: list[Text]) -> None:
    try:
        branch.sync_ref(repo, at.ref)
        journal.done(repo.own_dir)
    except (OSError, SvcError) as error:
        warnings.append(T("committed, but the disk may not have it yet: {why}", why=said_of(error)))


def _bring(
    git: Git, repo: Repo, at: Head, commit: str, changes: Sequence[Change], there: Sequence[Change],
    warnings: list[Text],
) -> None:  # fmt: skip
    """Work tree and index, while the branch is held. ``there``: the files that are so in the work tree already."""
    if len(changes) > _FEW or not all(_is_plain(repo, change) for change in changes):
        if there:  # Git would take them for edits
            stage.refresh(git, repo, {c.path: (c.after.mode or FILE, c.after.blob) for c in there})
        stage.advance(git, repo, at.commit, commit, refreshed=True)
        return
    snapshot = Snapshot(git, repo._replace(prefix=""), at.commit, at.ref)
    held = git.objects([change.after.blob for change in changes if change.after.blob])
    texts = {found[1]: found[2] for found in held if found}
    for change in changes:
        place = repo.top / change.path
        now = snapshot.id_of(snapshot.at_work(change.path))
        if now == change.after.blob:
            continue
        if now != change.before.blob:
            warnings.append(T("{path} was edited this moment and is left as it is", path=change.path))
        elif change.after.blob:
            files.replace(place, texts[change.after.blob], repo.own_dir / "tmp")
        else:
            files.remove(place)
    stage.refresh(git, repo, {c.path: (c.after.mode or FILE, c.after.blob) for c in changes})


def _is_plain(repo: Repo, change: Change) -> bool:
    """Whether svc writes such a file itself: a record of this desk, a plain one, which no filter of Git's is for."""
    return (
        change.path.startswith(repo.prefix)
        and layout.is_record(change.path.removeprefix(repo.prefix))
        and {change.before.mode, change.after.mode} <= {FILE, ""}
    )


def _in_the_way(path: str) -> RefusedError:
    return RefusedError(
        T("{path} changed elsewhere, and has edits here that are not committed", path=path),
        T("svc commit takes them in; git restore {path} drops them; then svc sync", path=path),
    )
