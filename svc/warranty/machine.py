"""A machine as warranty sees it: its dates, what was added to its term, what was fitted, and its days in repair."""

from __future__ import annotations

from svc.dates.periods import Period
from svc.spare import MappingProxyType, date
from svc.typed import Mapping, NamedTuple

_NO_DATES: Mapping[str, date] = MappingProxyType({})


class Extension(NamedTuple):
    """So much more than the term says, given to one machine."""

    id: str
    length: Period
    why: str = ""


class Fitted(NamedTuple):
    """A part that was fitted in service, and when."""

    component: str
    at: date
    part: str = ""
    case: str = ""


class Waited(NamedTuple):
    """A wait during a repair; ``end`` is None while it goes on."""

    reason: str
    begin: date
    end: date | None = None


class Repair(NamedTuple):
    """From the day a machine came in to the day it worked again; ``end`` is None while it does not.

    ``failed``: the case came back because it did not last.
    """

    case: str
    begin: date
    end: date | None = None
    waits: tuple[Waited, ...] = ()
    failed: bool = False


class Machine(NamedTuple):
    """One machine. ``dates`` are those known of ``STARTS``; ``made`` the last day on which it can have been made.

    ``replaces``: the key of the machine that it was given for, ``before`` that machine where it is known.
    """

    key: str
    dates: Mapping[str, date] = _NO_DATES
    made: date | None = None
    country: str = ""
    extensions: tuple[Extension, ...] = ()
    fitted: tuple[Fitted, ...] = ()
    repairs: tuple[Repair, ...] = ()
    replaces: str = ""
    before: Machine | None = None


class Agreement(NamedTuple):
    """What was agreed with a customer: from when to when, what it pays for, for which machines (all where none)."""

    id: str
    what: str = ""
    since: date | None = None
    until: date | None = None
    covers: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()

    def holds(self, day: date, machine: str) -> bool:
        """Whether it is in force on a day for a machine; both its days are among its own."""
        is_on = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return is_on and (not self.assets or machine in self.assets)


