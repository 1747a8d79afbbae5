"""Moving a branch from one commit to the next by compare-and-swap, and making that last."""

from __future__ import annotations

import os
import time

from svc.paths import Path
from svc.spare import suppress
from svc.store import files, gitlocks
from svc.store.git import Git, GitError, Head, Repo, tip
from svc.store.process import Watch
from svc.typed import Callable, Iterable, Mapping

WAIT = 10.0
"""Seconds to wait for a git of the user's that holds the branch, and for ours to hold it."""
_LOG_LENGTH = 200
_LET_GO = 1
"""The status of a git that was asked for nothing more: it says 0 itself."""
PRIVATE = "refs/svc/stream"
"""Where a stream makes its commits; gone when it is done."""


def move(
    git: Git, repo: Repo, at: Head, commit: str, message: str, said: Mapping[str, str], ready: Callable[[], None]
) -> bool:
    """Move the branch if it still stands where the write began.

    ``ready`` runs while the branch is held and about to move; what it raises leaves the branch where it is. After a
    failure the branch itself is asked. Raises GitError, StateError; then it did not move.
    """
    old = at.commit or "0" * (2 * repo.id_length)
    line = f"svc: {message.partition(chr(10))[0]}"[:_LOG_LENGTH]
    args = ("update-ref", "--create-reflog", "-m", line, "--stdin")
    deadline = time.monotonic() + WAIT
    again, killed = True, 0
    while True:
        code, words = _transact(git, args, f"update {at.ref} {commit} {old}\n", said, ready)
        now = commit if code == 0 else tip(git, at.ref)
        if now == commit:
            return True
        if now != at.commit:
            return False
        killed += code < 0
        if not again or killed > 1 or time.monotonic() > deadline:
            raise GitError(args, code, words)
        again = _wait_for_locks(repo, at.ref)


def _transact(
    git: Git, args: tuple[str, ...], line: str, said: Mapping[str, str], ready: Callable[[], None]
) -> tuple[int, str]:
    """Hold the branch, run ``ready``, move it: 0 only if it moved, else an exit status, and what Git complained of."""
    with git.start(*args, env=said) as talk:
        assert talk.stdin
        assert talk.stdout
        limit = Watch(WAIT, talk.stdin.close)  # without more words Git lets go of the branch
        with suppress(BrokenPipeError):
            talk.stdin.write(f"start\n{line}prepare\n".encode())
            talk.stdin.flush()
        held = any(answer.strip() == b"prepare: ok" for answer in iter(talk.stdout.readline, b""))
        limit.end()
        if talk.stdin.closed:
            talk.stdin, held = None, False
        last = None
        try:
            if held:
                ready()
                last = b"commit\n"
        finally:
            complaint = talk.communicate(last)[1]
    return talk.returncode or (0 if held else _LET_GO), complaint.decode(errors="replace")


def _wait_for_locks(repo: Repo, ref: str) -> bool:
    """Whether trying again may help: a lock was in the way."""
    locks = (repo.common_dir / f"{ref}.lock", repo.git_dir / "HEAD.lock")
    if not any(lock.exists() for lock in locks):
        return False
    gitlocks.reclaim(repo, ref)
    return True


def sync_objects(repo: Repo, ids: Iterable[str]) -> None:
    """Make the names of loose objects last; Git syncs only what they hold."""
    objects = repo.common_dir / "objects"
    for folder in sorted({name[:2] for name in ids}):
        files.sync_folder(objects / folder)
    files.sync_folder(objects)


def sync_ref(repo: Repo, ref: str) -> None:
    """Make the new value of a branch last; Git syncs the file but not its name."""
    files.sync_folder(Path(os.path.dirname(repo.common_dir / ref)))
    files.sync_folder(repo.common_dir)


def sync_packs(repo: Repo) -> None:
    """Make the names of new packs last, and of what was unpacked."""
    objects = repo.common_dir / "objects"
    for folder in (*objects.iterdir(), objects):
        if folder.is_dir():
            files.sync_folder(folder)


def drop(git: Git, ref: str) -> None:
    """Take a ref of ours away. Raises GitError."""
    if tip(git, ref):
        git.run("update-ref", "-d", ref)
