"""The commits that came straight on top of a known one, and what they touched, read by one process of Git.

Asking for the way, the commits and what they touched takes three processes, more than all else of a short log. Where
the way is long, or has a merge, nothing is said: then those are asked.
"""

from __future__ import annotations

from svc.errors import StateError, T
from svc.store.git import Git
from svc.store.objects import TREE, Entries, parse_tree
from svc.typed import Iterator, NamedTuple

MOST = 30
"""Commits beyond which the other way of asking costs less."""

_TREE, _NONE = TREE.encode(), (b"", b"")
Change = tuple[str, str, str]
"""A path, as seen from the top of the repository, and its blob ids before and after; ``""``: none."""


class Commit(NamedTuple):
    """A commit and the text of its object."""

    id: str
    text: bytes

    @property
    def tree(self) -> str:
        """Its tree."""
        return self._named(b"tree ")[0]

    @property
    def parents(self) -> list[str]:
        """Its parents."""
        return self._named(b"parent ")

    def _named(self, sign: bytes) -> list[str]:
        head = self.text.partition(b"\n\n")[0]
        return [line[len(sign) :].decode() for line in head.split(b"\n") if line.startswith(sign)]


def way(git: Git, known: str, head: str) -> list[Commit] | None:
    """The commits from ``head`` down to the one above ``known``, that one last; None where that is not told here."""
    found: list[Commit] = []
    while len(found) <= MOST:
        item = git.objects([head])[0]
        if item is None or item[0] != "commit":
            return None
        found.append(Commit(head, item[2]))
        if head == known:
            return found
        parents = found[-1].parents
        if len(parents) != 1:
            return None
        head = parents[0]
    return None


class Trees:
    """Trees compared with each other; what one commit left is read once, as what the next one found."""

    def __init__(self, git: Git, wanted: list[str]) -> None:
        """``wanted``: files, and folders with a slash, as seen from the top of the repository."""
        self._git = git
        self._wanted = wanted
        self._read: dict[str, set[bytes]] = {"": set()}

    def changes(self, before: str, after: str) -> list[Change]:
        """What two trees hold otherwise, as ``git diff-tree -r`` tells it. Raises StateError where one is missing."""
        return sorted(self._changes("", before, after), key=lambda change: change[0].encode(errors="surrogateescape"))

    def _changes(self, above: str, before: str, after: str) -> Iterator[Change]:
        old, new = self._otherwise(before, after)
        for name in {**old, **new}:
            path = above + name.decode(errors="surrogateescape")
            (old_mode, old_id), (new_mode, new_id) = old.get(name, _NONE), new.get(name, _NONE)
            if _may_be(f"{path}/", self._wanted):
                trees = (old_id.hex() if old_mode == _TREE else "", new_id.hex() if new_mode == _TREE else "")
                yield from self._changes(f"{path}/", *trees) if any(trees) else ()
            if _is(path, self._wanted):
                leaves = (old_id.hex() if old_mode != _TREE else "", new_id.hex() if new_mode != _TREE else "")
                yield from [(path, *leaves)] if any(leaves) else []

    def _otherwise(self, before: str, after: str) -> tuple[Entries, Entries]:
        """The entries of two trees that the other one has not so; ``""`` is an empty tree."""
        width = len(before or after) // 2
        names = [name for name in (before, after) if name not in self._read]
        for name, found in zip(names, self._git.objects(names), strict=True):
            if found is None:
                raise StateError(T("{path} is missing in the repository", path=name), T("git fsck says what is lost"))
            self._read[name] = _entries(found[2], width)
        old, new = self._read[before], self._read[after]
        return parse_tree(b"".join(old - new), width), parse_tree(b"".join(new - old), width)


def _is(path: str, wanted: list[str]) -> bool:
    return any(path == name or (name[-1] == "/" and path.startswith(name)) for name in wanted)


def _may_be(folder: str, wanted: list[str]) -> bool:
    return any(folder.startswith(name) or name.startswith(folder) for name in wanted)


def _entries(tree: bytes, width: int) -> set[bytes]:
    """The entries of a tree as they are: a folder may have thousands, of which one changed."""
    found, at = set(), 0
    while at < len(tree):
        end = tree.index(b"\0", at) + 1 + width
        found.add(tree[at:end])
        at = end
    return found
