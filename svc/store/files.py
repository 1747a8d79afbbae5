"""Files of the work tree: read without following links, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from svc.errors import StateError, T


def read(path: Path) -> bytes | None:
    """The content of a regular file, None when there is none.

    Raises StateError for a link or another thing that is not a plain file: it may lead out of the desk.
    """
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _not_plain(path) from error
        raise
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise _not_plain(path)
        return file.read()


def _not_plain(path: Path) -> StateError:
    return StateError(T("{path} is not a plain file", path=path), T("a case is a file, never a link or a folder"))


def normal(data: bytes | None) -> bytes | None:
    """The content as Git keeps it: lines ending in LF (``text eol=lf`` in .gitattributes)."""
    return None if data is None else data.replace(b"\r\n", b"\n")


def replace(path: Path, data: bytes, scratch: Path) -> None:
    """Put ``data`` at ``path`` in one step. ``scratch`` is a folder for the unfinished file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        _swap(path, data, scratch)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _swap(path, data, path.parent)


def _swap(path: Path, data: bytes, folder: Path) -> None:
    fd, name = tempfile.mkstemp(prefix=".svc-", dir=folder)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(fd)
            os.fchmod(fd, _mode(path))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last, where the system can."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def remove(path: Path) -> None:
    """Take a file away; it may be gone already."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
