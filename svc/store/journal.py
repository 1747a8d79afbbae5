"""The intent of the write in hand, so that the next one can finish or undo what a kill left half done."""

from __future__ import annotations

import os

from svc.paths import Path
from svc.spare import contextmanager, suppress
from svc.store import files
from svc.store.lock import try_lock
from svc.store.plain_json import dumps, loads
from svc.typed import Any, Iterator, NamedTuple


class Touch(NamedTuple):
    """One file of a write: its path below the top of the work tree, its blobs before and after (``""``: none)."""

    path: str
    before: str
    after: str


class Intent(NamedTuple):
    """A branch about to move from ``old`` to ``new``; ``new`` is ``""`` while that is not known yet."""

    ref: str
    old: str
    new: str
    touched: tuple[Touch, ...]


def note(folder: Path, intent: Intent) -> None:
    """Write the intent down so that it lasts."""
    _write(folder / "journal", intent)


def _write(file: Path, intent: Intent) -> None:
    touched = [(t.path, t.before, t.after) for t in intent.touched]
    text = dumps({"ref": intent.ref, "old": intent.old, "new": intent.new, "touched": touched})
    files.replace(file, text.encode(), file.parent / "tmp", shared=True)


def pending(folder: Path) -> Intent | None:
    """The intent of a write that did not end."""
    return _read(folder / "journal")


def _read(file: Path) -> Intent | None:
    """The intent in a file; None when there is none, or none that svc wrote (they are never half written)."""
    data = files.read(file)
    if data is None:
        return None
    try:
        held: dict[str, Any] = loads(data)
        touched = tuple(Touch(*t) for t in held["touched"])
        return Intent(held["ref"], held["old"], held["new"], touched)
    except (ValueError, TypeError, KeyError):
        return None


def done(folder: Path) -> None:
    """Forget the intent, and the unfinished files that a kill may have left."""
    files.remove(folder / "journal")
    with suppress(OSError):
        for left in os.scandir(folder / "tmp"):
            files.remove(Path(left))


class Ahead:
    """Files of one write that stand in the work tree before their commit, while hooks look at them.

    The note is locked by its writer: whoever finds it unlocked knows that the writer is gone, and puts the
    files back. ``room`` is a folder for what hooks need, gone with the note.
    """

    def __init__(self, folder: Path, intent: Intent) -> None:
        self.room = folder / f"ahead-{os.getpid()}-{os.urandom(4).hex()}"
        files.make_folder(self.room, shared=True)
        self._fd = os.open(self.room / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try_lock(self._fd)
        _write(self.room / "note", intent)

    def close(self, committed: bool) -> None:
        """Let go of the note; it stays for healing unless the files were committed."""
        if committed:
            forget(self.room)
        os.close(self._fd)


def forget(room: Path) -> None:
    """Take away a folder of files written ahead, the note first."""
    files.remove(room / "note")
    for base, folders, names in os.walk(room, topdown=False):
        for name in names:
            files.remove(Path(base, name))
        for name in folders:
            Path(base, name).rmdir()
    room.rmdir()


def _rooms(folder: Path) -> list[Path]:
    names = os.listdir(folder) if folder.is_dir() else []
    return sorted(folder / name for name in names if name.startswith("ahead-") and (folder / name).is_dir())


@contextmanager
def _orphaned(room: Path) -> Iterator[bool]:
    """Whether the writer of these files is gone."""
    fd = os.open(room / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        yield try_lock(fd)
    finally:
        os.close(fd)


def abandoned(folder: Path) -> list[tuple[Path, Intent | None]]:
    """The folders of files written ahead whose writers are gone, and their notes."""
    found = []
    for room in _rooms(folder):
        with _orphaned(room) as is_orphan:
            if is_orphan:
                found.append((room, _read(room / "note")))
    return found


def written_ahead(folder: Path) -> set[str]:
    """The files that writers at work have in the work tree ahead of their commits."""
    return {t.path for room in _rooms(folder) if (intent := _read(room / "note")) for t in intent.touched}
