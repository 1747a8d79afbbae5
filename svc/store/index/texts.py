"""The words of all case files: what a person reads in them, and by :mod:`parts` which of them may hold a word.

What the parts find is looked at again in the text itself. The tables are made by the first who asks for words, and
cost nobody else anything. Texts have numbers, given out once; those too new for a range of parts are looked at one by
one. Each number that was given out is that of a text, or of one that is gone and known to be: none is lost unseen.
"""

from __future__ import annotations

import zlib

from svc.spare import cached_property
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, checksum
from svc.typed import TYPE_CHECKING, Iterable, Iterator, NamedTuple, Sequence

if TYPE_CHECKING:
    from svc.store.index.parts import Parts
    from svc.store.texts import Text

TABLES = f"""
CREATE TABLE words (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stage TEXT NOT NULL, title TEXT NOT NULL,
  bare BLOB NOT NULL, folded BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE unread (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE gone (id INTEGER PRIMARY KEY);
CREATE TABLE tally (last INTEGER NOT NULL, held INTEGER NOT NULL, covered INTEGER NOT NULL, sum INTEGER NOT NULL);
INSERT INTO tally VALUES (0, 0, 0, {checksum(0, 0, 0)});
INSERT INTO unread SELECT path FROM cases;
CREATE TABLE ranges (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, rows INTEGER NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE parts (place INTEGER PRIMARY KEY, names BLOB NOT NULL, counts BLOB NOT NULL, texts BLOB NOT NULL,
  sum INTEGER NOT NULL)
"""
_FEW, _WASTE = 1000, 2
"""Numbers given out for texts, beyond which all is made anew: some, and so many times those that are in use."""
_LEAST, _SHARE = 100, 200
"""Texts that are written down as a range of parts: some at least, and one in so many of all."""
_LONGEST = 2000
"""Texts in a range at most; two bytes tell one."""
_AT_ONCE = 500


class _Tally(NamedTuple):
    """The last number given out, how many texts there are, and the last number whose parts are written down."""

    last: int
    held: int
    covered: int


class Texts:
    """The tables of words in an index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ask = connection.execute
        self._ask_many = connection.executemany

    @cached_property
    def _parts(self) -> Parts:
        from svc.store.index.parts import Parts  # what a change of a case does not pay for

        return Parts(self._connection)

    def are_kept(self) -> bool:
        """Whether anybody has asked for words before."""
        return self._ask("SELECT 1 FROM sqlite_master WHERE name = 'tally'").fetchone() is not None

    def make(self) -> None:
        """Make the tables; nothing is read yet."""
        for statement in TABLES.strip().split(";\n"):
            self._ask(statement)

    def outdate(self, paths: Iterable[str], lost: Iterable[str]) -> None:
        """The rows of some files changed, and their words are to be read again; others are gone."""
        if not self.are_kept():
            return
        changed, away = [(path,) for path in paths], [(path,) for path in lost]
        numbers = [row for path in (*changed, *away) for row in self._ask("SELECT id FROM words WHERE path = ?", path)]
        self._ask_many("INSERT INTO gone VALUES (?)", numbers)
        self._ask_many("DELETE FROM words WHERE id = ?", numbers)
        tally = self._tally()
        self._count(tally._replace(held=tally.held - len(numbers)))
        self._ask_many("INSERT OR REPLACE INTO unread VALUES (?)", changed)
        self._ask_many("DELETE FROM unread WHERE path = ?", away)

    def unread(self, total: int) -> list[str]:
        """The files whose words are not written down. ``total``: of files; another number is a corrupt index."""
        found = self._ask("SELECT path, path IN (SELECT path FROM cases) FROM unread ORDER BY path").fetchall()
        if len(found) + self._tally().held != total or not all(is_known for _, is_known in found):
            raise CorruptError
        return [path for path, _ in found]

    def put(self, texts: Sequence[Text]) -> None:
        """Write words down."""
        tally = self._tally()
        rows = [(number, *text[:3], *text.told) for number, text in enumerate(texts, tally.last + 1)]
        self._ask_many("INSERT INTO words VALUES (?,?,?,?,?,?,?)", [(*row, _checksum(*row)) for row in rows])
        self._ask_many("DELETE FROM unread WHERE path = ?", [(text.path,) for text in texts])
        self._count(self._covering(_Tally(tally.last + len(rows), tally.held + len(rows), tally.covered)))

    def _covering(self, tally: _Tally) -> _Tally:
        """The tally once the parts of the new texts are written down, where these are enough for a range."""
        while tally.last - tally.covered >= max(_LEAST, tally.held // _SHARE):
            first, last = tally.covered + 1, min(tally.last, tally.covered + _LONGEST)
            found = self._numbered(range(first, last + 1))
            self._parts.put(first, last, {number: _decoded(text.told.folded) for number, text in found})
            tally = tally._replace(covered=last)
        return tally

    def _tally(self) -> _Tally:
        *found, mark = self._ask("SELECT last, held, covered, sum FROM tally").fetchone() or (0, 0, 0, -1)
        if mark != checksum(*found):
            raise CorruptError
        return _Tally(*found)

    def _count(self, tally: _Tally) -> None:
        self._ask("UPDATE tally SET last=?, held=?, covered=?, sum=?", (*tally, checksum(*tally)))

    def is_wasteful(self) -> bool:
        """Whether most of the parts are those of texts that are gone: none is ever taken out."""
        tally = self._tally()
        return tally.last > _FEW + _WASTE * tally.held

    def drop(self) -> None:
        """Take the tables away; the next who asks makes them anew."""
        for name in ("parts", "ranges", "words", "unread", "gone", "tally"):
            self._ask(f"DROP TABLE {name}")

    def with_words(self, words: Iterable[str]) -> Iterator[Text]:
        """The texts in which some words, folded as they are, may be; every text where the words have no parts."""
        from svc.store.index.parts import sought

        tally, asked = self._tally(), sought(words)
        first = tally.covered + 1 if asked else 1
        known = self._parts.holders(asked, tally.covered) if asked else ()
        return (text for _, text in self._numbered([*known, *range(first, tally.last + 1)]))

    def _numbered(self, numbers: Sequence[int]) -> Iterator[tuple[int, Text]]:
        """The texts of some numbers, each with its own."""
        from svc.store.texts import Text, Told

        missing = set(numbers)
        for at in range(0, len(numbers), _AT_ONCE):
            some = ",".join(map(str, numbers[at : at + _AT_ONCE]))
            question = f"SELECT id, path, stage, title, bare, folded, sum FROM words WHERE id IN ({some})"
            for number, path, stage, title, bare, low, mark in self._ask(question):
                try:
                    is_whole = mark == _checksum(number, path, stage, title, bare, low)
                except TypeError:  # what were bytes is something else
                    is_whole = False
                if not is_whole:
                    raise CorruptError
                missing.discard(number)
                yield number, Text(path, stage, title, Told(bare, low))
        if any(self._ask("SELECT 1 FROM gone WHERE id = ?", (number,)).fetchone() is None for number in missing):
            raise CorruptError


def _checksum(number: int, path: str, stage: str, title: str, bare: bytes, low: bytes) -> int:
    """As :func:`checksum` does it, and no more: there may be thousands."""
    crc = zlib.crc32
    return crc(low, crc(bare, crc(f"{path}\0{stage}\0{title}".encode("utf-8", "surrogatepass"), number)))


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
