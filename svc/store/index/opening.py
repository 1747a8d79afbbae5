"""The SQLite file of an index opened: made where there is none, thrown away where it is corrupt or none of ours."""

from __future__ import annotations

import os
import stat

from svc.paths import Path
from svc.spare import contextmanager, suppress
from svc.store import files
from svc.store.index.sqlite import sqlite3
from svc.store.index.sums import CorruptError, Error
from svc.typed import Callable, Iterator, TypeVar

VERSION = 10
"""Of the tables, and of what is read out of a file: another version has a file of its own."""
_PATIENCE = 2.0
"""Seconds to wait for another process at the file; then the case files are read."""


_Found = TypeVar("_Found")


def asked(file: Path, tables: str, ask: Callable[[sqlite3.Connection], _Found], make: bool = True) -> _Found | None:
    """What is asked of the index in a file; None where it cannot be used. A corrupt one is made anew, once.

    ``make``, ``tables``: as :func:`opened` has them.
    """
    for _ in range(2 if make else 1):
        try:
            if make:
                files.make_folder(file.parent, shared=True)
            with opened(file, make, tables) as connection:
                return ask(connection)
        except Error as error:
            if is_harmless(error):
                return None
        except (OSError, OverflowError, UnicodeError):
            return None
    return None


@contextmanager
def opened(file: Path, make: bool, tables: str) -> Iterator[sqlite3.Connection]:
    """The index in a file; one that is corrupt is thrown away. ``make``: make one where there is none.
    ``tables``: what makes the tables of a new one.

    Raises Error or OSError where it cannot be used.
    """
    with _together(file) as alone:
        try:
            connection = _connected(file, make, tables)
        except sqlite3.DatabaseError as error:
            _throw_away(file, error, alone)
            raise
        try:
            yield connection
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


@contextmanager
def where_it_can() -> Iterator[None]:
    """Write, or leave it where that cannot be; what says that the file is corrupt is raised."""
    try:
        yield
    except Error as error:
        if not is_harmless(error):
            raise


def _throw_away(file: Path, error: sqlite3.DatabaseError, lock: int | None) -> None:
    """Delete a file that is corrupt or none of ours, where nobody else is at it."""
    if lock is None or is_harmless(error):
        return
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in (file, file.with_name(file.name + "-journal")):
            files.remove(name)


def _connected(file: Path, make: bool, tables: str) -> sqlite3.Connection:
    if not _is_plain(file) and not make:
        raise FileNotFoundError(file)
    mode = "rwc" if make else "rw"
    connection = sqlite3.connect(_uri(file, mode), timeout=_PATIENCE, isolation_level=None, uri=True)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if not found:
            _make_tables(connection, file, tables)
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


def _make_tables(connection: sqlite3.Connection, file: Path, tables: str) -> None:
    with suppress(OSError):
        os.chmod(file, stat.S_IMODE(os.stat(file.parent).st_mode) & 0o666)
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute("PRAGMA user_version").fetchone()[0]:  # nobody else was faster
        for statement in tables.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")
    with suppress(OSError):
        _clear_away(file)


def _clear_away(file: Path) -> None:
    """Delete what older versions of svc kept in the place of a file."""
    stem = file.name.rpartition("-")[0] + "-"
    for name in os.listdir(file.parent):
        number = name.removeprefix(stem).partition(".")[0]
        if name.startswith(stem) and number.isdecimal() and int(number) < VERSION:
            files.remove(file.with_name(name))
