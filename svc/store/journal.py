"""The intent of the write in hand, so that the next one can finish or undo what a kill left half done."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from svc.store import files
from svc.store.lock import try_lock


@dataclass(frozen=True, slots=True)
class Touch:
    """One file of a write: its path below the top of the work tree, its blobs before and after (``""``: none)."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Intent:
    """A branch about to move from ``old`` to ``new``; ``new`` is ``""`` while hooks still have to agree."""

    ref: str
    old: str
    new: str
    touched: tuple[Touch, ...]


def note(folder: Path, intent: Intent) -> None:
    """Write the intent down so that it lasts."""
    files.replace(folder / "journal", json.dumps(asdict(intent)).encode(), folder / "tmp")


def pending(folder: Path) -> Intent | None:
    """The intent of a write that did not end. One that cannot be read was never finished writing."""
    return _read(folder / "journal")


def _read(file: Path) -> Intent | None:
    data = files.read(file)
    if data is None:
        return None
    try:
        held = json.loads(data)
        touched = tuple(Touch(**t) for t in held.pop("touched"))
        return Intent(touched=touched, **held)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def done(folder: Path) -> None:
    """Forget the intent, and the unfinished files that a kill may have left."""
    files.remove(folder / "journal")
    scratch = folder / "tmp"
    if scratch.is_dir():
        for left in scratch.iterdir():
            with contextlib.suppress(OSError):
                left.unlink()


class Ahead:
    """Files of one write that stand in the work tree before their commit, while hooks look at them.

    The note is locked by its writer: whoever finds it unlocked knows that the writer is gone, and puts the
    files back.
    """

    def __init__(self, folder: Path, intent: Intent) -> None:
        self.file = folder / f"ahead-{os.getpid()}"
        files.replace(self.file, json.dumps(asdict(intent)).encode(), folder / "tmp")
        self._fd = os.open(self.file, os.O_RDWR)
        try_lock(self._fd)

    def close(self, committed: bool) -> None:
        """Let go of the note; it stays for healing unless the files were committed."""
        if committed:
            files.remove(self.file)
        os.close(self._fd)


def _ahead_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("ahead-*")) if folder.is_dir() else []


def abandoned(folder: Path) -> list[tuple[Path, Intent]]:
    """The notes of files written ahead whose writers are gone."""
    found = []
    for file in _ahead_files(folder):
        fd = os.open(file, os.O_RDWR)
        try:
            intent = _read(file)
            if try_lock(fd) and intent:
                found.append((file, intent))
        finally:
            os.close(fd)
    return found


def written_ahead(folder: Path) -> set[str]:
    """The files that writers at work have in the work tree ahead of their commits."""
    return {t.path for file in _ahead_files(folder) if (intent := _read(file)) for t in intent.touched}
