"""Finishing or undoing what a kill left half done. Runs at the start of every write, under the lock."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from svc.errors import StateError, T, Text
from svc.store import files, journal
from svc.store.git import Git, GitError, Repo, tip
from svc.store.snapshot import Snapshot


def heal(git: Git, repo: Repo) -> list[Text]:
    """Settle every unfinished write of this work tree. Returns what was done, for the user to read."""
    said: list[Text] = []
    for file, intent in journal.abandoned(repo.own_dir):
        _put_back(git, repo, intent)
        files.remove(file)
    intent = journal.pending(repo.own_dir)
    if intent is None:
        return said
    for stale in _locks(repo, intent.ref):
        _reclaim(repo, stale)
    if _contains(git, tip(git, intent.ref), intent.new):
        _finish(git, repo, intent)
        said.append(T("finished the write of a stopped command: {commit}", commit=intent.new[:10]))
    journal.done(repo.own_dir)
    return said


def _snapshot(git: Git, repo: Repo, intent: journal.Intent) -> tuple[Snapshot, dict[str, journal.Touch]]:
    snapshot = Snapshot(git, repo, tip(git, intent.ref))
    touched = {t.path.removeprefix(repo.prefix): t for t in intent.touched}
    snapshot.preload(list(touched))
    return snapshot, touched


def _finish(git: Git, repo: Repo, intent: journal.Intent) -> None:
    """The commit landed: files that nobody edited since get what the branch holds now, index entries too."""
    if _branch(git) != intent.ref:
        return
    snapshot, touched = _snapshot(git, repo, intent)
    ours = []
    for path, touch in touched.items():
        held = snapshot.id_of(snapshot.at_work(path))
        if held in (touch.before, touch.after, snapshot.blob(path)):
            _write(snapshot, path, files.normal(snapshot.committed(path)), repo)
            ours.append(touch.path)
    refresh_index(git, ours)


def _put_back(git: Git, repo: Repo, intent: journal.Intent) -> None:
    """Files that stood in the work tree for hooks to see, and were never committed, get their old content."""
    snapshot, touched = _snapshot(git, repo, intent)
    for path, touch in touched.items():
        if snapshot.blob(path) == touch.after or snapshot.id_of(snapshot.at_work(path)) != touch.after:
            continue
        before = git.objects([touch.before])[0] if touch.before else None
        _write(snapshot, path, before[2] if before else None, repo)


def _write(snapshot: Snapshot, path: str, data: bytes | None, repo: Repo) -> None:
    if data is None:
        files.remove(snapshot.place(path))
    elif snapshot.at_work(path) != data:
        files.replace(snapshot.place(path), data, repo.own_dir / "tmp")


def refresh_index(git: Git, paths: list[str]) -> None:
    """Set the user's index entries of these files, named from the top, to what the work tree has.

    Waits a little for a git of the user's that holds the index. Raises GitError.
    """
    args = ("update-index", "-z", "--add", "--remove", "--stdin")
    listed = "".join(f"{p}\0" for p in paths).encode()
    for attempt in range(12):
        done = git.call(*args, data=listed)
        if done.returncode == 0:
            return
        if b"index.lock" not in done.stderr:
            break
        time.sleep(0.02 * (attempt + 1))
    raise GitError(args, done.returncode, done.stderr.decode(errors="replace"))


def _branch(git: Git) -> str:
    done = git.call("symbolic-ref", "-q", "HEAD")
    return done.stdout.decode().strip()


def _contains(git: Git, tip_commit: str, commit: str) -> bool:
    return bool(tip_commit) and git.call("merge-base", "--is-ancestor", commit, tip_commit).returncode == 0


def _locks(repo: Repo, ref: str) -> list[Path]:
    return [repo.common_dir / f"{ref}.lock", repo.git_dir / "HEAD.lock", repo.git_dir / "index.lock"]


def _reclaim(repo: Repo, lock: Path) -> None:
    """Remove a lock file of Git's that a killed child of ours left.

    We hold svc's lock, which Git's children of svc inherit, so none of them lives; another git of the
    user's might. Where that cannot be seen (no /proc) the file is left and named.
    """
    if not lock.exists():
        return
    if git_at_work(repo):
        raise StateError(T("{path} is held by a git that is running", path=lock), T("wait for it to end"))
    if not Path("/proc/self").exists():
        raise StateError(
            T("a stopped command left {path}", path=lock), T("if no git is running here, remove that file")
        )
    files.remove(lock)


def git_at_work(repo: Repo) -> bool:
    """Whether a process named git runs inside this repository (Linux; elsewhere unknown, so False)."""
    inside = {str(repo.top), str(repo.git_dir), str(repo.common_dir)}
    for entry in _processes():
        with contextlib.suppress(OSError):
            if (entry / "comm").read_text().strip().startswith("git"):
                where = os.readlink(entry / "cwd")
                if any(where == top or where.startswith(top + "/") for top in inside):
                    return True
    return False


def _processes() -> list[Path]:
    proc = Path("/proc")
    return [p for p in proc.iterdir() if p.name.isdigit()] if proc.is_dir() else []


def free_ref(repo: Repo, ref: str, attempt: int) -> bool:
    """After a failed move of the branch: whether another try may help. Waits while a git holds the ref."""
    locks = [lock for lock in _locks(repo, ref)[:2] if lock.exists()]
    if not locks:
        return attempt == 0
    if attempt < 5 or git_at_work(repo):
        time.sleep(0.02 * (attempt + 1))
        return True
    for lock in locks:
        _reclaim(repo, lock)
    return True
