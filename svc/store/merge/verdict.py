"""What two sides make of one value: agreed, or a conflict that a person settles."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from svc.model import Data, Value, is_empty, mapping, prune
from svc.schema.fields import BY_PATH
from svc.store.entry import Keys, settled, style_of
from svc.store.merge import weaving
from svc.store.scalars import flow
from svc.typed import Literal, NamedTuple

Take = Literal["ours", "theirs", "both", "set"]
Why = Literal["changed", "removed", "moved", "fixed", "rule", "deleted"]
"""Both changed it; one removed what the other changed; both moved the case; it never changes; apart each side is
well, together they break a rule; one deleted the file that the other changed."""


class Choice(NamedTuple):
    """How a person settles a conflict; ``value`` is for ``set``."""

    take: Take
    value: Value = ""


class Three(NamedTuple):
    """A value as the three versions have it, None where an item is not there."""

    base: Value | None
    ours: Value | None
    theirs: Value | None

    def key(self, name: str) -> Three:
        """What stands under a key."""
        return Three(*(mapping(side or "").get(name) for side in self))


class Conflict(NamedTuple):
    """A field on which the sides do not agree; an empty value where a side has none."""

    field: str
    base: Value
    ours: Value
    theirs: Value
    why: Why = "changed"

    @property
    def grade(self) -> str:
        """``error`` where what never changes was changed."""
        return "error" if self.why == "fixed" else "conflict"


_NO_CHOICES: Mapping[str, Choice] = MappingProxyType({})


class Judge:
    """Brings values together, by the choices made; what is left open is in ``conflicts``.

    ``loose``: an absent value is as good as an empty one, as in a case.
    """

    def __init__(self, loose: bool, choices: Mapping[str, Choice] = _NO_CHOICES) -> None:
        self.loose = loose
        self.choices = choices
        self.conflicts: list[Conflict] = []
        self.settled: list[tuple[Conflict, Choice]] = []

    def same(self, one: Value | None, two: Value | None) -> bool:
        """Whether two values say the same."""
        if self.loose:
            return _told(one) == _told(two)
        return one == two or (one is not None and two is not None and settled(one) == settled(two))

    def sided(self, three: Three) -> tuple[bool, Value | None]:
        """Whether no more than one side changed the value, and what it is then."""
        base, ours, theirs = three
        if self.same(ours, theirs) or self.same(theirs, base):
            return True, ours
        return self.same(ours, base), theirs

    def agreed(self, keys: Keys, three: Three) -> Value | None:
        """The value that the sides agree on, None where they do not: that is noted then."""
        is_sided, value = self.sided(three)
        if is_sided:
            return value or ""
        if None in (three.ours, three.theirs) and not self.loose:
            return self.torn(keys, three, "removed")
        sides = [side or "" for side in three]
        if all(isinstance(side, dict) or not side for side in sides):
            return self._map(keys, three)
        if all(isinstance(side, list) or not side for side in sides):
            return self._list(keys, three)
        texts = [side for side in sides if isinstance(side, str)]
        if len(texts) == len(sides) and (style_of(keys) == "block" or "\n" in "".join(texts)):
            return self._words(keys, three)
        return self.torn(keys, three)

    def _map(self, keys: Keys, three: Three) -> Value | None:
        names = weaving.names(*(list(mapping(side or "")) for side in three))
        found: Data = {}
        is_open = False
        for name in names:
            inner = three.key(name)
            value = self.agreed((*keys, name), inner)
            is_open = is_open or value is None
            is_sided, kept = self.sided(inner)
            if value is not None and not (is_sided and kept is None):
                found[name] = value
        return None if is_open else found

    def _list(self, keys: Keys, three: Three) -> Value | None:
        sides = [side if isinstance(side, list) else [] for side in three]
        known = ".".join(keys) in BY_PATH and BY_PATH[".".join(keys)].kind == "codes"
        row = order(sides)
        if row is None:
            return self.torn(keys, three)
        held = [dict(zip(names, side, strict=True)) for names, side in zip(row.names, sides, strict=True)]
        found: list[Value] = []
        for name in row.together:
            inner = Three(*(side.get(name) for side in held))
            kept = self.item((*keys, item_name(name)), inner, row.by_name)
            if kept is OPEN:
                return None
            if kept is not None:
                found.append(kept)
        return [*sorted(set(map(str, found)))] if known else found

    def item(self, keys: Keys, three: Three, by_name: bool) -> Value | None:
        """An item of a list: None where it is gone, OPEN where the sides do not agree."""
        if not by_name:
            return next(side for side in (three.ours, three.theirs, three.base) if side is not None)
        if self._is_gone(three):
            return None
        if None in (three.ours, three.theirs) and three.base is not None:
            value = self.torn(keys, three, "removed")
        else:
            value = self.agreed(keys, three)
        return OPEN if value is None else (value or None)

    def _is_gone(self, three: Three) -> bool:
        is_sided, kept = self.sided(three)
        return is_sided and kept is None

    def _words(self, keys: Keys, three: Three) -> Value | None:
        base, ours, theirs = (weaving.split(str(side or "")) for side in three)
        found = weaving.lines(base, ours, theirs)
        return self.torn(keys, three) if found is None else "".join(found)

    def torn(self, keys: Keys, three: Three, why: Why = "changed") -> Value | None:
        """Note a conflict, or return what was chosen."""
        field = ".".join(keys)
        conflict = Conflict(field, three.base or "", three.ours or "", three.theirs or "", why)
        choice = self.choices.get(field)
        if choice is None:
            self.conflicts.append(conflict)
            return None
        self.settled.append((conflict, choice))
        return taken(conflict, choice)


OPEN: Value = {"": ""}
"""Stands for an item on which the sides do not agree; no item says that."""


def taken(conflict: Conflict, choice: Choice) -> Value:
    """The value that a choice makes of a conflict."""
    if choice.take == "set":
        return choice.value
    if choice.take == "both":
        return _both(conflict) or ""
    return conflict.ours if choice.take == "ours" else conflict.theirs


def can_take_both(conflict: Conflict) -> bool:
    """Whether both sides can stand: words of several lines, and lists."""
    return _both(conflict) is not None


def _both(conflict: Conflict) -> Value | None:
    sides = (conflict.base, conflict.ours, conflict.theirs)
    if all(isinstance(side, str) for side in sides) and any("\n" in str(side) for side in sides):
        base, ours, theirs = (weaving.split(str(side)) for side in sides)
        return "".join(weaving.lines(base, ours, theirs, union=True) or [])
    if all(isinstance(side, list) or not side for side in sides):
        items = [side if isinstance(side, list) else [] for side in sides]
        by_text = {flow(item): item for side in items for item in side}
        base, ours, theirs = ([flow(item) for item in side] for side in items)
        return [by_text[name] for name in weaving.lines(base, ours, theirs, union=True) or []]
    return None


class Order(NamedTuple):
    """The items of a list by name, in each version and together.

    ``by_name``: an item that changes keeps its name.
    """

    names: tuple[list[str], list[str], list[str]]
    together: list[str]
    by_name: bool


def order(sides: list[list[Value]]) -> Order | None:
    """How the items of three lists belong together: by id, by what they say, else by their places.

    None where both sides changed the same place.
    """
    for name in (_by_id, _by_word):
        rows = [name(side) for side in sides]
        if all(row is not None and len(set(row)) == len(row) for row in rows):
            base, ours, theirs = (row or [] for row in rows)
            return Order((base, ours, theirs), weaving.names(base, ours, theirs), True)
    if _stayed(*sides):
        places = [str(place) for place in range(len(sides[0]))]
        return Order((places, places, places), places, True)
    base, ours, theirs = (weaving.numbered([flow(item) for item in side]) for side in sides)
    together = weaving.lines(base, ours, theirs, union=_only_added(base, ours, theirs))
    return None if together is None else Order((base, ours, theirs), together, False)


def _stayed(base: list[Value], ours: list[Value], theirs: list[Value]) -> bool:
    """Whether every item is where it was: as many of them, and none where another one was."""
    if not len(base) == len(ours) == len(theirs):
        return False
    return not any(old != new and new in base for side in (ours, theirs) for old, new in zip(base, side, strict=True))


def _only_added(base: list[str], ours: list[str], theirs: list[str]) -> bool:
    return all(
        not region.base for region in weaving.regions(base, ours, theirs) if region.agreed is None
    )


def _by_id(side: list[Value]) -> list[str] | None:
    names = [str(mapping(item).get("id", "")) for item in side]
    return names if all(names) else None


def _by_word(side: list[Value]) -> list[str] | None:
    return [str(item) for item in side] if all(isinstance(item, str) for item in side) else None


def item_name(name: str) -> str:
    """The name of an item in the name of a field."""
    return name.partition("\0")[2] or name


def _told(value: Value | None) -> Value:
    return "" if value is None or is_empty(value) else prune(value)
