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
    parts = [value if isinstance(value, bytes) else repr(value).encode() for value in values]
    return zlib.crc32(b"\0\0".join([*parts, b""]))
