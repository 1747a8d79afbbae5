"""Which texts hold which short part of a word, in rows that a disk cannot change or lose unseen.

Of signs of ASCII every three in a row are a part, of all others every two: so a part of a serial number is found as
well as a Chinese word of two characters, and a single character as the beginning of a pair.

Texts have numbers. Those of a range are written down at once and stay as they are: so many rows, and each part in the
row that its sign tells. What a question needs is there with its checksum, or the file is corrupt; nothing is missed.
"""

from __future__ import annotations

import zlib
from itertools import groupby
from struct import pack

from svc.patterns import pattern
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, checksum
from svc.typed import Iterable, Iterator, Mapping, NamedTuple

_MOST_ROWS = 1 << 12
_PARTS_IN_ROW = 16
_PLAIN = pattern(r"[a-z0-9]{3,}")
_OTHER = pattern(r"[^\x00-\x7f]+")


class Part(NamedTuple):
    """A part that is looked for; ``is_open``: or any that begins so."""

    name: str
    is_open: bool = False


class Parts:
    """The tables of parts in an index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._ask_many = connection.executemany

    def put(self, first: int, last: int, texts: Mapping[int, str]) -> None:
        """Write down the parts of a range of texts, not all of which may be there still."""
        holders: dict[str, list[int]] = {}
        for number in sorted(texts):
            for part in parts_of(texts[number]):
                holders.setdefault(part, []).append(number - first)
        rows = min(_MOST_ROWS, 1 + len(holders) // _PARTS_IN_ROW)
        slots: list[list[str]] = [[] for _ in range(rows)]
        for part in holders:
            slots[_slot(part, rows)].append(part)
        self._ask_many("INSERT INTO parts VALUES (?,?,?,?,?)",
                       (_row(first * _MOST_ROWS + at, slot, holders) for at, slot in enumerate(slots)))  # fmt: skip
        self._ask("INSERT INTO ranges VALUES (?,?,?,?)", (first, last, rows, checksum(first, last, rows)))

    def holders(self, sought: Iterable[Part], covered: int) -> Iterator[int]:
        """The numbers up to the last one covered of the texts that hold all of some parts, upwards."""
        expected = 1
        for first, last, rows, mark in self._ask("SELECT first, last, rows, sum FROM ranges ORDER BY first").fetchall():
            if first != expected or mark != checksum(first, last, rows):
                raise CorruptError
            expected = last + 1
            yield from (first + number for number in sorted(self._in_range(first, rows, sought)))
        if expected != covered + 1:
            raise CorruptError

    def _in_range(self, first: int, rows: int, sought: Iterable[Part]) -> set[int]:
        found: set[int] | None = None
        for part in sought:
            holders = self._in_row(first * _MOST_ROWS + _slot(part.name, rows), part)
            found = holders if found is None else found & holders
            if not found:
                break
        return found or set()

    def _in_row(self, place: int, part: Part) -> set[int]:
        row = self._ask("SELECT place, names, counts, texts, sum FROM parts WHERE place = ?", (place,)).fetchone()
        if row is None or row[4] != checksum(*row[:4]):
            raise CorruptError
        name, counts, texts = _bytes(part.name), memoryview(row[2]).cast("H"), memoryview(row[3]).cast("H")
        found: set[int] = set()
        at = 0
        for count, known in zip(counts, row[1].split(b" "), strict=bool(counts)):
            if known == name or (part.is_open and known.startswith(name)):
                found.update(texts[at : at + count])
            at += count
        return found


def _row(place: int, slot: list[str], holders: Mapping[str, list[int]]) -> tuple[int, bytes, bytes, bytes, int]:
    texts = [number for part in slot for number in holders[part]]
    row = (place, b" ".join(map(_bytes, slot)), pack(f"{len(slot)}H", *(len(holders[part]) for part in slot)),
           pack(f"{len(texts)}H", *texts))  # fmt: skip
    return (*row, checksum(*row))


def _slot(part: str, rows: int) -> int:
    """The row of a part: pairs that begin alike lie in one, so that a single character finds them."""
    return zlib.crc32(_bytes(part if part.isascii() else part[0])) % rows


def _bytes(part: str) -> bytes:
    return part.encode("utf-8", "surrogatepass")


def parts_of(text: str) -> set[str]:
    """The parts by which a text is found."""
    found: set[str] = set()
    for run in set(_PLAIN.findall(text)):
        found.update([run[at : at + 3] for at in range(len(run) - 2)])
    for run in set(_OTHER.findall(text)):
        found.update([run[at : at + 2] for at in range(len(run))])
    return found


def sought(words: Iterable[str]) -> list[Part]:
    """The parts of every text with all of some words, and of some others; none for all texts."""
    found: list[Part] = []
    for word in words:
        for kind, signs in groupby(word, _kind):
            run = "".join(signs)
            if kind == "plain":
                found += [Part(run[at : at + 3]) for at in range(len(run) - 2)]
            elif kind == "other":
                # One character alone is found as the beginning of a pair, or at the end of its row.
                found += [Part(run[at : at + 2]) for at in range(len(run) - 1)] or [Part(run, True)]
    return list(dict.fromkeys(found))


def _kind(sign: str) -> str:
    """What a sign is among those of a word; told without a pattern, whose import costs more than the question."""
    if "a" <= sign <= "z" or "0" <= sign <= "9":
        return "plain"
    return "" if sign.isascii() else "other"
