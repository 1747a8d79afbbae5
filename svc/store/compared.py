"""Two revisions of a desk side by side: what came since the one was left for the other."""

from __future__ import annotations

import os
import tempfile

from svc.errors import StateError, T
from svc.store.desk import Store
from svc.store.git import Git
from svc.store.revision import Revision, revision
from svc.typed import NamedTuple


class Touch(NamedTuple):
    """A file that the change touched, its path seen from the desk: how it is now, and its blobs, ``""`` for none."""

    path: str
    mode: str
    old: str
    new: str


class Compared(NamedTuple):
    """A change: the desk whose rules hold, the desk where it began, the desk as it is now, the files it touched."""

    base: Revision
    fork: Revision
    head: Revision
    touched: tuple[Touch, ...]
    is_staged: bool = False


def compared(store: Store, base: str, head: str = "", staged: bool = False) -> Compared:
    """What ``head`` (HEAD where none is named) changed since it was left for ``base``; ``staged``: what the next
    commit would.

    What the base got meanwhile is no part of it. Raises NotFoundError for a revision that is not there, StateError in
    a shallow clone and for histories that have nothing in common.
    """
    if store.repo.shallow:
        said = T("this clone is shallow: the change cannot be told from the rest")
        raise StateError(said, T("git fetch --unshallow"))
    rules, now = revision(store, base), revision(store, head or "HEAD")
    found = store.git.call("merge-base", rules.commit, now.commit)
    common = found.stdout.decode().split()
    if not common:
        raise StateError(T("{base} and {head} have no commit in common", base=base, head=head or "HEAD"))
    last = Revision(store.root, _staged(store)) if staged else now
    return Compared(rules, Revision(store.root, common[0]), last, _touched(store, common[0], last.commit), staged)


def _staged(store: Store) -> str:
    """The tree that the next commit would have."""
    index = os.environ.get("GIT_INDEX_FILE")
    env = {"GIT_INDEX_FILE": os.path.abspath(index)} if index else None
    git = Git(store.repo.top)
    staged = git.run("ls-files", "--stage", "-z", env=env)
    # An index of its own, without the times of files: of the user's, Git would ask filters what is in the files.
    with tempfile.TemporaryDirectory(prefix="svc-staged-") as folder:
        env = {"GIT_INDEX_FILE": os.path.join(folder, "index")}
        git.run("update-index", "-z", "--index-info", data=staged, env=env)
        return git.run("write-tree", env=env).decode().strip()


def _touched(store: Store, old: str, new: str) -> tuple[Touch, ...]:
    args = ("diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", old, new, "--")
    out = store.git.run(*args, *([store.repo.prefix] if store.repo.prefix else []))
    fields = iter(out.decode(errors="surrogateescape").split("\0"))
    found = []
    for field in fields:
        if field.startswith(":"):
            _, mode, before, after, _ = field.split(" ")
            path = next(fields).removeprefix(store.repo.prefix)
            found.append(Touch(path, mode, *(name if name.strip("0") else "" for name in (before, after))))
    return tuple(found)


def texts(store: Store, blobs: list[str]) -> dict[str, bytes]:
    """The bytes of blobs by their ids; what is not there is left out."""
    wanted = list(dict.fromkeys(filter(None, blobs)))
    found = Git(store.root).objects(wanted)
    return {name: item[2] for name, item in zip(wanted, found, strict=True) if item}
