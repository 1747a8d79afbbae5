"""The one who writes an event down: time, person and chance, handed in so that the domain stays pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from svc import ids
from svc.model import Case, Data, Event, Value, is_empty


@dataclass(slots=True)
class Clerk:
    """Who does it and when. ``now`` is when it is entered; ``at`` when it happened; ``me`` enters it."""

    now: datetime
    me: str
    draw: ids.Draw
    at: datetime | None = None
    by: str = ""
    _taken: set[str] = field(default_factory=set)
    _items: set[str] = field(default_factory=set)

    def event(self, case: Case | None, kind: str, data: Data | None = None) -> Event:
        """A new event at its place after those that are recorded already."""
        entered, after = self._next_place(case.events if case else ())
        at = self.at or entered
        by = self.by or self.me
        taken = {e.id for e in case.events} if case else set()
        name = ids.event_id(taken | self._taken | self._items, self.draw, max(after, max(self._taken, default="")))
        self._taken.add(name)
        return Event(
            id=name, at=at, by=by, kind=kind,
            recorded=entered if at != entered else None,
            recorded_by=self.me if by != self.me else "",
            data={k: v for k, v in (data or {}).items() if not is_empty(v)},
        )  # fmt: skip

    def fresh_id(self, case: Case) -> str:
        """An id for a measure, a visit and the like, unlike any of the case's."""
        taken = set(_ids(case.data)) | self._taken | self._items
        name = ids.event_id(taken, self.draw)
        self._items.add(name)
        return name

    def _next_place(self, events: Iterable[Event]) -> tuple[datetime, str]:
        entered = self.now.replace(microsecond=0)
        while True:
            after = max((e.id for e in events if e.entered == entered), default="")
            if ids.has_room(after):
                return entered, after
            entered += timedelta(seconds=1)


def _ids(value: Value) -> Iterator[str]:
    """Every id in a case, of events and items alike."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield str(value["id"])
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)
