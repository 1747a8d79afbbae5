"""The case files of a work tree told apart from those that were seen before, without reading them.

A folder whose own times did not change holds the same names. A file whose size, times and number did not change
holds the same bytes, unless it was changed within the tick of the clock in which it was looked at: such a one is
written down as never seen, and looked at again until its time is past.
"""

from __future__ import annotations

import os
from struct import iter_unpack, pack

from svc.paths import Path
from svc.spare import contextmanager
from svc.typed import Callable, Iterator, Mapping, NamedTuple, Sequence

UNSEEN = (0, 0, 0, 0)
"""In the place of what a file is known by, where that says nothing."""
SLACK = 2_000_000_000
"""Nanoseconds from a change in which one more may leave the same times, on the coarsest file systems."""
_WIDTH = 8 * len(UNSEEN)
"""Bytes of a stamp in a row."""

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

    @property
    def is_sure(self) -> bool:
        """Whether the stamps of all its files say something."""
        return _packed(UNSEEN) not in self.stamps

    def each_stamp(self) -> Iterator[Stamp]:
        """The stamps of its files."""
        yield from iter_unpack("4q", self.stamps)

    def with_stamps(self, found: Mapping[str, Stamp]) -> Folder:
        """The folder with other stamps for some of its files, by name."""
        held = zip(self.files, _apart(self.stamps), strict=True)
        return self._replace(stamps=b"".join([_packed(found[name]) if name in found else mark for name, mark in held]))


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


def look(
    root: Path, tops: Sequence[str], known: Mapping[str, Folder], doubtful: frozenset[str], clock: Clock,
    suspects: frozenset[str] | None = None, near: bool = False,
) -> Seen:  # fmt: skip
    """Look at all folders and files below some folders. ``doubtful``: files that are dirty whatever they look like.

    ``suspects``: those of the known files that may have changed, None for all. ``near``: of a folder whose times did
    not change the files are not looked at, so that what was written into one in its place does not show.
    """
    seen = Seen({}, [], set(), {})
    for held, now in folders(root, tops, known, clock):
        if near and now is held:
            stamps = held.stamps
        elif held is None or suspects is None:
            stamps = _stamps(root, now)
        else:
            stamps = _renewed(root, held, now, suspects)
        seen.folders[now.path] = now._replace(stamps=stamps)
        if now is not held:
            seen.relisted.add(now.path)
        dirty = _changed(held, now.files, stamps)
        dirty += _those_in(now, doubtful)
        if dirty:
            seen.dirty[now.path] = dirty
    seen.gone.extend(path for path in known if path not in seen.folders)
    return seen


def is_same(root: Path, path: str, known_by: Stamp) -> bool:
    """Whether a folder holds the same names as before."""
    try:
        return known_by == stamp(os.stat(root / path))
    except OSError:
        return False


def _those_in(folder: Folder, paths: frozenset[str]) -> list[str]:
    """The files of a folder that are among some: few, or none at all."""
    here = f"{folder.path}/"
    names = {path[len(here) :] for path in paths if path.startswith(here)}
    return [name for name in folder.files if name in names] if names else []


def folders(
    root: Path, tops: Sequence[str], known: Mapping[str, Folder], clock: Clock
) -> Iterator[tuple[Folder | None, Folder]]:
    """Every folder below some, with these, as it was and as it is, listed anew where its times changed; files are not
    looked at.
    """
    todo = [*tops]
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


def _renewed(root: Path, held: Folder, now: Folder, suspects: frozenset[str]) -> bytes:
    """The stamps of the files of a folder, looked at anew where a file is suspect or was not there."""
    before = dict(zip(held.files, _apart(held.stamps), strict=True)) if now is not held else {}
    names = {*_those_in(now, suspects), *(name for name in now.files if now is not held and name not in before)}
    if now is held and not names:
        return held.stamps
    before = before or dict(zip(held.files, _apart(held.stamps), strict=True))
    few = now._replace(files=tuple(names))
    before |= zip(few.files, _apart(_stamps(root, few)), strict=True)
    return b"".join([before[name] for name in now.files])


def _stamps(root: Path, folder: Folder) -> bytes:
    """The stamps of the files of a folder, in a row."""
    if not folder.files:
        return b""
    row: list[int] = []
    with _in_folder(root / folder.path) as before:
        names = [before + name for name in folder.files] if before else folder.files
        try:
            for found in map(os.lstat, names):
                row += (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        except FileNotFoundError:
            row = [number for name in names for number in _stamp_of(name)]
    return _packed(row)


def _stamp_of(name: str) -> Stamp:
    """That of a file which may be gone."""
    try:
        return stamp(os.lstat(name))
    except FileNotFoundError:
        return UNSEEN


@contextmanager
def _in_folder(folder: Path) -> Iterator[str]:
    """Be in a folder, where files are found faster by their bare names; yields what to put before them elsewhere."""
    try:
        here = os.open(".", os.O_RDONLY)
    except OSError:
        yield f"{folder}/"
        return
    try:
        os.chdir(folder)
        yield ""
    finally:
        os.fchdir(here)
        os.close(here)


def _changed(held: Folder | None, files: tuple[str, ...], stamps: bytes) -> list[str]:
    """The files whose stamps are not those that were written down."""
    if held is None:
        return list(files)
    if held.stamps == stamps and held.files == files:
        unseen = _packed(UNSEEN)
        if unseen not in stamps:
            return []
        return [name for name, mark in zip(files, _apart(stamps), strict=True) if mark == unseen]
    before = dict(zip(held.files, _apart(held.stamps), strict=True))
    return [name for name, mark in zip(files, _apart(stamps), strict=True) if before.get(name) != mark]


def _apart(stamps: bytes) -> list[bytes]:
    return [stamps[at : at + _WIDTH] for at in range(0, len(stamps), _WIDTH)]


def _packed(numbers: Sequence[int]) -> bytes:
    return pack(f"{len(numbers)}q", *numbers)
