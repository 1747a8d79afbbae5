"""One writer at a time: a lock of the operating system on ``.git/svc/lock``.

The kernel frees it when the last process that holds it is gone, however it went. Git's children inherit
it, so a killed command's child still at work keeps the next writer out. There is nothing to clean up.
"""

from __future__ import annotations

import os
import stat
import time

from svc.errors import StateError, T, Text, reason
from svc.paths import Path
from svc.spare import contextmanager, suppress
from svc.store import files, waiting
from svc.store.waiting import Wait
from svc.typed import Iterator

WAIT = 30.0
"""Seconds that one other writer may take. Behind several it is as long for each: a line that moves is no fault."""


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


def _open(file: Path) -> int:
    """The lock file; whoever may write to the repository may write to it."""
    files.make_folder(file.parent, shared=True)
    with suppress(FileExistsError):
        fd = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if hasattr(os, "fchmod"):
            os.fchmod(fd, stat.S_IMODE(os.stat(file.parent).st_mode) & 0o666)
        return fd
    return os.open(file, os.O_RDWR)


@contextmanager
def hold(file: Path) -> Iterator[int]:
    """Hold the lock; yields its descriptor. Raises StateError when another process keeps it too long."""
    try:
        fd = _taken(file)
    except OSError as error:
        raise StateError(
            T("cannot write to {path}: {reason}", path=file.parent, reason=reason(error)),
            T("make the repository writable, or work in a clone"),
        ) from error
    try:
        with suppress(OSError):  # the name of the holder is a courtesy
            os.pwrite(fd, f"{os.getpid():<20}".encode(), 0)
        yield fd
    finally:
        os.close(fd)


def _taken(file: Path) -> int:
    while True:
        fd = _open(file)
        try:
            _queue(fd)
            if _is(fd, file):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)  # somebody deleted the file while we waited: a lock on it keeps nobody out


def _is(fd: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(file))
    except FileNotFoundError:
        return False


def _queue(fd: int) -> None:
    if try_lock(fd) or _in_line(fd):
        return
    line = _Line(fd)
    while not try_lock(fd):
        if line.is_stuck():
            raise _busy(fd)
        time.sleep(0.002 + time.monotonic_ns() % 997 / 60_000)  # never in step with the others


def _in_line(fd: int) -> bool:
    """Let the kernel queue us, which is fairer than asking again and again; False where no alarm can end that."""
    import signal
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    import fcntl

    line = _Line(fd)

    def ring(_number: int, _frame: object) -> None:
        if line.is_stuck():
            signal.setitimer(signal.ITIMER_REAL, 0)  # the next one would ring while this one is answered
            raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    often = min(WAIT, waiting.PATIENCE)
    signal.setitimer(signal.ITIMER_REAL, often, often)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
    except TimeoutError:
        raise _busy(fd) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return True


class _Line:
    """Our place behind other writers."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._holder = _holder(fd)
        self._wait = Wait(WAIT, _waiting(fd))

    def is_stuck(self) -> bool:
        """Whether the writer at the head of the line has had it for too long."""
        holder = _holder(self._fd)
        if holder != self._holder:
            self._holder = holder
            self._wait.again()
        return self._wait.is_over()


def _holder(fd: int) -> str:
    return os.pread(fd, 20, 0).decode(errors="replace").strip()


def _waiting(fd: int) -> Text:
    return T("waiting for another svc that is writing here (process {pid})", pid=_holder(fd) or "?")


def _busy(fd: int) -> StateError:
    holder = _holder(fd)
    return StateError(
        T("another svc is writing here (process {pid})", pid=holder or "?"),
        T("wait for it to end, or see what it does: ps -p {pid}", pid=holder or "PID"),
    )
