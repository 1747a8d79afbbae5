"""What a command takes of ``contextlib``, ``functools``, ``types``, ``datetime`` and ``hashlib``, spared their import.

They, and the ``collections`` that they load, take as long to import as half of a short command. Whoever checks types
sees the real ones.
"""

from __future__ import annotations

from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import contextmanager as contextmanager
    from contextlib import nullcontext as nullcontext
    from contextlib import suppress as suppress
    from datetime import UTC as UTC
    from datetime import date as date
    from datetime import datetime as datetime
    from datetime import time as time
    from datetime import timedelta as timedelta
    from datetime import timezone as timezone
    from datetime import tzinfo as tzinfo
    from functools import cache as cache
    from functools import cached_property as cached_property
    from functools import lru_cache as lru_cache
    from functools import partial as partial
    from types import MappingProxyType as MappingProxyType
else:
    try:
        from _datetime import date, datetime, time, timedelta, timezone, tzinfo
        from _functools import _lru_cache_wrapper, partial
    except ImportError:
        from datetime import date, datetime, time, timedelta, timezone, tzinfo  # noqa: F401
        from functools import lru_cache, partial  # noqa: F401
    else:

        def lru_cache(maxsize):
            """A decorator: the last so many results are kept."""
            return lambda function: _lru_cache_wrapper(function, maxsize, False, lambda *told: told)

    UTC = timezone.utc  # noqa: UP017
    MappingProxyType = type(type.__dict__)

    def cache(function):
        """All results are kept."""
        return lru_cache(None)(function)

    class cached_property:  # noqa: N801
        """A property that is computed once."""

        def __init__(self, function):
            self._function = function
            self.__doc__ = function.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, held, owner=None):
            if held is None:
                return self
            found = held.__dict__[self._name] = self._function(held)
            return found

    class suppress:  # noqa: N801
        """Errors of some kinds end what is inside, and nothing else."""

        def __init__(self, *kinds):
            self._kinds = kinds

        def __enter__(self):
            return None

        def __exit__(self, kind, error, traceback):
            return kind is not None and issubclass(kind, self._kinds)

    class nullcontext:  # noqa: N801
        """Nothing around what is inside."""

        def __enter__(self):
            return None

        def __exit__(self, *told):
            return None

    def contextmanager(function):
        """What a generator does before and after its one yield, as a context."""

        def made(*values, **named):
            return _Around(function(*values, **named))

        made.__doc__ = function.__doc__
        return made

    class _Around:
        def __init__(self, steps):
            self._steps = steps

        def __enter__(self):
            return next(self._steps)

        def __exit__(self, kind, error, traceback):
            if kind is None:
                return self._is_over()
            try:
                self._steps.throw(error)
            except BaseException as raised:
                # A StopIteration of ours means that it was dealt with; one from inside comes back as a RuntimeError.
                if raised is error or (isinstance(error, StopIteration) and raised.__cause__ is error):
                    raised.__traceback__ = traceback
                    return False
                if isinstance(raised, StopIteration):
                    return True
                raise
            raise RuntimeError("generator didn't stop")

        def _is_over(self):
            for _ in self._steps:
                raise RuntimeError("generator didn't stop")
            return False


_OWN = {"sha1": ("_sha1",), "sha256": ("_sha256", "_sha2")}
"""Where Python keeps its own code of a hash; that of SHA-256 has moved with 3.12."""


def digest(data: bytes, algorithm: str = "sha256") -> bytes:
    """The hash of some bytes, by Python's own code where it has it: libcrypto takes longer to load than a list."""
    for name in _OWN.get(algorithm, ()):
        with suppress(ImportError):
            return bytes(getattr(__import__(name), algorithm)(data).digest())
    import hashlib

    return hashlib.new(algorithm, data).digest()
