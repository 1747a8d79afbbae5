"""Regular expressions that are compiled when the first text meets them: most commands meet few, the plain ones none."""

from __future__ import annotations

from svc.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re
    from typing import AnyStr


class _Later:
    """A pattern to be. What is asked of it is asked of the compiled one, and kept."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        import re

        found = re.compile(self._source)
        for method in ("fullmatch", "match", "search", "sub", "split", "findall", "finditer", "pattern"):
            setattr(self, method, getattr(found, method))
        return getattr(found, name)


def pattern(source: AnyStr) -> re.Pattern[AnyStr]:
    """The pattern that a text describes; flags stand in it: ``(?am)``."""
    found: Any = _Later(source)
    compiled: re.Pattern[AnyStr] = found
    return compiled
