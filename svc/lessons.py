"""What cases taught: recording a lesson, and finding lessons again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from svc import acts
from svc.clerk import Clerk
from svc.deeds import Period
from svc.entry import Assignment
from svc.errors import RefusedError, T
from svc.model import Case, Change, Data
from svc.schema.fold import arrived
from svc.schema.settings import Settings
from svc.words import tidy

FIELD = "summary.lesson"
SEARCHED = ("id", FIELD)
"""Where plain words of a query for lessons are looked for."""


def lesson(case: Case) -> str:
    """What the case taught, ``""`` when nobody has said it yet."""
    return case.text(FIELD).strip("\n")


def record(rules: Settings, case: Case, text: str, clerk: Clerk, replace: bool = False) -> Change:
    """Write a lesson down. Raises RefusedError where another one would be lost and ``replace`` does not say so."""
    held = lesson(case)
    if held.strip() and held != tidy(text).strip("\n") and not replace:
        raise RefusedError(
            T("{id} has a lesson already", id=case.id),
            T("svc lesson {id} prints it; --replace puts yours in its place, -e opens it in your editor", id=case.id),
        )
    change = acts.edit(rules, case, [Assignment(FIELD, text)], clerk)
    return change._replace(what="lesson") if change else change


def found(cases: Iterable[Case], holds: Callable[[Data], bool], asked: Period) -> list[Case]:
    """The cases with a lesson that answer to a query, the last one to come where it is first.

    The period is over :func:`arrived`.
    """
    told = [case for case in cases if lesson(case).strip() and holds(case.data)]
    dated = [(arrived(case.events), case) for case in told]
    in_time = [(at, case) for at, case in dated if not asked or (at and asked.holds(at))]
    in_time.sort(key=lambda pair: (pair[0].timestamp() if pair[0] else 0.0, pair[1].id), reverse=True)
    return [case for _, case in in_time]


