"""The words of all case files: what a person reads in them, and the short parts of words by which it is found.

Of signs of ASCII every three in a row are kept, of all others every two: so a part of a serial number is found as well
as a Chinese word of two characters, and a single character as the beginning of a pair. What these parts find is looked
at again in the text itself. The tables are made by the first who asks for words, and cost nobody else anything.
"""

from __future__ import annotations

import zlib

from svc.patterns import pattern
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, checksum
from svc.typed import TYPE_CHECKING, Iterable, Iterator

if TYPE_CHECKING:
    from svc.store.texts import Text

_TABLES = """
CREATE TABLE words (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stage TEXT NOT NULL, title TEXT NOT NULL,
  bare BLOB NOT NULL, folded BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE unread (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE issued (last INTEGER NOT NULL);
INSERT INTO issued VALUES (0);
INSERT INTO unread SELECT path FROM cases;
CREATE VIRTUAL TABLE parts USING fts5(part, content='', columnsize=0, detail=none, tokenize='ascii');
"""
_ROW = "SELECT path, stage, title, bare, folded, sum FROM words"
_PLAIN = pattern(r"[a-z0-9]{3,}")
_OTHER = pattern(r"[^\x00-\x7f]+")
_FEW, _WASTE = 1000, 2
"""Numbers given out for texts, beyond which all is made anew: some, and so many times those that are in use."""


class Texts:
    """The tables of words in an index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._ask_many = connection.executemany

    def are_kept(self) -> bool:
        """Whether anybody has asked for words before."""
        return self._ask("SELECT 1 FROM sqlite_master WHERE name = 'parts'").fetchone() is not None

    def make(self) -> None:
        """Make the tables where this SQLite knows full text; nothing is read yet."""
        if self._ask("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is None:
            return
        for statement in _TABLES.strip().rstrip(";").split(";\n"):
            self._ask(statement)

    def outdate(self, paths: Iterable[str]) -> None:
        """The rows of some files changed: their words are to be read again, or are gone."""
        if self.are_kept():
            changed = [(path,) for path in paths]
            self._ask_many("DELETE FROM words WHERE path = ?", changed)
            self._ask_many("INSERT OR REPLACE INTO unread VALUES (?)", changed)

    def unread(self) -> list[str]:
        """The files whose words are not written down."""
        return [path for (path,) in self._ask("SELECT path FROM unread ORDER BY path")]

    def put(self, texts: Iterable[Text], gone: Iterable[str]) -> None:
        """Write words down."""
        (last,) = self._ask("SELECT last FROM issued").fetchone()
        rows, parts = [], []
        for number, text in enumerate(texts, last + 1):
            row = (*text[:3], *text.told)
            rows.append((number, *row, checksum(*row)))
            parts.append((number, " ".join(parts_of(text.told.folded.decode("utf-8", "surrogatepass")))))
        self._ask_many("INSERT OR REPLACE INTO words VALUES (?,?,?,?,?,?,?)", rows)
        self._ask_many("INSERT INTO parts (rowid, part) VALUES (?,?)", parts)
        self._ask_many("DELETE FROM unread WHERE path = ?", [*((row[1],) for row in rows), *((path,) for path in gone)])
        self._ask("UPDATE issued SET last = ?", (last + len(rows),))

    def is_wasteful(self) -> bool:
        """Whether most of the parts are those of texts that are gone: none is ever taken out."""
        (last,) = self._ask("SELECT last FROM issued").fetchone()
        (held,) = self._ask("SELECT count(*) FROM cases").fetchone()
        return bool(last > _FEW + _WASTE * held)

    def drop(self) -> None:
        """Take the tables away; the next who asks makes them anew."""
        for name in ("parts", "words", "unread", "issued"):
            self._ask(f"DROP TABLE {name}")

    def with_words(self, words: Iterable[str]) -> Iterator[Text]:
        """The texts in which some words, folded as they are, may be; every text where the words have no parts."""
        from svc.store.texts import Text, Told

        query = sought(words)
        where = " WHERE id IN (SELECT rowid FROM parts WHERE parts MATCH ?)" if query else ""
        for path, stage, title, bare, low, mark in self._ask(_ROW + where, (query,) if query else ()):
            # As checksum() does it, and no more: there may be thousands.
            crc, found = zlib.crc32, 0
            for value in (path, stage, title):
                found = crc(value.encode("utf-8", "surrogatepass"), found + 1)
            if mark != crc(low, crc(bare, found + 2) + 2):
                raise CorruptError
            yield Text(path, stage, title, Told(bare, low))


def parts_of(text: str) -> set[str]:
    """The parts by which a text is found."""
    found: set[str] = set()
    for run in set(_PLAIN.findall(text)):
        found.update([run[at : at + 3] for at in range(len(run) - 2)])
    for run in set(_OTHER.findall(text)):
        found.update([run[at : at + 2] for at in range(len(run))])
    return found


def sought(words: Iterable[str]) -> str:
    """The question that finds every text with all of some words, and some others; ``""`` for all texts."""
    found: set[str] = set()
    for word in words:
        for run in _PLAIN.findall(word):
            found.update(f'"{run[at : at + 3]}"' for at in range(len(run) - 2))
        for run in _OTHER.findall(word):
            # One character alone is found as the beginning of a pair, or at the end of its row.
            found.update([f'"{run[at : at + 2]}"' for at in range(len(run) - 1)] or [f'"{run}" *'])
    return " AND ".join(sorted(found))
