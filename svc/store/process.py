"""A process with pipes, as ``subprocess`` has it: its import would cost a change more than one git does.

Native Windows, where a process starts otherwise, gets the real one.
"""

from __future__ import annotations

import _thread
import os

from svc.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from svc.typed import IO, Callable, Mapping, Sequence


class Finished(NamedTuple):
    """What came of a process: its status (minus the signal that killed it), what it said, what it complained of."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Process:
    """A running process. Whoever starts it reads it to its end, or leaves its ``with``."""

    def __init__(self, argv: list[str], env: Mapping[str, str], inherit: Sequence[int] = ()) -> None:
        """``inherit``: file descriptors that it keeps open under their numbers."""
        self._status: int | None = None
        theirs, ours = zip(*(_pipe(mode) for mode in ("wb", "rb", "rb")), strict=True)
        try:
            self._pid = _spawned(argv, env, theirs, inherit)
        except BaseException:
            for pipe in ours:
                pipe.close()
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        self.stdin: IO[bytes] | None
        self.stdout: IO[bytes] | None
        self.stderr: IO[bytes] | None
        self.stdin, self.stdout, self.stderr = ours

    @property
    def returncode(self) -> int:
        """Its exit status, once it is over."""
        return self.wait()

    def wait(self) -> int:
        """Wait for its end."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._status

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        if self._status is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def kill(self) -> None:
        """End it, if it is not over."""
        self._send(9)

    def terminate(self) -> None:
        """Ask it to end, if it is not over."""
        self._send(15)

    def _send(self, number: int) -> None:
        if self._status is None:
            os.kill(self._pid, number)

    def communicate(self, data: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Give it the last of its input, and read all that it says. Raises TimeoutError, with the process killed."""
        watch = Watch(timeout, self.kill) if timeout else None
        try:
            said = _talk(self, data or b"")
            self.wait()
        finally:
            if watch:
                watch.end()
        if watch and watch.acted:
            raise TimeoutError
        return said

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self.stdin, self.stdout, self.stderr):
            try:
                if pipe:
                    pipe.close()
            except BrokenPipeError:
                continue
        self.wait()


def _pipe(mode: str) -> tuple[int, Any]:
    """The other side's end of a pipe, and ours: written to or read as ``mode`` says."""
    from_it, to_it = os.pipe()
    theirs, ours = (from_it, to_it) if mode == "wb" else (to_it, from_it)
    if theirs <= 2:  # a standard stream was closed: what goes to its number now may not be in the way
        import fcntl

        low, theirs = theirs, fcntl.fcntl(theirs, fcntl.F_DUPFD_CLOEXEC, 3)
        os.close(low)
    return theirs, os.fdopen(ours, mode)


def _spawned(argv: list[str], env: Mapping[str, str], streams: Sequence[int], inherit: Sequence[int]) -> int:
    """Start a process with these standard streams; its id."""
    import _signal

    actions = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(streams)]
    # What Python ignores for itself is not for its children to ignore.
    usual = [getattr(_signal, name) for name in ("SIGPIPE", "SIGXFSZ") if hasattr(_signal, name)]
    try:
        for fd in inherit:
            os.set_inheritable(fd, True)
        return os.posix_spawn(argv[0], argv, env, file_actions=actions, setsigdef=usual)
    finally:
        for fd in inherit:
            os.set_inheritable(fd, False)


def _talk(process: Process, data: bytes) -> tuple[bytes, bytes]:
    """Write and read whatever the process is ready for, until it says no more."""
    import select

    poll = select.poll()
    said: dict[int, list[bytes]] = {}
    for pipe in (process.stdout, process.stderr):
        if pipe and not pipe.closed:
            said[pipe.fileno()] = []
            poll.register(pipe.fileno(), select.POLLIN)
    rest = memoryview(data)
    entry = process.stdin
    to_it = entry.fileno() if entry and not entry.closed else -1
    if to_it >= 0:
        poll.register(to_it, select.POLLOUT)
    open_ones = set(said)
    while open_ones or to_it >= 0:
        for fd, _ in poll.poll():
            if fd == to_it:
                rest = _written(fd, rest)
                if not rest:
                    poll.unregister(fd)
                    _close(entry)
                    to_it = -1
            elif portion := os.read(fd, 1 << 16):
                said[fd].append(portion)
            else:
                poll.unregister(fd)
                open_ones.discard(fd)
    found = [b"".join(said.get(pipe.fileno(), ())) if pipe and not pipe.closed else b""
             for pipe in (process.stdout, process.stderr)]  # fmt: skip
    for pipe in (process.stdout, process.stderr):
        _close(pipe)
    return found[0], found[1]


def _written(fd: int, data: memoryview) -> memoryview:
    """What is left of the data after as much as the pipe holds; nothing where nobody reads it."""
    try:
        return data[os.write(fd, data[: 1 << 12]) :] if data else data
    except BrokenPipeError:
        return data[:0]


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except BrokenPipeError:
        return


class Watch:
    """Does something when a time is over, unless it was ended before."""

    def __init__(self, seconds: float, act: Callable[[], object]) -> None:
        self.acted = False
        self._ended, self._over = _thread.allocate_lock(), _thread.allocate_lock()
        self._ended.acquire()
        self._over.acquire()
        _thread.start_new_thread(self._run, (seconds, act))

    def _run(self, seconds: float, act: Callable[[], object]) -> None:
        try:
            if not self._ended.acquire(timeout=seconds):
                self.acted = True
                act()
        except OSError:  # what it was to end is over
            return
        finally:
            self._over.release()

    def end(self) -> None:
        """Let the time be; what is being done is done when this returns."""
        self._ended.release()
        self._over.acquire()
