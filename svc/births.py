"""The birth of a case: its type, its path, its first values."""

from __future__ import annotations

from svc import asking, entry, verbs, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T, UsageError
from svc.model import Case, Change, Value, flatten, is_empty
from svc.schema.settings import Settings
from svc.typed import Mapping, NamedTuple, Sequence

_BY_SVC = ("id", "opened_at", "opened_by", "waiting", "log", "notes", "reviews")
"""What nobody fills in on a form."""


class Known(NamedTuple):
    """What is known of a case before it is opened. ``chosen``: somebody chose its path, no rule did."""

    kind: str
    route: str
    values: dict[str, Value]
    chosen: bool = False


def known(rules: Settings, kind: str, given: Sequence[entry.Assignment], clerk: Clerk) -> Known:
    """What a command line tells of a new case. Raises UsageError, RefusedError."""
    code = entry.code(rules, "type", "type", kind)
    if any(one.name == "type" for one in given):
        raise UsageError(T("the type was given twice"))
    chosen = any(one.name == "path" and one.value for one in given)
    blank = Case({"type": code}, "")
    values: dict[str, Value] = {**rules.defaults, **entry.wanted(rules, blank, given, clerk)}
    route = str(values.pop("path", "")) if chosen else _route(rules, code, values)
    return Known(code, route, values, chosen)


def _route(rules: Settings, kind: str, values: dict[str, Value]) -> str:
    return workflow.route_for(rules.workflow, Case({**values, "type": kind}, "")).name


def born(rules: Settings, name: str, kind: str, given: Sequence[entry.Assignment], clerk: Clerk) -> Change:
    """The new case under the rules in force. Raises UsageError, RefusedError."""
    told = known(rules, kind, given, clerk)
    _refuse_goodwill(told.values)
    return verbs.opened(name, clerk, told.kind, told.route, rules.workflow.stages[0], told.values)


def on_form(rules: Settings, kind: str, given: Sequence[entry.Assignment], clerk: Clerk) -> tuple[str, str, Change]:
    """The type and path whose form is to be filled in, and what it says already.

    A path that nobody chose is left empty there: it follows from what will be filled in. Raises UsageError.
    """
    told = known(rules, kind, given, clerk)
    header: dict[str, Value] = {"type": told.kind, "path": told.route if told.chosen else ""}
    return told.kind, told.route, Change({**told.values, **header})


def from_form(rules: Settings, name: str, form: Case, clerk: Clerk) -> Change:
    """The new case as somebody filled its form in. Raises RefusedError."""
    filled = [key for key in _BY_SVC if not is_empty(form.get(key))]
    if filled:
        raise RefusedError(T("svc fills these in, leave them empty: {names}", names=", ".join(filled)))
    first = rules.workflow.stages[0]
    if form.stage not in ("", first):
        raise RefusedError(
            T("a case begins in {stage}", stage=rules.named("stage", first)), T("svc move takes it on from there")
        )
    if not form.text("title").strip():
        raise RefusedError(T("missing: {names}", names=asking.label("title")))
    values = {k: v for k, v in flatten(form.data) if not is_empty(v) and k not in ("stage", "type", "path")}
    _refuse_goodwill(values)
    return verbs.opened(name, clerk, form.type, form.route or _route(rules, form.type, values), first, values)


def _refuse_goodwill(values: Mapping[str, Value]) -> None:
    if values.get("charge"):
        from svc import goodwill

        goodwill.refuse_at_birth(values)
