"""The log of a case that was brought in: events with ids that follow from what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from svc import ids
from svc.imports.mapping import Map
from svc.model import Data, Event
from svc.schema import fold
from svc.schema.settings import Settings
from svc.tables.rows import Row
from svc.typed import NamedTuple

stage_after = fold.stage


class Deed(NamedTuple):
    """One row of a log: what was done, when, by whom."""

    row: Row
    at: datetime
    activity: str
    by: str


class Told:
    """Writes the events of one imported case down. Their ids are the same wherever the same rows are imported."""

    def __init__(self, source: str, number: str, by: str) -> None:
        self.source = source
        self.number = number
        self.by = by
        self.taken: set[str] = set()
        self.last: Event | None = None

    def event(self, at: datetime, kind: str, data: Data, *words: str) -> Event:
        """The next event."""
        at = at.replace(microsecond=0)
        after = self.last.id if self.last and self.last.at == at else ""
        name = ids.event_id(self.taken, ids.hashed(self.source, self.number, *words), after)
        self.taken.add(name)
        self.last = Event(name, at, self.by, kind, data=data)
        return self.last

    def begun(self, at: datetime, stage: str, text: str = "") -> list[Event]:
        """The case came to be."""
        return [self.event(at, "imported", _filled(stage=stage, text=text), "begun")]

    def moved(self, at: datetime, source: str, target: str, word: str, text: str = "", kind: str = "move") -> Event:
        """The case went to another stage."""
        data = {"from": source, "to": target, "imported": "true", "text": text}
        return self.event(at, kind, _filled(**data), word, str(int(at.timestamp())))

    def noted(self, at: datetime, word: str, text: str) -> Event:
        """Something was done that led to no other stage."""
        data: Data = {"visible": "internal", "imported": "true", "text": text}
        return self.event(at, "note", data, word, str(int(at.timestamp())))


def _filled(**data: str) -> Data:
    return {key: value for key, value in data.items() if value}


def in_order(deeds: Sequence[Deed], activities: list[str]) -> list[Deed]:
    """Deeds in order of time; those of one moment as the mapping lists their activities, wherever they stood."""
    place = {name: number for number, name in enumerate(activities)}
    return sorted(deeds, key=lambda d: (d.at, place[d.activity], d.by, tuple(d.row.cells.values())))


def events(
    rules: Settings, plan: Map, number: str, deeds: Sequence[Deed], born: datetime | None = None
) -> list[Event]:
    """The events of a case whose log is told by these rows: the first one begins it, if it was not ``born`` before."""
    assert plan.activities is not None
    loop = rules.workflow
    first = deeds[0]
    told = Told(plan.source, number, plan.source if born else first.by)
    stage = loop.stages[0] if born else plan.activities[first.activity] or loop.stages[0]
    found = told.begun(born or first.at, stage, "" if born else first.activity)
    for deed in deeds if born else deeds[1:]:
        told.by = deed.by
        target = plan.activities[deed.activity] or (loop.stages[0] if stage == loop.closed else stage)
        word = f"{deed.activity}\0{deed.by}"
        if target == stage:
            found.append(told.noted(deed.at, word, deed.activity))
            continue
        kind = "reopen" if stage == loop.closed else "move"
        found.append(told.moved(deed.at, stage, target, word, deed.activity, kind))
        stage = target
    return found
