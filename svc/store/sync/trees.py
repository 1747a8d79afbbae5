"""Commits and trees as Git sees them: what two have otherwise, where they began, what Git's own merge makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from svc.errors import StateError, T
from svc.model import Case, InvalidFileError
from svc.store import files
from svc.store.desk import Store
from svc.store.git import Git, GitError, is_true
from svc.store.objects import object_id, pack
from svc.store.reading import to_case
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.typed import NamedTuple


class Entry(NamedTuple):
    """A file in a tree; the blob is ``""`` where there is none."""

    mode: str
    blob: str


class Change(NamedTuple):
    """A file that is not the same in two commits."""

    path: str
    before: Entry
    after: Entry


def changes(store: Store, old: str, new: str) -> list[Change]:
    """The files of the whole repository that two commits have otherwise; ``old`` may be ``""``."""
    before = old or object_id("tree", b"", store.repo.algorithm)
    out = store.git.run("diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", before, new)
    words = out.decode(errors="surrogateescape").split("\0")
    found = []
    for head, path in zip(words[::2], words[1::2], strict=False):
        mode, later, blob, other, _ = head.removeprefix(":").split(" ")
        found.append(Change(path, _entry(mode, blob), _entry(later, other)))
    return found


def _entry(mode: str, blob: str) -> Entry:
    return Entry(mode, blob) if mode.strip("0") else Entry("", "")


def cases(store: Store, side: Sequence[Change]) -> list[Case]:
    """The cases of some changed files as they came to be; those that cannot be read are left out."""
    found = []
    for change, held in zip(side, store.git.objects([change.after.blob for change in side]), strict=True):
        with suppress(InvalidFileError):
            found.append(to_case(decode(held[2] if held else b"", change.path), change.path))
    return found


def base_of(store: Store, ours: str, theirs: str) -> str:
    """What both sides began from, a commit or, where they crossed before, a tree. Raises StateError."""
    found = store.git.call("merge-base", "--all", ours, theirs).stdout.decode().split()
    if not found:
        if store.repo.shallow:
            raise StateError(T("this clone is shallow: where the two sides began is not here"),
                             T("git fetch --unshallow; svc sync"))  # fmt: skip
        raise StateError(T("the two sides have no commit in common"), T("is it the same desk? git remote -v"))
    base = found[0]
    for other in found[1:]:
        base = merged_tree(store, base, other)[0]
    return base


def merged_tree(store: Store, ours: str, theirs: str, *settings: str, by_lines: bool = True) -> tuple[str, list[str]]:
    """The tree that Git's own merge makes of two commits, and the files in conflict.

    ``by_lines``: whatever drivers attributes ask for. It runs beside the work tree, so that Git sees none of them; a
    driver's files, which Git puts into the work tree, would stay there when it is killed.
    """
    args = [word for setting in settings for word in ("-c", setting)]
    args += ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs]
    git, env = store.git, dict[str, str]()
    if by_lines:
        beside = store.repo.own_dir
        files.make_folder(beside, shared=True)
        git = Git(beside)
        env = {"GIT_DIR": str(store.repo.git_dir), "GIT_INDEX_FILE": str(beside / "no-index")}
    done = git.call(*args, env=env)
    if done.returncode not in (0, 1):
        words = done.stderr.decode(errors="replace")
        if "usage:" in words or "unknown" in words:
            raise StateError(T("merging needs Git 2.38 or newer"), T("git --version; until then: git pull, svc sync"))
        raise GitError(("merge-tree",), done.returncode, words)
    tree, *names = done.stdout.decode(errors="surrogateescape").split("\0")
    return tree, [name for name in names if name]


def grafted(store: Store, tree: str, texts: Mapping[str, bytes | None]) -> str:
    """A tree with some files set to texts, or taken out where there is None, written down."""
    whole = store.repo._replace(prefix="")
    with store.git.reading():
        trees = Snapshot(store.git, whole, tree).trees(sorted(texts))
    made = []
    for path, data in texts.items():
        if data is None:
            trees.drop(path)
            continue
        made.append(("blob", data))
        trees.put(path, object_id("blob", data, store.repo.algorithm))
    root, folders = trees.write()
    keep(store, [*made, *folders])
    return root


def commit(store: Store, tree: str, parents: Sequence[str], message: str, said: Mapping[str, str]) -> str:
    """A commit of a tree that nothing names yet, signed where commits are."""
    sign = ["-S"] if is_true(store.config.get("commit.gpgsign", "")) else []
    above = [word for parent in parents for word in ("-p", parent)]
    args = ("-c", "i18n.commitEncoding=utf-8", "commit-tree", tree, *above, *sign, "-F", "-")
    return store.git.run(*args, data=message.encode(), env=said).decode().strip()


def keep(store: Store, made: Iterable[tuple[str, bytes]]) -> None:
    """Hand objects over to Git."""
    store.git.run("unpack-objects", "-q", data=pack([*made], store.repo.algorithm))
