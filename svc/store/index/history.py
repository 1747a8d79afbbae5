"""The history of a desk in a file of its own beside the index: its commits in Git's order, and what each one did.

What a commit did never changes, so it is read once. When HEAD moves straight on, the new commits come on top; else Git
is asked for the order of all, and those are read that are not where they were. A clone without its whole history has
none here, since more may come in below.
"""

from __future__ import annotations

from itertools import takewhile

from svc.paths import Path
from svc.spare import contextmanager
from svc.store.files import make_folder
from svc.store.index.commits import TABLES, Commit, Commits
from svc.store.index.opening import VERSION, opened
from svc.store.index.place import place_of
from svc.store.index.sums import Error
from svc.store.tips import is_shallow
from svc.typed import Iterator, Mapping, Protocol, Sequence

_PORTION = 1000


class UnusableError(Exception):
    """The file cannot be used, or was found corrupt and thrown away: Git is to be asked."""


class Walk(Protocol):
    """What asks Git."""

    def names(self, head: str) -> list[str]:
        """The commits of a tip, the newest first."""

    def read(self, names: Sequence[str]) -> list[Commit]:
        """Those named that touched something, with what they touched."""

    def straight(self, known: str, head: str) -> list[str] | None:
        """The commits that lead from one to another without any merge, None where there is another way."""


class History:
    """The history of one desk in one work tree."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def of(cls, root: Path) -> History | None:
        """That of the desk in a folder; None where there is no whole history, or no folder to keep it in."""
        place = place_of(root)
        return None if place is None or is_shallow(root) else cls(place.file("history", VERSION))

    def commits(self, head: str, path: str, walk: Walk) -> Iterator[Commit]:
        """The commits of HEAD that touched a file, or any, the newest first. Raises UnusableError."""
        with self._opened() as commits:
            if commits.head() != head:
                with commits.writing():
                    _bring(commits, head, walk)
            yield from commits.of(path) if path else commits.all()

    def known(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What was kept under some keys. Raises UnusableError."""
        with self._opened() as commits:
            return commits.known(keys)

    def keep(self, found: Mapping[str, bytes]) -> None:
        """Keep something that never changes, by keys. Raises UnusableError."""
        with self._opened() as commits, commits.writing():
            commits.keep(found)

    @contextmanager
    def _opened(self) -> Iterator[Commits]:
        try:
            make_folder(self.file.parent, shared=True)
            with opened(self.file, True, TABLES) as connection:
                yield Commits(connection)
        except (Error, OSError, OverflowError, UnicodeError) as error:
            raise UnusableError from error


def _bring(commits: Commits, head: str, walk: Walk) -> None:
    """Bring what is written down to a commit. ``commits`` is locked."""
    known = commits.head()
    if known == head:
        return  # somebody else was faster
    way = walk.straight(known, head) if known else None
    new, kept = _above(walk.names(head), commits.ids()) if way is None else (way, commits.count())
    commits.cut(kept)
    for end in range(len(new), 0, -_PORTION):
        portion = new[max(0, end - _PORTION) : end]
        read = {one.id: one for one in walk.read(portion)}
        # On a straight way are commits as well that Git does not name to who asks for those of the desk.
        named = portion if way is None else filter(read.get, portion)
        commits.add([(name, read.get(name)) for name in [*named][::-1]])
    commits.set_head(head)


def _above(names: list[str], known: Iterator[str]) -> tuple[list[str], int]:
    """What stands above the longest end that two histories have in common, and how long that is."""
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(names), known, strict=False)))
    return names[: len(names) - kept], kept
