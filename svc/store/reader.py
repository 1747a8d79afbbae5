"""Many questions to one ``git cat-file --batch``: what objects, refs and index entries hold."""

from __future__ import annotations

from svc.typed import IO, Iterator, Protocol

Object = tuple[str, str, bytes]
"""Type, id and content."""
_PORTION = 32_000
"""Bytes asked at once: less than a pipe holds, so that neither side waits for the other for ever."""


class Process(Protocol):
    """A running ``git cat-file --batch``."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def wait(self) -> int:
        """Its exit status."""


class Reader:
    """Asks and reads. The process reads the index once, at the first question about it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._to, self._from = process.stdin, process.stdout

    def ask(self, names: list[str]) -> list[Object | None]:
        """The named objects in order, None for what is not there. Raises EOFError or OSError when Git is gone."""
        found: list[Object | None] = []
        for lines in _portions(names):
            self._to.write(b"".join(lines))
            self._to.flush()
            found += [self._answer() for _ in lines]
        return found

    def _answer(self) -> Object | None:
        line = self._from.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head = line[:-1].rsplit(b" ", 2)
        if len(head) < 3 or not head[2].isdigit():
            return None
        size = int(head[2])
        data = self._from.read(size + 1)
        if len(data) <= size:
            raise EOFError
        return head[1].decode(), head[0].decode(), data[:-1]

    def close(self) -> tuple[int, str]:
        """End the process. Its exit status and its last words."""
        process = self._process
        for pipe in (self._to, self._from):
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        words = b""
        if process.stderr:
            words = process.stderr.read()
            process.stderr.close()
        return process.wait(), words.decode(errors="replace")


def _portions(names: list[str]) -> Iterator[list[bytes]]:
    lines: list[bytes] = []
    size = 0
    for name in names:
        line = name.encode(errors="surrogateescape") + b"\n"
        if size + len(line) > _PORTION and lines:
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield lines
