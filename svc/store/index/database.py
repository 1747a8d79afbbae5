"""The SQLite file of an index: its tables, its checksums, and what one process may do beside others.

A reader sees one state of it and holds nothing while it looks at files. A writer begins with the state that it has
read: where another one wrote meanwhile, it leaves what it found to the next. Every row carries a checksum, since the
file is not Git's and a disk may lie.
"""

from __future__ import annotations

from itertools import chain

from svc.spare import cached_property, contextmanager, suppress
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, Error, checksum
from svc.store.index.tree import Folder, Stamp
from svc.store.plain_json import dumps, loads
from svc.typed import TYPE_CHECKING, Callable, Iterable, Iterator, Mapping, NamedTuple, Sequence, TypeVar

if TYPE_CHECKING:
    from svc.store.index.naming import Naming
    from svc.store.index.texts import Texts

TABLES = f"""
CREATE TABLE state (generation INTEGER NOT NULL, counts TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE folders (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, folders TEXT NOT NULL, files TEXT NOT NULL,
  stamps BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE glances (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, files INTEGER NOT NULL, sure INTEGER NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (path TEXT PRIMARY KEY, blob TEXT NOT NULL, stage TEXT, head TEXT NOT NULL,
  head_sum INTEGER NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX stages ON cases (stage);
CREATE TABLE agreed (folder TEXT PRIMARY KEY, tree TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE doubtful (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE whole (generation INTEGER NOT NULL);
CREATE TABLE marks (seal TEXT NOT NULL, unmarked TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE texts (name TEXT PRIMARY KEY, text BLOB NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL);
INSERT INTO state VALUES (0, '[]', {checksum("0", "[]")});
"""
_FOLDERS = "SELECT path, stamp, folders, files, stamps, sum FROM folders"
_ROW = "SELECT path, blob, stage, head, data, sum FROM cases "
_HEAD = "SELECT path, blob, stage, head, head_sum FROM cases "


_Row = TypeVar("_Row")


class Row(NamedTuple):
    """A case file: the blob id of its bytes, and what the case holds. An unreadable one has no stage.

    ``head``: the lines at its top alone; ``data``: all, none where it was not asked for.
    """

    path: str
    blob: str
    stage: str | None
    head: str
    data: bytes = b""


class Glance(NamedTuple):
    """A folder's own stamp, how many files are in it, and whether the stamps of all of them say something."""

    stamp: Stamp
    files: int
    is_sure: bool


class Database:
    """A connection. It belongs to one command and is closed before that ends."""

    def __init__(self, connection: sqlite3.Connection, names: Callable[[Row], set[str]]) -> None:
        """``names``: what a file names."""
        self._ask = connection.execute
        self._ask_many = connection.executemany
        self._connection = connection
        self._names = names
        self.generation = 0
        self._counts: dict[str | None, int] = {}

    @cached_property
    def texts(self) -> Texts:
        """The words of the case files."""
        from svc.store.index.texts import Texts  # what a list does not pay for

        return Texts(self._connection)

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
        if mark != checksum(str(generation), counts):
            raise CorruptError
        self._counts = dict(loads(counts))
        return int(generation)

    def _put_state(self, generation: int) -> None:
        counts = dumps([[*pair] for pair in self._counts.items()], ascii=True)
        mark = checksum(str(generation), counts)
        self._ask("UPDATE state SET generation=?, counts=?, sum=?", (generation, counts, mark))

    def folders(self) -> dict[str, Folder]:
        """The folders as they were seen last."""
        found = {}
        for path, stamp, folders, names, stamps, mark in self._ask(_FOLDERS):
            if mark != checksum(path, stamp, folders, names, stamps):
                raise CorruptError
            numbers = tuple(map(int, stamp.split()))
            found[path] = Folder(path, _stamp(numbers), _apart(folders), _apart(names), stamps)
        return found

    def glances(self) -> dict[str, Glance]:
        """The same folders at a glance: what lies in them is not read."""
        found = {}
        for path, stamp, files, is_sure, mark in self._ask("SELECT path, stamp, files, sure, sum FROM glances"):
            if mark != checksum(path, stamp, files, is_sure):
                raise CorruptError
            found[path] = Glance(_stamp(tuple(map(int, stamp.split()))), files, bool(is_sure))
        (total,) = self._ask("SELECT count(*) FROM folders").fetchone()
        if total != len(found):
            raise CorruptError
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

    def put_folders(self, folders: Sequence[Folder], gone: Iterable[str]) -> None:
        """Write folders down, and forget others."""
        self._note_unmarked(folders)
        lost = [(path,) for path in gone]
        self._ask_many("DELETE FROM folders WHERE path = ?", lost)
        self._ask_many("DELETE FROM glances WHERE path = ?", lost)
        rows = [
            (one.path, " ".join(map(str, one.stamp)), "/".join(one.folders), "/".join(one.files), one.stamps)
            for one in folders
        ]
        self._ask_many("INSERT OR REPLACE INTO folders VALUES (?,?,?,?,?,?)", [(*row, checksum(*row)) for row in rows])
        short = [(*row[:2], len(one.files), int(one.is_sure)) for row, one in zip(rows, folders, strict=True)]
        self._ask_many("INSERT OR REPLACE INTO glances VALUES (?,?,?,?,?)", [(*row, checksum(*row)) for row in short])

    def _note_unmarked(self, folders: Sequence[Folder]) -> None:
        """Files that were in no folder before are not in the marks."""
        seal, unmarked = self.marked()
        new = set(unmarked)
        for one in folders if seal else ():
            held = self._ask("SELECT files FROM folders WHERE path = ?", (one.path,)).fetchone()
            new |= {f"{one.path}/{name}" for name in {*one.files}.difference(_apart(held[0]) if held else ())}
        if new != unmarked:
            self.mark(seal, new)

    def marked(self) -> tuple[str, frozenset[str]]:
        """The seal of the marks, ``""`` for none, and the files that are not in them."""
        seal, paths, mark = self._ask("SELECT seal, unmarked, sum FROM marks").fetchone() or ("", "", checksum("", ""))
        if mark != checksum(seal, paths):
            raise CorruptError
        return seal, frozenset(paths.split("\0") if paths else ())

    def mark(self, seal: str, unmarked: Iterable[str] = ()) -> None:
        """All files are in the marks with a seal, but some."""
        row = (seal, "\0".join(unmarked))
        self._ask("DELETE FROM marks")
        self._ask("INSERT INTO marks VALUES (?,?,?)", (*row, checksum(*row)))

    def put(self, rows: Mapping[str, Row | None]) -> None:
        """Write case files down; None for one that is gone."""
        if naming := self.naming():
            old = {path: self.row(path) for path in rows}
            naming.change(self._named(old), self._named(rows))
        for path, row in rows.items():
            before = self._ask("SELECT stage FROM cases WHERE path = ?", (path,)).fetchone()
            for stage in before or ():
                if not self._counts.get(stage):
                    raise CorruptError
                self._counts[stage] -= 1
            for stage in () if row is None else (row.stage,):
                self._counts[stage] = self._counts.get(stage, 0) + 1
        self._ask_many("DELETE FROM cases WHERE path = ?", [(path,) for path, row in rows.items() if row is None])
        kept = [(*row[:4], checksum(*row[:4]), row.data, checksum(*row)) for row in rows.values() if row is not None]
        self._ask_many("INSERT OR REPLACE INTO cases VALUES (?,?,?,?,?,?,?)", kept)
        self.texts.outdate([path for path, row in rows.items() if row], [path for path, row in rows.items() if not row])
        self._ask_many("DELETE FROM agreed WHERE folder = ?", [(folder,) for folder in _around(rows)])

    def _named(self, rows: Mapping[str, Row | None]) -> dict[str, set[str]]:
        return {path: self._names(row) for path, row in rows.items() if row is not None}

    def naming(self, make: bool = False) -> Naming | None:
        """What names what; None before anybody asked for it, unless it is to be made."""
        is_kept = self._ask("SELECT 1 FROM sqlite_master WHERE name = 'naming'").fetchone() is not None
        if not is_kept and not make:
            return None
        from svc.store.index.naming import Naming  # what a list does not pay for

        naming = Naming(self._connection)
        if not is_kept:
            naming.make({row.path: self._names(row) for row in self.rows()})
        return naming

    def agreed(self) -> dict[str, str]:
        """The folders whose files, and all below, are those of a tree of Git's; and that tree."""
        found = {}
        for folder, tree, mark in self._ask("SELECT folder, tree, sum FROM agreed"):
            if mark != checksum(folder, tree):
                raise CorruptError
            found[folder] = tree
        return found

    def agree(self, trees: Mapping[str, str]) -> None:
        """Some folders are as trees of Git's have them."""
        rows = [(*pair, checksum(*pair)) for pair in trees.items()]
        self._ask_many("INSERT OR REPLACE INTO agreed VALUES (?,?,?)", rows)

    def folder_names(self) -> list[str]:
        """The folders."""
        return [path for (path,) in self._ask("SELECT path FROM folders")]

    def paths_in(self, folder: str) -> list[str]:
        """The files written down that lie in a folder or below it."""
        return [path for path, _ in self.blobs_in(folder)]

    def blobs_in(self, folder: str) -> list[tuple[str, str]]:
        """The same files, each with its blob."""
        # "0" is the character behind "/".
        bounds = (f"{folder}/", f"{folder}0")
        return self._ask("SELECT path, blob FROM cases WHERE path > ? AND path < ?", bounds).fetchall()

    def is_whole(self) -> bool:
        """Whether all files were looked at, once at least."""
        return self._ask("SELECT 1 FROM whole").fetchone() is not None

    def complete(self) -> None:
        """All files were looked at."""
        self._ask("INSERT INTO whole VALUES (?)", (self.generation,))

    def refuse_other_counts(self, count: int) -> None:
        """Raise CorruptError where there are more or fewer rows than files: a tree of the file may lose branches."""
        if self.total() != count:
            raise CorruptError

    def total(self) -> int:
        """How many files are written down."""
        return sum(self._counts.values())

    def blob(self, path: str) -> str:
        """The blob id of a file as it was written down, ``""`` for none."""
        found = self._ask("SELECT blob FROM cases WHERE path = ?", (path,)).fetchone()
        return str(found[0]) if found else ""

    def blobs(self) -> dict[str, str]:
        """The blob id of every file, ``""`` for what is no plain file."""
        return dict(_all(self._ask("SELECT path, blob FROM cases"), self.total()))

    def row(self, path: str) -> Row | None:
        """A case file."""
        return next(self._rows(_ROW + "WHERE path = ?", path), None)

    def rows(self) -> Iterator[Row]:
        """Every case file."""
        return _all(self._rows(_ROW), self.total())

    def rows_in(self, stage: str) -> Iterator[Row]:
        """The case files in one stage, and the unreadable ones."""
        parts = (self._rows(_ROW + "WHERE stage = ?", stage), self._rows(_ROW + "WHERE stage IS NULL"))
        return _all(chain(*parts), self._counts.get(stage, 0) + self._counts.get(None, 0))

    def rows_but(self, stage: str, heads: bool = False) -> Iterator[Row]:
        """The case files but those in one stage, or their heads alone; unreadable ones are in no stage."""
        row = _HEAD if heads else _ROW
        parts = (
            self._rows(row + "WHERE stage < ?", stage),
            self._rows(row + "WHERE stage > ?", stage),
            self._rows(row + "WHERE stage IS NULL"),
        )
        return _all(chain(*parts), self.total() - self._counts.get(stage, 0))

    def _rows(self, query: str, *values: str) -> Iterator[Row]:
        for path, blob, stage, head, *data, mark in self._ask(query, values):
            if mark != checksum(path, blob, stage, head, *data):
                raise CorruptError
            yield Row(path, blob, stage, head, data[0] if data else b"")

    def text(self, name: str, text: bytes) -> bytes | None:
        """What was read out of a file of this content."""
        found = self._ask("SELECT text, data, sum FROM texts WHERE name = ?", (name,)).fetchone()
        if found is None or found[0] != text:
            return None
        if found[2] != checksum(name, found[0], found[1]):
            raise CorruptError
        return bytes(found[1])

    def put_text(self, name: str, text: bytes, data: bytes) -> None:
        """Write down what was read out of a file."""
        row = (name, text, data)
        self._ask("INSERT OR REPLACE INTO texts VALUES (?,?,?,?)", (*row, checksum(*row)))


def _all(rows: Iterable[_Row], expected: int) -> Iterator[_Row]:
    """The rows; a tree that lost a branch answers with fewer and says nothing."""
    count = 0
    for row in rows:
        count += 1
        yield row
    if count != expected:
        raise CorruptError


def _around(paths: Iterable[str]) -> set[str]:
    """All folders in which some files lie."""
    found = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _stamp(numbers: tuple[int, ...]) -> Stamp:
    changed, entry, size, number = numbers
    return changed, entry, size, number


def _apart(names: str) -> tuple[str, ...]:
    return tuple(names.split("/")) if names else ()
