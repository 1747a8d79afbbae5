"""Files: read without following links, replaced whole or not at all, and lasting."""

from __future__ import annotations

import errno
import os
import stat
from itertools import count

from svc.errors import StateError, T
from svc.paths import Path
from svc.spare import suppress
from svc.store.layout import is_attachment

_numbers = count()
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What file systems say that cannot sync a folder."""


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


def refuse_detours(top: Path, path: str) -> None:
    """Raise StateError when a folder on the way to ``path`` below ``top`` is a link or no folder."""
    at = path.find("/")
    while at >= 0:
        folder = top / path[:at]
        try:
            mode = os.lstat(folder).st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(mode):
            raise StateError(T("{path} is not a folder", path=folder), T("a desk's folders are folders, never links"))
        at = path.find("/", at + 1)


def kept(path: str, data: bytes | None) -> bytes | None:
    """The content as Git keeps it: an attachment as it is, any other file with lines ending in LF."""
    return data if is_attachment(path) else normal(data)


def normal(data: bytes | None) -> bytes | None:
    """The content as Git keeps it: lines ending in LF (``text eol=lf`` in .gitattributes)."""
    return None if data is None else data.replace(b"\r\n", b"\n")


def replace(path: Path, data: bytes, scratch: Path, shared: bool = False) -> None:
    """Put ``data`` at ``path`` in one step, lasting. ``scratch`` is a folder for the unfinished file.

    ``shared``: whoever may write to the folder may write to the file.
    """
    make_folder(path.parent)
    make_folder(scratch, shared=True)
    try:
        _swap(path, data, scratch, shared)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _swap(path, data, path.parent, shared)


def make_folder(folder: Path, shared: bool = False) -> None:
    """Make a folder and those above it, lasting. ``shared``: open to whom the folder above is open."""
    if folder.is_dir():
        return
    make_folder(folder.parent, shared)
    with suppress(FileExistsError):
        folder.mkdir()
        if shared:
            os.chmod(folder, stat.S_IMODE(os.stat(folder.parent).st_mode))
    sync_folder(folder.parent)


def unfinished(data: bytes, folder: Path) -> Path:
    """A new file in ``folder`` that holds ``data``, lasting; it is taken away again when that fails."""
    name = folder / f".svc-{os.getpid()}-{next(_numbers)}"
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(fd)
    except BaseException:
        remove(name)
        raise
    return name


def _swap(path: Path, data: bytes, folder: Path, shared: bool) -> None:
    name = unfinished(data, folder)
    try:
        mode = _mode(path, shared)
        if mode is not None:
            os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        remove(name)
        raise
    sync_folder(path.parent)


def _mode(path: Path, shared: bool) -> int | None:
    """The mode a file shall have, None for what the umask gives."""
    if shared:
        return stat.S_IMODE(os.stat(path.parent).st_mode) & 0o666
    try:
        return stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None


def sync_folder(folder: Path) -> None:
    """Make a new name in ``folder`` last, where the system can."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except (PermissionError, FileNotFoundError):  # Windows opens no folders
        return
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(fd)


def remove(path: Path) -> None:
    """Take a file away; it may be gone already."""
    with suppress(FileNotFoundError):
        path.unlink()
