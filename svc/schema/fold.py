"""The state of a case, folded from its log in the order of recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svc.model import Event, Value
from svc.schema.fields import EVENT_KINDS

_FIELD_OF = {kind: name for name, kind in EVENT_KINDS.items()}
_MOVES = ("move", "reopen")
BIRTHS = ("open", "imported")
"""The kinds of event that begin a log."""


def valid(events: Iterable[Event]) -> Iterator[Event]:
    """The events that count: those that a merge marked void do not."""
    return (e for e in events if e.get("void") != "true")


def stage(events: Iterable[Event]) -> str:
    """The stage that the log ends in."""
    found = ""
    for event in valid(events):
        if event.kind in _MOVES:
            found = event.get("to")
        elif event.kind in BIRTHS and not found:
            found = event.get("stage")
    return found


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


def state(events: Iterable[Event]) -> dict[str, Value]:
    """The fields at the top of the file that the log determines."""
    events = list(events)
    found: dict[str, Value] = {"stage": stage(events)}
    waiting: list[Value] = [*sorted(set(open_waits(events).values()))]
    found["waiting"] = waiting
    for event in valid(events):
        if event.kind in _FIELD_OF:
            found[_FIELD_OF[event.kind]] = event.get("to")
    return found


def broken_moves(events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
    """Moves that do not start where the case was, and where it was: a merge or a hand edit put them together."""
    now = ""
    for event in valid(events):
        if event.kind in _MOVES:
            if event.get("from") != now:
                yield event, now
            now = event.get("to")
        elif event.kind in BIRTHS and not now:
            now = event.get("stage")


def stages_left(events: Iterable[Event]) -> set[str]:
    """The stages that a move has led out of."""
    return {e.get("from") for e in valid(events) if e.kind in _MOVES}


def left_by(events: Iterable[Event], source: str) -> str:
    """Who last moved the case out of a stage, ``""`` when nobody did."""
    found = [e.by for e in valid(events) if e.kind in _MOVES and e.get("from") == source]
    return found[-1] if found else ""
