"""What a customer shares with another entry of the same one where both are written alike: numbers, names and such."""

from __future__ import annotations

import unicodedata

from svc.model import Data, mapping, rows
from svc.typed import Iterator

_SHORTEST, _KEPT = 7, 8
"""Digits from which on a number is one of a telephone, and how many of its last ones are compared."""


def signs(data: Data) -> set[str]:
    """The telephone numbers by their last digits, mail addresses, numbers of others, and names without signs."""
    return {*_values(data), *_names(data)}


def _values(data: Data) -> Iterator[str]:
    for row in rows(data.get("contacts", "")):
        value = _plain(row.get("value", ""))
        digits = "".join(filter(str.isdigit, value))
        if "@" in value:
            yield f"mail {value}"
        elif len(digits) >= _SHORTEST:
            yield f"phone {digits[-_KEPT:]}"
    yield from (f"ref {name} {_plain(value)}" for name, value in mapping(data.get("refs", "")).items())


def _names(data: Data) -> Iterator[str]:
    also = data.get("also", "")
    for name in (data.get("name", ""), *(also if isinstance(also, list) else [also])):
        if bare := "".join(filter(str.isalnum, _plain(name))):
            yield f"name {bare}"


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold() if isinstance(value, str) else ""
