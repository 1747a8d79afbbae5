"""Waiting for somebody else at work, and telling the person once that lasts."""

from __future__ import annotations

import time

from svc.errors import Text
from svc.typed import Callable

PATIENCE = 1.0
"""Seconds of a wait that nobody needs to know of."""


def _keep_silent(_what: Text) -> None:
    return


_tell: Callable[[Text], object] = _keep_silent


def tell_with(tell: Callable[[Text], object]) -> None:
    """Set how a person is told; the store itself talks to nobody."""
    global _tell
    _tell = tell


class Wait:
    """One wait of at most so many seconds; what it is for is told once when it lasts."""

    def __init__(self, most: float, what: Text) -> None:
        self._began = time.monotonic()
        self._most = most
        self._what: Text | None = what

    def again(self) -> None:
        """Count from now: something moved on."""
        self._began = time.monotonic()

    def is_over(self) -> bool:
        """Whether it took too long."""
        passed = time.monotonic() - self._began
        if passed >= self._most:
            return True
        if self._what and passed >= PATIENCE:
            _tell(self._what)
            self._what = None
        return False
