"""A case as it stood at an instant: what happened later taken back, by when it happened."""

from __future__ import annotations

from svc import dates
from svc.model import Case, Value, rows
from svc.schema import fold
from svc.spare import datetime
from svc.typed import Iterable


def as_of(case: Case, at: datetime) -> Case | None:
    """The case with what had happened by an instant; None where it was not opened yet.

    Its stage, its waits and every fact whose change is an event are those of that time, by the names that they have
    today. Fields that change without an event are as they are now: what was known then is told by a revision.
    """
    opened = dates.instant(case.text("opened_at"))
    if opened and opened > at:
        return None
    gone = {event.id for event in case.events if event.at > at}
    if not gone:
        return case
    told = fold.by_todays_names(case.events)
    kept = tuple(event for event in told if event.id not in gone)
    first: dict[str, Value] = {}
    for event in told:
        if name := fold.fact(event):
            first.setdefault(name, event.get("from"))
    log: list[Value] = [row for row in rows(case.data.get("log", "")) if row.get("id") not in gone]
    return Case({**case.data, **first, **fold.state(kept), "log": log}, case.path, kept)


def all_as_of(cases: Iterable[Case], at: datetime) -> list[Case]:
    """The cases that were opened by an instant, as they stood then."""
    return [found for case in cases if (found := as_of(case, at))]
