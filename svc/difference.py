"""What a change took away from a value and what it added: lists by their items, texts by their lines."""

from __future__ import annotations

from svc.model import Value, is_empty
from svc.typed import NamedTuple, Sequence


class Difference(NamedTuple):
    """The parts that went and those that came, in their order."""

    gone: list[Value]
    come: list[Value]


def difference(old: Value, new: Value) -> Difference:
    """The parts of two values that the other one has not."""
    # Imported late: only who asks for every field pays for it.
    from difflib import SequenceMatcher

    before, after = _parts(old), _parts(new)
    found = Difference([], [])
    moves = SequenceMatcher(None, list(map(repr, before)), list(map(repr, after)), autojunk=False).get_opcodes()
    for what, from_old, to_old, from_new, to_new in moves:
        if what != "equal":
            found.gone.extend(before[from_old:to_old])
            found.come.extend(after[from_new:to_new])
    return found


def is_long(*values: Value) -> bool:
    """Whether a value has parts, so that its difference says more than itself."""
    return any(isinstance(v, list) or (isinstance(v, str) and "\n" in v) for v in values)


def _parts(value: Value) -> Sequence[Value]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value]
    return [] if is_empty(value) else value.rstrip("\n").split("\n")
