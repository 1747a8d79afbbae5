"""Git's merge of one file done by fields: what the merge driver does."""

from __future__ import annotations

from contextlib import suppress

from svc.errors import SvcError
from svc.model import InvalidFileError
from svc.paths import Path
from svc.schema.settings import Settings
from svc.store import layout
from svc.store.desk import Store
from svc.store.git import Git, GitError
from svc.store.merge import Conflict, Merged
from svc.store.merge.holding import merge_held
from svc.store.merge.markers import has_marks, sides
from svc.store.source import decode
from svc.typed import NamedTuple

IN_CONFLICT = 5
"""The driver's exit status for a conflict that it has written; a Python that cannot start says 1."""


class Outcome(NamedTuple):
    """What became of one file: the path in its desk and the conflicts, or ``by_lines`` where Git's own merge did it."""

    path: str
    conflicts: tuple[Conflict, ...] = ()
    by_lines: bool = False
    status: int = 0


def merge_files(base: Path, ours: Path, theirs: Path, name: str, top: Path) -> Outcome:
    """Merge ``ours`` in place, as Git asks for it. ``name`` is the file's path below ``top``.

    A file of no desk, and one that cannot be read, is merged by lines.
    """
    desk, path = _desk_of(top, name)
    try:
        if not layout.is_record(path):
            return _by_lines(base, ours, theirs, path, top)
        mine, yours = _text(ours, path), _text(theirs, path)
        merged = merge_held(_base(base, path), mine, yours, path, _rules(desk))[0]
    except InvalidFileError:
        return _by_lines(base, ours, theirs, path, top)
    _write(ours, merged)
    return Outcome(path, merged.conflicts, status=IN_CONFLICT if merged.conflicts else 0)


def _desk_of(top: Path, name: str) -> tuple[Path, str]:
    """The desk that a file is in and its path there: the nearest folder upward with a svc.yaml, else the top."""
    folder = top / name
    while folder != top:
        folder = folder.parent
        if (folder / layout.SETTINGS).is_file():
            return folder, (top / name).relative_to(folder).as_posix()
    return top, name


def _text(file: Path, path: str) -> str:
    return decode(file.read_bytes(), path, mend=True)


def _base(file: Path, path: str) -> str | None:
    """What both sides began from: of one in conflict itself what is beyond dispute, None where there is none."""
    data = file.read_bytes()
    if not data:
        return None
    text = data.decode("utf-8", "replace")
    if not has_marks(text):
        return _text(file, path)
    apart = sides(text)
    with suppress(InvalidFileError):
        return decode(apart.base.encode(), path, mend=True) if apart else None
    return None


def _rules(desk: Path) -> Settings | None:
    with suppress(SvcError):
        return Store(desk).committed_settings()
    return None


def _write(file: Path, merged: Merged) -> None:
    file.write_bytes(merged.text.encode())


def _by_lines(base: Path, ours: Path, theirs: Path, path: str, top: Path) -> Outcome:
    names = [str(file.absolute()) for file in (ours, base, theirs)]
    args = ("merge-file", "-L", "ours", "-L", "base", "-L", "theirs", *names)
    done = Git(top).call(*args)
    if done.returncode < 0 or done.returncode > 127:
        raise GitError(args, done.returncode, done.stderr.decode(errors="replace"))
    return Outcome(path, by_lines=True, status=IN_CONFLICT if done.returncode else 0)
