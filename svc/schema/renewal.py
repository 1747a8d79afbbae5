"""What must be said anew since a case came back: fields that still hold what they held then.

The move back keeps a mark of each (``renew``); the words themselves stay where they are until somebody says
something else, by whichever door.
"""

from __future__ import annotations

from svc import ids
from svc.model import Case, Data, Value, is_empty, mapping
from svc.schema import fold
from svc.typed import Iterable


def marks(case: Case, names: Iterable[str]) -> Data:
    """A mark of what each of some fields holds, those left out that are empty."""
    return {name: _mark(case.get(name)) for name in names if not is_empty(case.get(name))}


def outdated(case: Case) -> set[str]:
    """The fields that hold what they held when the case came back."""
    found: Data = {}
    for event in fold.valid(case.events):
        found |= mapping(event.data.get("renew", ""))
    return {name for name, held in found.items() if not is_empty(case.get(name)) and _mark(case.get(name)) == held}


def _mark(value: Value) -> str:
    """Five characters for a value, the same for one that differs in blanks and line breaks alone."""
    return ids.event_id((), ids.hashed(*_words(value)))


def _words(value: Value) -> list[str]:
    """All that a value says, in an order that its layout does not change."""
    if isinstance(value, dict):
        return [word for key in sorted(value) if not is_empty(value[key]) for word in (key, *_words(value[key]))]
    if isinstance(value, list):
        return [word for each in value for word in ("-", *_words(each))]
    return [" ".join(value.split())]
