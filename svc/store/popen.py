"""Processes on native Windows, which has no way to start one as :mod:`svc.store.process` does."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from svc.store.process import Process


class _Started(Process):
    """The real one, with the ways of ours."""

    def __init__(self, argv: list[str], env: Mapping[str, str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(argv, env=env, stdin=pipe, stdout=pipe, stderr=pipe)
        self._status = None
        self.stdin, self.stdout, self.stderr = self._process.stdin, self._process.stdout, self._process.stderr

    def wait(self) -> int:
        return self._process.wait()

    def poll(self) -> int | None:
        return self._process.poll()

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def communicate(self, data: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        try:
            return self._process.communicate(data, timeout)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            raise TimeoutError from error


def started(argv: list[str], env: Mapping[str, str]) -> Process:
    """Start a process with pipes."""
    return _Started(argv, env)
