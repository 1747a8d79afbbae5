"""What was found out of the files of commits, in a file of its own beside the index, known by their content.

Of each file the last day that it speaks of, if it says that it is closed; and whatever a report counts, under a name
for all the rules that it was counted by. Nothing of it is ever brought up to date: another content has other rows.
What the files of a folder come to together is kept by its tree, the last one alone.
"""

from __future__ import annotations

import os
import zlib

from svc.paths import Path
from svc.spare import cache, contextmanager
from svc.store.index.opening import VERSION, asked
from svc.store.index.place import place_of
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, checksum
from svc.typed import Callable, Iterator, Mapping, Sequence, TypeVar

_TABLES = """
CREATE TABLE days (blob TEXT PRIMARY KEY, closed TEXT NOT NULL, day TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE counted (blob TEXT NOT NULL, rules TEXT NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL,
  PRIMARY KEY (blob, rules)) WITHOUT ROWID;
CREATE TABLE sums (path TEXT NOT NULL, question TEXT NOT NULL, tree TEXT NOT NULL, told TEXT NOT NULL,
  row BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (path, question));
"""
_MOST = 500
_QUESTIONS = 12
"""Questions of which sums are kept: the last ones."""
_Found = TypeVar("_Found")


class Kept:
    """What was found out for one desk in one work tree."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def of(cls, root: Path) -> Kept | None:
        """That of the desk in a folder; None where there is nowhere to keep it."""
        place = place_of(root)
        return cls(place.file("kept", VERSION)) if place else None

    def over_by(self, closed: str, day: str) -> set[str]:
        """The blobs that say of themselves that they are closed, and speak of no day from ``day`` on."""

        def ask(connection: sqlite3.Connection) -> set[str]:
            question = "SELECT blob, closed, day, sum FROM days WHERE closed = ? AND day < ?"
            return {row[0] for row in connection.execute(question, (closed, day)) if _is_whole(row)}

        return self._asked(ask) or set()

    def counted(self, blobs: Sequence[str], rules: str) -> dict[str, bytes]:
        """What was counted of some blobs by some rules."""

        def ask(connection: sqlite3.Connection) -> dict[str, bytes]:
            found: dict[str, bytes] = {}
            for at in range(0, len(blobs), _MOST):
                some = blobs[at : at + _MOST]
                marks = ",".join("?" * len(some))
                question = f"SELECT blob, rules, data, sum FROM counted WHERE rules = ? AND blob IN ({marks})"
                rows = connection.execute(question, (rules, *some))
                found |= {row[0]: zlib.decompress(row[2]) for row in rows if _is_whole(row)}
            return found

        return self._asked(ask) or {}

    def keep(self, days: Mapping[str, tuple[str, str]], counted: Mapping[str, bytes], rules: str) -> None:
        """Keep days, each with the stage that means closed, and what was counted by some rules."""

        def note(connection: sqlite3.Connection) -> None:
            dated = [(blob, *found) for blob, found in days.items()]
            told = [(blob, rules, zlib.compress(data, 1)) for blob, data in counted.items()]
            with _writing(connection):
                connection.executemany("INSERT OR REPLACE INTO days VALUES (?,?,?,?)",
                                       [(*row, checksum(*row)) for row in dated])  # fmt: skip
                connection.executemany("INSERT OR REPLACE INTO counted VALUES (?,?,?,?)",
                                       [(*row, checksum(*row)) for row in told])  # fmt: skip

        self._asked(note)

    def sums(self, question: str, trees: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
        """What was added up of some folders, given with their trees, for a question."""

        def ask(connection: sqlite3.Connection) -> dict[str, tuple[str, bytes]]:
            found: dict[str, tuple[str, bytes]] = {}
            for path, tree in trees.items():
                asked = "SELECT path, question, tree, told, row, sum FROM sums WHERE path = ? AND question = ?"
                row = connection.execute(asked, (path, question)).fetchone()
                if row and row[2] == tree and _is_whole(row):
                    found[path] = row[3:5]
            return found

        return self._asked(ask) or {}

    def keep_sums(self, question: str, sums: Mapping[str, tuple[str, str, bytes]]) -> None:
        """Keep what was added up of some folders for a question, each with its tree."""

        def note(connection: sqlite3.Connection) -> None:
            rows = [(path, question, *found) for path, found in sums.items()]
            with _writing(connection):
                connection.executemany("INSERT OR REPLACE INTO sums VALUES (?,?,?,?,?,?)",
                                       [(*row, checksum(*row)) for row in rows])  # fmt: skip
                connection.execute("DELETE FROM sums WHERE question NOT IN (SELECT question FROM sums "
                                   "GROUP BY question ORDER BY max(rowid) DESC LIMIT ?)", (_QUESTIONS,))  # fmt: skip

        self._asked(note)

    def _asked(self, ask: Callable[[sqlite3.Connection], _Found]) -> _Found | None:
        return asked(self.file, _TABLES, ask)


@cache
def code() -> str:
    """A name for the code that counts: another one counts anew."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    folders = [os.path.join(package, name) for name in ("report", "schema", "sla")]
    files = sorted(os.path.join(folder, name) for folder in folders for name in os.listdir(folder))
    told = [f"{os.path.basename(file)} {seen.st_size} {seen.st_mtime_ns}"
            for file in files if file.endswith(".py") and (seen := os.stat(file))]  # fmt: skip
    return f"{checksum(*told):x}"


def _is_whole(row: Sequence[str | bytes | int]) -> bool:
    if row[-1] != checksum(*row[:-1]):
        raise CorruptError
    return True


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
