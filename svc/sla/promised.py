"""Whether a promise can be kept: it should fall into working hours, and not after what is due to the customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from svc import dates
from svc.dates import midnight
from svc.model import Case, Event
from svc.sla.clocks import Terms, folded, promised_for
from svc.sla.hours import Hours, hours
from svc.typed import NamedTuple

MATTERS = ("restore", "resolve")
"""The targets after which a promise is late: what the customer waits for in the end."""


class Doubt(NamedTuple):
    """Why a promise may not be kept. ``why``: it is ``closed`` then, and opens at ``at`` by the calendar ``name``;
    or it is ``later`` than the target ``name``, which is due ``at``. ``unknown``: years whose days are guessed at.
    """

    why: str
    name: str
    at: datetime
    unknown: tuple[tuple[str, int], ...] = ()


def doubts(promise: Event, case: Case, terms: Terms, now: datetime) -> Iterator[Doubt]:
    """What speaks against a promise that a case has in its log; nothing for one that is no promise with a date.

    Raises RefusedError for a policy that names a calendar that is not there.
    """
    due = promised_for(promise.get("until"), terms.zone)
    if due is None:
        return
    held = hours(terms.calendars, "")
    opening = _opening(promise.get("until"), due, held, terms)
    if opening:
        yield Doubt("closed", held.rules.name, opening, tuple(held.unknown(now, opening)))
    for clock in folded(case, terms, now).clocks:
        if clock.name in MATTERS and clock.is_open and clock.due and now <= clock.due < due:
            yield Doubt("later", clock.name, clock.due, clock.unknown)


def _opening(until: str, due: datetime, held: Hours, terms: Terms) -> datetime | None:
    """When it opens after a promise that falls outside the hours; None for one inside. A day is in when any of it is.

    What is promised for closing time is promised for working time.
    """
    if dates.is_date(until):
        begin = midnight(until, terms.zone)
        return None if held.elapsed(begin, due).seconds else held.next_opening(due).at
    before = held.elapsed(due - timedelta(seconds=1), due).seconds
    opening = held.next_opening(due).at
    return None if before or opening == due else opening
