"""Two logs of one case brought together: which events are new on each side, and which of them cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svc import ids
from svc.model import Data, Event, is_empty, rows
from svc.schema import fold
from svc.schema.events import event, read_log
from svc.schema.fields import EVENT_KINDS
from svc.store.merge.verdict import Choice
from svc.store.scalars import flow
from svc.typed import NamedTuple

STAGE = "stage"


class Side(NamedTuple):
    """The events that one side alone added, and the fields whose state they tell, each with those events."""

    events: tuple[Event, ...]
    told: Mapping[str, tuple[str, ...]]

    def of(self, field: str) -> tuple[str, ...]:
        """The ids of the new events that tell a field."""
        return self.told.get(field, ())


class Story(NamedTuple):
    """What the new events of both sides come to.

    ``contested`` are the fields of which both sides tell and do not agree; ``void`` the events that lost.
    """

    ours: Side
    theirs: Side
    contested: frozenset[str]
    void: frozenset[str]

    def rivals(self, field: str) -> dict[str, str]:
        """The new events that tell a field: id to the side that has it."""
        return dict.fromkeys(self.ours.of(field), "ours") | dict.fromkeys(self.theirs.of(field), "theirs")


def tell(base: Data, ours: Data, theirs: Data, choices: Mapping[str, Choice]) -> Story:
    """The story of three versions of a case; a choice voids the events of the side that it goes against."""
    logs = [read_log(side) for side in (base, ours, theirs)]
    known = {e.id for e in logs[0]}
    shared = {e.id for e in logs[1] if e in logs[2]} | known
    twins = frozenset(_twins(*([e for e in log if e.id not in shared] for log in logs[1:])))
    one, two = (_side(log, shared | twins) for log in logs[1:])
    contested = frozenset(_contested(one, two, ours, theirs))
    void = set(twins)
    for field, choice in choices.items():
        void |= set(two.of(field)) if choice.take == "ours" else set()
        void |= set(one.of(field)) if choice.take == "theirs" else set()
    return Story(one, two, contested, frozenset(void))


def _side(log: tuple[Event, ...], shared: set[str] | frozenset[str]) -> Side:
    new = tuple(e for e in fold.valid(log) if e.id not in shared)
    by_id = {e.id: e for e in log}
    told: dict[str, tuple[str, ...]] = {}
    closing: set[tuple[object, str]] = set()
    for one in new:
        if fold.is_move(one):
            closing.add((one.entered, one.by))
        ends = one.kind == "resume" or one.get("state") == "withdrawn"
        with_the_case = ends and (one.entered, one.by) in closing
        for field in dict.fromkeys([STAGE] if with_the_case else _fields(one, by_id)):
            told[field] = (*told.get(field, ()), one.id)
    return Side(new, told)


def _fields(one: Event, by_id: Mapping[str, Event]) -> Iterator[str]:
    """The fields that an event tells; an undo tells those of the events that it takes back."""
    if fold.is_move(one):
        yield STAGE
    elif fold.fact(one):
        yield fold.fact(one)
    elif one.kind == "undo":
        for name in one.get("of").split():
            if name in by_id and by_id[name].kind != "undo":
                yield from _fields(by_id[name], by_id)


def _contested(ours: Side, theirs: Side, mine: Data, yours: Data) -> Iterator[str]:
    if _moves(ours) and _moves(theirs):
        yield STAGE
    for field in EVENT_KINDS:
        one, two = mine.get(field, ""), yours.get(field, "")
        if ours.of(field) and theirs.of(field) and one != two and not (is_empty(one) and is_empty(two)):
            yield field


def _moves(side: Side) -> bool:
    return any(fold.is_move(e) for e in side.events)


def _twins(ours: list[Event], theirs: list[Event]) -> Iterator[str]:
    """Renamings of the workflow that both sides made: of two alike the later one is void."""
    mine = {_renaming(e): e for e in ours if e.kind == "migrate"}
    for other in theirs:
        same = mine.get(_renaming(other)) if other.kind == "migrate" else None
        if same:
            yield max(same, other, key=lambda e: e.log_order).id


def _renaming(one: Event) -> tuple[str, ...]:
    return tuple(one.get(key) for key in ("field", "from", "to", "past"))


def clashes(base: Data, ours: Data, theirs: Data) -> tuple[dict[str, str], dict[str, str]]:
    """New ids for events of ours and theirs: where both drew the same id for two events, the later one's."""
    tables = [{str(row.get("id")): row for row in rows(side.get("log", ""))} for side in (base, ours, theirs)]
    taken = {name for table in tables for name in table}
    renamed: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for name in sorted(set(tables[1]) & set(tables[2]) - set(tables[0])):
        pair = tables[1][name], tables[2][name]
        if pair[0] == pair[1] or not ids.is_event_id(name):
            continue
        place = 0 if _place(pair[0]) > _place(pair[1]) else 1
        new = ids.beside(taken, ids.hashed("event", flow(pair[place])), name)
        taken.add(new)
        renamed[place][name] = new
    return renamed


def _place(row: Data) -> tuple[float, str]:
    read = event(row)
    return (read.entered.timestamp() if read else 0.0), flow(row)
