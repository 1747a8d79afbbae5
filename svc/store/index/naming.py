"""Which files name what, a customer say. The tables are made by the first who asks, and cost nobody else anything.

SQLite may lose rows of a tree with a bad page and say nothing. So the rows lie in a fixed number of parts, and what
all rows of a part come to stands beside them; a part that comes to something else, or without it, is corrupt.
"""

from __future__ import annotations

import zlib

from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, checksum
from svc.typed import Mapping

PARTS = 4096
_TABLES = """
CREATE TABLE naming (part INTEGER NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (part, name, path))
  WITHOUT ROWID;
CREATE TABLE parts_of_naming (part INTEGER PRIMARY KEY, mark INTEGER NOT NULL);
"""
Names = Mapping[str, set[str]]
"""What files name, by their paths."""


class Naming:
    """The tables in an index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._ask_many = connection.executemany

    def make(self, names: Names) -> None:
        """Make the tables."""
        for statement in _TABLES.strip().rstrip(";").split(";\n"):
            self._ask(statement)
        self._ask_many("INSERT INTO parts_of_naming VALUES (?,?)", [(part, _empty(part)) for part in range(PARTS)])
        self.change({}, names)

    def change(self, before: Names, after: Names) -> None:
        """Some files name something else than before."""
        old, new = _rows(before), _rows(after)
        self._ask_many("DELETE FROM naming WHERE part = ? AND name = ? AND path = ?", sorted(old - new))
        self._ask_many("INSERT OR REPLACE INTO naming VALUES (?,?,?)", sorted(new - old))
        marks: dict[int, int] = {}
        for part, name, path in old ^ new:
            marks[part] = marks.get(part, 0) ^ checksum(name, path)
        # SQLite knows no exclusive or: it is what either has and not both have.
        self._ask_many("UPDATE parts_of_naming SET mark = (mark | ?1) - (mark & ?1) WHERE part = ?2",
                       [(mark, part) for part, mark in marks.items()])  # fmt: skip

    def of(self, name: str) -> list[str]:
        """The files that name something. Raises CorruptError."""
        part = _part(name)
        rows = self._ask("SELECT name, path FROM naming WHERE part = ?", (part,)).fetchall()
        (mark,) = self._ask("SELECT mark FROM parts_of_naming WHERE part = ?", (part,)).fetchone() or (None,)
        found = _empty(part)
        for row in rows:
            found ^= checksum(*row)
        if mark != found:
            raise CorruptError
        return [path for held, path in rows if held == name]


def _rows(names: Names) -> set[tuple[int, str, str]]:
    return {(_part(name), name, path) for path, held in names.items() for name in held}


def _part(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % PARTS


def _empty(part: int) -> int:
    """What a part without rows comes to."""
    return checksum(str(part))
