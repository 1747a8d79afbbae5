"""Three versions of a row of things brought together: names in their order, lines of a text.

Nothing here asks which side is whose: the sides may be swapped and the result is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from svc.typed import NamedTuple

Row = Sequence[str]


def names(base: Row, ours: Row, theirs: Row) -> list[str]:
    """The names that either side has, in an order that keeps that of both where they agree.

    Names are unique in each row. What one side put elsewhere stands there; where both did, it stands as ours and
    theirs sort.
    """
    new_order = _moved(base, ours, theirs)
    common = [name for name in new_order if name in set(ours) | set(theirs)]
    known = set(common)
    of_ours, of_theirs = _added(ours, known), _added(theirs, known)
    found: list[str] = []
    seen: set[str] = set()
    for anchor in (None, *common):
        if anchor is not None:
            found.append(anchor)
        for name in woven(of_ours.get(anchor, []), of_theirs.get(anchor, [])):
            if name not in seen:
                seen.add(name)
                found.append(name)
    return found


def _moved(base: Row, ours: Row, theirs: Row) -> list[str]:
    """The names of the base in the order of the side that changed it."""
    mine, yours = _like(base, ours), _like(base, theirs)
    if mine == [*base]:
        return yours
    return mine if yours == [*base] else min(mine, yours)


def _like(base: Row, side: Row) -> list[str]:
    """The base in the order of a side: what the side lacks stays behind what it stood behind."""
    held, known = set(side), set(base)
    behind: dict[str | None, list[str]] = {}
    last: str | None = None
    for name in base:
        if name in held:
            last = name
        else:
            behind.setdefault(last, []).append(name)
    found = [*behind.get(None, [])]
    for name in side:
        if name in known:
            found += [name, *behind.get(name, [])]
    return found


def _added(side: Row, known: set[str]) -> dict[str | None, list[str]]:
    """The new names of a side, by the known one that they stand behind."""
    found: dict[str | None, list[str]] = {}
    last: str | None = None
    for name in side:
        if name in known:
            last = name
        else:
            found.setdefault(last, []).append(name)
    return found


def woven(one: Row, two: Row) -> list[str]:
    """Two rows of new names as one, each in its order; where they share none, the one that sorts first is first."""
    rows = sorted((list(one), list(two)))
    found: list[str] = []
    while all(rows):
        # A name that the other row has further down waits for what stands above it there.
        ready = [row[0] for row, other in (rows, rows[::-1]) if row[0] == other[0] or row[0] not in other]
        name = ready[0] if ready else rows[0][0]
        found.append(name)
        rows = [[other for other in row if other != name] for row in rows]
    return [*found, *rows[0], *rows[1]]


def united(base: Row, ours: Row, theirs: Row) -> tuple[str, ...]:
    """Lines of which each stands for itself, such as comments: what either side added or took away is so."""
    rows = [numbered(row) for row in (base, ours, theirs)]
    gone = {line for line in rows[0] if line not in rows[1] or line not in rows[2]}
    return tuple(line.partition("\0")[2] for line in names(*rows) if line not in gone)


def numbered(row: Row) -> list[str]:
    """Each line behind the number of its like above it, so that all are unlike."""
    return [f"{list(row[:at]).count(line)}\0{line}" for at, line in enumerate(row)]


class Region(NamedTuple):
    """A stretch of lines. ``base`` is what stood there; equal sides are agreed."""

    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def agreed(self) -> tuple[str, ...] | None:
        """What the sides make of it together, None where both changed it."""
        if self.ours in (self.theirs, self.base):
            return self.theirs
        return self.ours if self.theirs == self.base else None


def regions(base: Row, ours: Row, theirs: Row) -> Iterator[Region]:
    """The stretches between lines that all three have; changes that touch are one stretch."""
    mine, yours = _matches(base, ours), _matches(base, theirs)
    b = o = t = 0
    for at in [*(place for place in range(len(base)) if place in mine and place in yours), len(base)]:
        end_o = mine.get(at, len(ours))
        end_t = yours.get(at, len(theirs))
        yield Region(tuple(base[b:at]), tuple(ours[o:end_o]), tuple(theirs[t:end_t]))
        if at < len(base):
            yield Region((base[at],), (base[at],), (base[at],))
        b, o, t = at + 1, end_o + 1, end_t + 1


def split(text: str) -> list[str]:
    """The lines of a text, each with its line end."""
    lines = [f"{line}\n" for line in text.split("\n")]
    return [*lines[:-1], *([last] if (last := lines[-1][:-1]) else [])]


def _matches(base: Row, side: Row) -> dict[int, int]:
    """The places in a side of the lines that it kept of the base."""
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return {one + n: two + n for one, two, size in matcher.get_matching_blocks() for n in range(size)}


def lines(base: Row, ours: Row, theirs: Row, union: bool = False) -> list[str] | None:
    """A text changed on both sides, None where both changed the same stretch; ``union`` keeps both of those."""
    found: list[str] = []
    for region in regions(base, ours, theirs):
        agreed = region.agreed
        if agreed is None:
            if not union:
                return None
            agreed = tuple(line for part in sorted((region.ours, region.theirs)) for line in part)
        found += agreed
    return found
