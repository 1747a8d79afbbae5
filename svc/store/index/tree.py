"""The case files of a work tree told apart from those that were seen before, without reading them.

A folder whose own times did not change holds the same names. A file whose size, times and number did not change
holds the same bytes, unless it was changed within the tick of the clock in which it was looked at: such a one is
written down as never seen, and looked at again until its time is past.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Mapping

from svc.paths import Path
from svc.store.layout import CASES
from svc.typed import NamedTuple

UNSEEN = (0, 0, 0, 0)
"""In the place of what a file is known by, where that says nothing."""
SLACK = 2_000_000_000
"""Nanoseconds from a change in which one more may leave the same times, on the coarsest file systems."""
_WIDTH = len(UNSEEN)
_HAS_DIR_FD = os.stat in os.supports_dir_fd and os.open in os.supports_dir_fd

Stamp = tuple[int, int, int, int]
"""The times, in nanoseconds, when a file and its entry were changed; its size; its number."""
Clock = Callable[[], int]
"""The time of the file system in nanoseconds, from before whatever is looked at next."""


class Folder(NamedTuple):
    """A folder: its own stamp, the folders and YAML files in it by name, and the stamps of these files in a row."""

    path: str
    stamp: Stamp
    folders: tuple[str, ...]
    files: tuple[str, ...]
    stamps: bytes

    def paths(self) -> list[str]:
        """The files, as seen from the desk."""
        return [f"{self.path}/{name}" for name in self.files]

    def with_stamps(self, found: Mapping[str, Stamp]) -> Folder:
        """The folder with other stamps for some of its files, by name."""
        held = array("q", self.stamps)
        for place, name in enumerate(self.files):
            if name in found:
                held[_WIDTH * place : _WIDTH * (place + 1)] = array("q", found[name])
        return self._replace(stamps=held.tobytes())


class Seen(NamedTuple):
    """The folders as they are, those no longer there, and the files that may hold something new, by folder."""

    folders: dict[str, Folder]
    gone: list[str]
    relisted: set[str]
    dirty: dict[str, list[str]]


def stamp(found: os.stat_result) -> Stamp:
    """What a file is known by."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def is_settled(found: Stamp, clock: int) -> bool:
    """Whether a later change will show. ``clock`` is from before the file was looked at."""
    # Where the second time is that of the creation, the first one must do.
    last = max(found[:2]) if os.name == "nt" else found[1]
    return last + SLACK < clock


def look(root: Path, known: Mapping[str, Folder], doubtful: frozenset[str], clock: Clock) -> Seen:
    """Look at all folders and files under ``cases/``. ``doubtful``: files that are dirty whatever they look like."""
    seen = Seen({}, [], set(), {})
    for held, now in folders(root, known, clock):
        stamps = _stamps(root, now)
        seen.folders[now.path] = now._replace(stamps=stamps)
        if now is not held:
            seen.relisted.add(now.path)
        dirty = _changed(held, now.files, stamps)
        dirty += _doubtful_in(now, doubtful)
        if dirty:
            seen.dirty[now.path] = dirty
    seen.gone.extend(path for path in known if path not in seen.folders)
    return seen


def _doubtful_in(folder: Folder, doubtful: frozenset[str]) -> list[str]:
    """The files of a folder that are doubtful: few, or none at all."""
    here = f"{folder.path}/"
    names = {path[len(here) :] for path in doubtful if path.startswith(here)}
    return [name for name in folder.files if name in names] if names else []


def folders(root: Path, known: Mapping[str, Folder], clock: Clock) -> Iterator[tuple[Folder | None, Folder]]:
    """Every folder as it was and as it is, listed anew where its times changed; files are not looked at."""
    todo = [CASES]
    while todo:
        path = todo.pop()
        held = known.get(path)
        try:
            is_same = held is not None and held.stamp == stamp(os.stat(root / path))
            now = held if held is not None and is_same else _listed(root, path, clock())
        except (FileNotFoundError, NotADirectoryError):
            continue
        yield held, now
        todo += [f"{path}/{name}" for name in now.folders]


def _listed(root: Path, path: str, clock: int) -> Folder:
    found = stamp(os.stat(root / path))
    known_by = found if is_settled(found, clock) else UNSEEN
    folders, files = [], []
    with os.scandir(root / path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.name.endswith((".yaml", ".yml")):
                files.append(entry.name)
    return Folder(path, known_by, tuple(sorted(folders)), tuple(sorted(files)), b"")


def _stamps(root: Path, folder: Folder) -> bytes:
    """The stamps of the files of a folder, in a row."""
    if not folder.files:
        return b""
    row: list[int] = []
    place = os.open(root / folder.path, os.O_RDONLY) if _HAS_DIR_FD else None
    look_at = os.stat
    try:
        for name in folder.files:
            where = name if place is not None else root / folder.path / name
            try:
                found = look_at(where, dir_fd=place, follow_symlinks=False)
            except FileNotFoundError:
                row += UNSEEN
                continue
            row += (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
    finally:
        if place is not None:
            os.close(place)
    return array("q", row).tobytes()


def _changed(held: Folder | None, files: tuple[str, ...], stamps: bytes) -> list[str]:
    """The files whose stamps are not those that were written down."""
    if held is None:
        return list(files)
    if held.stamps == stamps and held.files == files:
        unseen = array("q", UNSEEN).tobytes()
        if unseen not in stamps:
            return []
        return [name for name, mark in zip(files, _apart(stamps), strict=True) if mark == unseen]
    before = dict(zip(held.files, _apart(held.stamps), strict=True))
    return [name for name, mark in zip(files, _apart(stamps), strict=True) if before.get(name) != mark]


def _apart(stamps: bytes) -> list[bytes]:
    size = array("q", UNSEEN).itemsize * _WIDTH
    return [stamps[at : at + size] for at in range(0, len(stamps), size)]
