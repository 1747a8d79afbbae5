"""The user's index: held while the branch moves, and brought to the new commit just before it does.

A ``git commit`` of the user's that began between the two would undo our change without a word: it takes its
tree from the index. So ``index.lock`` is ours from before the move until the entries are right. The file says
so: one that a killed svc left is known as such, and the next svc takes it over.
"""

from __future__ import annotations

import os
import time

from svc.errors import StateError, T
from svc.paths import Path
from svc.spare import contextmanager, suppress
from svc.store import files
from svc.store.git import Git, GitError, Repo
from svc.store.objects import FILE, object_id
from svc.store.waiting import Wait
from svc.typed import Iterator, Mapping

WAIT = 10.0
"""Seconds to wait for a git of the user's that holds the index."""
_MARK = b"svc "
_FEW = 100

Entry = tuple[str, str]
"""Mode and blob of a file; the blob is ``""`` for one that is to go."""


def _lock(repo: Repo) -> Path:
    return repo.git_dir / "index.lock"


def is_ours(repo: Repo) -> bool:
    """Whether the lock on the index, if there is one, is svc's."""
    try:
        with _lock(repo).open("rb") as file:
            return file.read(len(_MARK)) == _MARK
    except OSError:
        return False


@contextmanager
def hold(repo: Repo) -> Iterator[None]:
    """Hold the index against Git. The caller holds svc's own lock, so a lock of svc's found here is left over.

    Raises StateError when a git keeps it too long.
    """
    if not is_ours(repo):
        _take(repo)
    try:
        yield
    finally:
        with suppress(OSError):  # left behind, it is known as svc's and taken over
            if is_ours(repo):  # one that holds it for longer lets go only once
                files.remove(_lock(repo))


def _take(repo: Repo) -> None:
    scratch = repo.own_dir / "tmp"
    files.make_folder(scratch, shared=True)
    mine = files.unfinished(_MARK + str(os.getpid()).encode() + b"\n", scratch)
    wait = Wait(WAIT, T("waiting for a git command: {path} is there", path=_lock(repo)))
    try:
        while not _put(mine, _lock(repo)):
            if wait.is_over():
                raise StateError(
                    T("a git command is at work here: {path} is there", path=_lock(repo)),
                    T("wait for it to end; if none is running, remove that file"),
                )
            time.sleep(0.01)
    finally:
        files.remove(mine)


def _put(mine: Path, lock: Path) -> bool:
    """Make the lock, with its content, unless there is one."""
    try:
        os.link(mine, lock)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        with suppress(FileExistsError), lock.open("xb") as file:
            file.write(mine.read_bytes())
            return True
        return False
    return True


def signature(path: Path) -> tuple[int, ...]:
    """What changes when a file is written; ``()`` when there is none."""
    try:
        held = os.stat(path, follow_symlinks=False)
    except OSError:
        return ()
    return held.st_ino, held.st_size, held.st_mtime_ns, held.st_ctime_ns


def index_signature(repo: Repo) -> tuple[int, ...]:
    """What changes when anybody writes the index."""
    return signature(repo.git_dir / "index")


def refresh(git: Git, repo: Repo, entries: Mapping[str, Entry]) -> None:
    """Set these entries, named from the top, while :func:`hold` is in force. Raises GitError, OSError.

    An entry is what the commit has, never what somebody may just be writing into the work tree.
    """
    draft = _draft(repo)
    _fill(git, repo, entries, {"GIT_INDEX_FILE": str(draft)})
    os.replace(draft, repo.git_dir / "index")


def advance(git: Git, repo: Repo, old: str, new: str, refreshed: bool = False) -> None:
    """Bring index and work tree from one commit to another in bulk, while :func:`hold` is in force.

    What the user staged or edited stays. ``refreshed``: what was touched and not changed is no edit. Raises GitError.
    """
    draft = _draft(repo)
    if refreshed:
        git.call("update-index", "-q", "--refresh", env={"GIT_INDEX_FILE": str(draft)})
    since = old or object_id("tree", b"", repo.algorithm)
    git.run("read-tree", "-m", "-u", since, new, env={"GIT_INDEX_FILE": str(draft)})
    os.replace(draft, repo.git_dir / "index")


def _draft(repo: Repo) -> Path:
    """A copy of the index to work on."""
    draft = repo.own_dir / "tmp" / "index"
    files.make_folder(draft.parent, shared=True)
    files.remove(draft.with_name("index.lock"))
    files.remove(draft)
    with suppress(FileNotFoundError):
        _copy(repo.git_dir / "index", draft)
    return draft


def _copy(index: Path, draft: Path) -> None:
    """Git never writes an index in place, so another name for it is as good as a copy."""
    try:
        os.link(index, draft)
    except FileNotFoundError:
        raise
    except OSError:
        import shutil

        shutil.copyfile(index, draft)


def _fill(git: Git, repo: Repo, entries: Mapping[str, Entry], env: dict[str, str]) -> None:
    """By id, and where the work tree has the same content with its time stamps, so that git status is quick."""
    standing = {path: signature(repo.top / path) for path, entry in entries.items() if _stands(repo, path, entry)}
    few = len(entries) <= _FEW and all(blob for _, blob in entries.values())
    if not few or not standing:
        _by_id(git, repo, entries, env)
    stamped = not standing or _stamp(git, _options(entries) if few else [], standing, env)
    if not stamped or any(signature(repo.top / path) != was for path, was in standing.items()):
        _by_id(git, repo, entries, env)


def _stands(repo: Repo, path: str, entry: Entry) -> bool:
    """Whether the work tree has what the entry says; a file with an executable bit is left to its id."""
    if not entry[1] or entry[0] != FILE:
        return False
    try:
        data = files.read(repo.top / path)
    except (OSError, StateError):
        return False
    return data is not None and object_id("blob", data, repo.algorithm) == entry[1]


def _options(entries: Mapping[str, Entry]) -> list[str]:
    return [word for path, (mode, blob) in entries.items() for word in ("--cacheinfo", f"{mode},{blob},{path}")]


def _stamp(git: Git, first: list[str], standing: Mapping[str, object], env: dict[str, str]) -> bool:
    listed = "".join(f"{path}\0" for path in standing).encode(errors="surrogateescape")
    settings = ("-c", "core.fileMode=false", "-c", "core.safecrlf=false")
    done = git.call(*settings, "update-index", "-z", "--add", *first, "--stdin", data=listed, env=env)
    return done.returncode == 0


def _by_id(git: Git, repo: Repo, entries: Mapping[str, Entry], env: dict[str, str]) -> None:
    nothing = "0" * (2 * repo.id_length)
    lines = [f"{mode} {blob}\t{path}\0" if blob else f"0 {nothing}\t{path}\0" for path, (mode, blob) in entries.items()]
    args = ("update-index", "-z", "--add", "--index-info")
    done = git.call(*args, data="".join(lines).encode(errors="surrogateescape"), env=env)
    if done.returncode:
        raise GitError(args, done.returncode, done.stderr.decode(errors="replace"))
