"""Lock files on refs that a killed git of ours left: known by what they hold, or by nobody being at work."""

from __future__ import annotations

import os
import time

from svc.errors import StateError, T
from svc.paths import Path
from svc.spare import suppress
from svc.store import files
from svc.store.git import Repo
from svc.store.waiting import Wait

WAIT = 5.0
"""Seconds to wait for a git at work."""
_YOUNG = 1.0
"""Seconds that a lock must be old before it counts as left over; no git holds one on a ref that long."""
_OLD = 10.0
"""The same, of a folder that other machines may share."""
_HARMLESS = (b"log", b"show", b"diff", b"blame", b"grep", b"cat-file", b"rev-list", b"shortlog", b"gc", b"maintenance",
             b"repack", b"pack-objects", b"prune", b"fsmonitor--daemon", b"credential-cache--daemon", b"daemon",
             b"upload-pack", b"range-diff", b"config", b"help")  # fmt: skip
"""What may run for long and holds no lock on a branch."""


def reclaim(repo: Repo, ref: str, commit: str = "") -> None:
    """Remove left-over locks on a branch and on HEAD.

    The caller holds svc's lock, which the gits that svc starts inherit, so none of svc's lives. Raises
    StateError when another git is at work, or where that cannot be seen (no /proc).
    """
    for lock in (repo.common_dir / f"{ref}.lock", repo.git_dir / "HEAD.lock"):
        wait = Wait(WAIT, T("waiting for a git command: {path} is there", path=lock))
        while lock.exists() and not _left_over(repo, lock, commit):
            if wait.is_over():
                raise _in_the_way(lock)
            time.sleep(0.02)
        files.remove(lock)


def reclaim_there(folder: Path, ref: str) -> None:
    """Remove a lock on a branch of a repository in another folder, which a git that was killed there left behind.

    Others may be at work there from other machines, where nobody sees them: it must be old, and no git seen.
    """
    for place in (folder, folder / ".git"):
        lock = place / f"{ref}.lock"
        with suppress(OSError):
            age = time.time() - lock.stat().st_mtime
            if age > _OLD and Path("/proc/self").exists() and not _is_any_in({str(place)}):
                files.remove(lock)


def _left_over(repo: Repo, lock: Path, commit: str) -> bool:
    try:
        if commit and lock.read_bytes().strip() == commit.encode():
            return True  # a git of ours wrote it, and none of ours lives
        age = time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return True
    return age > _YOUNG and Path("/proc/self").exists() and not git_at_work(repo)


def _in_the_way(lock: Path) -> StateError:
    return StateError(
        T("a git command is at work here: {path} is there", path=lock),
        T("wait for it to end; if none is running, remove that file"),
    )


def git_at_work(repo: Repo) -> bool:
    """Whether a git that may write runs inside this repository (Linux; elsewhere unknown, so False)."""
    return _is_any_in({str(repo.top), str(repo.git_dir), str(repo.common_dir)})


def _is_any_in(inside: set[str]) -> bool:
    for entry in _processes():
        with suppress(OSError):
            if (entry / "comm").read_text().startswith("git") and not _is_harmless(entry):
                where = os.readlink(entry / "cwd")
                if any(where == top or where.startswith(top + "/") for top in inside):
                    return True
    return False


def _is_harmless(process: Path) -> bool:
    words = (process / "cmdline").read_bytes().split(b"\0")
    return any(word in _HARMLESS for word in words[1:])


def _processes() -> list[Path]:
    proc = Path("/proc")
    return [p for p in proc.iterdir() if p.name.isdigit()] if proc.is_dir() else []
