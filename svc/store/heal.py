"""Finishing or undoing what a kill left half done. Runs at the start of every write, under the lock."""

from __future__ import annotations

from svc.errors import StateError, SvcError, T, Text
from svc.paths import Path
from svc.spare import suppress
from svc.store import branch, files, gitlocks, journal, stage
from svc.store.git import Git, Repo, tip
from svc.store.objects import FILE
from svc.store.snapshot import Snapshot


def heal(git: Git, repo: Repo) -> list[Text]:
    """Settle every unfinished write of this work tree. Returns what was done, for the user to read.

    Raises StateError when a git at work is in the way.
    """
    whole = repo._replace(prefix="")  # what is written down is named from the top: another desk may have begun it
    said: list[Text] = []
    intent = journal.pending(repo.own_dir)
    if intent is not None:
        said += _settle(git, whole, intent)
        journal.done(repo.own_dir)
    elif stage.is_ours(repo):
        with stage.hold(repo):
            pass
    for room, ahead in journal.abandoned(repo.own_dir):
        if ahead is not None:
            _put_back(git, whole, ahead)
        journal.forget(room)
    return said


def _settle(git: Git, repo: Repo, intent: journal.Intent) -> list[Text]:
    gitlocks.reclaim(repo, intent.ref, intent.new)
    _clear_stream(git, repo)
    commit = tip(git, "HEAD")
    with stage.hold(repo):
        if not _contains(git, commit, intent.new):
            _take_back(git, repo, intent)
            return []
        _finish(git, repo, intent, Snapshot(git, repo, commit))
    return [T("finished the write of a stopped command: {commit}", commit=intent.new[:10])]


def _clear_stream(git: Git, repo: Repo) -> None:
    """What a stream that did not end left, if it was one: its private ref, and the report of its git's death."""
    gitlocks.reclaim(repo, branch.PRIVATE)
    branch.drop(git, branch.PRIVATE)
    for report in repo.git_dir.glob("fast_import_crash_*"):
        files.remove(report)


def _contains(git: Git, commit: str, older: str) -> bool:
    if not commit or not older:
        return False
    return commit == older or git.call("merge-base", "--is-ancestor", older, commit).returncode == 0


def heal_in_hand(git: Git, repo: Repo) -> None:
    """Settle the write in hand, whose branch did not move. What fails now is left to the next write."""
    with suppress(OSError, SvcError):
        intent = journal.pending(repo.own_dir)
        if intent is not None:
            _take_back(git, repo._replace(prefix=""), intent)
        journal.done(repo.own_dir)


def _take_back(git: Git, repo: Repo, intent: journal.Intent) -> None:
    """The commit did not land: files and index entries that were brought to it go back to what they were."""
    _put_back(git, repo, intent)
    snapshot, entries = Snapshot(git, repo, tip(git, "HEAD")), {}
    paths = [t.path for t in intent.touched]
    with git.reading():
        snapshot.preload(paths)
        for touch, staged in zip(intent.touched, snapshot.indexed(paths), strict=True):
            now = snapshot.blob(touch.path)
            if staged == touch.after != now:
                entries[touch.path] = (snapshot.mode(touch.path) or FILE, now)
    if entries:
        stage.refresh(git, repo, entries)


def _finish(git: Git, repo: Repo, intent: journal.Intent, snapshot: Snapshot) -> None:
    """The commit landed: files that nobody edited since get what HEAD holds now, index entries too."""
    with git.reading():
        paths = [t.path for t in intent.touched]
        snapshot.preload(paths)
        before = [found[1] if found else "" for found in git.objects([f"{intent.old}:{p}" for p in paths])]
        indexed = snapshot.indexed(paths)
    entries = {}
    for touch, old, staged in zip(intent.touched, before, indexed, strict=True):
        now = snapshot.blob(touch.path)
        if _held(snapshot, touch.path) in (touch.before, touch.after, now):
            _write(snapshot, touch.path, files.kept(touch.path, snapshot.committed(touch.path)), repo)
        if staged in (old, touch.before, touch.after):
            entries[touch.path] = (snapshot.mode(touch.path) or FILE, now)
    if entries:
        stage.refresh(git, repo, entries)


def _put_back(git: Git, repo: Repo, intent: journal.Intent) -> None:
    """Files that stood in the work tree for hooks to see, and were never committed, get their old content."""
    snapshot = Snapshot(git, repo, tip(git, "HEAD"))
    snapshot.preload([t.path for t in intent.touched])
    for touch in intent.touched:
        held = _held(snapshot, touch.path)
        if snapshot.blob(touch.path) == touch.after or not (held == touch.after or _is_part(git, snapshot, touch)):
            continue
        before = git.objects([touch.before])[0] if touch.before else None
        _write(snapshot, touch.path, before[2] if before else None, repo)


def _is_part(git: Git, snapshot: Snapshot, touch: journal.Touch) -> bool:
    """Whether the work tree has the beginning of what was to be written: a Git that checks out writes in place."""
    with suppress(StateError):
        held = snapshot.at_work(touch.path)
        whole = git.objects([touch.after])[0] if touch.after and held is not None else None
        return bool(whole and held is not None and len(held) < len(whole[2]) and whole[2].startswith(held))
    return False


def _held(snapshot: Snapshot, path: str) -> str | None:
    """The blob id of the work tree's file, ``""`` for none, None for what svc does not touch: a link, say."""
    with suppress(StateError):
        return snapshot.id_of(snapshot.at_work(path))
    return None


def _write(snapshot: Snapshot, path: str, data: bytes | None, repo: Repo) -> None:
    place = snapshot.place(path)
    if data is None:
        files.remove(place)
        _drop_empty(place.parent, repo.top)
    elif snapshot.at_work(path) != data:
        files.replace(place, data, repo.own_dir / "tmp")


def _drop_empty(folder: Path, top: Path) -> None:
    """Folders that held nothing else go with the file, as Git does it."""
    while folder != top:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
