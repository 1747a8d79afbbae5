"""A row that was imported before: what is new in it, and what contradicts the case as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from svc.errors import T, Text
from svc.model import Case, Change, Event, Value, flatten, is_empty
from svc.schema import fold

_OF_THE_FILE = ("id", "stage", "opened_at", "opened_by", "path", "origin")


def newer(case: Case, wanted: Change) -> tuple[Change, list[Text]]:
    """What is to be added to a case, and what the other system says otherwise. The case itself is never changed.

    Events are added to a case that nobody has worked on since. Fields that changed here are the desk's own.
    """
    known = {event.id for event in case.events}
    fresh = [event for event in wanted.events if event.id not in known]
    told = list(_contradictions(case, wanted))
    if not fresh:
        return Change(), told
    if fold.since_import(case.events) or not fold.is_imported(case.events):
        return Change(), [*told, T("the other system went on with it; so did the desk: nothing was added")]
    last = case.events[-1].log_order
    if any(event.log_order <= last for event in fresh):
        return Change(), [*told, T("the other system tells of events before the last one here: nothing was added")]
    added = tuple(_chained(case.stage, fresh))
    sets: dict[str, Value] = {"stage": fold.stage([*case.events, *added])} if added else {}
    return Change(sets, added, what=wanted.what), told


def _chained(stage: str, fresh: list[Event]) -> Iterator[Event]:
    """The events, each move from where the case is."""
    for event in fresh:
        if fold.is_move(event):
            if event.get("to") == stage:
                continue
            yield event._replace(data={**event.data, "from": stage})
            stage = event.get("to")
        else:
            yield event


def _contradictions(case: Case, wanted: Change) -> Iterator[Text]:
    own = fold.since_import(case.events)
    changed = {fold.fact(event) for event in own}
    for name, value in flatten(dict(wanted.sets)):
        if name.partition(".")[0] in _OF_THE_FILE or name in changed or is_empty(value):
            continue
        held = case.get(name)
        if held != value:
            yield T("{field} is {theirs} there, {ours} here", field=name, theirs=_short(value), ours=_short(held))
    if wanted.events[0].at != case.events[0].at:
        yield T("it was opened at another time there")
    known = {event.id for event in wanted.events}
    if any(e.id not in known for e in case.events[: len(case.events) - len(own)]):
        yield T("events that were imported are not there any more")


def _short(value: Value) -> str:
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 40 else text[:38] + "..")
