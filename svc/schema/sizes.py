"""Sizes of files, as svc.yaml writes them and as people read them: decimal, 1 MB is 1,000,000 bytes."""

from __future__ import annotations

from svc.errors import T, Text, counted, verbatim
from svc.patterns import pattern

_UNITS = {"kB": 1000, "MB": 1000_000}
_SIZE = pattern(r"([1-9][0-9]{0,5})(kB|MB)")


def size_of(text: str) -> int | None:
    """The bytes of ``10MB`` or ``500kB``; None for anything else."""
    found = _SIZE.fullmatch(text)
    return int(found[1]) * _UNITS[found[2]] if found else None


def size(length: int) -> Text:
    """A number of bytes in a unit that suits it: ``340 bytes``, ``12 kB``, ``10 MB``, ``10.1 MB``; never too small."""
    if length < _UNITS["kB"]:
        return counted(length, T("{count} byte"), T("{count} bytes"))
    if length <= 999_000:
        return verbatim(f"{-(-length // 1000)} kB")
    tenths = -(-length // 100_000)
    return verbatim(f"{tenths // 10}.{tenths % 10} MB".replace(".0 ", " "))
