"""Whether one case file is valid by itself: its fields, codes, instants, and a log that tells its state."""

from __future__ import annotations

from svc import ids
from svc.dates import instant
from svc.errors import Several, T
from svc.model import Case, Data, Event, Problem, Value, is_empty
from svc.schema import fold, gates, reviews
from svc.schema.check_log import check_log
from svc.schema.check_values import check_values
from svc.schema.fields import BY_PATH
from svc.schema.findings import Findings
from svc.schema.homes import lost
from svc.schema.naming import typed
from svc.schema.reviews import Standing
from svc.schema.settings import Settings
from svc.typed import Callable

NEEDED = ("id", "stage", "opened_at", "opened_by", "type", "path", "title")
"""Fields that no case is without."""


def check_case(data: Data, path: str, settings: Settings, line_of: Callable[[str], int]) -> list[Problem]:
    """All that is wrong with a case, in the order of its lines. ``line_of`` gives the line of a dotted field."""
    found = Findings(path, settings, line_of)
    _identity(found, data)
    check_values(found, data)
    events = check_log(found, data)
    _state(found, data, events)
    case = Case(data, path, tuple(events))
    _home(found, case)
    _rules(found, case)
    return sorted(found.problems, key=lambda p: p.line)


def _identity(found: Findings, data: Data) -> None:
    for name in NEEDED:
        if is_empty(data.get(name, "")):
            found.wrong(name, T("{field} is missing", field=name if name == "id" else BY_PATH[name].label))
    name = str(data.get("id", ""))
    if not name:
        return
    if not ids.is_case_id(name):
        found.wrong("id", T("{id} is not a case id: its check character does not fit", id=name))
    below = _below_cases(found.path) if ids.is_case_id(name) else ""
    wanted = f"20{name[-14:-12]}/{name[-12:-10]}/{name}.yaml" if below else f"{name}.yaml"
    held = below or found.path.rpartition("/")[2]
    if held != wanted:
        found.wrong("id", T("the file of {id} must be named {name}", id=name, name=wanted))


def _below_cases(path: str) -> str:
    """The path of a file below the first folder ``cases``, ``""`` for one that lies elsewhere."""
    return f"/{path}".partition("/cases/")[2]


def _state(found: Findings, data: Data, events: list[Event]) -> None:
    """The state at the top is the fold of the log."""
    if not events:
        found.wrong("log", T("the log is empty: a case begins with an event open"))
        return
    for name, value in fold.state(events).items():
        held = data.get(name, "")
        if held != value and not (is_empty(held) and is_empty(value)):
            said = {"held": _shown(held), "folded": _shown(value)}
            found.wrong(name, T("{field} is {held}, but the log says {folded}", field=name, **said))
    opened = events[0]
    if fold.is_imported(events) and is_empty(data.get("origin", "")):
        found.wrong("origin", T("origin is empty, but the log begins with an event imported"))
    elif not fold.is_imported(events) and not is_empty(data.get("origin", "")):
        found.wrong("origin", T("only a case that was imported has an origin: its log does not begin with imported"))
    if instant(str(data.get("opened_at", ""))) not in (None, opened.at):
        found.wrong("opened_at", T("opened_at is not the time of the first event"))
    if data.get("opened_by") != opened.by:
        found.wrong("opened_by", T("opened_by is not the person of the first event"))


def _shown(value: Value) -> object:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return (value if isinstance(value, str) else str(value)) or T("empty")


def _home(found: Findings, case: Case) -> None:
    """The workflow knows where the case stands; a word that is not in its list of codes was named already."""
    for one in lost(found.settings, case):
        listed = found.settings.codes.get(one.field)
        if one.stage or not listed or one.word in listed:
            found.wrong(one.field, one.said)


def _rules(found: Findings, case: Case) -> None:
    """What a gate asked for before is still there: a merge or a hand edit may have emptied it.

    A closed case is left in peace by gates that came after it.
    """
    workflow = found.settings.workflow
    if case.stage == workflow.closed:
        return
    for choice in gates.unmet_by(workflow, case, gates.passed(workflow, case)):
        fill = {"id": case.id, "name": typed(choice[0])}
        said = T("empty, but an earlier stage asks for it: svc edit {id} --set {name}=...", **fill)
        if len(choice) > 1:
            said = T("an earlier stage asks for one of {names}: svc edit {id} --set {name}=...",
                     names=Several(map(typed, choice)), **fill)  # fmt: skip
        found.wrong(choice[0], said, "warning")
    for name in gates.barred_by(workflow, case, gates.passed(workflow, case)):
        said = T("{field} is {value}, with which an earlier stage is not left", field=name, value=case.text(name))
        found.wrong(name, said, "warning")
    for one in _lapsed(found.settings, case):
        labels = Several(BY_PATH[name].label if name in BY_PATH else name for name in one.rule.of)
        said = T("{fields} was changed since it was approved: svc propose {id}", fields=labels, id=case.id)
        found.wrong(one.rule.of[0], said, "warning")
    for choice in gates.unmet_by(workflow, case, gates.never_asked(workflow, case)):
        said = T("{field} is empty; the case was past the stage that asks for it when it was imported",
                 field=" | ".join(choice))  # fmt: skip
        found.wrong(choice[0], said, "info")


def _lapsed(settings: Settings, case: Case) -> list[Standing]:
    """What earlier stages asked to be approved, and what became other than it was when it was."""
    return [one for one in reviews.behind(settings, case) if one.outdated]
