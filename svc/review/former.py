"""A case as it was before some of its events: what they tell of the former values is set back."""

from __future__ import annotations

from collections.abc import Sequence

from svc.model import Case, Data, Event, Value, mapping
from svc.schema import fold


def before(case: Case, later: Sequence[Event]) -> Case:
    """The case without ``later``, the last events of its log, and with what they say that it held before.

    A field that was filled along with them stays filled: no event tells of it.
    """
    data = case.data
    for event in reversed(later):
        for name, value in _held(case, event).items():
            data = _with(data, name.split("."), value)
    gone = {event.id for event in later}
    kept = tuple(event for event in case.events if event.id not in gone)
    waiting: list[Value] = [*sorted(set(fold.open_waits(kept).values()))]
    return case._replace(data={**data, "stage": fold.stage(kept), "waiting": waiting}, events=kept)


def _held(case: Case, event: Event) -> Data:
    """What an event says that fields held before it; words of several lines that were corrected stand in its note."""
    found = dict(mapping(event.data.get("was", "")))
    name = event.get("field") if event.kind in ("correct", "migrate") else fold.fact(event)
    if name and name != "stage":
        noted = mapping(case.get("notes")).get(event.id, "") if event.kind == "correct" else ""
        found[name] = event.data.get("from") or noted
    if event.get("exit"):
        found["exit"] = ""
    return found


def _with(data: Data, keys: list[str], value: Value) -> Data:
    first, rest = keys[0], keys[1:]
    return {**data, first: _with(mapping(data.get(first, "")), rest, value) if rest else value}
