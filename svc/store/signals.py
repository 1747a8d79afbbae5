"""A few steps that Ctrl-C may not cut in two."""

from __future__ import annotations

import _signal as signal  # without the enumerations of signal, which take longer than the steps

from svc.spare import contextmanager
from svc.typed import Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def unbroken() -> Iterator[None]:
    """Inside, asking this process or its children to stop has no effect.

    What is asked meanwhile is dropped: the steps are short, and at their end the change is kept and told.
    """
    if not hasattr(signal, "pthread_sigmask"):  # native Windows
        yield
        return
    asked = {getattr(signal, name) for name in _NAMES}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, asked)
    try:
        yield
    finally:
        while late := signal.sigpending() & (asked - before):
            signal.sigwait(late)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
