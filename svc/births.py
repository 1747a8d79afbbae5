"""The birth of a case: its type, its path, its first values."""

from __future__ import annotations

from collections.abc import Sequence

from svc import entry, verbs, workflow
from svc.clerk import Clerk
from svc.errors import T, UsageError
from svc.model import Case, Change, Value
from svc.schema.settings import Settings


def born(rules: Settings, name: str, kind: str, given: Sequence[entry.Assignment], clerk: Clerk) -> Change:
    """The new case under the rules in force. Raises UsageError, RefusedError."""
    code = entry.code(rules, "type", "type", kind)
    if any(one.name == "type" for one in given):
        raise UsageError(T("the type was given twice"))
    chosen = next((one.value for one in given if one.name == "path"), "")
    blank = Case({"id": name, "type": code}, "")
    values: dict[str, Value] = {**rules.defaults, **entry.wanted(rules, blank, given, clerk)}
    known = Case({**blank.data, **values}, "")
    route = str(values.pop("path", "")) if chosen else workflow.route_for(rules.workflow, known).name
    return verbs.opened(name, clerk, code, route, rules.workflow.stages[0], values)
