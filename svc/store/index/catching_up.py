"""Bringing the rows of an index to what the case files are now.

Only files that may hold something new are read, and only those that do are parsed. What was found is written down as
one; where that cannot be, it holds for this command alone.
"""

from __future__ import annotations

import os
import stat

from svc.paths import Path
from svc.spare import suppress
from svc.store.index import tree
from svc.store.index.database import Database, Row
from svc.store.index.holding import Holding
from svc.store.index.marks import LEAST, Marks
from svc.store.index.opening import where_it_can
from svc.store.index.tree import Folder, Seen, Stamp
from svc.typed import Iterator, NamedTuple

AT_ONCE = 2000
"""Files that are read before what was found is written down."""

Rows = dict[str, Row | None]
"""Case files that differ from what is written down; None for those that are gone."""


class CaughtUp(NamedTuple):
    """What differs from the rows and could not be written down, and how many case files there are."""

    left: Rows
    total: int


class Clock:
    """The time of the file system, told by a file of ours in the Git folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"

    def __call__(self) -> int:
        """Nanoseconds; 0 where it cannot be told: then nothing is sure to show."""
        try:
            return self._told()
        except OSError:
            return 0

    def _told(self) -> int:
        fd = os.open(self._file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            os.utime(fd if os.utime in os.supports_fd else self._file)
            return os.fstat(fd).st_mtime_ns
        finally:
            os.close(fd)


class _Look(NamedTuple):
    """A file that was looked at: its stamp, :data:`tree.UNSEEN` where one more change may not show, and its bytes.

    The bytes are None for what is no plain file.
    """

    stamp: Stamp
    data: bytes | None


def catch_up(
    root: Path, holding: Holding, database: Database, clock: tree.Clock, marks: Marks, near: bool = False
) -> CaughtUp:
    """Look at all files, and write down what differs from the rows.

    ``near``: where there are :data:`LEAST` files and more, only at those of folders whose own times changed. What a
    person wrote into a file in its place, without making it anew, does not show there.
    """
    if near and (count := _same(root, holding, database)) is not None:
        return CaughtUp({}, count)
    if near:
        known, doubtful, is_whole, seal, _ = _known(database)
        near = is_whole and sum(len(folder.files) for folder in known.values()) >= LEAST
        suspects = None
    else:
        with marks.compared() as changed_since:  # Git looks while we read
            known, doubtful, is_whole, seal, unmarked = _known(database)
            touched = changed_since(seal) if seal else None
        suspects = None if touched is None else touched | unmarked
    seen = tree.look(root, holding.tops, known, doubtful, clock, suspects, near)
    left: Rows = {}
    count = sum(len(folder.files) for folder in seen.folders.values())
    for folders in _portions(known, seen):
        rows: Rows = {}
        caught_up = [_caught_up(root, holding, database, seen, folder, clock(), rows) for folder in folders]
        count -= sum(row is None and _is_seen(path, seen) for path, row in rows.items())
        changed = [folder for folder in caught_up if folder != known.get(folder.path)]
        sure = doubtful.intersection(path for folder in folders for path in folder.paths())
        if not _write(database, changed, [], sure, rows):
            left |= rows
    gone: Rows = dict.fromkeys(_gone(database, seen, doubtful))
    if not _write(database, [], seen.gone, doubtful.intersection(gone), gone, completes=not (is_whole or left)):
        left |= gone
    if count >= LEAST and not near and not left:
        is_worn = marks.seal() != seal if suspects is None else marks.is_worn(len(suspects), count)
        if is_worn or not seal:
            _mark(database, marks)
    return CaughtUp(left, count)


def _known(database: Database) -> tuple[dict[str, Folder], frozenset[str], bool, str, frozenset[str]]:
    """The folders, the doubtful files, whether all were looked at; the seal of the marks and what is not in them."""
    with database.reading():
        return database.folders(), database.doubtful(), database.is_whole(), *database.marked()


def _same(root: Path, holding: Holding, database: Database) -> int | None:
    """How many files there are where they are :data:`LEAST` or more, in folders that are all as they were."""
    with database.reading():
        if not database.is_whole() or database.doubtful():
            return None
        known = database.glances()
    count = sum(one.files for one in known.values())
    if count < LEAST or any(top not in known and (root / top).exists() for top in holding.tops):
        return None
    is_same = all(one.is_sure and tree.is_same(root, path, one.stamp) for path, one in known.items())
    return count if is_same else None


def _mark(database: Database, marks: Marks) -> None:
    """Write the stamps of all files down where Git finds them."""
    with suppress(OSError), where_it_can(), database.writing() as may:
        if may:
            database.mark(marks.write(database.folders().values()))


def _portions(known: dict[str, Folder], seen: Seen) -> Iterator[list[Folder]]:
    """The folders about which there is something to write, so many at once as hold :data:`AT_ONCE` files to read."""
    held: list[Folder] = []
    count = 0
    for path, folder in seen.folders.items():
        if path in seen.relisted or path in seen.dirty or folder != known[path]:
            held.append(folder)
            count += len(seen.dirty.get(path, ()))
        if count >= AT_ONCE:
            yield held
            held, count = [], 0
    if held:
        yield held


def _caught_up(
    root: Path, holding: Holding, database: Database, seen: Seen, folder: Folder, clock: int, rows: Rows
) -> Folder:
    """A folder with the stamps of its files as they were read; what is new in them goes to ``rows``."""
    from svc.store.objects import object_id  # what a look that finds nothing does not pay for

    stamps: dict[str, Stamp] = {}
    for name in seen.dirty.get(folder.path, ()):
        path = f"{folder.path}/{name}"
        found = _read(root / path, clock)
        if found is None:
            stamps[name], rows[path] = tree.UNSEEN, None
            continue
        stamps[name] = found.stamp
        blob = object_id("blob", found.data) if found.data is not None else ""
        if not blob or database.blob(path) != blob:
            rows[path] = holding.row(path, blob, found.data)
    if folder.path in seen.relisted:
        here = set(folder.files)
        for path in database.paths_in(folder.path):
            parent, _, name = path.rpartition("/")
            if parent == folder.path and name not in here:
                rows[path] = None
    return folder.with_stamps(stamps) if stamps else folder


def _read(place: Path, clock: int) -> _Look | None:
    """A file as it is, None where there is none."""
    try:
        fd = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError:
        return _Look(tree.UNSEEN, None)
    with os.fdopen(fd, "rb") as file:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            return _Look(tree.UNSEEN, None)
        stamp = tree.stamp(found)
        return _Look(stamp if tree.is_settled(stamp, clock) else tree.UNSEEN, file.read())


def _gone(database: Database, seen: Seen, doubtful: frozenset[str]) -> set[str]:
    """The files of folders that are no longer there, and those that were taken in and never seen."""
    found = {path for folder in seen.gone for path in database.paths_in(folder)}
    return {path for path in found | doubtful if not _is_seen(path, seen)}


def _is_seen(path: str, seen: Seen) -> bool:
    folder, _, name = path.rpartition("/")
    return folder in seen.folders and name in seen.folders[folder].files


def _write(
    database: Database, folders: list[Folder], gone: list[str], sure: frozenset[str], rows: Rows,
    completes: bool = False,
) -> bool:  # fmt: skip
    """Whether all is written down: nobody else wrote meanwhile, and the file can be written to."""
    if not (folders or gone or sure or rows or completes):
        return True
    with where_it_can(), database.writing() as may:
        if may:
            database.put(rows)
            database.put_folders(folders, gone)
            database.trust(sure)
            if completes:
                database.complete()
        return may
    return False
