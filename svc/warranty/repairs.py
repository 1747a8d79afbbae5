"""The days of a machine in repair, out of the logs of its cases."""

from __future__ import annotations

from svc.dates import instant
from svc.model import Case
from svc.schema.loop import Workflow
from svc.spare import datetime, tzinfo
from svc.typed import TYPE_CHECKING, Iterable, Iterator
from svc.warranty.machine import Repair, Waited

if TYPE_CHECKING:
    from svc.sla.course import Course, Stop

REPAIR = "repair"
"""The type of a case, and the remedy, that bring a machine into repair."""


def repairs(
    cases: Iterable[Case], loop: Workflow, resolution: str, now: datetime, zone: tzinfo
) -> list[Repair]:
    """The repairs that some cases of a machine tell of, by the day on which each began. Days are the desk's.

    A repair begins as the goods are received, where that is known, else with the case or as it comes back; it ends
    once it works again, else as it is resolved. Cases that went a way out, such as no fault found, tell of none.
    """
    from svc.sla.course import course

    found: list[Repair] = []
    for case in cases:
        if REPAIR in (case.type, case.text("resolution.remedy")) and not case.text("exit"):
            found += _of_case(case, course(case, loop, resolution, now), zone)
    return sorted(found, key=lambda repair: (repair.begin, repair.case))


def _of_case(case: Case, told: Course, zone: tzinfo) -> Iterator[Repair]:
    begin = _received(case) or told.opened
    last: Stop | None = None
    for stop in told.stops:
        yield _repair(case.id, told, begin, stop, zone)
        begin, last = stop.end or stop.begin, stop
    if last is None or last.end is not None:
        yield _repair(case.id, told, begin, None, zone)


def _received(case: Case) -> datetime | None:
    return instant(case.text("resolution.received_at"))


def _repair(name: str, told: Course, begin: datetime, stop: Stop | None, zone: tzinfo) -> Repair:
    """One go: from an instant to where it worked again, at the latest to where it was resolved."""
    worked = (e.at for e in told.events if e.kind == "restored" and begin <= e.at and (not stop or e.at <= stop.begin))
    end = min(worked, default=stop.begin if stop else None)
    waits = [
        Waited(wait.reason, max(wait.begin, begin).astimezone(zone).date(),
               wait.end.astimezone(zone).date() if wait.end else None)
        for wait in told.waits
        if (end is None or wait.begin < end) and (wait.end is None or begin < wait.end)
    ]  # fmt: skip
    last = end.astimezone(zone).date() if end else None
    return Repair(name, begin.astimezone(zone).date(), last, tuple(waits), bool(stop and stop.end))
