"""The state of a case, folded from its log in the order of recording."""

from __future__ import annotations

from svc.model import Event, Value
from svc.schema.fields import EVENT_KINDS
from svc.spare import datetime
from svc.typed import Iterable, Iterator

_FIELD_OF = {kind: name for name, kind in EVENT_KINDS.items()}
BIRTHS = ("open", "imported")
"""The kinds of event that begin a log."""


def valid(events: Iterable[Event]) -> Iterator[Event]:
    """The events that count: neither those that a merge marked void nor those that were undone."""
    held = [e for e in events if e.get("void") != "true"]
    gone = undone(held)
    return (e for e in held if e.id not in gone)


def undone(events: Iterable[Event]) -> set[str]:
    """The ids of the events that an undo took back."""
    return {name for e in events if e.kind == "undo" for name in e.get("of").split()}


def is_move(event: Event) -> bool:
    """Whether an event takes a case from a stage to another."""
    return event.kind in ("move", "reopen") or (renames_stage(event) and event.get("past") != "true")


def renames_stage(event: Event) -> bool:
    """Whether an event gives a stage another name; ``past`` where the case only had been through it."""
    return event.kind == "migrate" and event.get("field") == "stage"


def stage(events: Iterable[Event]) -> str:
    """The stage that the log ends in."""
    found = ""
    for event in valid(events):
        if is_move(event):
            found = event.get("to")
        elif event.kind in BIRTHS and not found:
            found = event.get("stage")
    return found


def by_todays_names(events: Iterable[Event]) -> list[Event]:
    """The events with stages and facts called as they are today, where a migration later in the log renamed some."""
    held = list(events)
    if not any(event.kind == "migrate" for event in held):
        return held
    names: dict[tuple[str, str], str] = {}
    found = []
    for event in reversed(held):
        name = "stage" if event.kind in ("move", "reopen") else event.get("field") or fact(event)
        if event.kind == "migrate":
            names[name, event.get("from")] = names.get((name, event.get("to")), event.get("to"))
        told = {key: names.get((name, event.get(key)), event.get(key)) for key in ("from", "to") if event.get(key)}
        found.append(event._replace(data={**event.data, **told}))
    return found[::-1]


def since_import(events: Iterable[Event]) -> list[Event]:
    """The events of the case's own life here: of one that was brought in, those after its imported past."""
    held = list(events)
    if not is_imported(held):
        return held
    past = next((i for i, e in enumerate(held) if i and e.get("imported") != "true"), len(held))
    return held[past:]


def is_imported(events: Iterable[Event]) -> bool:
    """Whether a case was brought in from another system."""
    return next((e.kind for e in events), "") == "imported"


def way_out(events: Iterable[Event]) -> str:
    """The exit by which the case was closed, ``""`` when it went through the loop or is open."""
    last = ""
    for event in valid(events):
        if event.kind == "migrate":
            last = event.get("to") if event.get("field") == "exit" else last
        elif is_move(event):
            last = event.get("exit")
    return last


def left_through_exit(events: Iterable[Event]) -> str:
    """The stage from which the case was closed by an exit, ``""`` when it was not."""
    moves = [e for e in valid(events) if is_move(e) and e.kind != "migrate"]
    return moves[-1].get("from") if moves and moves[-1].get("exit") else ""


def arrived(events: Iterable[Event]) -> datetime | None:
    """When a case came into the stage it is in: a closed one, when it was closed."""
    steps = [event for event in valid(events) if event.kind in (*BIRTHS, "move", "reopen")]
    return max(steps, key=lambda event: event.clock_order).at if steps else None


def open_waits(events: Iterable[Event]) -> dict[str, str]:
    """The waits that go on: event id to reason."""
    found: dict[str, str] = {}
    for event in valid(events):
        if event.kind == "wait":
            found[event.id] = event.get("for")
        elif event.kind == "resume":
            ended = event.get("of")
            found = {i: reason for i, reason in found.items() if (i != ended if ended else reason != event.get("for"))}
    return found


def fact(event: Event) -> str:
    """The field whose value an event tells with ``to``, ``""`` for none: a fact changed, corrected or migrated."""
    if event.kind in ("correct", "migrate"):
        name = event.get("field")
        return name if name in EVENT_KINDS else ""
    return _FIELD_OF.get(event.kind, "")


def state(events: Iterable[Event]) -> dict[str, Value]:
    """The fields at the top of the file that the log determines."""
    events = list(events)
    waiting: list[Value] = [*sorted(set(open_waits(events).values()))]
    found: dict[str, Value] = {"stage": stage(events), "waiting": waiting, "exit": way_out(events)}
    for event in valid(events):
        name = fact(event)
        if name:
            found[name] = event.get("to")
    return found


def broken_moves(events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
    """Moves that do not start where the case was, and where it was: a merge or a hand edit put them together."""
    now = ""
    for event in valid(events):
        if is_move(event):
            if event.get("from") != now:
                yield event, now
            now = event.get("to")
        elif event.kind in BIRTHS and not now:
            now = event.get("stage")


def _left(events: Iterable[Event]) -> list[tuple[str, str]]:
    """The stages that moves have led out of, by their names of today, each with who made the move."""
    found: list[tuple[str, str]] = []
    for event in valid(events):
        if renames_stage(event):
            old, new = event.get("from"), event.get("to")
            found = [(new if stage == old else stage, by) for stage, by in found]
        if is_move(event):
            found.append((event.get("from"), event.by))
    return found


def stages_left(events: Iterable[Event]) -> set[str]:
    """The stages that a move has led out of."""
    return {stage for stage, _ in _left(events)}


def left_by(events: Iterable[Event], source: str) -> str:
    """Who last moved the case out of a stage, ``""`` when nobody did."""
    found = [by for stage, by in _left(events) if stage == source]
    return found[-1] if found else ""
