"""Three versions of a file merged by fields, as people mean them; pure: texts in, a text out.

Both sides changed different fields: both changes are in the result. Both changed one field: a conflict, with what
each side says, never a silent winner. The result does not hang on which side is ours, but for the order in which a
conflict shows the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from svc.model import Data, InvalidFileError, mapping
from svc.schema import fold
from svc.schema.events import read_log
from svc.store.canonical import fmt
from svc.store.codec import read
from svc.store.entry import is_case
from svc.store.merge import weaving
from svc.store.merge.merging import Merger
from svc.store.merge.pieces import Cut, Marks, cut, together
from svc.store.merge.renaming import renamed
from svc.store.merge.story import clashes, tell
from svc.store.merge.verdict import Choice, Conflict, Judge, Why
from svc.store.source import decode
from svc.store.tree import plain
from svc.typed import NamedTuple

MARKS: Marks = ("ours", "base", "theirs")
_NO_CHOICES: Mapping[str, Choice] = MappingProxyType({})
_NOTHING: Mapping[str, Why] = MappingProxyType({})


class Merged(NamedTuple):
    """What became of a merge: a canonical text, or one with marks around what is in conflict.

    ``settled`` are the conflicts that a choice decided.
    """

    text: str
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[tuple[Conflict, Choice], ...] = ()


def merge(
    base: str | None,
    ours: str,
    theirs: str,
    path: str,
    choices: Mapping[str, Choice] = _NO_CHOICES,
    contested: Mapping[str, Why] = _NOTHING,
    marks: Marks = MARKS,
) -> Merged:
    """Merge two versions of a file; ``base`` is what both began from, None where there is no such version.

    ``contested`` are fields of which a person decides even where one side alone changed them, each with the reason.
    Raises InvalidFileError when a version cannot be read.
    """
    mine, yours = fmt(ours, path), fmt(theirs, path)
    before = None if base is None else fmt(base, path)
    if mine == yours and not contested:
        return Merged(mine)
    cuts = _cut(before, mine, yours)
    disputed = {**contested}
    while True:
        merged, whole = _merged(cuts, choices, disputed, marks)
        new = {} if merged.conflicts else _untold(cuts, whole)
        if not set(new) - set(disputed):
            if merged.conflicts:
                return merged
            return merged._replace(text=_laid_out(merged.text, base, ours, theirs, path))
        disputed |= new


def _laid_out(text: str, base: str | None, ours: str, theirs: str, path: str) -> str:
    """A merged text as it is to be written: a case in its canonical form, another file as people laid it out."""
    text = fmt(text, path)
    root = read(text, path)
    if "stage" in root.entries:
        return text
    one, two, three = (weaving.split((side or "").replace("\r\n", "\n")) for side in (base, ours, theirs))
    lines = weaving.lines(one, two, three)
    as_given = "".join(lines or [])
    with suppress(InvalidFileError):
        if lines is not None and plain(read(decode(as_given.encode(), path), path)) == plain(root):
            return as_given
    return text


def _cut(base: str | None, ours: str, theirs: str) -> tuple[Cut | None, Cut, Cut]:
    """The pieces of the three versions, events that drew the same id told apart."""
    ordered = all("stage" in read(text, "").entries for text in (ours, theirs))
    before = None if base is None else cut(base, ordered)
    mine, yours = cut(ours, ordered), cut(theirs, ordered)
    if ordered:
        new = clashes(_data(before), _data(mine), _data(yours))
        mine, yours = renamed(mine, new[0]), renamed(yours, new[1])
    return before, mine, yours


def _data(whole: Cut | None) -> Data:
    return mapping(whole.body.value) if whole else {}


def _merged(
    cuts: tuple[Cut | None, Cut, Cut], choices: Mapping[str, Choice], contested: Mapping[str, Why], marks: Marks
) -> tuple[Merged, Cut]:
    base, ours, theirs = cuts
    ordered = is_case(_data(ours)) and is_case(_data(theirs))
    judge = Judge(ordered, choices)
    story = tell(_data(base), _data(ours), _data(theirs), choices) if ordered else None
    whole = Merger(judge, ordered, marks, story, contested).whole(base, ours, theirs)
    text = together(whole, marks, ordered)
    return Merged(text, tuple(judge.conflicts), tuple(judge.settled)), whole


def _untold(cuts: tuple[Cut | None, Cut, Cut], whole: Cut) -> dict[str, Why]:
    """Fields on which the merged log and the merged state do not agree, though each side's did."""
    sides = [_data(side) for side in cuts[1:]]
    if not all(map(is_case, sides)):
        return {}
    log = whole.body.part("log")
    merged: Data = {part.name: part.value for part in whole.body.parts}
    merged["log"] = [part.value for part in log.parts] if log else ""
    new = _astray(merged)
    return dict.fromkeys(sorted(new - _astray(sides[0]) - _astray(sides[1])), "rule")


def _astray(data: Data) -> set[str]:
    """The fields at the top that do not say what the log says."""
    events = read_log(data)
    state = fold.state(events)
    found = {name for name, told in state.items() if data.get(name, "") != told and (data.get(name) or told)}
    return found | ({"stage"} if any(fold.broken_moves(events)) else set())


__all__ = ["MARKS", "Choice", "Conflict", "Merged", "merge"]
