"""Open cases that changed rules ask for more than they did: summed up, with the line that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svc import asking, workflow
from svc.errors import T, Text, counted
from svc.model import Case
from svc.schema.settings import Settings


def held_up(before: Settings, after: Settings, cases: Iterable[Case]) -> Iterator[Text]:
    """A line for each field that the rules ask for now, that they did not, and that open cases lack."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        for name in _missing(after, case) - _missing(before, case):
            found.setdefault(name, []).append(case)
    for name, lacking in found.items():
        count = counted(len(lacking), T("{count} open case lacks it"), T("{count} open cases lack it"))
        named = {"label": asking.label(name), "field": name, "cases": count}
        yield T("{label} ({field}) is asked for now, and {cases}: svc list missing:{field}", **named)


def _missing(settings: Settings, case: Case) -> set[str]:
    """The fields that an open case lacks to go on."""
    if case.stage not in settings.workflow.stages or case.stage == settings.workflow.closed:
        return set()
    return {name for choice in workflow.missing(settings, case) for name in choice}
