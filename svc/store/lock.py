"""One writer at a time: a lock of the operating system on ``.git/svc/lock``.

The kernel frees it when the last process that holds it is gone, however it went. Git's children inherit
it, so a killed command's child still at work keeps the next writer out. There is nothing to clean up.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from svc.errors import StateError, T

WAIT = 30.0
"""Seconds to queue behind other writers before giving up."""


def try_lock(fd: int) -> bool:
    """Take the lock on an open file if nobody has it."""
    try:
        import fcntl
    except ImportError:  # native Windows
        import msvcrt

        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def hold(file: Path, wait: float = WAIT) -> Iterator[int]:
    """Hold the lock; yields its descriptor. Raises StateError when another process keeps it too long."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StateError(
            T("cannot write to {path}: {reason}", path=file.parent, reason=error.strerror),
            T("make the repository writable, or work in a clone"),
        ) from error
    try:
        _queue(fd, file, wait)
        with contextlib.suppress(OSError):  # the name of the holder is a courtesy
            os.pwrite(fd, f"{os.getpid():<20}".encode(), 0)
        yield fd
    finally:
        os.close(fd)


def _queue(fd: int, file: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    while not try_lock(fd):
        if time.monotonic() > deadline:
            holder = os.pread(fd, 20, 0).decode(errors="replace").strip()
            raise StateError(
                T("another svc is writing here (process {pid})", pid=holder or "?"),
                T("wait for it to end, or see what it does: ps -p {pid}", pid=holder or "PID"),
            )
        time.sleep(random.uniform(0.002, 0.02))
