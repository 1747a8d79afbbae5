"""The tables of the history: the commits in their order, the files that each touched, and what was found out of it."""

from __future__ import annotations

import zlib

from svc.spare import contextmanager, suppress
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, Error, checksum
from svc.typed import Iterable, Iterator, Mapping, NamedTuple, Sequence

TABLES = """
CREATE TABLE head (id TEXT NOT NULL, touches INTEGER NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE commits (place INTEGER PRIMARY KEY, id TEXT NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE touched (path TEXT NOT NULL, place INTEGER NOT NULL, blobs TEXT NOT NULL, sum INTEGER NOT NULL,
  PRIMARY KEY (path, place)) WITHOUT ROWID;
CREATE INDEX places ON touched (place);
CREATE TABLE known (name TEXT PRIMARY KEY, data BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
"""
_MOST = 500
"""Values in one question; SQLite takes 999 at least."""

Touches = tuple[tuple[str, tuple[str, ...]], ...]
"""Files, each with its blob ids: those before, one a parent, and the one after."""


class Commit(NamedTuple):
    """A commit: of the text of its object what is told, and the files it touched."""

    id: str
    text: bytes
    touched: Touches


class Commits:
    """A connection to the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._ask_many = connection.executemany
        self._touches = 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written inside lands as one."""
        self._ask("BEGIN IMMEDIATE")
        try:
            yield
            self._ask("COMMIT")
        except BaseException:
            with suppress(Error):
                self._ask("ROLLBACK")
            raise

    def head(self) -> str:
        """The commit whose history this is, ``""`` for none."""
        row = self._ask("SELECT id, touches, sum FROM head").fetchone()
        if row is not None and row[2] != checksum(*row[:2]):
            raise CorruptError
        name, self._touches = row[:2] if row else ("", 0)
        return str(name)

    def set_head(self, head: str) -> None:
        """All commits of that one are there, since :meth:`head` was asked."""
        self._ask("DELETE FROM head")
        self._ask("INSERT INTO head VALUES (?,?,?)", (head, self._touches, checksum(head, self._touches)))

    def count(self) -> int:
        """The commits; the newest one has this place."""
        return int(self._ask("SELECT max(place) FROM commits").fetchone()[0] or 0)

    def ids(self) -> Iterator[str]:
        """All commits, the oldest first."""
        return (name for (name,) in self._ask("SELECT id FROM commits ORDER BY place"))

    def cut(self, kept: int) -> None:
        """Take away what is above a place."""
        self._touches -= self._ask("DELETE FROM touched WHERE place > ?", (kept,)).rowcount
        self._ask("DELETE FROM commits WHERE place > ?", (kept,))

    def add(self, found: Iterable[tuple[str, Commit | None]]) -> None:
        """Put commits on top, the oldest first; None for one that touched nothing of the desk."""
        commits, touched = [], []
        for place, (name, one) in enumerate(found, self.count() + 1):
            data = one.text if one else b""
            commits.append((place, name, data, checksum(place, name, data)))
            for path, blobs in one.touched if one else ():
                row = (path, place, " ".join(blobs))
                touched.append((*row, checksum(*row)))
        self._ask_many("INSERT INTO commits VALUES (?,?,?,?)", commits)
        self._ask_many("INSERT INTO touched VALUES (?,?,?,?)", touched)
        self._touches += len(touched)

    def of(self, path: str) -> Iterator[Commit]:
        """The commits that touched a file, the newest first."""
        rows = self._ask("SELECT path, place, blobs, sum FROM touched WHERE path = ? ORDER BY place DESC", (path,))
        for row in rows.fetchall():
            yield self._commit(row[1], (_touch(row),))

    def all(self) -> Iterator[Commit]:
        """The commits that touched anything, the newest first."""
        if self._ask("SELECT touches FROM head").fetchone() != self._ask("SELECT count(*) FROM touched").fetchone():
            raise CorruptError  # a tree that lost a branch answers with fewer and says nothing
        rows = self._ask("SELECT path, place, blobs, sum FROM touched ORDER BY place DESC, path")
        held: list[tuple[str, tuple[str, ...]]] = []
        place = 0
        for row in rows:
            if row[1] != place and held:
                yield self._commit(place, tuple(held))
                held = []
            place = row[1]
            held.append(_touch(row))
        if held:
            yield self._commit(place, tuple(held))

    def _commit(self, place: int, touched: Touches) -> Commit:
        row = self._ask("SELECT place, id, data, sum FROM commits WHERE place = ?", (place,)).fetchone()
        if row is None or row[3] != checksum(*row[:3]):
            raise CorruptError
        return Commit(row[1], row[2], touched)

    def known(self, names: Sequence[str]) -> dict[str, bytes]:
        """What was kept under some names."""
        found = {}
        for at in range(0, len(names), _MOST):
            some = names[at : at + _MOST]
            marks = ",".join("?" * len(some))
            for name, data, mark in self._ask(f"SELECT name, data, sum FROM known WHERE name IN ({marks})", some):
                if mark != checksum(name, data):
                    raise CorruptError
                found[name] = zlib.decompress(data)
        return found

    def keep(self, found: Mapping[str, bytes]) -> None:
        """Keep something by name."""
        rows = [(name, zlib.compress(data, 1)) for name, data in found.items()]
        self._ask_many("INSERT OR REPLACE INTO known VALUES (?,?,?)", [(*row, checksum(*row)) for row in rows])


def _touch(row: tuple[str, int, str, int]) -> tuple[str, tuple[str, ...]]:
    if row[3] != checksum(*row[:3]):
        raise CorruptError
    return row[0], tuple(row[2].split(" "))
