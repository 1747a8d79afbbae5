"""Conflicts settled by a person: the choices carried out, and what lost kept in the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

from svc import ids
from svc.model import Case, Event, Value, is_empty, mapping
from svc.schema import fold
from svc.schema.fields import EVENT_KINDS
from svc.store import edit
from svc.store.merge import MARKS, Merged, merge
from svc.store.merge.pieces import Marks
from svc.store.merge.verdict import Choice, Conflict, Why, taken
from svc.store.reading import to_case
from svc.store.scalars import flow

_LINE = 200
"""Characters of a value that an event holds itself; longer ones stand in ``notes``."""


def settle(
    base: str | None,
    ours: str,
    theirs: str,
    path: str,
    choices: Mapping[str, Choice],
    by: str,
    at: datetime,
    contested: Mapping[str, Why] | None = None,
    marks: Marks = MARKS,
) -> Merged:
    """The merge with these choices made by a person at an instant; conflicts without a choice stay.

    Once none is left, the log of a case says what lost: the events of a side that a choice went against are void, of
    a field that has no events the lost value is kept in an event ``merge``. Raises InvalidFileError.
    """
    merged = merge(base, ours, theirs, path, choices, contested or {}, marks)
    if merged.conflicts or not merged.settled:
        return merged
    case = to_case(merged.text, path)
    if not case.events:
        return merged
    text = merged.text
    for conflict, choice in merged.settled:
        for field, value in _cleared(to_case(text, path), conflict):
            text = edit.set_value(text, field, value)
        case = to_case(text, path)
        for event, note in _told(case, conflict, choice, by, at):
            text = edit.append(text, "log", event.as_data(), _place(case, event))
            text = edit.put_note(text, event.id, note) if note else text
            case = to_case(text, path)
    return merged._replace(text=text)


def _place(case: Case, event: Event) -> int:
    return sum(1 for other in case.events if other.log_order <= event.log_order)


def _cleared(case: Case, conflict: Conflict) -> Iterator[tuple[str, Value]]:
    """What the moves that lost had emptied on their way, where it still is empty."""
    for one in case.events if conflict.field == "stage" else ():
        if one.get("void") == "true" and fold.is_move(one):
            yield from ((name, v) for name, v in mapping(one.data.get("was", "")).items() if is_empty(case.get(name)))


def _told(case: Case, conflict: Conflict, choice: Choice, by: str, at: datetime) -> Iterator[tuple[Event, str]]:
    """The events that a settled conflict owes the log, each with its note."""
    field = conflict.field
    if field == "stage":
        return
    if field in EVENT_KINDS:
        told = fold.state(case.events).get(field, "")
        if told != case.get(field):
            yield _event(case, EVENT_KINDS[field], {"from": told, "to": case.get(field)}, by, at), ""
        return
    kept = taken(conflict, choice)
    sides = (conflict.ours, conflict.theirs) if choice.take != "both" else ()
    for lost in _unlike(kept, sides):
        words, is_short = _words(lost), _is_short(lost)
        data: dict[str, Value] = {"field": field, "kept": _words(kept) if _is_short(kept) else ""}
        data["lost"] = words if is_short else ""
        event = _event(case, "merge", data, by, at)
        case = case._replace(events=(*case.events, event))
        yield event, "" if is_short else words


def _unlike(kept: Value, sides: tuple[Value, ...]) -> list[Value]:
    found: list[Value] = []
    for side in sides:
        if side != kept and side not in found:
            found.append(side)
    return found


def _words(value: Value) -> str:
    return value if isinstance(value, str) else flow(value)


def _is_short(value: Value) -> bool:
    words = _words(value)
    return "\n" not in words and len(words) <= _LINE


def _event(case: Case, kind: str, data: Mapping[str, Value], by: str, at: datetime) -> Event:
    """A new event behind those in the log; its id follows from what it says."""
    entered = max(chain([at.replace(microsecond=0)], (e.entered for e in case.events)))
    after = max((e.id for e in case.events if e.entered == entered), default="")
    draw = ids.hashed(case.id, kind, by, entered.isoformat(), flow(dict(data)))
    name = ids.event_id({e.id for e in case.events}, draw, after)
    held = {key: value for key, value in data.items() if not is_empty(value)}
    return Event(name, entered.astimezone(at.tzinfo), by, kind, data=held)
