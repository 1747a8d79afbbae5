"""The checksum that every row carries, and what is raised where it does not hold."""

from __future__ import annotations

import zlib

from svc.store.index.sqlite import sqlite3

Error = sqlite3.Error
"""What the file may answer with."""


class CorruptError(sqlite3.DatabaseError):
    """A row is not what was written."""


def checksum(*values: str | bytes | int | None) -> int:
    """Of the values of a row, which a disk may change."""
    found, crc = 0, zlib.crc32
    for value in values:
        if isinstance(value, str):
            found = crc(value.encode("utf-8", "surrogatepass"), found + 1)
        elif isinstance(value, bytes):
            found = crc(value, found + 2)
        else:
            found = zlib.crc32(repr(value).encode(), found + 3)
    return found
