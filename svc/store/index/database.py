"""The SQLite file of an index: its tables, its checksums, and what one process may do beside others.

A reader sees one state of it and holds nothing while it looks at files. A writer begins with the state that it has
read: where another one wrote meanwhile, it leaves what it found to the next. Every row carries a checksum, since the
file is not Git's and a disk may lie.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain

from svc.paths import Path
from svc.store import files
from svc.store.index.plain_json import dumps, loads
from svc.store.index.tree import Folder, Stamp
from svc.typed import NamedTuple

VERSION = 2
"""Of the tables, and of what is read out of a file: another version has a file of its own."""
_PATIENCE = 2.0
"""Seconds to wait for another process at the file; then the case files are read."""
_TABLES = """
CREATE TABLE state (generation INTEGER NOT NULL, counts TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE folders (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, folders TEXT NOT NULL, files TEXT NOT NULL,
  stamps BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (path TEXT PRIMARY KEY, blob TEXT NOT NULL, stage TEXT, head TEXT NOT NULL,
  head_sum INTEGER NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX stages ON cases (stage);
CREATE TABLE doubtful (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE whole (generation INTEGER NOT NULL);
CREATE TABLE texts (name TEXT PRIMARY KEY, text BLOB NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL);
"""
_ROW = "SELECT path, blob, stage, head, data, sum FROM cases "
_HEAD = "SELECT path, blob, stage, head, head_sum FROM cases "

Error = sqlite3.Error
"""What the file may answer with."""


class CorruptError(sqlite3.DatabaseError):
    """A row is not what was written."""


class Row(NamedTuple):
    """A case file: the blob id of its bytes, and what the case holds. An unreadable one has no stage.

    ``head``: the lines at its top alone; ``data``: all, none where it was not asked for.
    """

    path: str
    blob: str
    stage: str | None
    head: str
    data: bytes = b""


class Database:
    """A connection. It belongs to one command and is closed before that ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._ask_many = connection.executemany
        self.generation = 0
        self._counts: Counter[str | None] = Counter()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the file for all that is read inside."""
        self._ask("BEGIN")
        try:
            self.generation = self._state()
            yield
        finally:
            self._ask("ROLLBACK")

    @contextmanager
    def writing(self, anyway: bool = False) -> Iterator[bool]:
        """Whether the file is still as it was read, or ``anyway``; what is written inside lands as one."""
        self._ask("BEGIN IMMEDIATE")
        try:
            found = self._state()
            may = anyway or found == self.generation
            yield may
            if may:
                self._put_state(found + 1)
                self.generation = found + 1
            self._ask("COMMIT")
        except BaseException:
            with suppress(Error):
                self._ask("ROLLBACK")
            raise

    def _state(self) -> int:
        """The number of the last writing. Learns how many case files there are in each stage."""
        generation, counts, mark = self._ask("SELECT generation, counts, sum FROM state").fetchone() or (0, "", -1)
        if mark != _sum(str(generation), counts):
            raise CorruptError
        self._counts = Counter(dict(loads(counts)))
        return int(generation)

    def _put_state(self, generation: int) -> None:
        counts = dumps([[*pair] for pair in self._counts.items()], ascii=True)
        self._ask("UPDATE state SET generation=?, counts=?, sum=?", (generation, counts, _sum(str(generation), counts)))

    def folders(self) -> dict[str, Folder]:
        """The folders as they were seen last."""
        found = {}
        rows = self._ask("SELECT path, stamp, folders, files, stamps, sum FROM folders")
        for path, stamp, folders, names, stamps, mark in rows:
            if mark != _sum(path, stamp, folders, names, stamps):
                raise CorruptError
            numbers = tuple(map(int, stamp.split()))
            found[path] = Folder(path, _stamp(numbers), _apart(folders), _apart(names), stamps)
        return found

    def doubtful(self) -> frozenset[str]:
        """Files that are to be looked at, whatever their stamps say."""
        return frozenset(path for (path,) in self._ask("SELECT path FROM doubtful"))

    def doubt(self, paths: Iterable[str]) -> None:
        """Have files looked at."""
        self._ask_many("INSERT OR IGNORE INTO doubtful VALUES (?)", [(path,) for path in paths])

    def trust(self, paths: Iterable[str]) -> None:
        """Files were looked at."""
        self._ask_many("DELETE FROM doubtful WHERE path = ?", [(path,) for path in paths])

    def put_folders(self, folders: Iterable[Folder], gone: Iterable[str]) -> None:
        """Write folders down, and forget others."""
        self._ask_many("DELETE FROM folders WHERE path = ?", [(path,) for path in gone])
        rows = [
            (one.path, " ".join(map(str, one.stamp)), "/".join(one.folders), "/".join(one.files), one.stamps)
            for one in folders
        ]
        self._ask_many("INSERT OR REPLACE INTO folders VALUES (?,?,?,?,?,?)", [(*row, _sum(*row)) for row in rows])

    def put(self, rows: Mapping[str, Row | None]) -> None:
        """Write case files down; None for one that is gone."""
        for path, row in rows.items():
            before = self._ask("SELECT stage FROM cases WHERE path = ?", (path,)).fetchone()
            self._counts.subtract(before or ())
            self._counts.update([] if row is None else [row.stage])
        self._ask_many("DELETE FROM cases WHERE path = ?", [(path,) for path, row in rows.items() if row is None])
        kept = [(*row[:4], _sum(*row[:4]), row.data, _sum(*row)) for row in rows.values() if row is not None]
        self._ask_many("INSERT OR REPLACE INTO cases VALUES (?,?,?,?,?,?,?)", kept)

    def paths_in(self, folder: str) -> list[str]:
        """The files written down that lie in a folder or below it."""
        # "0" is the character behind "/".
        bounds = (f"{folder}/", f"{folder}0")
        return [path for (path,) in self._ask("SELECT path FROM cases WHERE path > ? AND path < ?", bounds)]

    def is_whole(self) -> bool:
        """Whether all files were looked at, once at least."""
        return self._ask("SELECT 1 FROM whole").fetchone() is not None

    def complete(self) -> None:
        """All files were looked at."""
        self._ask("INSERT INTO whole VALUES (?)", (self.generation,))

    def refuse_other_counts(self, count: int) -> None:
        """Raise CorruptError where there are more or fewer rows than files: a tree of the file may lose branches."""
        if self._counts.total() != count:
            raise CorruptError

    def blob(self, path: str) -> str:
        """The blob id of a file as it was written down, ``""`` for none."""
        found = self._ask("SELECT blob FROM cases WHERE path = ?", (path,)).fetchone()
        return str(found[0]) if found else ""

    def row(self, path: str) -> Row | None:
        """A case file."""
        return next(self._rows(_ROW + "WHERE path = ?", path), None)

    def rows(self) -> Iterator[Row]:
        """Every case file."""
        return _all(self._rows(_ROW), self._counts.total())

    def rows_but(self, stage: str, heads: bool = False) -> Iterator[Row]:
        """The case files but those in one stage, or their heads alone; unreadable ones are in no stage."""
        row = _HEAD if heads else _ROW
        parts = (
            self._rows(row + "WHERE stage < ?", stage),
            self._rows(row + "WHERE stage > ?", stage),
            self._rows(row + "WHERE stage IS NULL"),
        )
        return _all(chain(*parts), self._counts.total() - self._counts[stage])

    def _rows(self, query: str, *values: str) -> Iterator[Row]:
        for *held, mark in self._ask(query, values):
            if mark != _sum(*held):
                raise CorruptError
            yield Row(*held)

    def text(self, name: str, text: bytes) -> bytes | None:
        """What was read out of a file of this content."""
        found = self._ask("SELECT text, data, sum FROM texts WHERE name = ?", (name,)).fetchone()
        if found is None or found[0] != text:
            return None
        if found[2] != _sum(name, found[0], found[1]):
            raise CorruptError
        return bytes(found[1])

    def put_text(self, name: str, text: bytes, data: bytes) -> None:
        """Write down what was read out of a file."""
        row = (name, text, data)
        self._ask("INSERT OR REPLACE INTO texts VALUES (?,?,?,?)", (*row, _sum(*row)))


def _all(rows: Iterable[Row], expected: int) -> Iterator[Row]:
    """The rows; a tree that lost a branch answers with fewer and says nothing."""
    count = 0
    for row in rows:
        count += 1
        yield row
    if count != expected:
        raise CorruptError


def _stamp(numbers: tuple[int, ...]) -> Stamp:
    changed, entry, size, number = numbers
    return changed, entry, size, number


def _apart(names: str) -> tuple[str, ...]:
    return tuple(names.split("/")) if names else ()


def _sum(*values: str | bytes | None) -> int:
    found = 0
    for value in values:
        found = zlib.crc32(value if isinstance(value, bytes) else repr(value).encode(), found)
        found = zlib.crc32(b"\0\0", found)
    return found


@contextmanager
def opened(file: Path, make: bool) -> Iterator[Database]:
    """The index in a file; one that is corrupt is thrown away. ``make``: make one where there is none.

    Raises Error or OSError where it cannot be used.
    """
    with _together(file) as alone:
        try:
            connection = _connected(file, make)
        except sqlite3.DatabaseError as error:
            _throw_away(file, error, alone)
            raise
        try:
            yield Database(connection)
        except sqlite3.DatabaseError as error:
            connection.close()
            _throw_away(file, error, alone)
            raise
        finally:
            connection.close()


@contextmanager
def _together(file: Path) -> Iterator[int | None]:
    """Held by all who use the file, so that nobody throws it away meanwhile; None where it cannot be."""
    try:
        fd = os.open(file.with_suffix(".held"), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        yield None
        return
    try:
        with suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_SH)
        yield fd
    finally:
        os.close(fd)


_HARMLESS = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL,
             sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)  # fmt: skip


def is_harmless(error: sqlite3.Error) -> bool:
    """Whether an error says nothing against the file: it is busy, say, or nobody may write to it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _HARMLESS


def _throw_away(file: Path, error: sqlite3.DatabaseError, lock: int | None) -> None:
    """Delete a file that is corrupt or none of ours, where nobody else is at it."""
    if lock is None or is_harmless(error):
        return
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in (file, file.with_name(file.name + "-journal")):
            files.remove(name)


def _connected(file: Path, make: bool) -> sqlite3.Connection:
    if not _is_plain(file) and not make:
        raise FileNotFoundError(file)
    mode = "rwc" if make else "rw"
    connection = sqlite3.connect(_uri(file, mode), timeout=_PATIENCE, isolation_level=None, uri=True)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if not found:
            _make_tables(connection, file)
        elif found != VERSION:
            raise CorruptError
    except BaseException:
        connection.close()
        raise
    return connection


def _uri(file: Path, mode: str) -> str:
    escaped = str(file).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{escaped}?mode={mode}"


def _is_plain(file: Path) -> bool:
    """Whether the file is there. A link is none of ours and goes; what it leads to stays."""
    try:
        mode = os.lstat(file).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISREG(mode):
        return True
    files.remove(file)
    return False


def _make_tables(connection: sqlite3.Connection, file: Path) -> None:
    with suppress(OSError):
        os.chmod(file, stat.S_IMODE(os.stat(file.parent).st_mode) & 0o666)
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute("PRAGMA user_version").fetchone()[0]:  # nobody else was faster
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO state VALUES (0, '[]', ?)", (_sum("0", "[]"),))
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")
