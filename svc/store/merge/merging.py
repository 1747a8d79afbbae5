"""Three versions of a file brought together piece by piece; pure, and blind to which side is whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svc.model import Data, Value, mapping
from svc.schema import fold
from svc.schema.events import in_order, read_log
from svc.schema.fields import FIXED
from svc.store.entry import Keys, entry, rank
from svc.store.entry import item as item_line
from svc.store.merge import weaving
from svc.store.merge.pieces import Clash, Cut, Marks, Piece, bare
from svc.store.merge.story import STAGE, Story
from svc.store.merge.verdict import OPEN, Judge, Order, Three, Why, order
from svc.typed import NamedTuple

_WHOLE = ("log", "reviews")
"""Lists whose items are one thing each: nobody edits a part of them."""
_NOTHING = Cut((), False, Piece("", {}, (), 0, "map"))


class Trio(NamedTuple):
    """A piece in the three versions."""

    base: Piece | None
    ours: Piece | None
    theirs: Piece | None

    def values(self) -> Three:
        """What the pieces say."""
        return Three(*(piece.value if piece else None for piece in self))

    def part(self, name: str) -> Trio:
        """The part of a name in each."""
        return Trio(*(piece.part(name) if piece else None for piece in self))

    @property
    def sides(self) -> list[Piece]:
        """Ours and theirs, where they are there."""
        return [piece for piece in (self.ours, self.theirs) if piece]


class Merger:
    """Merges the pieces of one file. ``ordered`` for a case; ``contested`` are fields of which a person must decide."""

    def __init__(
        self, judge: Judge, ordered: bool, marks: Marks, story: Story | None, contested: Mapping[str, Why]
    ) -> None:
        self.judge = judge
        self.ordered = ordered
        self.marks = marks
        self.story = story
        self.contested = contested

    def whole(self, base: Cut | None, ours: Cut, theirs: Cut) -> Cut:
        """The file."""
        cuts = (base or _NOTHING, ours, theirs)
        head = weaving.united(*(one.head for one in cuts))
        body = Trio(*(one.body for one in cuts))
        below = weaving.united(*(one.body.below for one in cuts))
        parts = self._parts((), body)
        apart = any(one.apart or not one.head for one in (ours, theirs))
        spaced = any(one.body.spaced for one in (ours, theirs))
        root = ours.body._replace(parts=parts, below=below, spaced=spaced)
        return Cut(head, apart, self._folded(root, cuts) if self.story else root)

    def _folded(self, root: Piece, cuts: tuple[Cut, Cut, Cut]) -> Piece:
        """The state that follows from the log alone, where both sides had it so."""
        log = root.part("log")
        if log is None or self.story is None:
            return root
        state = fold.state(read_log({"log": [part.value for part in log.parts]}))
        names = ["waiting"] if self._is_open(STAGE) else ["waiting", "exit", STAGE]
        for name in names:
            if all(_is_told(mapping(one.body.value), name) for one in cuts[1:]):
                root = self._with(root, name, state[name])
        return root

    def _with(self, root: Piece, name: str, value: Value) -> Piece:
        held = root.part(name)
        if held is None or held.clash or self.judge.same(held.value, value):
            return root
        made = self._leaf((name,), value, held)
        return root._replace(parts=tuple(made if part is held else part for part in root.parts))

    def _is_open(self, field: str) -> bool:
        is_contested = field in self.contested or (self.story is not None and field in self.story.contested)
        return is_contested and field not in self.judge.choices

    def _parts(self, keys: Keys, trio: Trio) -> tuple[Piece, ...]:
        names = weaving.names(*([part.name for part in piece.parts] if piece else [] for piece in trio))
        found = [self._entry((*keys, name), trio.part(name)) for name in names]
        return tuple(_sorted(keys, [piece for piece in found if piece]) if self.ordered else filter(None, found))

    def _entry(self, keys: Keys, trio: Trio) -> Piece | None:
        base, ours, theirs = trio
        if not trio.sides:
            return None
        why = self._dispute(keys, trio)
        if why:
            return self._tear(keys, trio, why)
        if keys != ("log",) and not any(field.startswith(".".join((*keys, ""))) for field in self.contested):
            if ours == theirs or theirs == base:
                return ours
            if ours == base:
                return theirs
        if not self.judge.loose and len(trio.sides) == 1:
            return self._tear(keys, trio, "removed")
        shapes = {piece.shape for piece in trio.sides if piece.shape != "leaf" or piece.value}
        if shapes in ({"map"}, {"list"}) and (base is None or base.shape in shapes or not base.value):
            return self._block(keys, trio)
        if len(shapes) > 1:
            is_sided, _ = self.judge.sided(trio.values())
            if not is_sided:
                return self._tear(keys, trio)
        return self._line(keys, trio)

    def _dispute(self, keys: Keys, trio: Trio) -> Why | None:
        """Why a person must decide on an entry, whatever its values."""
        field = ".".join(keys)
        if field in self.contested:
            return self.contested[field]
        if not self.story or len(keys) > 1:
            return None
        if field in self.story.contested:
            return "moved" if field == STAGE else "changed"
        values = trio.values()
        if field in FIXED and values.base is not None and values.ours != values.theirs:
            return "fixed"
        return None

    def _line(self, keys: Keys, trio: Trio) -> Piece | None:
        """An entry that is brought together by its value."""
        _, ours, theirs = trio
        values = trio.values()
        if self.judge.same(values.ours, values.theirs):
            return self._dressed(_worded(trio), trio)
        if self.judge.same(values.ours, values.base):
            return self._kept(keys, theirs, trio)
        if self.judge.same(values.theirs, values.base):
            return self._kept(keys, ours, trio)
        if self.story and keys == ("exit",) and STAGE in self.story.contested:
            # It hangs on the stage, of which a person is asked.
            return self._clash(keys, trio) if self._is_open(STAGE) else trio.sides[0]
        value = self.judge.agreed(keys, values)
        return self._clash(keys, trio) if value is None else self._dressed(self._leaf(keys, value, trio.sides[0]), trio)

    def _kept(self, keys: Keys, piece: Piece | None, trio: Trio) -> Piece | None:
        """The side that changed the value; where it took the key away, the other one's comments stay."""
        if piece is None:
            piece = self._leaf(keys, "", trio.sides[0])
        return self._dressed(piece, trio)

    def _dressed(self, piece: Piece, trio: Trio) -> Piece:
        """A piece with the comments of all versions."""
        above = weaving.united(*(one.above if one else () for one in trio))
        below = weaving.united(*(one.below if one else () for one in trio))
        spaced = any(one.spaced for one in trio.sides)
        if piece.shape == "leaf":
            above, below = (*above, *below), ()
        return piece._replace(above=above, below=below, note=_note(trio), spaced=spaced)

    def _leaf(self, keys: Keys, value: Value, like: Piece) -> Piece:
        lines = entry(keys, value, like.column, self.ordered)
        return Piece(keys[-1], value, tuple(lines), like.column, spaced=like.spaced)

    def _block(self, keys: Keys, trio: Trio) -> Piece | None:
        head = next(piece for piece in trio.sides if piece.shape != "leaf")
        if head.shape == "map":
            made = head._replace(parts=self._parts(keys, trio))
        else:
            row = order([_items(piece) for piece in trio])
            if row is None:
                return self._tear(keys, trio)
            made = head._replace(parts=self._items(keys, trio, row))
        if not made.parts and not made.lines:
            return None
        return self._dressed(made, trio)

    def _items(self, keys: Keys, trio: Trio, row: Order) -> tuple[Piece, ...]:
        held = [
            dict(zip(names, piece.parts if piece else (), strict=True))
            for names, piece in zip(row.names, trio, strict=True)
        ]
        found = []
        for name in row.together:
            below, versions = (*keys, name.partition("\0")[2] or name), Trio(*(side.get(name) for side in held))
            piece = self._item(below, versions, row)
            if piece and not piece.lines and piece.parts and piece.parts[0].clash:
                piece = self._clash(below, versions)  # behind the dash is no room for marks
            found += [piece._replace(name=name)] if piece else []
        return tuple(self._log(found) if keys == ("log",) else found)

    def _item(self, keys: Keys, trio: Trio, row: Order) -> Piece | None:
        base, ours, theirs = trio
        if not row.by_name:
            return self._dressed(trio.sides[0], trio) if len(trio.sides) == 2 else next(filter(None, trio[::-1]))
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if len(trio.sides) == 1 and base is not None:
            return self._tear(keys, trio, "removed")
        values = trio.values()
        is_sided, _ = self.judge.sided(values)
        if not is_sided:
            if keys[0] in _WHOLE:
                return self._tear(keys, trio)
            if all(piece.shape == "map" for piece in trio.sides):
                return self._block(keys, trio)
        value = self.judge.item(keys, values, True)
        if value is OPEN:
            return self._clash(keys, trio)
        if value is None:
            return None
        same = [piece for piece in trio.sides if self.judge.same(piece.value, value)]
        if same:
            return self._dressed(_worded(Trio(base, same[0], same[-1])), trio)
        return self._dressed(_line_of(value, trio.sides[0].column), trio)

    def _log(self, parts: list[Piece]) -> Iterable[Piece]:
        """The log in the order of recording, what lost marked void, what is in conflict between marks."""
        if self.story is None:
            return parts
        rivals: dict[str, str] = {}
        for field in {*self.story.ours.told, *self.story.theirs.told}:
            if self._is_open(field):
                rivals |= self.story.rivals(field)
        made = [self._told(part, rivals.get(part.name, "")) for part in parts]
        return [made[place] for place in in_order([part.value for part in made])]

    def _told(self, part: Piece, rival: str) -> Piece:
        assert self.story is not None
        if part.name in self.story.void and isinstance(part.value, dict):
            return _line_of(part.value | {"void": "true"}, part.column)._replace(
                name=part.name, above=part.above, note=part.note
            )
        if rival:
            lines = tuple(bare((), part, self.marks, self.ordered))
            return part._replace(clash=Clash((), lines, ()) if rival == "ours" else Clash((), (), lines))
        return part

    def _tear(self, keys: Keys, trio: Trio, why: Why = "changed") -> Piece | None:
        value = self.judge.torn(keys, trio.values(), why)
        if value is None:
            return self._clash(keys, trio)
        same = [piece for piece in trio.sides if self.judge.same(piece.value, value)]
        if same:
            return self._dressed(same[0], trio)
        if len(trio.sides) == 1 and not value:  # the side that took it away was chosen
            return self._dressed(self._leaf(keys, "", trio.sides[0]), trio) if self.judge.loose else None
        is_item = not trio.sides[0].name
        made = _line_of(value, trio.sides[0].column) if is_item else self._leaf(keys, value, trio.sides[0])
        return self._dressed(made, trio)

    def _clash(self, keys: Keys, trio: Trio) -> Piece:
        sides = [tuple(bare(keys, one, self.marks, self.ordered)) if one else () for one in trio]
        like = trio.sides[0]
        above = weaving.united(*(one.above if one else () for one in trio))
        spaced = any(one.spaced for one in trio.sides)
        return like._replace(above=above, spaced=spaced, clash=Clash(*sides))


def _line_of(value: Value, column: int) -> Piece:
    return Piece("", value, (item_line(value, column),), column)


def _items(piece: Piece | None) -> list[Value]:
    return [part.value for part in piece.parts] if piece and piece.shape == "list" else []


def _worded(trio: Trio) -> Piece:
    """One of two pieces that say the same: the one that somebody reworded."""
    base, ours, theirs = trio
    if ours is None or theirs is None:
        return trio.sides[0]
    if base and ours.lines == base.lines and ours.parts == base.parts:
        return theirs
    if base and theirs.lines == base.lines and theirs.parts == base.parts:
        return ours
    return min(ours, theirs, key=lambda piece: (piece.lines, repr(piece.parts)))


def _note(trio: Trio) -> str:
    """The comment behind a value; both, where both sides changed it."""
    base, ours, theirs = (one.note if one else "" for one in trio)
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else "".join(sorted((ours, theirs)))


def _sorted(keys: Keys, pieces: list[Piece]) -> list[Piece]:
    """Known keys in the order of the table; an own key stays below the key above it."""
    ranked: list[tuple[int, int, Piece]] = []
    last = -1
    for number, piece in enumerate(pieces):
        at, known = rank((*keys, piece.name))
        last = at if known else last
        ranked.append((last, number, piece))
    return [piece for _, _, piece in sorted(ranked, key=lambda row: row[:2])]


def _is_told(data: Data, name: str) -> bool:
    """Whether a version of the case says what its log says."""
    told, held = fold.state(read_log(data)).get(name, ""), data.get(name, "")
    return held == told or not (held or told)
