"""Bringing the words in an index to what the rows of the case files are."""

from __future__ import annotations

from svc.errors import SvcError
from svc.paths import Path
from svc.spare import suppress
from svc.store import files
from svc.store.index.database import Database
from svc.store.index.opening import where_it_can
from svc.store.objects import object_id
from svc.store.texts import text_of

AT_ONCE = 2000
"""Files that are read before their words are written down."""
FEW = 20
"""New files up to which it takes less to look each through at every search than to write its words down once."""


def read_in(root: Path, database: Database) -> bool:
    """Read the files whose words are not written down, as far as that can be done; False where words cannot be kept.

    A few are left as they are, and a file that is another one than its row says by now is left to whoever looks next.
    """
    texts = database.texts
    with database.reading():
        is_fit = texts.are_kept() and not texts.is_wasteful()
    if not is_fit:
        _make(database)
    with database.reading():
        if not texts.are_kept():
            return False
        unread = texts.unread(database.total())
    if is_fit and len(unread) <= FEW:
        return True
    for at in range(0, len(unread), AT_ONCE):
        if not _portion(root, database, unread[at : at + AT_ONCE]):
            break
    return True


def _make(database: Database) -> None:
    """Make the tables, or make them anew."""
    texts = database.texts
    with where_it_can(), database.writing() as may:
        if may and texts.are_kept():
            texts.drop()
        if may:
            texts.make()


def _portion(root: Path, database: Database, paths: list[str]) -> bool:
    """Whether the words of some files were written down."""
    texts = []
    for path in paths:
        blob, data = database.blob(path), _data(root / path)
        if not blob and data is None:  # it is no plain file: nobody reads a word in it
            texts.append(text_of(path, b""))
        elif data is not None and object_id("blob", data) == blob:
            texts.append(text_of(path, data))
    with where_it_can(), database.writing() as may:
        if may:
            database.texts.put(texts)
        return may
    return False


def _data(place: Path) -> bytes | None:
    """A file; None for what is no plain file."""
    with suppress(SvcError, OSError):
        return files.read(place)
    return None
