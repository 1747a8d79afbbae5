"""Cases that a changed workflow leaves nowhere: summed up, with what to type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svc import migration
from svc.errors import T, Text, counted
from svc.model import Case
from svc.schema.homes import Lost, lost
from svc.schema.settings import Settings

_SHOWN = 5
"""Ids that a line names."""


def summed_up(
    settings: Settings, before: Settings | None, cases: Iterable[Case]
) -> Iterator[tuple[Lost, list[str], Text]]:
    """A line a lost word; with the paths of the cases that stand there. ``before``: the rules as they were."""
    found: dict[Lost, list[Case]] = {}
    for case in cases:
        for one in lost(settings, case):
            found.setdefault(one, []).append(case)
    for one, standing in found.items():
        yield one, [case.path for case in standing], _line(one, standing, migration.remedy(settings, before, one))


def _line(one: Lost, cases: list[Case], remedy: str) -> Text:
    ids = ", ".join(case.id for case in cases[:_SHOWN]) + (", ..." if len(cases) > _SHOWN else "")
    count = counted(len(cases), T("{count} case"), T("{count} cases"))
    return T("{why}: {cases} ({ids}); {remedy}", why=one.said, cases=count, ids=ids, remedy=remedy)
