"""The usual repository, found without asking Git: a folder ``.git`` with nothing unusual in its configuration.

Whatever is not quite so (a linked work tree, a submodule, another user's folder, SHA-256, ``core.worktree``, an
include) is Git's to tell; see :func:`svc.store.git.find`.
"""

from __future__ import annotations

import os
import stat

from svc.paths import Path
from svc.store.git import Git, Repo, find

_TELLING = (b"worktree", b"include", b"extensions", b"bare")
"""What a configuration may hold that says where a repository lies, and how."""
_USUAL = b"bare = false"


def repository(directory: Path) -> Repo:
    """The repository that a folder, given by its real path, belongs to. Raises StateError as ``find`` does."""
    return _usual(directory) or find(Git(directory))


def _usual(directory: Path) -> Repo | None:
    if os.name == "nt" or "GIT_CEILING_DIRECTORIES" in os.environ:
        return None
    try:
        top = next(folder for folder in (directory, *directory.parents) if os.path.lexists(folder / ".git"))
        found = _read(top, directory)
        return found if _is_usual(top, directory) and "/.git/" not in f"/{found.prefix.lower()}" else None
    except (OSError, StopIteration):
        return None


def _is_usual(top: Path, directory: Path) -> bool:
    """Whether Git would take it for the repository, and its own configuration says nothing of where things lie."""
    git_dir = top / ".git"
    entries = [os.lstat(top), os.lstat(git_dir)]
    parts = [os.lstat(git_dir / name) for name in ("objects", "refs")]
    if not all(stat.S_ISDIR(held.st_mode) for held in (*entries, *parts)):
        return False
    if any(held.st_uid != os.geteuid() for held in entries) or entries[0].st_dev != os.lstat(directory).st_dev:
        return False
    if not (git_dir / "HEAD").read_bytes().startswith(b"ref: refs/heads/") or (git_dir / "commondir").exists():
        return False
    said = (git_dir / "config").read_bytes().lower().replace(_USUAL, b"")
    return not any(word in said for word in _TELLING)


def _read(top: Path, directory: Path) -> Repo:
    git_dir = top / ".git"
    below = os.fspath(directory)[len(os.fspath(top)) :].strip("/")
    return Repo(
        top=top, git_dir=git_dir, common_dir=git_dir, hooks_dir=git_dir / "hooks", prefix=f"{below}/" if below else "",
        shallow=(git_dir / "shallow").exists(), algorithm="sha1",
    )  # fmt: skip
