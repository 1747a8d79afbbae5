"""Whether a change of policies or calendars alters a verdict of the past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from svc.model import Case
from svc.sla.clock import Clock
from svc.sla.clocks import PROMISE, Standing, Terms, folded
from svc.sla.hours import hours
from svc.typed import NamedTuple

DECIDED = ("met", "missed")


class Altered(NamedTuple):
    """A verdict that a change alters: ``before`` and ``after`` are None where there is no verdict.

    ``begun``: the event from which the target runs, ``""`` for the opening. ``why``: the reason of the change that is
    marked as one for the past as well, ``""`` where nobody marked it.
    """

    case: str
    target: str
    begun: str
    before: Clock | None
    after: Clock | None
    why: str


def altered(cases: Iterable[Case], before: Terms, after: Terms, now: datetime) -> Iterator[Altered]:
    """The verdicts up to now that are others by the terms after a change: met, missed, or missed from another instant.

    A mark counts that the change brought; one that was there already was for another change. Raises RefusedError for a
    policy that names a calendar that is not there.
    """
    marks = {name: why for name, why in after.retroactive.items() if before.retroactive.get(name) != why}
    for case in cases:
        old, new = folded(case, before, now), folded(case, after, now)
        was, is_now = _decided(old), _decided(new)
        for key in dict.fromkeys((*was, *is_now)):
            one, other = was.get(key), is_now.get(key)
            if _verdict(one) != _verdict(other):
                yield Altered(case.id, *key, one, other, _marked(marks, other, new, after))


def _decided(found: Standing) -> dict[tuple[str, str], Clock]:
    """The clocks that have a verdict; promises have theirs from nobody's policy."""
    clocks = (clock for clock in found.clocks if clock.state in DECIDED and clock.name != PROMISE)
    return {(clock.name, clock.run.begun): clock for clock in clocks}


def _verdict(clock: Clock | None) -> tuple[str, datetime | None]:
    return (clock.state, clock.breached) if clock else ("", None)


def _marked(marks: dict[tuple[str, str], str], clock: Clock | None, found: Standing, terms: Terms) -> str:
    """Why the change holds for the past as well: as its policy says, or its calendar."""
    names = [("policy", clock.policy if clock else found.policy)]
    if clock and clock.target:
        names.append(("calendar", hours(terms.calendars, clock.target.calendar).rules.name))
    return next((marks[name] for name in names if name in marks), "")
